"""The catalogue: every period with the length, unit and provision that the law gives it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jifang.law import list_questions
from jifang.law.engine.question import Value
from jifang.law.engine.types import Kind
from jifang.law.errors import DefinitionError, InputError
from jifang.law.instruments import Cite
from jifang.law.parameters import load_parameters
from jifang.law.period_book import (
    find_period,
    load_counting,
    load_periods,
    read_counting,
    read_period,
    resolve_unit,
)
from jifang.law.periods import GROUPS, Definition, say_cite, say_count

PERIODS = load_periods()
BOTH = "calendar_days/working_days"


@pytest.mark.parametrize(
    ("period", "length", "units", "law", "provision"),
    [
        ("design_review", 15, BOTH, "gd-decree-238", "art_17__para_2"),
        ("certificate_validity", 2, "years", "gd-decree-238", "art_15__para_2"),
        ("promotion_wait", 1, "years", "gd-decree-238", "art_15__para_1"),
        ("renewal_window", 30, "calendar_days", "gd-decree-238", "art_15__para_2"),
        ("renewal_extension", 90, "calendar_days", "gd-decree-238", "art_15__para_2"),
        ("filing_validity", 1, "years", "gd-decree-238", "art_16__para_2"),
        ("retention", 30, "calendar_days", "gd-decree-238", "art_20__para_1"),
        ("retention_target", 90, "calendar_days", "gd-decree-238", "art_20__para_1"),
        ("trial_run", 30, "calendar_days", "gb-55029-2022", "cl_4_0_7"),
        ("system_filing", 30, "calendar_days", "cn-decree-799", "art_14"),
        ("system_filing_existing", 90, "calendar_days", "cn-decree-799", "art_14"),
        ("licence_notice", 5, "working_days", "cn-licence-law", "art_32"),
        ("licence_decision", 20, "working_days", "cn-licence-law", "art_42"),
        ("licence_first_examination", 20, "working_days", "cn-licence-law", "art_43"),
        ("licence_delivery", 10, "working_days", "cn-licence-law", "art_44"),
        ("licence_renewal", 30, BOTH, "cn-licence-law", "art_50"),
        ("penalty_limitation", 2, "years", "cn-penalty-law", "art_36"),
        ("penalty_limitation_long", 5, "years", "cn-penalty-law", "art_36"),
        ("publication_withdrawal", 3, "working_days", "cn-penalty-law", "art_48"),
        ("evidence_decision", 7, "working_days", "cn-penalty-law", "art_56"),
        ("penalty_decision", 90, "calendar_days", "cn-penalty-law", "art_60"),
        ("penalty_service", 7, "working_days", "cn-penalty-law", "art_61"),
        ("hearing_request", 5, "working_days", "cn-penalty-law", "art_64"),
        ("hearing_notice", 7, "working_days", "cn-penalty-law", "art_64"),
        ("fine_payment", 15, "calendar_days", "cn-penalty-law", "art_67"),
        ("hearing_admission", 2, BOTH, "cn-police-case-rules", "art_135"),
        ("hearing_held", 10, "calendar_days", "cn-police-case-rules", "art_137"),
        ("public_order_limitation", 6, "months", "cn-public-order-law", "art_25"),
        ("public_order_case", 30, "calendar_days", "cn-public-order-law", "art_118"),
        ("reconsideration", 60, "calendar_days", "cn-reconsideration-law", "art_20"),
        ("litigation", 6, "months", "cn-litigation-law", "art_46"),
        ("enforcement_wait", 10, "working_days", "cn-enforcement-law", "art_54"),
        ("enforcement_application", 3, "months", "cn-enforcement-law", "art_53"),
        ("network_logs", 6, "months", "cn-csl", "art_23__item_3"),
        ("impact_assessment", 3, "years", "cn-pipl", "art_56"),
        ("face_data_filing", 30, "working_days", "cn-face-recognition-measures", "art_15"),
    ],
)
def test_a_period_is_as_long_as_the_law_has_it(
    period: str, length: int, units: str, law: str, provision: str
) -> None:
    definition = PERIODS[period].latest
    assert (definition.length, "/".join(definition.units)) == (length, units)
    assert definition.cite == Cite(law, provision)


def test_a_reported_practice_names_its_source_and_no_provision() -> None:
    reported = [p for p in PERIODS.values() if p.latest.cite is None]
    assert [p.latest.length for p in reported] == [3, 10, 20]
    for period in reported:
        assert period.latest.confidence == "C"
        assert period.note is not None
        assert "2019-04-22" in period.note.en


@pytest.mark.parametrize("name", PERIODS)
def test_a_period_is_said_in_both_languages_and_belongs_to_a_group(name: str) -> None:
    period = PERIODS[name]
    assert period.group in GROUPS
    for text in (period.title, period.start_words, period.both, period.note):
        assert text is None or (text.zh and text.en and text.zh != text.en)


def test_what_starts_a_period_is_left_open_where_it_is_not_recorded() -> None:
    unnamed = {p.id for p in PERIODS.values() if p.starts is None}
    assert unnamed == {"hearing_held", "reconsideration", "litigation", "enforcement_application"}
    assert "not recorded" in PERIODS["litigation"].start_words.en


def test_only_the_decisions_on_licences_and_the_review_can_be_stopped() -> None:
    stopped = {p.id for p in PERIODS.values() if p.pauses}
    assert stopped == {"design_review", "licence_decision", "licence_first_examination"}
    for name in stopped:
        reasons = PERIODS[name].pauses
        assert [r.id for r in reasons] == ["hearing", "inspection", "test", "expert_review"]
        assert {(r.cite, r.confidence) for r in reasons} == {
            (Cite("cn-licence-law", "art_45"), "M")
        }


def test_what_the_law_itself_lets_be_extended() -> None:
    extended = {
        p.id: [(v.extension.length, v.extension.times) for v in p.values if v.extension]
        for p in PERIODS.values()
        if any(v.extension for v in p.values)
    }
    assert extended == {"licence_decision": [(10, 1)], "public_order_case": [(30, 1), (30, 2)]}


@pytest.mark.parametrize(
    ("law", "length", "unit"),
    [
        ("cn-penalty-law", 2, "working_days"),
        ("cn-penalty-law", 3, "working_days"),
        ("cn-penalty-law", 4, "calendar_days"),
        ("cn-penalty-law", 5, "working_days"),
        ("cn-penalty-law", 6, "calendar_days"),
        ("cn-penalty-law", 7, "working_days"),
        ("cn-penalty-law", 15, "calendar_days"),
        ("cn-enforcement-law", 1, "working_days"),
        ("cn-enforcement-law", 10, "working_days"),
        ("cn-enforcement-law", 11, "calendar_days"),
        ("cn-reconsideration-law", 3, "working_days"),
        ("cn-reconsideration-law", 7, "working_days"),
        ("cn-reconsideration-law", 9, "calendar_days"),
        ("cn-reconsideration-law", 10, "working_days"),
        ("cn-licence-law", 1, "working_days"),
        ("cn-licence-law", 365, "working_days"),
        ("cn-police-case-rules", 5, "calendar_days"),
        ("gd-decree-238", 15, "calendar_days"),
    ],
)
def test_the_days_of_a_law_are_what_it_says_they_are(law: str, length: int, unit: str) -> None:
    assert resolve_unit("days", length, law, load_counting().days)[0] == unit


def test_a_unit_that_is_written_is_not_read_again() -> None:
    assert resolve_unit("calendar_days", 5, "cn-penalty-law", load_counting().days) == (
        "calendar_days",
        None,
    )
    with pytest.raises(DefinitionError, match="unknown unit `weeks`"):
        resolve_unit("weeks", 5, "cn-penalty-law", load_counting().days)


def test_parameters_and_periods_of_one_provision_agree() -> None:
    """A length that is a parameter of the rules and a period of the catalogue is one number."""
    units = {"day": "day", "working_day": "day", "month": "month", "year": "year"}
    known: dict[tuple[str, str, str], set[int]] = {}
    for period in PERIODS.values():
        for value in period.values:
            if value.cite is not None:
                unit = {"months": "month", "years": "year"}.get(value.unit, "day")
                lengths = {value.length}
                if value.extension:
                    lengths |= {value.extension.length}
                known.setdefault((*value.cite, unit), set()).update(lengths)
    for parameter in load_parameters().values():
        for step in parameter.steps if parameter.unit in units else ():
            lengths = known.get((step.law, step.provision, units[parameter.unit]), {step.value})
            assert step.value in lengths, parameter.id


def test_an_answer_is_a_value_of_a_question_counted_from_one_of_its_facts() -> None:
    questions = {q.name: q for q in list_questions()}
    linked = [a for p in PERIODS.values() for a in p.answers]
    assert linked
    for answer in linked:
        question = questions[answer.question]
        assert answer.value in {v.name for v in question.values}
        assert answer.start in {f.name for f in question.facts}


def test_every_date_that_an_answer_computes_is_a_period_of_the_catalogue() -> None:
    """Two dates are none: the day the papers came, and a day that the organ sets."""
    linked = {(a.question, a.value) for p in PERIODS.values() for a in p.answers}
    dates = {
        (q.name, v.name)
        for q in list_questions()
        for v in q.values
        if isinstance(v, Value) and v.expr.type.kind is Kind.DATE
    }
    assert dates - linked == {
        ("preconstruction_review", "accepted_from"),
        ("inspection", "correct_by"),
    }


def test_a_period_by_the_day_it_starts() -> None:
    trial = PERIODS["trial_run"]
    assert trial.at(date(2022, 9, 30)).confidence == "C"
    assert trial.at(date(2022, 10, 1)).confidence == "D"
    with pytest.raises(InputError) as caught:
        trial.at(date(2018, 11, 30))
    problem = caught.value.problems[0]
    assert (problem.field, problem.value) == ("from", "2018-11-30")
    assert problem.message.zh == (
        "2018-11-30 没有“试运行”这一期限；施行期间：2018-12-01 至 2022-09-30；2022-10-01 至 …"
    )
    assert problem.message.en == (
        "there is no period “Trial run” on 2018-11-30; in force: from 2018-12-01 to 2022-09-30;"
        " from 2022-10-01 to …"
    )


@pytest.mark.parametrize("start", ["2017-07-31", "2017-08-01"])
def test_the_measures_set_no_period_before_their_commencement(start: str) -> None:
    day = date.fromisoformat(start)
    if day < date(2017, 8, 1):
        with pytest.raises(InputError, match="no period"):
            find_period("design_review").at(day)
    else:
        assert find_period("design_review").at(day).length == 15


def test_a_name_that_is_not_there_lists_those_that_are() -> None:
    with pytest.raises(InputError) as caught:
        find_period("lunch")
    problem = caught.value.problems[0]
    assert (problem.field, problem.value) == ("period", "lunch")
    for said in (problem.message.zh, problem.message.en):
        assert "design_review" in said
        assert "face_data_filing" in said


def test_counts_and_citations_in_words() -> None:
    assert say_count(1, "working_days").en == "1 working day"
    assert say_count(2, "years").en == "2 years"
    assert say_count(6, "months").zh == "6 个月"
    assert say_cite(Cite("cn-licence-law", "art_42")).zh == "《行政许可法》第四十二条"
    assert say_cite(Cite("gb-55029-2022", "cl_4_0_7")).zh == "GB 55029 第 4.0.7 条"
    assert say_cite(Cite("gb-55029-2022", "cl_4_0_7")).en == "GB 55029, cl. 4.0.7"
    both = PERIODS["design_review"].latest.say_length()
    assert (both.zh, both.en) == ("15 日 / 15 个工作日", "15 days / 15 working days")
    assert Definition(1, ("years",)).say_length().en == "1 year"


# --- wrongly written data -------------------------------------------------------------------------

PERIOD: dict[str, Any] = {
    "id": "x",
    "group": "penalty",
    "title": {"zh": "甲", "en": "a"},
    "meaning": "deadline",
    "values": [
        {"length": 5, "unit": "days", "law": "cn-penalty-law", "provision": "art_64",
         "confidence": "A"},
    ],
}  # fmt: skip
Change = Callable[[dict[str, Any]], object]


def value(raw: dict[str, Any]) -> Any:
    return raw["values"][0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r.update(surprise=1), "the fields are"),
        (lambda r: r.pop("title"), "the fields are"),
        (lambda r: r.update(title={"zh": "甲"}), "needs `zh` and `en`"),
        (lambda r: r.update(note="n"), "needs `zh` and `en`"),
        (lambda r: r.update(meaning="soon"), "unknown meaning or group"),
        (lambda r: r.update(group="other"), "unknown meaning or group"),
        (lambda r: r.update(rolls="yes"), "is not true or false"),
        (lambda r: r.update(pauses=["lunch"]), "unknown reason lunch"),
        (lambda r: r.update(fixed_start="2025"), "is not a date"),
        (lambda r: r.update(parameter="review.days"), "by `values` or by `parameter`"),
        (lambda r: r.pop("values"), "by `values` or by `parameter`"),
        (lambda r: r.update(values=[]), "no value"),
        (lambda r: value(r).update(length=0), "whole number"),
        (lambda r: value(r).update(length=True), "whole number"),
        (lambda r: value(r).update(unit="weeks"), "unknown unit"),
        (lambda r: value(r).update(confidence="Z"), "unknown confidence"),
        (lambda r: value(r).update(provision="art_999"), "not recorded"),
        (lambda r: value(r).update(law="x"), "no instrument `x`"),
        (lambda r: value(r).pop("provision"), "has `law` and `provision`"),
        (lambda r: value(r).update({"from": "2025"}), "is not a date"),
        (lambda r: value(r).update(extension={"length": 1}), "the fields are"),
        (lambda r: value(r).update(extension={"length": 1, "times": 0}), "whole number"),
        (lambda r: r.update(values=[value(r), value(r)]), "overlap"),
        (lambda r: r.update(also=["cn-penalty-law/art_999"]), "not recorded"),
        (lambda r: r.update(answers=[{"question": "x"}]), "the fields are"),
        (lambda r: r.update(extension={"parameter": "review.days", "times": 1}), "stands with"),
        (lambda r: r.update(meaning="ahead"), "counted back"),
        (lambda r: r.update(meaning="ahead", rolls=False, pauses=["hearing"]), "counted back"),
        (lambda r: (r.update(both={"zh": "甲", "en": "a"}), value(r).update(unit="years")), "both"),
        (lambda r: (value(r).pop("law"), value(r).pop("provision")), "needs a note"),
    ],
)  # fmt: skip
def test_a_wrongly_written_period_is_refused(change: Change, said: str) -> None:
    read_period(copy.deepcopy(PERIOD), load_counting(), load_parameters())
    raw = copy.deepcopy(PERIOD)
    change(raw)
    with pytest.raises(DefinitionError, match=said):
        read_period(raw, load_counting(), load_parameters())


@pytest.mark.parametrize(
    ("extension", "said"),
    [
        ({"length": 10, "times": 1}, "the fields are"),
        ({"parameter": "no.such", "times": 1}, "no parameter"),
        ({"parameter": "review.days", "times": 0}, "whole number"),
    ],
)
def test_the_extension_of_a_parameter_is_a_parameter(extension: Any, said: str) -> None:
    raw = {k: v for k, v in PERIOD.items() if k != "values"} | {"parameter": "review.days"}
    with pytest.raises(DefinitionError, match=said):
        read_period(raw | {"extension": extension}, load_counting(), load_parameters())


@pytest.mark.parametrize("parameter", ["no.such", "certificate.first_level"])
def test_a_length_is_a_parameter_of_days_or_longer(parameter: str) -> None:
    raw = {k: v for k, v in PERIOD.items() if k != "values"} | {"parameter": parameter}
    with pytest.raises(DefinitionError, match="no parameter"):
        read_period(raw, load_counting(), load_parameters())


RULE = {
    "law": "cn-penalty-law",
    "provision": "art_85",
    "confidence": "A",
    "working_days": [2],
}
REASON = {
    "id": "x",
    "title": {"zh": "甲", "en": "a"},
    "law": "cn-licence-law",
    "provision": "art_45",
    "confidence": "M",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"surprise": []}, "the fields are"),
        ({"days": [RULE, RULE]}, "given twice"),
        ({"pauses": [REASON, REASON]}, "given twice"),
        ({"pauses": [REASON], "no_pauses": [REASON | {"reason": REASON["title"]}]}, "given twice"),
        ({"no_pauses": [REASON]}, "the fields are"),
        ({"days": [RULE | {"working_days": "some"}]}, "all, none, a list or up_to"),
        ({"days": [RULE | {"working_days": ["2"]}]}, "whole number"),
        ({"days": [RULE | {"working_days": {"up_to": "x"}}]}, "whole number"),
        ({"days": [RULE | {"working_days": {"from": 1}}]}, "the fields are"),
        ({"days": [RULE | {"provision": "art_999"}]}, "not recorded"),
        ({"pauses": [REASON | {"confidence": "Z"}]}, "unknown confidence"),
    ],
)
def test_wrongly_written_rules_of_counting_are_refused(change: dict[str, Any], said: str) -> None:
    plain: dict[str, Any] = {"days": [], "pauses": [], "no_pauses": []}
    assert read_counting(plain).days == {}
    with pytest.raises(DefinitionError, match=said):
        read_counting({**plain, **change})


def test_a_parameter_that_changes_gives_the_period_another_length_from_its_day() -> None:
    from dataclasses import replace

    review = load_parameters()["review.days"]
    (first,) = review.steps
    later = replace(first, since=date(2030, 1, 1), value=10)
    amended = {**load_parameters(), "review.days": replace(review, steps=(first, later))}
    raw = {k: v for k, v in PERIOD.items() if k != "values"} | {"parameter": "review.days"}
    period = read_period(raw, load_counting(), amended)
    assert period.at(date(2029, 12, 31)).length == 15
    assert period.at(date(2030, 1, 1)).length == 10
    assert [v.until for v in period.values] == [date(2029, 12, 31), None]
