"""Cases of the other law that meets arts. 32-38: Decree 799, the Counter-Terrorism Law.

The figures are those of Decree 799, arts. 26-31, and of art. 88 (6) of the Counter-Terrorism Law;
where neither governs, those of the Measures.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.law.law_cases import Case, Facts, vary

BEFORE, FROM = "2025-03-31", "2025-04-01"
POLICE = ("public_security",)
EITHER = ("public_security", "national_security")
PUBLIC_ORDER = ("public_order", "criminal")
INFORMATION_LAWS = ("cybersecurity", "data_security", "personal_information")

BASE: Facts = {
    "act_on": FROM, "offender": "unit", "offender_role": "other", "ordered_on": None,
    "correct_by": None, "corrected_on": None, "serious_consequences": False,
    "video_system": True, "system_of_art_7": True,
}  # fmt: skip
RUNNING: Facts = {"ordered_on": "2026-10-01", "correct_by": "2026-11-22"}
LAPSED: Facts = {"ordered_on": "2026-10-01", "correct_by": "2026-11-21"}
IN_TIME: Facts = {**LAPSED, "corrected_on": "2026-11-21"}
LATE: Facts = {**LAPSED, "corrected_on": "2026-11-22"}
PERSON: Facts = {"offender": "individual"}


def fine(low: int, high: int) -> Facts:
    return {"fine_min": low, "fine_max": high}


def persons(low: int, high: int, *, mandatory: bool) -> Facts:
    return {
        "persons_fine_min": low,
        "persons_fine_max": high,
        "persons_fine_mandatory": mandatory,
    }


ART_27: Facts = {**fine(10_000, 20_000), **persons(5_000, 10_000, mandatory=True)}
ART_26: Facts = {**fine(0, 20_000), **persons(0, 5_000, mandatory=True)}
ART_30: Facts = {**fine(5_000, 10_000), **persons(0, 5_000, mandatory=True)}
ART_32: Facts = {**fine(5_000, 30_000), **persons(200, 500, mandatory=False)}
NO_PERSONS: Facts = dict.fromkeys(persons(0, 0, mandatory=True))


def ask(
    breach: str, outcome: str, provision: str | None, values: Facts | None = None, **changes: Any
) -> Case:
    on = changes.pop("on", date(2026, 11, 22))
    assert isinstance(on, date)
    facts = vary(BASE, breach=breach, **changes)
    return Case("liability", facts, outcome, provision, values or {}, on)


THE_DAY_BEFORE = date(2025, 3, 31)


def privacy_spots() -> Iterator[Case]:
    """Art. 27 ¶ 1 against art. 32 (2)."""
    spot = "art_10__para_2"
    taken: Facts = {
        **ART_27, "confiscate": True, "delete": True, "organ_kinds": POLICE,
        "referrals": PUBLIC_ORDER, "on_whom": "offender", "law_of_the_act": None,
    }  # fmt: skip
    yield ask(spot, "fine", "art_27__para_1", taken)
    yield ask(spot, "fine", "art_27__para_1", fine(5_000, 10_000) | NO_PERSONS, **PERSON)
    yield ask(spot, "fine", "art_27__para_1", ART_27, **IN_TIME)
    bands = {"unit": ART_27, "individual": fine(5_000, 10_000)}
    yield ask(spot, "fine", "art_27__para_1", {"fine_by_offender": bands}, offender=...)
    yield ask(spot, "fine", "art_27__para_1", {"fine_by_offender": None})
    old: Facts = {"delete": None, "organ_kinds": EITHER, "law_of_the_act": True}
    order, item = "order", "art_32__para_1__item_2"
    yield ask(spot, order, item, old | {"if_not_corrected": {"unit": ART_32}}, act_on=BEFORE)
    yield ask(spot, "fine", item, ART_32 | {"confiscate": None}, act_on=BEFORE, **LAPSED)
    sound: Facts = {"law_of_the_act": None}
    yield ask(spot, order, item, sound, act_on=BEFORE, video_system=False, system_of_art_7=False)
    yield ask(spot, order, item, video_system=False, system_of_art_7=False)
    yield ask(spot, order, item, {"law_of_the_act": None}, on=THE_DAY_BEFORE)
    yield ask(spot, order, item, {"law_of_the_act": None}, act_on=BEFORE, on=THE_DAY_BEFORE)
    yield ask(
        "art_10__para_1", order, item, {"organ_kinds": EITHER, "public_order_provision": None}
    )
    yield ask(spot, "unknown", None, video_system=..., system_of_art_7=...)
    yield ask(spot, "refer_other_law", "art_42__para_1", {"referrals": ()}, act_on="2017-07-31")
    for day, eid in (("2025-12-31", "art_42"), ("2026-01-01", "art_50__item_6")):
        named: Facts = {"public_order_provision": f"cn-public-order-law/{eid}"}
        yield ask(spot, "fine", "art_27__para_1", named, act_on=day)
        yield ask("cn-decree-799/art_8", "fine", "art_27__para_1", named, act_on=day)


def banned_spots() -> Iterator[Case]:
    """Art. 8 of Decree 799: who installs (art. 27 ¶ 1), who does not inspect (art. 27 ¶ 2)."""
    spot = "cn-decree-799/art_8"
    for role in ("constructing_unit", "using_unit", "practitioner", "other"):
        yield ask(spot, "fine", "art_27__para_1", ART_27 | {"delete": True}, offender_role=role)
    yield ask(spot, "none", "art_37", act_on=BEFORE)
    yield ask(spot, "none", None, on=THE_DAY_BEFORE)
    yield ask(spot, "unknown", None, offender_role=...)
    operator: Facts = {"offender_role": "operator"}
    eid = "art_27__para_2"
    later: Facts = {
        "if_not_corrected": {"unit": ART_27}, "if_serious_consequences": {"unit": ART_27},
        "delete": None, "referrals": PUBLIC_ORDER, "organ_kinds": POLICE, "warning": None,
    }  # fmt: skip
    yield ask(spot, "order", eid, later, **operator)
    one: Facts = {"individual": fine(5_000, 10_000)}
    yield ask(spot, "order", eid, {"if_not_corrected": one, "if_serious_consequences": one},
              **operator, **PERSON)  # fmt: skip
    told: Facts = {**ART_27, "referrals": (*PUBLIC_ORDER, "regulator"), "confiscate": None}
    grave: Facts = {"serious_consequences": True}
    yield ask(spot, "order_and_fine", eid, told, **operator, **grave)
    yield ask(spot, "fine", eid, told, **operator, **grave, **IN_TIME)
    yield from after_an_order(spot, eid, told, fine(5_000, 10_000), **operator)
    yield ask(spot, "none", "art_37", **operator, act_on=BEFORE)
    yield ask(spot, "none", "art_37", **operator, **LAPSED, act_on=BEFORE)
    yield ask(spot, "none", None, **operator, **grave, on=THE_DAY_BEFORE)


def after_an_order(
    breach: str, eid: str, unit: Facts, person: Facts, **changes: Any
) -> Iterator[Case]:
    """Running, lapsed, corrected on the last day and a day late, refused before the limit."""
    yield ask(breach, "order", eid, **RUNNING, **changes)
    yield ask(breach, "fine", eid, unit, **LAPSED, **changes)
    yield ask(breach, "fine", eid, person, **LAPSED, **PERSON, **changes)
    yield ask(breach, "none", eid, **IN_TIME, **changes)
    yield ask(breach, "fine", eid, unit, **LATE, **changes)
    yield ask(breach, "fine", eid, unit, **RUNNING, refused=True, **changes)
    yield ask(breach, "order", eid, **LAPSED, refused=False, **changes)
    yield ask(breach, "order", eid, **LAPSED | {"correct_by": None}, **changes)


def public_places() -> Iterator[Case]:
    """Art. 26 against art. 32 (1)."""
    later: Facts = {**ART_26, "confiscate": True}
    for breach in ("art_8__para_1", "cn-decree-799/art_7__para_3"):
        yield ask(breach, "order", "art_26",
                  {"delete": True, "if_not_corrected": {"unit": later}, "organ_kinds": POLICE,
                   "referrals": PUBLIC_ORDER, "if_serious_consequences": None})  # fmt: skip
        one: Facts = {"individual": {**fine(0, 5_000), "confiscate": True}}
        yield ask(breach, "order", "art_26", {"if_not_corrected": one}, **PERSON)
        yield from after_an_order(breach, "art_26", later, fine(0, 5_000) | NO_PERSONS)
    item = "art_32__para_1__item_1"
    act = "art_8__para_1"
    old: Facts = {"delete": None, "if_not_corrected": {"unit": ART_32}}
    yield ask(act, "order", item, {"law_of_the_act": True, **old}, act_on=BEFORE)
    yield ask(act, "fine", item, ART_32 | {"confiscate": None}, act_on=BEFORE, **LAPSED)
    yield ask(act, "order", item, old, video_system=False, system_of_art_7=False)
    yield ask(act, "order", item, {"law_of_the_act": None}, on=THE_DAY_BEFORE)
    yield ask(act, "none", item, act_on=BEFORE, **IN_TIME)
    yield ask(act, "order", item, act_on=BEFORE, **RUNNING, refused=True)
    for told in ({}, LAPSED, IN_TIME):
        yield ask("cn-decree-799/art_7__para_3", "none", "art_37", act_on=BEFORE, **told)
    yield ask("cn-decree-799/art_7__para_3", "none", None, on=THE_DAY_BEFORE)


def neighbours() -> Iterator[Case]:
    """Art. 28: the amounts of art. 27 ¶ 1."""
    act = "cn-decree-799/art_10"
    yield ask(act, "fine", "art_28",
              {**ART_27, "confiscate": True, "delete": True, "organ_kinds": POLICE, "referrals": ()})  # fmt: skip
    yield ask(act, "fine", "art_28", fine(5_000, 10_000) | NO_PERSONS, **PERSON)
    yield ask(act, "none", "art_37", act_on=BEFORE)
    yield ask(act, "none", None, on=THE_DAY_BEFORE)


def filings() -> Iterator[Case]:
    """Art. 29, for systems of art. 7 only."""
    act, band = "cn-decree-799/art_14", fine(0, 10_000) | NO_PERSONS
    alone: Facts = fine(0, 10_000)
    for who in ("unit", "individual"):
        yield ask(
            act,
            "order",
            "art_29",
            {"if_not_corrected": {who: alone}, "warning": None},
            offender=who,
        )
    yield from after_an_order(act, "art_29", band, band)
    yield ask(act, "none", "art_9", system_of_art_7=False)
    yield ask(act, "none", "art_9", system_of_art_7=False, **LAPSED)
    yield ask(act, "unknown", None, system_of_art_7=...)
    yield ask(act, "none", "art_37", act_on=BEFORE)
    yield ask(act, "none", "art_37", act_on=BEFORE, **LAPSED)
    yield ask(act, "none", None, on=THE_DAY_BEFORE)
    yield ask(act, "none", None, system_of_art_7=False, on=THE_DAY_BEFORE)


def devices_moved() -> Iterator[Case]:
    """Art. 30 against art. 37, the milder later law included."""
    act, old = "art_23__para_1__item_3", "art_37__para_1"
    crime = ("civil", "public_order", "criminal")
    later: Facts = {
        "if_not_corrected": {"unit": ART_30}, "if_serious_consequences": {"unit": ART_30},
        "warning": True, "referrals": crime, "public_order_provision": None,
    }  # fmt: skip
    one: Facts = {"individual": fine(0, 5_000)}
    ordered: Facts = {"if_not_corrected": one, "if_serious_consequences": one}
    for day, milder in ((FROM, None), (BEFORE, True)):
        told: Facts = {"milder_later_law": milder}
        yield ask(act, "order", "art_30", later | told, act_on=day)
        yield ask(act, "order", "art_30", ordered | told, act_on=day, **PERSON)
        grave = ask(act, "order_and_fine", "art_30", {**ART_30, "warning": True, **told},
                    act_on=day, serious_consequences=True)  # fmt: skip
        yield grave
        yield ask(act, "fine", "art_30", ART_30, act_on=day, serious_consequences=True, **IN_TIME)
        yield from after_an_order(act, "art_30", ART_30 | told, fine(0, 5_000), act_on=day)
        unit: Facts = {**fine(10_000, 30_000), **NO_PERSONS, "milder_later_law": None}
        for other in (
            {"system_of_art_7": False},
            {"video_system": False, "system_of_art_7": False},
        ):
            yield ask(act, "order_and_fine", old, unit, act_on=day, **other)
            yield ask(
                act, "order_and_fine", old, fine(2_000, 10_000), act_on=day, **other, **PERSON
            )
        yield ask(act, "unknown", None, act_on=day, system_of_art_7=...)
        yield ask(act, "unknown", None, act_on=day, video_system=...)
        yield ask(act, "order_and_fine", old, unit, act_on=day, on=THE_DAY_BEFORE)
        for told_ in (IN_TIME, {"serious_consequences": True}, {**RUNNING, "refused": True}):
            yield ask(act, "order_and_fine", old, act_on=day, on=THE_DAY_BEFORE, **told_)
    for item in (1, 2, 4, 5, 6):
        yield ask(f"art_23__para_1__item_{item}", "order_and_fine", old, fine(10_000, 30_000))
    for day, eid in (("2025-12-31", "art_29"), ("2026-01-01", "art_33")):
        yield ask("art_23__para_1__item_2", "order_and_fine", old,
                  {"public_order_provision": f"cn-public-order-law/{eid}"}, act_on=day)  # fmt: skip
    yield ask(act, "refer_other_law", "art_42__para_1", act_on="2017-07-31")


def leaks() -> Iterator[Case]:
    """Art. 31 against art. 38."""
    sent: Facts = {"referrals": ("civil", *PUBLIC_ORDER, *INFORMATION_LAWS)}
    for part in (
        "__para_1__item_1",
        "__para_1__item_2",
        "__para_1__item_3",
        "__para_1__item_5",
        "__para_1",
        "",
    ):
        act = f"art_24{part}"
        yield ask(act, "refer_other_law", "art_31", sent)
        yield ask(act, "fine", "art_38__para_1", fine(10_000, 30_000), act_on=BEFORE)
        yield ask(act, "fine", "art_38__para_1", fine(10_000, 30_000), on=THE_DAY_BEFORE)
        kept: Facts = {**fine(500, 1_000), "referrals": ("civil", *PUBLIC_ORDER)}
        yield ask(
            act, "fine", "art_38__para_1", kept, video_system=False, system_of_art_7=False, **PERSON
        )
    yield ask("art_24__para_1__item_1", "unknown", None, video_system=..., system_of_art_7=...)
    yield ask("art_24__para_1__item_4", "fine", "art_38__para_1", fine(10_000, 30_000))
    for day, eid in (("2025-12-31", None), ("2026-01-01", "cn-public-order-law/art_56")):
        yield ask("art_24__para_1__item_1", "refer_other_law", "art_31",
                  {"public_order_provision": eid}, act_on=day)  # fmt: skip
    yield ask("art_24__para_1__item_2", "refer_other_law", "art_31",
              {"public_order_provision": None}, act_on="2026-01-01")  # fmt: skip


def signs() -> Iterator[Case]:
    """Art. 13: an order only."""
    for act in ("art_7__para_3", "cn-decree-799/art_13"):
        yield ask(act, "order", "art_13", {"if_not_corrected": None, "referrals": ()})
        yield ask(act, "order", "art_13", **LAPSED)
        yield ask(act, "none", "art_13", **IN_TIME)
        yield ask(act, "none", None, on=THE_DAY_BEFORE)
    yield ask("art_7__para_3", "none", "art_32__para_1", act_on=BEFORE)
    yield ask("art_7__para_3", "none", "art_32__para_1", video_system=False, system_of_art_7=False)
    yield ask("cn-decree-799/art_13", "none", "art_37", act_on=BEFORE)


def registers() -> Iterator[Case]:
    """No register of access: art. 34 (5) and, through art. 31, other law; both recorded."""
    act, eid = "art_21__para_1__item_3", "art_34__para_1__item_5"
    band: Facts = {**fine(2_000, 10_000), **persons(200, 500, mandatory=False)}
    yield ask(
        act, "order", eid, {"referrals": INFORMATION_LAWS, "if_not_corrected": {"unit": band}}
    )
    yield ask(act, "fine", eid, {**band, "referrals": INFORMATION_LAWS}, **LAPSED)
    yield ask(act, "order", eid, {"referrals": ()}, act_on=BEFORE)
    yield ask(act, "order", eid, {"referrals": ()}, system_of_art_7=False)
    yield ask(act, "order", eid, {"referrals": ()}, on=THE_DAY_BEFORE)
    yield ask("art_21__para_1__item_2", "order", eid, {"referrals": ()})
    yield ask(act, "order", eid, {"referrals_unknown": INFORMATION_LAWS}, video_system=...)


def storage() -> Iterator[Case]:
    """Art. 34 (4) remains for 30 days; of a key target art. 88 (6) stands before it."""
    item = "art_34__para_1__item_4"
    band: Facts = {**fine(2_000, 10_000), **persons(200, 500, mandatory=False)}
    for day in (BEFORE, FROM):
        yield ask("art_20__para_1", "order", item,
                  {"if_not_corrected": {"unit": band}, "also_punishable": None}, act_on=day)  # fmt: skip
        yield ask("art_20__para_1", "fine", item, band, act_on=day, **LAPSED)
    act, eid = "cn-counter-terrorism-law/art_32", "art_88__para_1__item_6"
    high: Facts = {**fine(0, 100_000), **persons(0, 10_000, mandatory=True)}
    beside: Facts = {"also_punishable": {"unit": fine(2_000, 10_000)}}
    for day in ("2017-08-01", BEFORE, FROM):
        yield ask(act, "order", eid,
                  {"warning": True, "if_not_corrected": {"unit": high}, **beside}, act_on=day)  # fmt: skip
        yield ask(act, "fine", eid, high | beside, act_on=day, **LAPSED)
        yield ask(act, "fine", eid, high, act_on=day, **LATE)
        yield ask(act, "none", eid, act_on=day, **IN_TIME)
        yield ask(act, "order", eid, act_on=day, **RUNNING)
        yield ask(act, "fine", eid, high, act_on=day, **RUNNING, refused=True)
    yield ask(act, "order", eid, **LAPSED, **PERSON)
    yield ask(act, "order", eid, {"also_punishable": None}, **RUNNING, **PERSON, refused=True)
    yield ask(act, "fine", item, band, **LAPSED, refused=False)
    yield ask(act, "order", eid, **LAPSED, **PERSON, refused=False)
    yield ask(act, "refer_other_law", "art_42__para_1", act_on="2017-07-31")


def hazards() -> Iterator[Case]:
    """A key security unit whose unremedied hazards cause harm: another regulation, told beside."""
    told: Facts = {"referrals": ("internal_security",)}
    grave: Facts = {"serious_consequences": True}
    yield ask("art_13__para_1", "fine", "art_34__para_1__item_3", told, **grave, **LAPSED)
    yield ask("art_9__para_1", "fine", "art_33__para_1", told, **grave, **LAPSED)
    yield ask("art_9__para_1", "fine", "art_33__para_1", told, **grave, **RUNNING, refused=True)
    yield ask("art_9__para_1", "order_and_fine", "art_33__para_1", {"referrals": ()}, **grave)
    yield ask("art_13__para_1", "fine", "art_34__para_1__item_3", {"referrals": ()}, **LAPSED)
    yield ask("art_13__para_1", "order", None, {"referrals": ()}, **grave, **LAPSED, **PERSON)


def liability() -> Iterator[Case]:
    """Every case of the other law that meets arts. 32-38."""
    for source in (
        privacy_spots, banned_spots, public_places, neighbours, filings, devices_moved, leaks,
        signs, registers, storage, hazards,
    ):  # fmt: skip
        yield from source()
