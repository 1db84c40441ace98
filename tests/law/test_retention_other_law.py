"""Art. 20 ¶2: what the floors of other law rest on, what is only noted, what cannot be meant."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jifang.law import InputError, decide
from jifang.law.assessment import assess

ON = date(2026, 11, 22)
SHENZHEN: dict[str, Any] = {
    "place_kind": "a9_7.kindergarten", "region": "440304", "counter_terrorism_target": False,
    "effective_storage_days": 60, "video_system": True,
}  # fmt: skip


def test_the_shenzhen_floor_names_the_measures_and_the_national_regulation_it_varies() -> None:
    decision = decide("retention", SHENZHEN, on=ON)
    met = {(str(c.yields), c.rule.id) for c in decision.conflicts}
    assert met == {
        ("art_20__para_1", "provides_otherwise"), ("cn-decree-799/art_17", "zone_variation"),
    }  # fmt: skip
    assert decision.decided_by_law == "sz-preschool-regulation"


def test_the_funeral_home_meets_no_provision_of_the_measures() -> None:
    facts = {**SHENZHEN, "place_kind": "funeral_home"}
    decision = decide("retention", facts, on=ON)
    assert decision.conflicts == ()
    assert decision.liability is None  # its penalty is not recorded
    assert [(d.law, d.provision) for d in decision.duties] == [("cn-funeral-regulation", "art_28")]


@pytest.mark.parametrize("on", [date(2020, 11, 28), date(2020, 11, 29)])
def test_the_song_and_dance_venue_is_recorded_beside_from_the_day_its_text_says_so(
    on: date,
) -> None:
    facts = {**SHENZHEN, "place_kind": "a9_7.song_dance"}
    laws = {c.prevails.law for c in decide("retention", facts, on=on).conflicts}
    assert ("cn-entertainment-regulation" in laws) is (on.day == 29)


def test_every_floor_is_shown_with_its_citation_and_how_sure_it_is() -> None:
    ground = decide("retention", SHENZHEN, on=ON).basis[0]
    parameter = ground.parameters["retention.shenzhen_kindergarten_days"]
    assert (parameter["value"], parameter["provision"]) == (90, "art_56")
    assert parameter["confidence"] == "A"


def test_days_left_to_the_law_are_not_shown_as_a_fact() -> None:
    shown = decide("retention", SHENZHEN, on=ON).as_dict("en")
    assert all("other_law_days" not in ground["facts"] for ground in shown["basis"])
    stated = decide("retention", {**SHENZHEN, "other_law_days": 45}, on=ON).as_dict("en")
    assert any(ground["facts"].get("other_law_days") == 45 for ground in stated["basis"])


def test_what_is_missing_is_the_place_and_never_the_law() -> None:
    facts = {"setting": "key_unit", "counter_terrorism_target": False, "effective_storage_days": 60}
    assert decide("retention", facts, on=ON).missing == ("place_kind", "region")
    near = {**facts, "region": "440304"}
    assert decide("retention", near, on=ON).missing == ("place_kind",)
    child = {**facts, "place_kind": "a9_7.kindergarten"}
    assert decide("retention", child, on=ON).missing == ("region",)


def test_the_duty_to_delete_is_told_with_its_reading() -> None:
    old = {**SHENZHEN, "age_days": 45, "purpose_achieved": True}
    disputed = decide("retention", old, on=ON)
    assert disputed.values["delete_duty"] == "review"
    readings = {g.interpretation.id for g in disputed.basis if g.interpretation}
    assert "delete_where_law_sets_longer" in readings
    elsewhere = decide("retention", {**old, "region": "440106"}, on=ON)
    assert elsewhere.values["delete_duty"] is True
    assert ("cn-decree-799", "art_17") in {(d.law, d.provision) for d in elsewhere.duties}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_duty_to_delete_is_said_in_words(lang: Any) -> None:
    old = {**SHENZHEN, "age_days": 45, "purpose_achieved": True}
    said = decide("retention", old, on=ON).say(lang).splitlines()
    start = "  期满删除的义务：待核" if lang == "zh" else "  duty to delete: to be reviewed"
    assert any(line.startswith(start) for line in said)


@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        ("funeral_home", "key_unit"),
        ("a9_7.kindergarten", "other"),
        ("a9_7.kindergarten", "public_area"),
        ("a9_7.song_dance", "other"),
    ],
)
def test_a_kind_of_place_with_its_own_floor_cannot_count_as_something_else(
    kind: str, setting: str
) -> None:
    facts = {"place_kind": kind, "setting": setting, "effective_storage_days": 60}
    with pytest.raises(InputError) as refused:
        decide("retention", facts, on=ON)
    assert [p.field for p in refused.value.problems] == ["setting"]
    with pytest.raises(InputError) as refused:
        assess({"site": {"place_kind": kind, "setting": setting}}, on=ON)
    assert [p.field for p in refused.value.problems] == ["site.setting"]


def test_a_whole_province_is_no_place_of_a_site() -> None:
    with pytest.raises(InputError) as refused:
        decide("retention", {**SHENZHEN, "region": "440000"}, on=ON)
    assert [p.field for p in refused.value.problems] == ["region"]


# -- in the dossier --------------------------------------------------------------------------------

KINDERGARTEN: dict[str, Any] = {
    "site": {
        "name": "示例幼儿园（演示）", "demonstration": True, "region": "440304",
        "place_kind": "a9_7.kindergarten", "public_area": False, "special_domain": "none",
        "counter_terrorism_target": False, "system_installed": True, "agreed_party": "甲",
    },
    "systems": [
        {"name": "园内视频", "kind": "video_surveillance", "in_use_since": "2025-09-10",
         "filed_on": None},
        {"name": "门禁", "kind": "access_control", "in_use_since": "2025-09-10",
         "effective_storage_days": 30},
    ],
    "storage": [
        {"system": "园内视频", "channel": "活动室", "effective_storage_days": 60},
        {"system": "园内视频", "channel": "门厅", "effective_storage_days": 90, "age_days": 45,
         "purpose_achieved": True},
    ],
}  # fmt: skip


def find(question: str, subject: str, dossier: dict[str, Any] = KINDERGARTEN) -> Any:
    found = [
        f
        for f in assess(dossier, on=ON).findings
        if f.decision.question == question and f.subject.zh == subject
    ]
    assert len(found) == 1
    return found[0]


def test_a_dossier_gives_kind_region_and_video_to_the_question() -> None:
    room = find("retention", "活动室")
    assert room.breached
    assert room.cited[0] == "sz-preschool-regulation/art_56"
    assert room.decision.values["shortfall_days"] == 30
    hall = find("retention", "门厅")
    assert hall.breached is False
    assert hall.decision.values["delete_duty"] == "review"


def test_what_is_kept_although_it_is_to_be_deleted_is_a_breach_without_a_fine() -> None:
    site = {**KINDERGARTEN["site"], "region": "440106"}
    hall = find("retention", "门厅", {**KINDERGARTEN, "site": site})
    assert hall.breached
    assert hall.severity == "minor"
    assert any("删除" in r.zh for r in hall.remedies)


def test_the_filing_of_a_video_system_is_assessed_and_that_of_others_is_not() -> None:
    filing = find("system_filing", "园内视频")
    assert filing.breached
    assert filing.severity == "ordinary"
    assert filing.cited == ("cn-decree-799/art_14",)
    subjects = [f.subject.zh for f in assess(KINDERGARTEN, on=ON).findings
                if f.decision.question == "system_filing"]  # fmt: skip
    assert subjects == ["园内视频"]
