"""Where Decree 238 and Decree 799 meet at a site: each row decided with both instruments named.

The rows are those of the conflict matrix on siting, storage, access and filing (acts on or after
2025-04-01); rows on what a breach costs are in the cases of liability.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from jifang.law import Decision, decide

ON = date(2026, 11, 22)
BEFORE = date(2025, 3, 31)
VIDEO = "cn-decree-799"

SCHOOL: dict[str, Any] = {
    "place_kind": "a9_7.school", "region": "440106", "counter_terrorism_target": False,
    "video_system": True,
}  # fmt: skip
FORMAL: dict[str, Any] = {
    "staff_count": 2, "work_cards_shown": True, "letter_shown": True, "registered": True,
    "approved_by_level": "county", "approved_by_kind": "public_security",
    "approver_is_person_in_charge": True, "approver_covers_place": True,
    "purpose": "law_enforcement", "video_system": True,
}  # fmt: skip


def list_conflicts(decision: Decision) -> set[tuple[str, str, str]]:
    return {(str(c.prevails), str(c.yields), c.rule.id) for c in decision.conflicts}


def list_instruments(decision: Decision) -> set[str]:
    """The instruments that the basis, the conflicts and the duties name."""
    named = {g.law for g in decision.basis if g.holds} | {d.law for d in decision.duties}
    return named.union(*({c.prevails.law, c.yields.law} for c in decision.conflicts))


ROWS: list[tuple[str, str, Mapping[str, Any], str, str, tuple[str, str, str]]] = [
    (
        "storage under 30 days: art. 17 names no penalty, art. 34 (4) stays the basis",
        "retention",
        {**SCHOOL, "effective_storage_days": 29},
        "falls_short",
        "art_20__para_1",
        ("art_20__para_1", f"{VIDEO}/art_17", "no_penalty_named"),
    ),
    (
        "storage of 30 days: both ask the same",
        "retention",
        {**SCHOOL, "effective_storage_days": 30},
        "meets",
        "art_20__para_1",
        (f"{VIDEO}/art_17", "art_20__para_1", "same_requirement"),
    ),
    (
        "storage under 90 days at a key target: both recorded, the higher law first",
        "retention",
        {**SCHOOL, "counter_terrorism_target": True, "effective_storage_days": 89},
        "falls_short",
        "cn-counter-terrorism-law/art_32",
        ("cn-counter-terrorism-law/art_32", "art_20__para_1", "both_recorded"),
    ),
    (
        "a camera in a private spot",
        "siting",
        {"privacy_place": True, "captures": ["video"]},
        "must_not_install",
        f"{VIDEO}/art_8",
        (f"{VIDEO}/art_8", "art_10__para_2", "higher_rank"),
    ),
    (
        "an unauthorised camera in a listed public place",
        "siting",
        {"privacy_place": False, "captures": ["video"], "place_kind": "a9_7.square_park_scenic",
         "public_area": True, "authorized": False},
        "must_not_install",
        f"{VIDEO}/art_7__para_3",
        (f"{VIDEO}/art_7__para_3", "art_8__para_1", "higher_rank"),
    ),
    (
        "a camera in another public place without a security duty",
        "siting",
        {"privacy_place": False, "captures": ["video"], "place_kind": "other",
         "public_area": True, "authorized": True, "security_duty": False},
        "must_not_install",
        f"{VIDEO}/art_9",
        (f"{VIDEO}/art_9", "art_8__para_1", "higher_rank"),
    ),
    (
        "agency copying: the stricter procedure of the Measures is kept",
        "information_access",
        {**FORMAL, "requester": "public_security", "action": "copy"},
        "permit",
        "art_26__para_1",
        ("art_26__para_1", f"{VIDEO}/art_20", "stricter_procedure"),
    ),
    (
        "agency copying without the head's approval",
        "information_access",
        {**FORMAL, "requester": "public_security", "action": "copy",
         "approver_is_person_in_charge": False},
        "deny",
        "art_26__para_1",
        ("art_26__para_1", f"{VIDEO}/art_20", "stricter_procedure"),
    ),
    (
        "another department",
        "information_access",
        {**FORMAL, "requester": "other_department", "action": "copy"},
        "permit",
        "art_26__para_3",
        ("art_26__para_3", f"{VIDEO}/art_20", "stricter_procedure"),
    ),
    (
        "one official alone",
        "information_access",
        {**FORMAL, "requester": "public_security", "action": "view", "staff_count": 1},
        "deny",
        "art_27__para_1",
        ("art_27__para_1", f"{VIDEO}/art_20", "stricter_procedure"),
    ),
    (
        "a citizen views on the ground of Decree 799",
        "information_access",
        {"requester": "citizen", "action": "view", "major_loss": False, "unit_consents": True,
         "protects_life_health_property": True, "video_system": True},
        "permit",
        f"{VIDEO}/art_21",
        (f"{VIDEO}/art_21", "art_26__para_4", "either_ground"),
    ),
    (
        "a citizen views on the ground of the Measures, who has that of Decree 799 too",
        "information_access",
        {"requester": "citizen", "action": "view", "major_loss": True, "urgent": True,
         "unit_consents": True, "protects_life_health_property": True, "video_system": True},
        "permit",
        "art_26__para_4",
        (f"{VIDEO}/art_21", "art_26__para_4", "either_ground"),
    ),
    (
        "a guardian views",
        "information_access",
        {"requester": "relative_or_guardian", "action": "view", "unit_consents": True,
         "protects_life_health_property": True, "video_system": True},
        "permit",
        f"{VIDEO}/art_21",
        (f"{VIDEO}/art_21", "art_24__para_1__item_3", "higher_rank"),
    ),
    (
        "access without registration",
        "information_access",
        {"requester": "using_unit_staff", "action": "view", "purpose": "duty",
         "registered": False, "video_system": True},
        "deny",
        "art_23__para_1__item_5",
        (f"{VIDEO}/art_16__para_2__item_3", "art_21__para_1__item_3", "both_recorded"),
    ),
    (
        "access with registration",
        "information_access",
        {"requester": "using_unit_staff", "action": "view", "purpose": "duty",
         "registered": True, "video_system": True},
        "permit",
        "art_21__para_1__item_3",
        (f"{VIDEO}/art_16__para_2__item_3", "art_21__para_1__item_3", "both_recorded"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "facts", "outcome", "decider", "conflict"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_a_row_names_both_instruments_and_which_prevails(
    question: str,
    facts: Mapping[str, Any],
    outcome: str,
    decider: str,
    conflict: tuple[str, str, str],
) -> None:
    decision = decide(question, facts, on=ON)
    assert decision.outcome == outcome
    assert str(decision.decided_cite) == decider
    assert conflict in list_conflicts(decision)
    laws = {law for law, _, _ in (c.partition("/") for c in conflict[:2] if "/" in c)}
    assert laws <= list_instruments(decision)
    for lang in ("zh", "en"):
        shown = decision.as_dict(lang)["conflicts"]
        assert all(c["why"] and c["name"] for c in shown)


@pytest.mark.parametrize(
    ("question", "facts"), [row[1:3] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_before_its_commencement_decree_799_is_not_named(
    question: str, facts: Mapping[str, Any]
) -> None:
    decision = decide(question, facts, on=BEFORE)
    assert VIDEO not in list_instruments(decision)


# -- no sign: order only ---------------------------------------------------------------------------


def test_no_sign_in_a_public_area_is_a_duty_under_both_and_no_fine() -> None:
    facts = {
        "place_kind": "a7.main_road", "public_area": True, "privacy_place": False,
        "captures": ["video"], "authorized": True, "sign_displayed": False,
        "coverage_within_need": True,
    }  # fmt: skip
    signs = [(d.law, d.provision) for d in decide("siting", facts, on=ON).duties]
    assert (VIDEO, "art_13") in signs
    assert ("gd-decree-238", "art_7__para_3") in signs
    earlier = [(d.law, d.provision) for d in decide("siting", facts, on=BEFORE).duties]
    assert (VIDEO, "art_13") not in earlier
    assert ("gd-decree-238", "art_7__para_3") in earlier


@pytest.mark.parametrize("breach", [f"{VIDEO}/art_13", "art_7__para_3"])
def test_no_sign_is_ordered_to_be_put_right(breach: str) -> None:
    facts = {
        "breach": breach, "act_on": ON, "offender": "unit", "video_system": True,
        "ordered_on": None, "correct_by": None, "corrected_on": None, "setting": "public_area",
    }  # fmt: skip
    decision = decide("liability", facts, on=ON)
    assert decision.outcome == "order"
    assert not {"fine_min", "fine_max", "if_not_corrected"} & decision.values.keys()


# -- filing: Decree 799 alone ----------------------------------------------------------------------


def test_no_filing_is_a_matter_of_decree_799_alone_and_exposes_to_its_art_29() -> None:
    facts = {
        "system_of_art_7": True, "in_use_since": "2025-09-10", "filed_on": None,
        "changed_on": None, "site_region": "440106",
    }  # fmt: skip
    decision = decide("system_filing", facts, on=ON)
    assert decision.outcome == "overdue"
    assert list_instruments(decision) == {VIDEO}
    assert decision.liability is not None
    assert str(decision.liability.decided_cite) == f"{VIDEO}/art_29"
    assert decision.liability.outcome == "order"


def test_a_system_filed_late_is_exposed_to_nothing_more() -> None:
    facts = {
        "system_of_art_7": True, "in_use_since": "2025-09-10", "filed_on": "2025-12-01",
        "changed_on": None, "site_region": "440106",
    }  # fmt: skip
    decision = decide("system_filing", facts, on=ON)
    assert (decision.outcome, decision.values["filed_late"]) == ("overdue", True)
    assert decision.liability is None


@pytest.mark.parametrize(
    ("changed_on", "told"), [("2026-01-05", True), ("2025-10-01", False), (None, False)]
)
def test_a_change_after_filing_is_to_be_filed_promptly_without_a_day(
    changed_on: str | None, told: bool
) -> None:
    facts = {
        "system_of_art_7": True, "in_use_since": "2025-09-10", "filed_on": "2025-10-01",
        "changed_on": changed_on, "site_region": "440106",
    }  # fmt: skip
    decision = decide("system_filing", facts, on=ON)
    assert decision.outcome == "filed"
    assert [d.by for d in decision.duties] == ([None] if told else [])


def test_a_filing_in_dongguan_goes_to_the_municipal_organ_by_a_reading_of_ours() -> None:
    facts = {"system_of_art_7": True, "in_use_since": "2026-11-10", "filed_on": None,
             "site_region": "441900"}  # fmt: skip
    decision = decide("system_filing", facts, on=ON)
    assert decision.outcome == "due"
    readings = {g.interpretation.id for g in decision.basis if g.interpretation}
    assert "filing_in_city_without_counties" in readings
    assert [d.by for d in decision.duties] == [date(2026, 12, 10)]


# -- standing duties: both registers ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "role", "own", "theirs"),
    [
        ("access_register", "using_unit", "art_21__para_1__item_3", "art_16__para_2__item_3"),
        ("confidentiality_education", "using_unit", "art_21__para_1__item_2", "art_16__para_2"),
        ("maintenance_mechanism", "building_unit", "art_21__para_1__item_1", "art_15"),
        ("drawings_custody", "building_unit", "art_21__para_1__item_2", "art_11"),
        ("secrecy_and_archive", "practitioner", "art_22__para_1__item_2", "art_19"),
    ],
)
@pytest.mark.parametrize(("on", "told"), [(ON, True), (BEFORE, False)])
def test_a_standing_duty_is_recorded_beside_that_of_decree_799(  # noqa: PLR0917 - a table
    duty: str, role: str, own: str, theirs: str, on: date, told: bool
) -> None:
    facts = {
        "role": role, "setting": "key_unit", "video_system": True, "system_of_art_7": True,
        "evidence": {duty: {"held": False}},
    }  # fmt: skip
    decision = decide("duties", facts, on=on)
    assert decision.outcome == "breached"
    expected = {(f"{VIDEO}/{theirs}", own, "both_recorded")} if told else set()
    assert list_conflicts(decision) == expected


def test_what_was_published_of_a_quashed_penalty_is_withdrawn() -> None:
    facts = {"breach": "art_20__para_1", "serious_consequences": True}
    duties = decide("credit_record", facts, on=ON).duties
    assert [(d.law, d.provision) for d in duties] == [("cn-penalty-law", "art_48")]
