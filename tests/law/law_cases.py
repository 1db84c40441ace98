"""Cases of the law as data: the facts, what the Measures answer, and the provision that says so.

Every expectation is read from the text of the Measures (and from our published readings), never
from running the rules. `ON` is the day asked unless a case names another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jifang.law.places import load_place_kinds

ON = date(2026, 11, 22)
Facts = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One case: who, what is asked, and the answer with its provision."""

    question: str
    facts: Mapping[str, Any]
    outcome: str
    provision: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    on: date = ON


def vary(base: Facts, **changes: Any) -> Facts:
    """The base case with some facts changed; `...` leaves a fact out."""
    return {k: v for k, v in {**base, **changes}.items() if v is not ...}


def organ(level: str, region: str) -> Facts:
    return {"level": level, "region": region}


DOCUMENTS = [
    "design_scheme", "tender_documents", "contract", "quality_proofs", "construction_drawings",
]  # fmt: skip


def scope() -> Iterator[Case]:
    base: Facts = {"region": "440104", "occurred_on": "2026-01-01", "special_domain": "none"}
    rows: list[tuple[Facts, str, str]] = [
        ({}, "applies", "art_2__para_1"),
        ({"occurred_on": "2017-08-01"}, "applies", "art_2__para_1"),
        ({"occurred_on": "2017-07-31"}, "before_commencement", "art_42__para_1"),
        ({"region": "430102"}, "outside_province", "art_2__para_1"),
        ({"special_domain": "state_secret"}, "other_law", "art_2__para_3"),
        ({"special_domain": "national_security"}, "other_law", "art_2__para_3"),
        ({"occurred_on": "2017-07-31", "region": "430102"}, "before_commencement", "art_42__para_1"),
        ({"region": "110101", "special_domain": "state_secret"}, "outside_province", "art_2__para_1"),
        ({"special_domain": ...}, "unknown", ""),
    ]  # fmt: skip
    for changes, outcome, eid in rows:
        yield Case("scope", vary(base, **changes), outcome, eid or None)


def siting() -> Iterator[Case]:
    base: Facts = {
        "privacy_place": False, "public_area": False, "captures": ["video"], "public_part": True,
        "authorized": True, "coverage_within_need": True, "security_duty": True,
        "near_protected_unit": False,
    }  # fmt: skip
    for kind in load_place_kinds().values():
        expected: Facts = {"item": kind.provision, "setting": kind.setting}
        if kind.setting == "other":
            yield Case("siting", vary(base, place_kind=kind.code), "may_install", "art_10__para_1")
            continue
        eid = kind.provision if "." in kind.code and kind.code.startswith("a7") else None
        facts = vary(base, place_kind=kind.code)
        yield Case("siting", facts, "must_install", eid, expected)
        room = vary(facts, privacy_place=True, captures=["audio"])
        yield Case("siting", room, "must_not_install", "art_10__para_2")
    for kind_code in ("a9_9.hotel", "a9_9.rental_housing", "a9_9.residential_compound"):
        inner = vary(base, place_kind=kind_code, public_part=False)
        yield Case("siting", inner, "may_install", "art_10__para_1", {"setting": "other"})
        yield Case("siting", vary(base, place_kind=kind_code, public_part=...), "unknown")  # fmt: skip
    other = vary(base, place_kind="other")
    yield Case(
        "siting", vary(other, coverage_within_need=False), "must_not_install", "art_10__para_1"
    )
    yield Case(
        "siting",
        vary(other, public_area=True, authorized=False),
        "must_not_install",
        "art_8__para_1",
    )
    yield Case("siting", vary(other, public_area=True), "may_install", None,
               {"setting": "public_area", "sign_required": True})  # fmt: skip
    yield Case("siting", vary(other, public_area=True, captures=["audio"]), "may_install", None,
               {"sign_required": False})  # fmt: skip
    road = vary(base, place_kind="a7.main_road")
    yield Case("siting", vary(road, authorized=False), "must_not_install", "art_7__para_3")
    heard = vary(road, authorized=False, captures=["audio"])
    yield Case("siting", heard, "must_not_install", "art_8__para_1")
    yield Case("siting", road, "must_install", "art_7__para_1", {"sign_required": True})
    yield Case("siting", vary(other, privacy_place=True, captures=[]), "may_install")
    yield Case("siting", {"privacy_place": True, "captures": ["video"]}, "must_not_install")
    school = vary(base, place_kind="a9_7.school", coverage_within_need=False)
    yield Case("siting", school, "must_install", "art_9__para_1")


def responsible_party() -> Iterator[Case]:
    base: Facts = {"agreed_party": None, "owner": "甲", "state_owned": False, "right_holder": "乙"}
    rows: list[tuple[Facts, str, Facts]] = [
        ({}, "determined", {"party": "甲", "ground": "ownership"}),
        ({"agreed_party": "丙"}, "determined", {"party": "丙", "ground": "agreement"}),
        ({"agreed_party": "丙", "state_owned": True}, "determined", {"party": "丙", "ground": "agreement"}),
        ({"state_owned": True}, "determined", {"party": "乙", "ground": "right_of_use_or_operation"}),
        ({"state_owned": True, "right_holder": None}, "undetermined", {}),
        ({"owner": None}, "undetermined", {}),
        ({"state_owned": ..., "right_holder": None}, "unknown", {}),
    ]  # fmt: skip
    for changes, outcome, values in rows:
        known = "art_9__para_3" if outcome != "unknown" else None
        yield Case("responsible_party", vary(base, **changes), outcome, known, values)


def certificate_application() -> Iterator[Case]:
    name = "certificate_application"
    first: Facts = {
        "kind": "initial", "level": 4, "meets_conditions": True, "applied_on": "2026-11-22",
        "registered_region": "440306",
    }  # fmt: skip
    city, province = organ("prefecture", "440300"), organ("province", "440000")
    yield Case(
        name, first, "admit", "art_15__para_1", {"issuer": city, "valid_until": "2028-11-22"}
    )
    for level in (1, 2, 3):
        yield Case(name, vary(first, level=level), "refuse", "art_15__para_1")
    yield Case(name, vary(first, meets_conditions=False), "refuse", "art_15__para_1")
    up: Facts = {
        "kind": "promotion", "level": 2, "held_level": 3, "held_since": "2025-11-22",
        "applied_on": "2026-11-22", "meets_conditions": True, "registered_region": "440306",
    }  # fmt: skip
    yield Case(name, up, "admit", "art_15__para_1",
               {"issuer": province, "first_examiner": city, "window_opens": "2026-11-22"})  # fmt: skip
    yield Case(name, vary(up, level=3, held_level=4), "admit", None, {"issuer": city})
    yield Case(name, vary(up, level=1, held_level=2), "admit", None, {"issuer": province})
    yield Case(name, vary(up, applied_on="2026-11-21"), "too_early", "art_15__para_1")
    yield Case(name, vary(up, held_since="2024-02-29", applied_on="2025-02-28"), "admit")
    yield Case(name, vary(up, held_since="2024-02-29", applied_on="2025-02-27"), "too_early")
    for level, held in ((1, 3), (3, 3), (4, 3), (2, 4)):
        yield Case(name, vary(up, level=level, held_level=held), "refuse", "art_15__para_1")
    yield Case(name, vary(up, held_level=None), "refuse", "art_15__para_1")
    yield Case(name, vary(up, meets_conditions=False), "refuse", "art_15__para_1")
    renew: Facts = {
        "kind": "renewal", "held_level": 3, "expires_on": "2026-12-22", "extended_to": None,
        "applied_on": "2026-11-22", "registered_region": "440306",
    }  # fmt: skip
    window = {"window_opens": "2026-11-22", "window_closes": "2026-12-22"}
    yield Case(name, renew, "admit", "art_15__para_2", {**window, "issuer": city})
    yield Case(
        name, vary(renew, held_level=2), "admit", None, {"issuer": province, "first_examiner": city}
    )
    yield Case(name, vary(renew, applied_on="2026-11-21"), "too_early", "art_15__para_2", window)
    yield Case(name, vary(renew, applied_on="2026-12-22"), "admit", "art_15__para_2")
    yield Case(name, vary(renew, applied_on="2026-12-23"), "not_accepted", "art_15__para_2", window)
    longer = vary(renew, extended_to="2027-03-22", applied_on="2027-03-22")
    yield Case(name, longer, "admit", None, {"window_closes": "2027-03-22"})
    yield Case(name, vary(longer, extended_to="2027-02-01", applied_on="2027-02-01"), "admit", None,
               {"window_closes": "2027-02-01"})  # fmt: skip
    yield Case(
        name, vary(longer, extended_to="2027-02-01", applied_on="2027-02-02"), "not_accepted"
    )
    yield Case(name, vary(longer, extended_to="2027-05-01", applied_on="2027-03-23"), "not_accepted",
               None, {"window_closes": "2027-03-22"})  # fmt: skip
    extend = vary(renew, kind="extension", cause=True, extension_days=90)
    for certified in (renew, extend):
        yield Case(name, vary(certified, expires_on=None), "refuse", "art_15__para_2")
    yield Case(name, extend, "admit", "art_15__para_2", {"valid_until": "2027-03-22"})
    yield Case(name, vary(extend, extension_days=91), "admit", None, {"valid_until": "2027-03-22"})
    yield Case(name, vary(extend, extension_days=30), "admit", None, {"valid_until": "2027-01-21"})
    yield Case(name, vary(extend, cause=False), "refuse", "art_15__para_2")
    yield Case(name, vary(extend, extended_to="2027-02-01"), "refuse", "art_15__para_2")
    yield Case(name, vary(extend, applied_on="2026-11-21"), "too_early", "art_15__para_2")
    yield Case(name, vary(extend, applied_on="2026-12-23"), "not_accepted", "art_15__para_2")
    late = vary(extend, applied_on="2026-12-23", extended_to="2027-02-01")
    yield Case(name, late, "not_accepted", "art_15__para_2")


def filing_application() -> Iterator[Case]:
    base: Facts = {"home_region": "430102", "home_certificate_valid_until": "2026-11-22",
                   "applied_on": "2026-11-22"}  # fmt: skip
    name, province = "filing_application", organ("province", "440000")
    yield Case(
        name, base, "admit", "art_16__para_1", {"organ": province, "valid_until": "2027-11-22"}
    )
    yield Case(name, vary(base, applied_on="2026-11-23"), "refuse", "art_16__para_1")
    yield Case(name, vary(base, home_certificate_valid_until=None), "refuse", "art_16__para_1")
    yield Case(name, vary(base, home_region="440300"), "not_needed", "art_16__para_1")


def undertaking() -> Iterator[Case]:
    base: Facts = {
        "firm_region": "440300", "work": "construction", "undertaken_on": "2026-11-22",
        "certificate_level": 3, "certificate_valid_until": "2026-11-22", "required_level": 3,
        "filing_valid_until": None,
    }  # fmt: skip
    name = "undertaking"
    yield Case(name, base, "may", "art_14__para_2")
    rows: list[tuple[Facts, tuple[str, ...], str]] = [
        ({"undertaken_on": "2026-11-23"}, ("certificate",), "art_14__para_2"),
        ({"certificate_level": None}, ("certificate",), "art_14__para_2"),
        ({"certificate_valid_until": None}, ("certificate",), "art_14__para_2"),
        ({"required_level": 2}, ("level",), "art_14__para_2"),
        ({"certificate_level": 2, "required_level": 1}, ("level",), "art_14__para_2"),
        ({"certificate_level": 4}, ("level",), "art_14__para_2"),
        ({"firm_region": "430102"}, ("filing",), "art_16__para_2"),
        ({"firm_region": "430102", "filing_valid_until": "2026-11-21"}, ("filing",), "art_16__para_2"),
        ({"firm_region": "430102", "required_level": 1}, ("level", "filing"), "art_14__para_2"),
    ]  # fmt: skip
    for changes, lacks, eid in rows:
        yield Case(name, vary(base, **changes), "must_not", eid, {"lacks": lacks})
    filed = vary(base, firm_region="430102", filing_valid_until="2026-11-22")
    yield Case(name, filed, "may", "art_14__para_2")
    yield Case(name, vary(base, certificate_level=1, required_level=...), "may")
    yield Case(name, vary(base, required_level=4, certificate_level=4), "may")
    yield Case(name, vary(base, work="bid"), "may")


def design_approval() -> Iterator[Case]:
    name = "design_approval"
    road: Facts = {"setting": "public_area", "constructing_unit_level": "township",
                   "constructing_unit_region": "441322", "site_region": "441322"}  # fmt: skip
    yield Case(name, road, "organ", "art_17__para_1", {"organ": organ("county", "441322")})
    rows = [
        ("village", "441322", organ("county", "441322")),
        ("county", "441322", organ("prefecture", "441300")),
        ("prefecture", "441300", organ("province", "440000")),
        ("township", "441900", organ("prefecture", "441900")),
        ("township", "442000", organ("prefecture", "442000")),
    ]
    for level, region, expected in rows:
        facts = vary(road, constructing_unit_level=level, constructing_unit_region=region)
        yield Case(name, facts, "organ", None, {"organ": expected})
    for level in ("province", "none"):
        yield Case(
            name, vary(road, constructing_unit_level=level), "refer_upward", "art_17__para_1"
        )
    unit = {"setting": "key_unit", "site_region": "440106"}
    yield Case(name, unit, "organ", None, {"organ": organ("county", "440106")})
    yield Case(name, vary(unit, constructing_unit_level="province"), "organ")
    for region in ("441900", "442000"):
        yield Case(name, vary(unit, site_region=region), "organ", None,
                   {"organ": organ("prefecture", region)})  # fmt: skip
    yield Case(name, vary(unit, setting="other"), "not_needed", "art_17__para_1")


def preconstruction_review() -> Iterator[Case]:
    name = "preconstruction_review"
    base: Facts = {
        "setting": "key_unit", "documents": DOCUMENTS, "submitted_on": "2026-09-21",
        "notice_given_on": None, "notice_named": [], "review_passed": None,
        "construction_started_on": None,
    }  # fmt: skip
    due = {"due_on": "2026-10-19", "due_on_working": "2026-10-19", "due_on_calendar": "2026-10-08"}
    yield Case(name, base, "complete", "art_17__para_2", due)
    yield Case(name, vary(base, submitted_on="2026-02-10"), "complete", None,
               {"due_on": "2026-03-09", "due_on_calendar": "2026-02-25"})  # fmt: skip
    for document in DOCUMENTS:
        rest = [d for d in DOCUMENTS if d != document]
        lacking = vary(base, documents=rest)
        yield Case(name, lacking, "deficient", "art_17__para_2", {"missing_documents": (document,)})
        told = vary(lacking, notice_given_on="2026-09-23", notice_named=[document])
        yield Case(name, told, "deficient", "art_17__para_2")
        untold = vary(lacking, notice_given_on="2026-09-23", notice_named=[rest[0]])
        yield Case(name, untold, "second_notice_barred", "art_17__para_2")
    started = vary(base, construction_started_on="2026-10-01")
    yield Case(name, started, "must_not_start", "art_17__para_2")
    yield Case(name, vary(started, review_passed=False), "must_not_start")
    yield Case(name, vary(started, review_passed=True), "complete")
    yield Case(name, vary(base, review_passed=False), "complete")
    yield Case(name, vary(base, setting="public_area"), "complete")
    yield Case(name, vary(started, setting="other"), "not_needed", "art_17__para_1")


def putting_into_use() -> Iterator[Case]:
    name, county = "putting_into_use", organ("county", "440106")
    base: Facts = {
        "setting": "key_unit", "design_approved_by": county, "test_passed": True,
        "tested_on": "2026-06-18", "testing_body_accredited_until": "2026-06-18",
        "testing_scope_covers": True, "accepted": True, "accepted_by": county,
        "accepted_on": "2026-07-01",
    }  # fmt: skip
    yield Case(name, base, "may", "art_19__para_1")
    yield Case(name, vary(base, setting="public_area"), "may")
    yield Case(name, vary(base, setting="other"), "not_required", "art_19__para_1")
    other = organ("prefecture", "440100")
    rows: list[tuple[Facts, tuple[str, ...], str]] = [
        ({"tested_on": "2026-06-19"}, ("test",), "art_18__para_1"),
        ({"testing_body_accredited_until": None}, ("test",), "art_18__para_1"),
        ({"testing_scope_covers": False}, ("test",), "art_18__para_1"),
        ({"test_passed": False}, ("test",), "art_18__para_1"),
        ({"tested_on": None}, ("test",), "art_18__para_1"),
        ({"accepted": False}, ("acceptance",), "art_19__para_1"),
        ({"accepted": None}, ("acceptance",), "art_19__para_1"),
        ({"accepted_by": other}, ("same_organ",), "art_19__para_1"),
        ({"accepted_by": None}, ("same_organ",), "art_19__para_1"),
        ({"design_approved_by": None}, ("approval",), "art_17__para_1"),
        ({"accepted": False, "test_passed": False}, ("test", "acceptance"), "art_19__para_1"),
    ]
    for changes, lacks, eid in rows:
        yield Case(name, vary(base, **changes), "must_not", eid, {"lacks": lacks})


def retention() -> Iterator[Case]:
    name = "retention"
    base: Facts = {"setting": "key_unit", "counter_terrorism_target": False,
                   "effective_storage_days": 30, "place_kind": "a9_4.financial_premises"}  # fmt: skip
    road: Facts = {"setting": "public_area", "place_kind": "a7.main_road"}
    elsewhere: Facts = {"setting": "other", "place_kind": "other"}
    yield Case(
        name, base, "meets", "art_20__para_1", {"required_days": 30, "prevailing": "gd-decree-238"}
    )
    yield Case(name, vary(base, **road), "meets", None, {"required_days": 30})
    yield Case(name, vary(base, effective_storage_days=29), "falls_short", "art_20__para_1",
               {"shortfall_days": 1, "required_days": 30})  # fmt: skip
    target = vary(base, counter_terrorism_target=True, effective_storage_days=90)
    yield Case(name, target, "meets", None, {"required_days": 90})
    yield Case(
        name,
        vary(target, effective_storage_days=89),
        "falls_short",
        "art_20__para_1",
        {"shortfall_days": 1},
    )
    yield Case(name, vary(target, **elsewhere, effective_storage_days=89), "falls_short")
    yield Case(name, vary(base, **elsewhere), "not_required", "art_20__para_1")
    street = vary(base, **road, effective_storage_days=20)
    yield Case(name, street, "falls_short", "art_20__para_1", {"shortfall_days": 10})
    yield Case(name, vary(street, other_law_days=60), "falls_short", None, {"shortfall_days": 40})
    yield Case(name, vary(street, other_law_days=25), "falls_short", None,
               {"shortfall_days": 10, "required_days": 30, "other_law_sets_less": True})  # fmt: skip
    yield Case(name, vary(base, other_law_days=30), "meets", None, {"prevailing": "gd-decree-238"})
    yield Case(name, vary(target, other_law_days=60), "meets", None,
               {"required_days": 90, "other_law_sets_less": True})  # fmt: skip
    bare = vary(base, **elsewhere, other_law_days=0, effective_storage_days=0)
    yield Case(name, bare, "meets", None, {"required_days": 0})
    longer = vary(base, other_law_days=90, effective_storage_days=89)
    yield Case(name, longer, "falls_short", "art_20__para_2",
               {"required_days": 90, "shortfall_days": 1, "prevailing": "other_law"})  # fmt: skip
    yield Case(
        name, vary(longer, effective_storage_days=90), "meets", None, {"prevailing": "other_law"}
    )
    less = vary(base, other_law_days=15, effective_storage_days=29)
    yield Case(name, less, "falls_short", "art_20__para_1",
               {"required_days": 30, "other_law_sets_less": True, "prevailing": "gd-decree-238"})  # fmt: skip
    stated = vary(base, **elsewhere, other_law_days=15, effective_storage_days=14)
    yield Case(
        name,
        stated,
        "falls_short",
        "art_20__para_2",
        {"required_days": 15, "prevailing": "other_law"},
    )
    yield Case(name, vary(stated, effective_storage_days=15), "meets")
    yield Case(name, vary(base, counter_terrorism_target=..., effective_storage_days=60), "unknown")
    yield Case(name, vary(base, counter_terrorism_target=..., effective_storage_days=90), "meets")
    yield Case(
        name, vary(base, counter_terrorism_target=..., effective_storage_days=29), "falls_short"
    )


def inspection() -> Iterator[Case]:
    name = "inspection"
    base: Facts = {"subjects": [4], "inspectors": 2, "hidden_dangers": True, "corrected": False,
                   "correct_by": "2026-11-22", "rechecked_on": None}  # fmt: skip
    yield Case(name, base, "rectify", "art_29__para_1",
               {"correct_by": "2026-11-22", "breaches": ("art_3__para_1", "art_20__para_1")})  # fmt: skip
    yield Case(name, vary(base, correct_by="2026-11-21"), "escalate", "art_29__para_1")
    yield Case(name, vary(base, correct_by="2026-11-21", corrected=True), "in_order")
    yield Case(name, vary(base, hidden_dangers=False), "in_order", "art_29__para_1")
    yield Case(name, vary(base, correct_by=None, corrected=None), "rectify")
    concerns = {
        1: ("art_7__para_1", "art_9__para_1"),
        2: ("art_17__para_2", "art_18__para_1", "art_19__para_1"),
        3: ("art_12__para_1", "art_13__para_1"),
        5: ("art_21__para_1",),
        6: (),
    }
    for subject, breaches in concerns.items():
        yield Case(name, vary(base, subjects=[subject]), "rectify", None, {"breaches": breaches})


def accountability() -> Iterator[Case]:
    calm: Facts = {"serious": False, "serious_consequences": False, "damage_caused": False}
    for item in range(1, 7):
        facts = vary(calm, conduct=item)
        expected = "none" if item in (4, 5) else "order"
        yield Case("official_liability", facts, expected)
        grave = vary(facts, serious=True, serious_consequences=True, damage_caused=True)
        yield Case("official_liability", grave, "order_and_sanction", "art_39__para_1",
                   {"authority": "superior_or_supervisory", "referrals": ("civil", "criminal")})  # fmt: skip
    neglect = vary(calm, conduct=4, serious_consequences=True)
    yield Case(
        "official_liability", neglect, "order", "art_39__para_1", {"referrals": ("criminal",)}
    )
    yield Case("official_liability", vary(calm, conduct=5, damage_caused=True), "order")
    yield Case("official_liability", vary(calm, conduct=4), "none", "art_39__para_1__item_4")
    yield Case("official_liability", vary(calm, conduct=5), "none", "art_39__para_1__item_5")
    yield Case("official_liability", vary(calm, conduct=4, damage_caused=True), "none")
    yield Case("official_liability", vary(calm, conduct=5, serious_consequences=True), "none")
    for grave_, outcome in ((True, "publish"), (False, "not_published")):
        facts = {"breach": "art_20__para_1", "serious_consequences": grave_}
        yield Case("credit_record", facts, outcome, "art_31__para_1")
    for what in ("discovered", "stopped", "clue", "evidence"):
        given = {"contribution": what, "important": True, "used_captured_information": True}
        yield Case("commendation", given, "eligible", "art_28__para_1")
        yield Case("commendation", vary(given, used_captured_information=False), "not_eligible")
        slight = "eligible" if what in ("discovered", "stopped") else "not_eligible"
        yield Case("commendation", vary(given, important=False), slight)
