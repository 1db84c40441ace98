"""Dossiers: five that a practitioner would call real, and the rules of the whole."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from jifang.law import InputError, decide
from jifang.law.assessment import (
    SECTIONS,
    Assessment,
    Finding,
    assess,
    describe_dossier,
    write_template,
)
from jifang.law.intake import read_bytes, read_path

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
ON = date(2026, 11, 22)


def read_example(start: str) -> Assessment:
    path = next(p for p in EXAMPLES if p.name.startswith(start))
    return assess(read_path(path, expect="dossier"), on=ON)


def find(assessment: Assessment, subject: str, question: str) -> Finding:
    found = [
        f
        for f in assessment.findings
        if f.subject.zh == subject and f.decision.question == question
    ]
    assert len(found) == 1, [(f.subject.zh, f.decision.question) for f in assessment.findings]
    return found[0]


def exposure_of(finding: Finding) -> Mapping[str, Any]:
    assert finding.exposure is not None
    return finding.exposure.values


def test_there_are_five_examples_each_marked_as_demonstration() -> None:
    assert len(EXAMPLES) == 5
    for path in EXAMPLES:
        assert assess(read_path(path, expect="dossier"), on=ON).demonstration


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_finding_cites_and_every_breach_has_a_remedy_or_an_exposure(path: Path) -> None:
    assessment = assess(read_path(path, expect="dossier"), on=ON)
    assert assessment.outcome == "breaches"
    for finding in assessment.findings:
        assert finding.cited, finding.headline
        if finding.breached:
            assert finding.remedies or finding.exposure is not None, finding.headline
        if finding.breached is None:
            assert finding.missing, finding.headline


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_assessment_is_said_in_full_in_either_language(path: Path, lang: Any) -> None:
    assessment = assess(read_path(path, expect="dossier"), on=ON)
    said = assessment.say(lang)
    assert assessment.title.say(lang) in said
    if lang == "en":
        own_words = said.replace("（演示）", "").splitlines()
        ours = [line.split("] ", 1)[-1] for line in own_words if not line.startswith("示例")]
        for line in ours:
            if "示例" not in line:
                assert not any("\u4e00" <= c <= "\u9fff" for c in line), line


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_examples_follow_the_published_schema(path: Path) -> None:
    raw = read_path(path, expect="dossier")
    plain = _plain(raw)
    jsonschema.Draft202012Validator(
        describe_dossier(), format_checker=jsonschema.FormatChecker()
    ).validate(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


# -- 1 a public school ---------------------------------------------------------------------------


def test_school_used_without_acceptance_is_fined_at_once_under_article_36() -> None:
    finding = find(read_example("1"), "门厅改造", "putting_into_use")
    assert finding.severity == "serious"
    assert finding.cited[0] == "art_19__para_1"
    values = exposure_of(finding)
    assert (values["fine_min"], values["fine_max"]) == (10_000, 30_000)
    assert values["on_whom"] == "constructing_unit"


def test_school_storage_of_21_days_is_first_ordered_to_be_corrected() -> None:
    finding = find(read_example("1"), "门厅 01", "retention")
    assert finding.severity == "ordinary"
    assert finding.decision.values["shortfall_days"] == 9
    values = exposure_of(finding)
    assert "fine_min" not in values
    unit = values["if_not_corrected"]["unit"]
    assert (unit["fine_min"], unit["fine_max"]) == (2_000, 10_000)
    assert (unit["persons_fine_min"], unit["persons_fine_max"]) == (200, 500)


def test_school_storage_of_exactly_30_days_is_in_order() -> None:
    assert find(read_example("1"), "门厅 02", "retention").severity == "ok"


def test_school_without_access_register_breaches_article_21_item_3() -> None:
    wrong = [f for f in read_example("1").findings if f.section == "duties" and f.breached]
    assert {f.provision for f in wrong} == {"art_21__para_1__item_2", "art_21__para_1__item_3"}


# -- 2 a bank branch that is a counter-terrorism target --------------------------------------------


@pytest.mark.parametrize(
    ("channel", "short"), [("金库通道", 29), ("自助区 03", 1), ("柜台 01", None)]
)
def test_bank_target_needs_90_days(channel: str, short: int | None) -> None:
    finding = find(read_example("2"), channel, "retention")
    assert finding.decision.values["required_days"] == 90
    assert finding.decision.values.get("shortfall_days") == short


def test_bank_police_may_consult_but_a_station_chief_cannot_approve_copying() -> None:
    assessment = read_example("2")
    consulted = find(assessment, "2026-10-12 两名民警查阅柜台录像", "information_access")
    copied = find(assessment, "2026-10-13 民警复制录像，所长批准", "information_access")
    assert consulted.decision.outcome == "permit"
    assert copied.decision.outcome == "deny"
    assert copied.decision.values["needs"] == ("head_approval",)


# -- 3 a hotel with a camera in a guest room -------------------------------------------------------


def test_hotel_guest_room_camera_is_prohibited_and_fined_at_once_under_decree_799() -> None:
    finding = find(read_example("3"), "8 楼 0812 客房", "siting")
    assert finding.decision.outcome == "must_not_install"
    assert finding.cited[:2] == ("cn-decree-799/art_8", "art_10__para_2")
    assert finding.severity == "serious"
    assert finding.exposure is not None
    assert finding.exposure.decided_by_law == "cn-decree-799"
    values = exposure_of(finding)
    assert values["confiscate"] is True
    assert values["delete"] is True
    bands = values["fine_by_offender"]
    assert (bands["unit"]["fine_min"], bands["unit"]["fine_max"]) == (10_000, 20_000)
    assert (bands["individual"]["fine_min"], bands["individual"]["fine_max"]) == (5_000, 10_000)


def test_hotel_order_already_failed_so_the_fine_is_due_now() -> None:
    finding = find(read_example("3"), "大堂 05", "retention")
    assert finding.severity == "serious"
    values = exposure_of(finding)
    assert (values["fine_min"], values["fine_max"]) == (2_000, 10_000)


def test_hotel_storage_of_61_days_depends_on_whether_it_is_a_target() -> None:
    finding = find(read_example("3"), "电梯 07", "retention")
    assert finding.severity == "open"
    assert finding.missing == ("counter_terrorism_target",)


def test_hotel_that_lets_video_be_copied_is_referred_to_the_information_laws() -> None:
    finding = find(read_example("3"), "2026-11-02 失主要求复制电梯录像", "information_access")
    assert finding.severity == "serious"
    assert finding.exposure is not None
    assert finding.exposure.outcome == "refer_other_law"
    assert {"cybersecurity", "data_security", "personal_information"} <= set(
        exposure_of(finding)["referrals"]
    )


def test_hotel_test_report_depends_on_the_accreditation() -> None:
    finding = find(read_example("3"), "酒店开业工程", "putting_into_use")
    assert finding.missing == ("testing_body_accredited_until",)


# -- 4 a township road put to use without acceptance -----------------------------------------------


def test_township_road_is_approved_by_the_county() -> None:
    finding = find(read_example("4"), "示例镇道路技防工程", "design_approval")
    assert finding.breached is False
    assert finding.decision.values["organ"].as_dict() == {"level": "county", "region": "441322"}


def test_township_road_built_without_review_and_used_without_acceptance() -> None:
    assessment = read_example("4")
    for question, article in (
        ("preconstruction_review", "art_17__para_2"),
        ("putting_into_use", "art_19__para_1"),
    ):
        finding = find(assessment, "示例镇道路技防工程", question)
        assert finding.severity == "serious"
        assert finding.cited[0] == article
        values = exposure_of(finding)
        assert (values["fine_min"], values["fine_max"]) == (10_000, 30_000)


def test_township_government_duty_has_no_fine_in_the_measures() -> None:
    wrong = [f for f in read_example("4").findings if f.subject.zh == "县级以上人民政府"]
    lacking = [f for f in wrong if f.breached]
    assert [f.severity for f in lacking] == ["minor"]


# -- 5 an out-of-province installer above its level ------------------------------------------------


def test_installer_above_level_and_with_lapsed_filing_is_liable_under_35() -> None:
    finding = find(read_example("5"), "商场视频监控施工", "undertaking")
    assert finding.decision.values["lacks"] == ("level", "filing")
    assert {"art_14__para_2", "art_16__para_2"} <= set(finding.cited)
    values = exposure_of(finding)
    assert (values["fine_min"], values["fine_max"]) == (10_000, 30_000)
    assert values["confiscation"] is True


def test_dongguan_has_no_county_so_the_city_approves() -> None:
    finding = find(read_example("5"), "商场技防工程", "design_approval")
    assert finding.decision.values["organ"].as_dict() == {
        "level": "prefecture",
        "region": "441900",
    }
    assert any(g.interpretation for g in finding.decision.basis if g.holds)


# -- the whole -------------------------------------------------------------------------------------


def test_decide_answers_the_question_assessment() -> None:
    answer = decide("assessment", {"site": {"name": "甲", "region": "440106"}}, on=ON)
    assert answer.outcome == "unknown"
    shown = answer.as_dict("en")
    assert {"question", "on", "outcome", "values", "basis", "missing", "duties", "liability"} <= (
        shown.keys()
    )
    assert "site.place_kind" in shown["missing"]


def test_a_site_in_order_is_compliant() -> None:
    site = {
        "name": "甲",
        "region": "440106",
        "place_kind": "other",
        "setting": "other",
        "public_area": False,
        "special_domain": "none",
        "agreed_party": "甲",
        "counter_terrorism_target": False,
    }
    assert decide("assessment", {"site": site}, on=ON).outcome == "compliant"


@pytest.mark.parametrize(
    ("region", "on", "outcome"),
    [
        ("430102", ON, "not_applicable"),
        ("440106", date(2017, 7, 31), "not_in_force"),
    ],
)
def test_outside_the_measures_nothing_else_is_judged(region: str, on: date, outcome: str) -> None:
    answer = decide("assessment", {"site": {"region": region, "special_domain": "none"}}, on=on)
    assert answer.outcome == outcome
    assert len(answer.findings) == 1


def test_a_secret_system_follows_other_law_but_the_duty_to_install_stays() -> None:
    site = {
        "region": "440106",
        "special_domain": "state_secret",
        "place_kind": "a9_3.secret_printing_storage",
        "public_area": False,
        "system_installed": False,
    }
    answer = decide("assessment", {"site": site}, on=ON)
    wrong = [f for f in answer.findings if f.breached]
    assert [f.cited[0] for f in wrong] == ["art_9__para_1"]
    assert exposure_of(wrong[0])["warning"] is True


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({}, "site"),
        ({"site": {"region": "440106"}, "cameras": []}, "cameras"),
        ({"site": {"region": "999999"}}, "site.region"),
        ({"site": {}, "systems": {}}, "systems"),
        ({"site": {}, "systems": [{"effective_storage_days": True}]}, "systems[0]"),
        ({"site": {}, "systems": [{"name": "甲"}], "storage": [{"system": "乙"}]}, "storage[0]"),
        ({"site": {}, "duties": [{"role": "nobody"}]}, "duties[0].role"),
    ],
)
def test_a_dossier_that_cannot_be_read_names_the_place(raw: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as error:
        assess(raw, on=ON)
    assert any(p.field.startswith(field) for p in error.value.problems)


def test_all_problems_of_a_dossier_are_reported_together() -> None:
    raw = {"site": {"region": "x"}, "systems": [{"kind": "radar"}, {"channels": -1}], "what": 1}
    with pytest.raises(InputError) as error:
        assess(raw, on=ON)
    assert len(error.value.problems) == 4


def test_the_empty_workbook_has_a_sheet_per_section_and_reads_back_as_empty() -> None:
    empty = assess(read_bytes(write_template(), "dossier.xlsx", expect="dossier"), on=ON)
    assert empty.outcome == "unknown"
    assert not empty.dossier.rows
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    assert {s.name for s in SECTIONS} <= set(book.sheetnames)


def test_a_workbook_may_hold_codes_as_numbers() -> None:
    raw = {"site": {"region": 440106, "place_kind": "a9_7.school"}}
    with pytest.raises(InputError):
        assess(raw, on=ON)
    assert assess(raw, on=ON, from_workbook=True).dossier.site["region"] == "440106"
