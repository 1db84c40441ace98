"""Where the penalties of the Measures meet other law: who prevails, on which side of which day.

One row per conflict: the breach, the day of the act, and the two provisions that meet with the
rule that settles it. The days are those around the commencement of Decree 799, 2025-04-01.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest

from jifang.law import InputError, decide
from jifang.law.decision import Decision
from jifang.law.instruments import Cite, check_cite

ON = date(2026, 11, 22)
BEFORE, FROM = "2025-03-31", "2025-04-01"
MEASURES, VIDEO, TERROR = "gd-decree-238", "cn-decree-799", "cn-counter-terrorism-law"
FACTS: dict[str, Any] = {
    "offender": "unit", "offender_role": "other", "ordered_on": None, "correct_by": None,
    "corrected_on": None, "serious_consequences": False, "video_system": True,
    "system_of_art_7": True,
}  # fmt: skip
OTHER: dict[str, Any] = {"video_system": False, "system_of_art_7": False}
NOT_LISTED: dict[str, Any] = {"system_of_art_7": False}
LAPSED: dict[str, Any] = {"ordered_on": "2026-10-01", "correct_by": "2026-11-21"}


class Row(NamedTuple):
    act: str
    breach: str
    day: str
    changes: dict[str, Any]
    decides: tuple[str, str]
    meets: tuple[tuple[str, str], tuple[str, str], str] | None  # prevails, yields, rule


def item(number: int) -> tuple[str, str]:
    return MEASURES, f"art_34__para_1__item_{number}"


ART_26, ART_27 = (VIDEO, "art_26"), (VIDEO, "art_27__para_1")
ART_30, ART_31 = (VIDEO, "art_30"), (VIDEO, "art_31")
ART_37, ART_38 = (MEASURES, "art_37__para_1"), (MEASURES, "art_38__para_1")
PUBLIC, PRIVATE = (MEASURES, "art_32__para_1__item_1"), (MEASURES, "art_32__para_1__item_2")
NONE = (MEASURES, "art_32__para_1")
NO_DUTY_THEN = ("cn-penalty-law", "art_37")
TARGET = (TERROR, "art_88__para_1__item_6")
MOVE = "art_23__para_1__item_3"

ROWS = (
    Row("camera in a private spot", "art_10__para_2", FROM, {}, ART_27, (ART_27, PRIVATE, "higher_rank")),
    Row("camera in a private spot", "art_10__para_2", BEFORE, {}, PRIVATE, (PRIVATE, ART_27, "milder_later")),
    Row("microphone in a private spot", "art_10__para_2", FROM, OTHER, PRIVATE, None),
    Row("spots not inspected", f"{VIDEO}/art_8", FROM, {"offender_role": "operator"},
        (VIDEO, "art_27__para_2"), None),
    Row("spots not inspected", f"{VIDEO}/art_8", BEFORE, {"offender_role": "operator"}, NO_DUTY_THEN, None),
    Row("camera in a public place", "art_8__para_1", FROM, {}, ART_26, (ART_26, PUBLIC, "higher_rank")),
    Row("camera in a public place", "art_8__para_1", BEFORE, {}, PUBLIC, (PUBLIC, ART_26, "milder_later")),
    Row("alarm in a public place", "art_8__para_1", FROM, OTHER, PUBLIC, None),
    Row("neighbour did not consent", f"{VIDEO}/art_10", FROM, {}, (VIDEO, "art_28"), None),
    Row("neighbour did not consent", f"{VIDEO}/art_10", BEFORE, {}, NO_DUTY_THEN, None),
    Row("not filed", f"{VIDEO}/art_14", FROM, {}, (VIDEO, "art_29"), None),
    Row("not filed", f"{VIDEO}/art_14", BEFORE, {}, NO_DUTY_THEN, None),
    Row("not filed, not of art. 7", f"{VIDEO}/art_14", FROM, NOT_LISTED, (VIDEO, "art_9"), None),
    Row("camera moved", MOVE, FROM, {}, ART_30, (ART_30, ART_37, "higher_rank")),
    Row("camera moved", MOVE, BEFORE, {}, ART_30, (ART_30, ART_37, "milder_later")),
    Row("camera moved, not of art. 7", MOVE, FROM, NOT_LISTED, ART_37, None),
    Row("sensor moved", MOVE, FROM, OTHER, ART_37, None),
    Row("images leaked", "art_24__para_1__item_1", FROM, {}, ART_31, (ART_31, ART_38, "higher_rank")),
    Row("images leaked", "art_24__para_1__item_1", BEFORE, {}, ART_38, None),
    Row("access records leaked", "art_24__para_1__item_1", FROM, OTHER, ART_38, None),
    Row("no sign", "art_7__para_3", FROM, {}, (VIDEO, "art_13"),
        ((VIDEO, "art_13"), (MEASURES, "art_7__para_3"), "both_recorded")),
    Row("no sign", "art_7__para_3", BEFORE, {}, NONE, None),
    Row("29 days kept", "art_20__para_1", FROM, {}, item(4), (item(4), (VIDEO, "art_17"), "no_penalty_named")),
    Row("29 days kept", "art_20__para_1", BEFORE, {}, item(4), None),
    Row("29 days kept, not of art. 7", "art_20__para_1", FROM, NOT_LISTED, item(4), None),
    Row("89 days kept by a key target", f"{TERROR}/art_32", FROM, {}, TARGET,
        (TARGET, item(4), "both_recorded")),
    Row("89 days kept by a key target", f"{TERROR}/art_32", BEFORE, {}, TARGET,
        (TARGET, item(4), "both_recorded")),
    Row("no register of access", "art_21__para_1__item_3", FROM, {}, item(5), (ART_31, item(5), "both_recorded")),
    Row("no register of access", "art_21__para_1__item_3", BEFORE, {}, item(5), None),
    Row("same act, two fines", f"{TERROR}/art_32", FROM, LAPSED, TARGET, (TARGET, item(4), "one_act_one_fine")),
)  # fmt: skip


def judge(row: Row) -> Decision:
    return decide(
        "liability", {**FACTS, "breach": row.breach, "act_on": row.day, **row.changes}, on=ON
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.act}, {r.day}")
def test_the_row_names_both_provisions_and_who_prevails(row: Row) -> None:
    decision = judge(row)
    assert (decision.decided_by_law, decision.decided_by) == row.decides
    met = [
        ((c.prevails.law, c.prevails.provision), (c.yields.law, c.yields.provision), c.rule.id)
        for c in decision.conflicts
    ]
    if row.meets is None:
        assert not met
    else:
        assert row.meets in met


@pytest.mark.parametrize("row", [r for r in ROWS if r.meets], ids=lambda r: f"{r.act}, {r.day}")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_conflict_is_told_in_words_with_its_ground(row: Row, lang: Any) -> None:
    assert row.meets
    shown = judge(row).as_dict(lang)["conflicts"]
    mine = next(c for c in shown if c["rule"] == row.meets[2])
    assert mine["name"]
    assert mine["why"]
    assert mine["confidence"]


@pytest.mark.parametrize(
    ("breach", "days"),
    [
        ("art_10__para_2", ("2025-12-31", "2026-01-01")),
        ("art_23__para_1__item_2", ("2025-12-31", "2026-01-01")),
    ],
)
def test_the_public_order_law_is_cited_in_the_text_of_the_day(
    breach: str, days: tuple[str, str]
) -> None:
    cited = [
        decide("liability", {**FACTS, "breach": breach, "act_on": d}, on=ON).values[
            "public_order_provision"
        ]
        for d in days
    ]
    assert cited[0] != cited[1]
    for provision in cited:
        law, eid = provision.split("/")
        check_cite(Cite(law, eid))


def test_the_milder_law_and_the_law_of_the_act_are_readings_with_the_other_one() -> None:
    for breach, name in ((MOVE, "milder_later_law"), ("art_10__para_2", "law_of_the_act")):
        decision = decide("liability", {**FACTS, "breach": breach, "act_on": BEFORE}, on=ON)
        readings = {g.interpretation.id: g for g in decision.basis if g.interpretation}
        ground = readings[name]
        assert (ground.law, ground.provision) == NO_DUTY_THEN
        assert ground.interpretation is not None
        assert ground.interpretation.other.en


def test_one_fine_for_one_act_is_the_higher_and_the_lower_is_told() -> None:
    facts = {**FACTS, **LAPSED, "breach": f"{TERROR}/art_32"}
    values = decide("liability", facts, on=ON).values
    assert (values["fine_min"], values["fine_max"]) == (0, 100_000)
    lower = values["also_punishable"]["unit"]
    assert (lower["fine_min"], lower["fine_max"]) == (2_000, 10_000)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"breach": f"{VIDEO}/art_14", "video_system": False}, "video_system"),
        ({"video_system": False, "system_of_art_7": True}, "system_of_art_7"),
        ({"refused": True, "ordered_on": None}, "refused"),
        ({"breach": f"{VIDEO}/art_99"}, "breach"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as error:
        decide("liability", facts, on=ON)
    assert [p.field for p in error.value.problems] == [field]
    assert all(p.message.zh and p.message.en for p in error.value.problems)


def test_an_order_overdue_is_refused_unless_told_otherwise() -> None:
    facts = {**FACTS, "breach": f"{VIDEO}/art_14", **LAPSED}
    assert decide("liability", facts, on=ON).outcome == "fine"
    assert decide("liability", {**facts, "refused": False}, on=ON).outcome == "order"


SQUARE: dict[str, Any] = {
    "place_kind": "other", "public_area": True, "privacy_place": False, "captures": ["video"],
    "authorized": True, "public_part": True, "coverage_within_need": True, "security_duty": True,
    "near_protected_unit": False, "neighbour_consents": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "outcome", "decides"),
    [
        ({"privacy_place": True}, "fine", ART_27),
        ({"privacy_place": True, "captures": ["audio"]}, "order", PRIVATE),
        ({"authorized": False}, "order", ART_26),
        ({"authorized": False, "captures": ["audio"]}, "order", PUBLIC),
        ({"security_duty": False}, "order", ART_26),
        ({"near_protected_unit": True, "neighbour_consents": False}, "fine", (VIDEO, "art_28")),
    ],
)
def test_a_prohibited_installation_exposes_to_the_law_that_governs_it(
    changes: dict[str, Any], outcome: str, decides: tuple[str, str]
) -> None:
    exposed = decide("siting", {**SQUARE, **changes}, on=ON).liability
    assert exposed is not None
    assert exposed.outcome == outcome
    if outcome == "fine":
        assert (exposed.decided_by_law, exposed.decided_by) == decides
    else:  # who is ordered is open; so is whether a fine may follow
        assert decides in {(g.law, g.provision) for g in exposed.basis if g.holds}


def test_storage_of_a_key_target_exposes_to_both_laws() -> None:
    facts = {"setting": "key_unit", "counter_terrorism_target": True, "video_system": True,
             "effective_storage_days": 60, "place_kind": "other"}  # fmt: skip
    exposed = decide("retention", facts, on=ON).liability
    assert exposed is not None
    assert (exposed.decided_by_law, exposed.decided_by) == TARGET
    assert item(4) in {(g.law, g.provision) for g in exposed.basis if g.holds}
