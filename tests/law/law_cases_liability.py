"""Cases of arts. 3-27 on access and duties, and of arts. 32-38 on liability."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.law.law_cases import Case, Facts, vary

# breach, article that punishes, unit band, individual band, responsible persons
ORDER_FIRST: list[tuple[str, str, tuple[int, int], tuple[int, int] | None]] = [
    ("art_8__para_1", "art_32__para_1__item_1", (5_000, 30_000), (500, 1_000)),
    ("art_10__para_1", "art_32__para_1__item_2", (5_000, 30_000), (500, 1_000)),
    ("art_10__para_2", "art_32__para_1__item_2", (5_000, 30_000), (500, 1_000)),
    ("art_9__para_1", "art_33__para_1", (5_000, 30_000), None),
    ("art_9__para_1__item_7", "art_33__para_1", (5_000, 30_000), None),
    ("art_9", "art_33__para_1", (5_000, 30_000), None),
    ("art_11__para_1", "art_34__para_1__item_1", (2_000, 10_000), None),
    ("art_12__para_1", "art_34__para_1__item_2", (2_000, 10_000), None),
    ("art_13__para_1", "art_34__para_1__item_3", (2_000, 10_000), None),
    ("art_20__para_1", "art_34__para_1__item_4", (2_000, 10_000), None),
    ("art_21__para_1__item_3", "art_34__para_1__item_5", (2_000, 10_000), None),
    ("art_22__para_1__item_2", "art_34__para_1__item_6", (2_000, 10_000), None),
]
POLICE = ("public_security",)
EITHER = ("public_security", "national_security")


def liability() -> Iterator[Case]:
    base: Facts = {
        "act_on": "2026-06-01", "offender": "unit", "ordered_on": None, "correct_by": None,
        "corrected_on": None, "serious_consequences": False, "offender_role": "using_unit",
        "video_system": False, "system_of_art_7": False,
    }  # fmt: skip
    name = "liability"
    for breach, eid, unit, person in ORDER_FIRST:
        facts = vary(base, breach=breach)
        organs = EITHER if eid.startswith("art_32") else POLICE
        then: Facts = {"fine_min": unit[0], "fine_max": unit[1]}
        persons = {
            "persons_fine_min": 200,
            "persons_fine_max": 500,
            "persons_fine_mandatory": False,
        }
        if not eid.startswith("art_33"):
            then |= persons
        ordered: Facts = {"organ_kinds": organs, "if_not_corrected": {"unit": then}}
        if eid.startswith("art_33"):
            ordered["warning"] = True
        yield Case(name, facts, "order", eid, ordered)
        running = vary(facts, ordered_on="2026-10-01", correct_by="2026-11-22")
        yield Case(name, running, "order", eid)
        lapsed = vary(running, correct_by="2026-11-21")
        yield Case(name, lapsed, "fine", eid, then)
        yield Case(name, vary(lapsed, corrected_on="2026-11-21"), "none", eid)
        yield Case(name, vary(lapsed, corrected_on="2026-11-22"), "fine", eid)
        yield Case(name, vary(running, correct_by=None), "order", eid)
        yield Case(name, vary(facts, correct_by="2026-11-21"), "order", eid)
        unordered = vary(facts, correct_by="2026-11-21", corrected_on="2026-11-01")
        yield Case(name, unordered, "order", eid)
        one = vary(lapsed, offender="individual")
        if person is None:
            yield Case(name, one, "order", eid)
        else:
            yield Case(name, one, "fine", eid, {"fine_min": person[0], "fine_max": person[1]})
            one_now = {"individual": {"fine_min": person[0], "fine_max": person[1]}}
            yield Case(name, vary(facts, offender="individual"), "order", eid,
                       {"if_not_corrected": one_now})  # fmt: skip
        yield Case(name, vary(facts, act_on="2017-07-31"), "refer_other_law", "art_42__para_1")
        yield Case(name, vary(facts, act_on="2017-08-01"), "order", eid)
    grave = vary(base, breach="art_9__para_1", serious_consequences=True)
    big: Facts = {"fine_min": 20_000, "fine_max": 100_000, "persons_fine_min": 5_000,
                  "persons_fine_max": 10_000, "persons_fine_mandatory": True}  # fmt: skip
    yield Case(name, grave, "order_and_fine", "art_33__para_1", {**big, "warning": True})
    fixed = vary(grave, ordered_on="2026-10-01", correct_by="2026-11-22", corrected_on="2026-10-09")
    yield Case(name, fixed, "fine", "art_33__para_1", big)
    yield Case(name, vary(grave, offender="individual"), "order", "art_33__para_1")
    calm = vary(grave, serious_consequences=False)
    yield Case(name, calm, "order", None, {"if_serious_consequences": {"unit": big}})
    yield from at_once(base)


def at_once(base: Facts) -> Iterator[Case]:
    name = "liability"
    crime = ("civil", "public_order", "criminal")
    for breach in ("art_14__para_2", "art_16__para_2"):
        for offender in ("unit", "individual"):
            facts = vary(base, breach=breach, offender=offender, unlawful_income=1_000)
            yield Case(name, facts, "order_and_fine", "art_35__para_1",
                       {"fine_min": 10_000, "fine_max": 30_000, "confiscation": True,
                        "confiscation_amount": 1_000, "on_whom": "undertaker",
                        "organ_kinds": POLICE, "referrals": ()})  # fmt: skip
    for breach in ("art_17__para_1", "art_17__para_2", "art_19__para_1"):
        built = vary(base, breach=breach, offender_role="constructing_unit")
        yield Case(name, built, "order_and_fine", "art_36__para_1",
                   {"fine_min": 10_000, "fine_max": 30_000, "on_whom": "constructing_unit"})  # fmt: skip
        for role in ("practitioner", "using_unit", "operator", "other"):
            yield Case(name, vary(built, offender_role=role), "none", "art_36__para_1")
    for item in range(1, 7):
        facts = vary(base, breach=f"art_23__para_1__item_{item}")
        yield Case(name, facts, "order_and_fine", "art_37__para_1",
                   {"fine_min": 10_000, "fine_max": 30_000, "referrals": crime, "on_whom": "offender"})  # fmt: skip
        yield Case(name, vary(facts, offender="individual"), "order_and_fine", None,
                   {"fine_min": 2_000, "fine_max": 10_000})  # fmt: skip
    for item in range(1, 6):
        facts = vary(base, breach=f"art_24__para_1__item_{item}")
        yield Case(name, facts, "fine", "art_38__para_1",
                   {"fine_min": 10_000, "fine_max": 30_000, "referrals": crime})  # fmt: skip
        yield Case(name, vary(facts, offender="individual"), "fine", None,
                   {"fine_min": 500, "fine_max": 1_000})  # fmt: skip
    for breach in ("art_7__para_1", "art_18__para_1", "art_4__para_1", "art_9__para_3"):
        yield Case(name, vary(base, breach=breach), "none")


FORMAL: Facts = {
    "staff_count": 2,
    "work_cards_shown": True,
    "letter_shown": True,
    "registered": True,
}
APPROVED: Facts = {
    "approved_by_level": "county", "approved_by_kind": "public_security",
    "approver_is_person_in_charge": True, "approver_covers_place": True,
}  # fmt: skip
NO_APPROVAL: Facts = dict.fromkeys(APPROVED)


def access() -> Iterator[Case]:
    name = "information_access"
    for requester in ("public_security", "national_security"):
        police = vary(FORMAL, requester=requester, purpose="law_enforcement", **NO_APPROVAL)
        yield Case(name, vary(police, action="view"), "permit", "art_26__para_1")
        for action in ("copy", "retrieve", "refilm"):
            asked = vary(police, action=action)
            yield Case(name, asked, "deny", "art_26__para_1", {"needs": ("head_approval",)})
            agreed = vary(asked, **APPROVED)
            yield Case(name, agreed, "permit", "art_26__para_1")
            for level in ("prefecture", "province"):
                yield Case(name, vary(agreed, approved_by_level=level), "permit")
            yield Case(name, vary(agreed, approved_by_kind="national_security"), "permit")
            for wrong in (
                {"approved_by_level": "township"},
                {"approver_is_person_in_charge": False},
                {"approver_covers_place": False},
            ):
                yield Case(name, vary(agreed, **wrong), "deny", "art_26__para_1")
        connect = {"requester": requester, "action": "connect"}
        for purpose, outcome in (
            ("law_enforcement", "permit"), ("public_emergency", "permit"), ("own_loss", "deny"),
            ("duty", "deny"), ("statutory_reason", "deny"), ("other", "deny"),
        ):  # fmt: skip
            yield Case(name, vary(connect, purpose=purpose), outcome, "art_25__para_2")
        yield Case(name, vary(police, action="view", purpose="other"), "deny", "art_26__para_1",
                   {"needs": ("law_enforcement",)})  # fmt: skip
    yield from access_formalities(name)
    yield from access_of_departments(name)
    yield from access_of_people(name)


def access_formalities(name: str) -> Iterator[Case]:
    needs = {"staff_count": "two_staff", "work_cards_shown": "work_cards", "letter_shown": "letter",
             "registered": "registration"}  # fmt: skip
    for requester in ("public_security", "other_department"):
        asked = vary(
            FORMAL, **APPROVED, requester=requester, purpose="law_enforcement", action="view"
        )
        yield Case(name, asked, "permit")
        for fact, need in needs.items():
            short = vary(asked, **{fact: 1 if fact == "staff_count" else False})
            yield Case(name, short, "deny", "art_27__para_1", {"needs": (need,)})


def access_of_departments(name: str) -> Iterator[Case]:
    for requester in ("emergency_department", "other_department", "public_security"):
        flood = vary(FORMAL, **NO_APPROVAL, requester=requester, purpose="public_emergency",
                     emergency_power=True)  # fmt: skip
        for action in ("view", "copy", "retrieve"):
            yield Case(name, vary(flood, action=action), "permit", "art_26__para_2")
            yield Case(name, vary(flood, action=action, emergency_power=False), "deny")
            yield Case(name, vary(flood, action=action, registered=False), "deny", "art_27__para_1")
    for requester in ("other_department", "emergency_department"):
        office = vary(FORMAL, **APPROVED, requester=requester, purpose="law_enforcement")
        for action in ("view", "copy", "retrieve"):
            asked = vary(office, action=action)
            yield Case(name, asked, "permit", "art_26__para_3")
            yield Case(name, vary(asked, approver_is_person_in_charge=False), "permit")
            for wrong in (
                {"approved_by_kind": "national_security"},
                {"approved_by_level": "township"},
                {"approver_covers_place": False},
                NO_APPROVAL,
            ):
                yield Case(
                    name,
                    vary(asked, **wrong),
                    "deny",
                    "art_26__para_3",
                    {"needs": ("police_approval",)},
                )
        yield Case(name, vary(office, action="connect"), "deny", "art_25__para_2")
        yield Case(name, vary(office, action="view", purpose="other"), "deny", "art_26__para_3")


def access_of_people(name: str) -> Iterator[Case]:
    loss: Facts = {"requester": "citizen", "action": "view", "purpose": "own_loss", "major_loss": True,
                   "urgent": True, "unit_consents": True,
                   "protects_life_health_property": False}  # fmt: skip
    bound = (
        "related_part_only",
        "no_copying",
        "register_identity",
        "registration",
        "confidentiality",
    )
    yield Case(name, loss, "permit", "art_26__para_4", {"conditions": bound})
    for fact, need in (
        ("major_loss", "major_loss"),
        ("urgent", "urgency"),
        ("unit_consents", "unit_consent"),
    ):
        yield Case(name, vary(loss, **{fact: False}), "deny", "art_26__para_4", {"needs": (need,)})
    for action in ("copy", "retrieve", "refilm"):
        yield Case(name, vary(loss, action=action), "deny", "art_26__para_4")
    law: Facts = {"requester": "citizen", "action": "copy", "purpose": "statutory_reason",
                  "system_setting": "public_area", "approved_by_builder_organ": True}  # fmt: skip
    yield Case(
        name,
        law,
        "permit",
        "art_26__para_4",
        {"conditions": ("copy_only", "registration", "confidentiality")},
    )
    for wrong, need in (
        ({"purpose": "own_loss"}, "statutory_reason"),
        ({"system_setting": "key_unit"}, "public_area_system"),
        ({"approved_by_builder_organ": None}, "builder_organ_approval"),
    ):
        yield Case(name, vary(law, **wrong), "deny", "art_26__para_4", {"needs": (need,)})
    for action in ("retrieve", "refilm"):
        yield Case(name, vary(law, action=action), "deny", "art_26__para_4")
    staff: Facts = {"requester": "using_unit_staff", "purpose": "duty", "registered": True}
    for action in ("view", "copy", "retrieve"):
        asked = vary(staff, action=action)
        yield Case(name, asked, "permit", "art_21__para_1__item_3")
        yield Case(
            name,
            vary(asked, registered=False),
            "deny",
            "art_23__para_1__item_5",
            {"needs": ("registration",)},
        )
        yield Case(
            name,
            vary(asked, purpose="other"),
            "deny",
            "art_23__para_1__item_5",
            {"needs": ("duty_watch",)},
        )
    yield Case(name, vary(staff, action="refilm"), "deny", "art_23__para_1__item_5")
    for requester in ("relative_or_guardian", "other"):
        for action in ("view", "copy", "retrieve", "refilm"):
            yield Case(
                name,
                vary(loss, requester=requester, action=action),
                "deny",
                "art_24__para_1__item_3",
            )
        yield Case(
            name, vary(loss, requester=requester, action="connect"), "deny", "art_25__para_2"
        )
    for action in ("view", "copy", "retrieve", "refilm", "connect"):
        facts = {"requester": "judicial_or_supervisory", "action": action, "purpose": "other"}
        yield Case(name, facts, "other_law", "art_26__para_3")


# Duties of arts. 3, 4, 7, 11, 13, 21 and 22: on whom, and the provision.
DUTIES: dict[str, tuple[tuple[str, ...], str]] = {
    "running": (("using_unit",), "art_3__para_1"),
    "development_plan": (("government",), "art_4__para_1"),
    "funding": (("government",), "art_4__para_1"),
    "public_area_system": (("government",), "art_7__para_2"),
    "public_area_network": (("government",), "art_7__para_2"),
    "simultaneous_construction": (("building_unit",), "art_11__para_1"),
    "reserved_interfaces": (("building_unit",), "art_11__para_1"),
    "networked_with_police": (("building_unit",), "art_11__para_1"),
    "quality_proofs": (("building_unit",), "art_13__para_1"),
    "maintenance_mechanism": (("building_unit", "using_unit"), "art_21__para_1__item_1"),
    "drawings_custody": (("building_unit", "using_unit"), "art_21__para_1__item_2"),
    "duty_watch": (("building_unit", "using_unit"), "art_21__para_1__item_2"),
    "ledger": (("building_unit", "using_unit"), "art_21__para_1__item_2"),
    "confidentiality_system": (("building_unit", "using_unit"), "art_21__para_1__item_2"),
    "confidentiality_education": (("building_unit", "using_unit"), "art_21__para_1__item_2"),
    "access_register": (("building_unit", "using_unit"), "art_21__para_1__item_3"),
    "emergency_plan": (("building_unit", "using_unit"), "art_21__para_1__item_4"),
    "alarm_handling": (("building_unit", "using_unit"), "art_21__para_1__item_4"),
    "prompt_reporting": (("building_unit", "using_unit"), "art_21__para_1__item_4"),
    "work_to_standard": (("practitioner",), "art_22__para_1__item_1"),
    "service_promise": (("practitioner",), "art_22__para_1__item_1"),
    "secrecy_and_archive": (("practitioner",), "art_22__para_1__item_2"),
    "staff_training": (("practitioner",), "art_22__para_1__item_3"),
    "staff_confidentiality": (("practitioner",), "art_22__para_1__item_3"),
}


def duties() -> Iterator[Case]:
    for role in ("building_unit", "using_unit", "practitioner", "government"):
        mine = [d for d, (roles, _) in DUTIES.items() if role in roles]
        held: dict[str, Any] = {d: {"held": True, "until": None} for d in mine}
        facts = {"role": role, "setting": "key_unit"}
        yield Case(
            "duties",
            {**facts, "evidence": held},
            "met",
            None,
            {"duties": dict.fromkeys(mine, "met")},
        )
        for duty in mine:
            eid = DUTIES[duty][1]
            for lack in ({"held": False}, {"held": True, "until": "2026-11-21"}):
                yield Case("duties", {**facts, "evidence": {**held, duty: lack}}, "breached", eid,
                           {"duties": {**dict.fromkeys(mine, "met"), duty: "breached"}})  # fmt: skip
            last = {"held": True, "until": "2026-11-22"}
            yield Case("duties", {**facts, "evidence": {**held, duty: last}}, "met")
            rest = {k: v for k, v in held.items() if k != duty}
            yield Case("duties", {**facts, "evidence": rest}, "unknown")
    for role in ("building_unit", "using_unit"):
        none: Facts = {"role": role, "evidence": {"ledger": {"held": False}}}
        yield Case("duties", {**none, "setting": "other"}, "met")
        yield Case(
            "duties", {**none, "setting": "public_area"}, "breached", "art_21__para_1__item_2"
        )
