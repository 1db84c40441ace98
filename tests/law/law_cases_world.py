"""Cases in which other law meets the Measures: floors of storage, deletion, siting, access, filing.

Every date is the day from which an instrument says so; both sides of it are cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.law.law_cases import Case, Facts, organ, vary

DAY = timedelta(days=1)
VIDEO_LAW_FROM = date(2025, 4, 1)
FUNERAL_FROM = date(2026, 3, 30)
KINDERGARTEN_FROM = date(2022, 6, 30)
SONG_FROM = date(2020, 11, 29)
GUARDS_FROM = date(2022, 3, 29)
CODE_FROM = date(2022, 10, 1)

# Kinds of places of the Measures that lie wholly in a public place listed in art. 7 of Decree 799.
LISTED = (
    "a7.main_road", "a9_6.airport", "a9_6.port_border", "a9_6.rail_transit",
    "a9_6.bridge_tunnel_crossing", "a9_7.school", "a9_7.kindergarten", "a9_7.other_education",
    "a9_7.medical", "a9_7.song_dance", "a9_7.games_performance_cinema", "a9_7.internet_cafe",
    "a9_7.chess_card", "a9_7.square_park_scenic", "a9_7.library_culture_stadium",
    "a9_7.convention",
)  # fmt: skip


def retention() -> Iterator[Case]:
    """Art. 20 ¶2 with the floors of other law."""
    yield from _kindergarten()
    yield from _funeral_home()
    yield from _targets()
    yield from _song_and_dance()
    yield from _without_place()
    yield from _stated()
    yield from _measures_alone()
    yield from _notes()


def _kindergarten() -> Iterator[Case]:
    """Shenzhen: 90 days; elsewhere the 30 of the Measures."""
    name = "retention"
    base: Facts = {
        "setting": "key_unit", "counter_terrorism_target": False, "effective_storage_days": 89,
        "place_kind": "a9_7.kindergarten", "region": "440304",
    }  # fmt: skip
    ninety: Facts = {"required_days": 90, "prevailing": "sz-preschool-regulation"}
    thirty: Facts = {"required_days": 30, "prevailing": "gd-decree-238"}
    yield Case(name, base, "falls_short", "art_56", {**ninety, "shortfall_days": 1})
    yield Case(name, vary(base, setting=...), "falls_short", "art_56", ninety)
    yield Case(name, vary(base, effective_storage_days=90), "meets", "art_56", ninety)
    yield Case(name, base, "falls_short", "art_56", ninety, KINDERGARTEN_FROM)
    before = KINDERGARTEN_FROM - DAY
    yield Case(name, base, "meets", "art_20__para_1", thirty, before)
    for elsewhere in ("440106", "441900", "440404"):
        yield Case(name, vary(base, region=elsewhere), "meets", "art_20__para_1", thirty)
    short = vary(base, region="440106", effective_storage_days=29)
    yield Case(name, short, "falls_short", "art_20__para_1", {**thirty, "shortfall_days": 1})
    yield Case(name, vary(base, region="440300"), "falls_short", "art_56", ninety)
    yield Case(name, vary(base, region=...), "unknown")
    school = vary(base, place_kind="a9_7.school")
    yield Case(name, school, "meets", "art_20__para_1", thirty)
    target = vary(base, counter_terrorism_target=True, video_system=False)
    yield Case(name, target, "falls_short", "art_56", ninety)
    yield Case(name, vary(target, effective_storage_days=90), "meets", "art_56", ninety)
    filmed = vary(base, counter_terrorism_target=True, video_system=True)
    first = {"required_days": 90, "prevailing": "cn-counter-terrorism-law"}
    yield Case(name, filmed, "falls_short", "art_32", first)


def _funeral_home() -> Iterator[Case]:
    """Funeral homes are no key unit; their own regulation asks 90 days from 2026-03-30."""
    name = "retention"
    base: Facts = {
        "setting": "other", "counter_terrorism_target": False, "effective_storage_days": 89,
        "place_kind": "funeral_home",
    }  # fmt: skip
    ninety: Facts = {"required_days": 90, "prevailing": "cn-funeral-regulation"}
    short: Facts = {**ninety, "shortfall_days": 1, "notes": ("penalty_not_recorded",)}
    yield Case(name, base, "falls_short", "art_28", short)
    yield Case(name, vary(base, setting=...), "falls_short", "art_28", short)
    yield Case(
        name, vary(base, effective_storage_days=90), "meets", "art_28", {**ninety, "notes": None}
    )
    yield Case(name, base, "falls_short", "art_28", short, FUNERAL_FROM)
    yield Case(name, base, "not_required", "art_20__para_1", {}, FUNERAL_FROM - DAY)
    yield Case(name, vary(base, place_kind="other"), "not_required", "art_20__para_1")
    yield Case(name, vary(base, place_kind=...), "unknown")
    yield Case(name, vary(base, place_kind=...), "not_required", None, {}, FUNERAL_FROM - DAY)
    target = vary(base, counter_terrorism_target=True)
    yield Case(name, target, "falls_short", "art_28", {"required_days": 90})
    unfilmed = vary(target, video_system=False)
    yield Case(name, unfilmed, "falls_short", "art_28", ninety)
    yield Case(name, vary(unfilmed, effective_storage_days=90), "meets", "art_28", ninety)
    yield Case(name, vary(target, video_system=True), "falls_short", "art_32",
               {"prevailing": "cn-counter-terrorism-law"})  # fmt: skip


def _targets() -> Iterator[Case]:
    """Key targets: 90 days under the Measures for all information, under the Law for video."""
    name = "retention"
    base: Facts = {
        "setting": "key_unit", "counter_terrorism_target": True, "effective_storage_days": 89,
        "place_kind": "a9_4.financial_premises", "video_system": True,
    }  # fmt: skip
    by_law: Facts = {"required_days": 90, "prevailing": "cn-counter-terrorism-law"}
    yield Case(name, base, "falls_short", "art_32", {**by_law, "shortfall_days": 1})
    yield Case(name, vary(base, effective_storage_days=90), "meets", "art_32", by_law)
    by_measures: Facts = {"required_days": 90, "prevailing": "gd-decree-238"}
    unfilmed = vary(base, video_system=False)
    yield Case(name, unfilmed, "falls_short", "art_20__para_1", by_measures)
    yield Case(
        name, vary(unfilmed, effective_storage_days=90), "meets", "art_20__para_1", by_measures
    )
    for setting, kind in (("public_area", "a7.main_road"), ("other", "other")):
        there = vary(base, setting=setting, place_kind=kind)
        yield Case(name, there, "falls_short", "art_32", by_law)
        yield Case(
            name, vary(there, video_system=False), "falls_short", "art_20__para_1", by_measures
        )
    ordinary = vary(base, counter_terrorism_target=False, effective_storage_days=30)
    yield Case(name, ordinary, "meets", "art_20__para_1",
               {"required_days": 30, "prevailing": "gd-decree-238"})  # fmt: skip
    yield Case(name, vary(base, setting=..., place_kind=...), "falls_short", "art_32", by_law)


def _song_and_dance() -> Iterator[Case]:
    """Their own regulation asks what the Measures ask: the Measures go on applying."""
    name = "retention"
    base: Facts = {
        "setting": "key_unit", "counter_terrorism_target": False, "effective_storage_days": 29,
        "place_kind": "a9_7.song_dance",
    }  # fmt: skip
    thirty: Facts = {"required_days": 30, "prevailing": "gd-decree-238"}
    for on in (SONG_FROM - DAY, SONG_FROM, date(2026, 11, 22)):
        yield Case(name, base, "falls_short", "art_20__para_1", {**thirty, "shortfall_days": 1}, on)
        yield Case(
            name, vary(base, effective_storage_days=30), "meets", "art_20__para_1", thirty, on
        )
    target = vary(
        base, counter_terrorism_target=True, video_system=False, effective_storage_days=89
    )
    ninety: Facts = {"required_days": 90, "prevailing": "gd-decree-238"}
    yield Case(name, target, "falls_short", "art_20__para_1", ninety)
    for days, outcome in ((29, "falls_short"), (90, "meets")):
        there = vary(target, effective_storage_days=days)
        yield Case(name, there, outcome, "art_20__para_1", ninety)


def _without_place() -> Iterator[Case]:
    """What is not known about the place matters only where a floor could change the answer."""
    name = "retention"
    unit: Facts = {"setting": "key_unit", "counter_terrorism_target": False}
    sixty = vary(unit, effective_storage_days=60)
    yield Case(name, sixty, "unknown")
    yield Case(name, sixty, "unknown", None, {}, KINDERGARTEN_FROM)
    yield Case(
        name, sixty, "meets", "art_20__para_1", {"required_days": 30}, KINDERGARTEN_FROM - DAY
    )
    yield Case(name, vary(sixty, region="440106"), "meets", None, {"required_days": 30})
    yield Case(name, vary(sixty, region="440304"), "unknown")
    yield Case(name, vary(sixty, place_kind="a9_7.school"), "meets", None, {"required_days": 30})
    yield Case(name, vary(unit, effective_storage_days=29), "falls_short", "art_20__para_1")
    yield Case(name, vary(unit, effective_storage_days=89), "unknown")
    yield Case(name, vary(unit, effective_storage_days=90), "meets")
    road: Facts = {"setting": "public_area", "counter_terrorism_target": False}
    yield Case(name, vary(road, effective_storage_days=30), "meets", None, {"required_days": 30})
    target = vary(unit, counter_terrorism_target=True, effective_storage_days=90)
    yield Case(name, target, "meets", None, {"required_days": 90})
    yield Case(name, vary(target, effective_storage_days=89), "falls_short", None,
               {"required_days": 90, "shortfall_days": 1})  # fmt: skip
    anywhere: Facts = {"counter_terrorism_target": False, "effective_storage_days": 500}
    yield Case(name, anywhere, "unknown")
    by_kind: dict[str, tuple[str, int | None]] = {
        "a9_7.school": ("meets", 30), "a7.main_road": ("meets", 30), "funeral_home": ("meets", 90),
        "other": ("unknown", None), "a9_9.hotel": ("unknown", None),
    }  # fmt: skip
    for kind, (outcome, days) in by_kind.items():
        values = {} if days is None else {"required_days": days}
        yield Case(name, vary(anywhere, place_kind=kind), outcome, None, values)


def _stated() -> Iterator[Case]:
    """Days of other law that are stated, null too, override what the law supplies."""
    name = "retention"
    home: Facts = {
        "setting": "other", "counter_terrorism_target": False, "effective_storage_days": 59,
        "place_kind": "funeral_home",
    }  # fmt: skip
    yield Case(name, vary(home, other_law_days=None), "not_required", "art_20__para_1")
    sixty: Facts = {"required_days": 60, "prevailing": "other_law"}
    yield Case(name, vary(home, other_law_days=60), "falls_short", "art_20__para_2",
               {**sixty, "shortfall_days": 1})  # fmt: skip
    enough = vary(home, other_law_days=60, effective_storage_days=60)
    yield Case(name, enough, "meets", "art_20__para_2", sixty)
    child = vary(home, setting="key_unit", place_kind="a9_7.kindergarten", region="440304")
    thirty: Facts = {"required_days": 30, "prevailing": "gd-decree-238"}
    yield Case(name, vary(child, other_law_days=None), "meets", "art_20__para_1", thirty)
    for days in (29, 30):
        yield Case(name, vary(child, other_law_days=days), "meets", "art_20__para_1",
                   {**thirty, "other_law_sets_less": True if days == 29 else None})  # fmt: skip
    yield Case(name, vary(child, other_law_days=31), "meets", "art_20__para_2",
               {"required_days": 31, "prevailing": "other_law"})  # fmt: skip
    yield Case(name, child, "falls_short", "art_56", {"other_law_sets_less": None})
    hall = vary(home, counter_terrorism_target=True, effective_storage_days=90)
    for days, less in ((30, True), (89, True), (90, None)):
        yield Case(name, vary(hall, other_law_days=days), "meets", "art_20__para_1",
                   {"prevailing": "gd-decree-238", "other_law_sets_less": less})  # fmt: skip
    bank = vary(child, place_kind="a9_4.vault", counter_terrorism_target=True, video_system=True,
                effective_storage_days=90)  # fmt: skip
    yield Case(name, vary(bank, other_law_days=None), "meets", "art_20__para_1",
               {"required_days": 90, "prevailing": "gd-decree-238"})  # fmt: skip
    short = vary(bank, other_law_days=None, effective_storage_days=89)
    yield Case(name, short, "falls_short", "art_20__para_1", {"prevailing": "gd-decree-238"})
    yield Case(name, vary(bank, other_law_days=90), "meets", "art_20__para_1",
               {"required_days": 90, "prevailing": "gd-decree-238"})  # fmt: skip
    for setting, kind in (("other", "other"), ("public_area", "a7.main_road")):
        there = vary(home, setting=setting, place_kind=kind, effective_storage_days=31)
        for days, prevails in ((30, setting == "other"), (31, True), (0, setting == "other")):
            law = "other_law" if prevails else "gd-decree-238"
            provision = "art_20__para_2" if prevails else "art_20__para_1"
            required = days if prevails else 30
            yield Case(name, vary(there, other_law_days=days), "meets", provision,
                       {"prevailing": law, "required_days": required})  # fmt: skip
    yield Case(name, vary(bank, other_law_days=91), "falls_short", "art_20__para_2",
               {"required_days": 91, "prevailing": "other_law"})  # fmt: skip


def _measures_alone() -> Iterator[Case]:
    """With no other law stated: 30 days for public areas and key units, 90 for key targets."""
    name = "retention"
    places = (("public_area", "a7.main_road"), ("key_unit", "a9_7.song_dance"))
    for setting, kind in places:
        base: Facts = {
            "setting": setting, "counter_terrorism_target": False, "place_kind": kind,
            "other_law_days": None, "video_system": True,
        }  # fmt: skip
        for days, short in ((1, 29), (29, 1)):
            yield Case(name, vary(base, effective_storage_days=days), "falls_short",
                       "art_20__para_1", {"required_days": 30, "shortfall_days": short})  # fmt: skip
        yield Case(name, vary(base, effective_storage_days=30), "meets", "art_20__para_1",
                   {"required_days": 30})  # fmt: skip
        target = vary(base, counter_terrorism_target=True)
        for days, short in ((29, 61), (89, 1)):
            yield Case(name, vary(target, effective_storage_days=days), "falls_short",
                       "art_20__para_1", {"required_days": 90, "shortfall_days": short})  # fmt: skip
        yield Case(name, vary(target, effective_storage_days=90, other_law_days=0), "meets",
                   "art_20__para_1", {"required_days": 90, "other_law_sets_less": True})  # fmt: skip
        yield Case(name, vary(target, effective_storage_days=91, video_system=False), "meets",
                   "art_20__para_1", {"required_days": 90})  # fmt: skip
        left = vary(base, other_law_days=..., effective_storage_days=29)
        yield Case(name, left, "falls_short", "art_20__para_1", {"shortfall_days": 1})
        yield Case(name, vary(base, effective_storage_days=0, other_law_days=1), "falls_short",
                   "art_20__para_1", {"required_days": 30, "shortfall_days": 30})  # fmt: skip
    yard: Facts = {"setting": "other", "counter_terrorism_target": False, "place_kind": "other"}
    yield Case(name, yard, "not_required", "art_20__para_1")
    lodge: Facts = {"place_kind": "a9_9.hotel", "counter_terrorism_target": False,
                    "other_law_days": 31, "effective_storage_days": 90}  # fmt: skip
    yield Case(name, lodge, "meets", "art_20__para_2", {"prevailing": "other_law"})
    hall = vary(yard, place_kind="funeral_home", counter_terrorism_target=True, other_law_days=None,
                effective_storage_days=91)  # fmt: skip
    yield Case(name, hall, "meets", "art_20__para_1", {"required_days": 90})


def _notes() -> Iterator[Case]:
    """Norms reported or taken from documentation are told and change nothing."""
    name = "retention"
    base: Facts = {
        "setting": "key_unit", "counter_terrorism_target": False, "effective_storage_days": 30,
        "place_kind": "a9_4.financial_premises", "video_system": False,
    }  # fmt: skip
    for kind, note in (
        ("a9_4.financial_premises", "bank_records"),
        ("a9_4.vault", "bank_records"),
        ("a9_9.judicial_custody", "prison_key_spots"),
    ):
        yield Case(name, vary(base, place_kind=kind), "meets", None, {"notes": (note,)})
    yield Case(name, vary(base, place_kind="a9_5.oil_depot"), "meets", None, {"notes": None})
    depot = vary(base, place_kind="a9_5.oil_depot", video_system=True, effective_storage_days=29)
    yield Case(name, depot, "falls_short", None, {"notes": ("engineering_code",)})
    yield Case(name, depot, "falls_short", None, {"notes": ("engineering_code",)}, CODE_FROM)
    yield Case(name, depot, "falls_short", None, {"notes": None}, CODE_FROM - DAY)
    yield Case(name, vary(depot, effective_storage_days=30), "meets", None, {"notes": None})
    old = vary(depot, effective_storage_days=30, age_days=31)
    yield Case(name, old, "meets", None, {"notes": ("shortest_necessary",)})
    yield Case(name, vary(old, age_days=30), "meets", None, {"notes": None})
    yard = vary(base, setting="other", place_kind="other", effective_storage_days=29)
    yield Case(name, yard, "not_required", None, {"notes": ("guard_services",)})
    yield Case(name, yard, "not_required", None, {"notes": ("guard_services",)}, GUARDS_FROM)
    yield Case(name, yard, "not_required", None, {"notes": None}, GUARDS_FROM - DAY)
    yield Case(name, vary(yard, effective_storage_days=30), "not_required", None, {"notes": None})


def deletion() -> Iterator[Case]:
    """Decree 799 art. 17: after 30 days what has served its purpose is deleted."""
    name = "retention"
    base: Facts = {
        "setting": "key_unit", "counter_terrorism_target": False, "effective_storage_days": 90,
        "place_kind": "a9_7.kindergarten", "region": "440106", "video_system": True,
        "age_days": 31, "purpose_achieved": True,
    }  # fmt: skip
    yes, no, review, open_ = ({"delete_duty": v} for v in (True, False, "review", None))
    yield Case(name, base, "meets", "art_20__para_1", yes)
    yield Case(name, base, "meets", None, yes, VIDEO_LAW_FROM)
    yield Case(name, base, "meets", None, no, VIDEO_LAW_FROM - DAY)
    changes: tuple[Facts, ...] = (
        {"age_days": 30}, {"purpose_achieved": False}, {"video_system": False},
        {"system_of_art_7": False}, {"counter_terrorism_target": True},
    )  # fmt: skip
    for change in changes:
        yield Case(name, vary(base, **change), "meets", None, no)
    shenzhen = vary(base, region="440304")
    yield Case(name, shenzhen, "meets", "art_56", review)
    yield Case(name, shenzhen, "meets", "art_56", no, VIDEO_LAW_FROM - DAY)
    yield Case(name, vary(shenzhen, effective_storage_days=89), "falls_short", "art_56", review)
    for change in changes:
        yield Case(name, vary(shenzhen, **change), "meets", None, no)
    for unknown in ("age_days", "purpose_achieved"):
        yield Case(name, vary(shenzhen, **{unknown: ...}), "meets", None, open_)
    yield Case(name, vary(shenzhen, counter_terrorism_target=...), "meets", None, open_)
    yield Case(name, vary(shenzhen, other_law_days=None), "meets", None, yes)
    yield Case(name, vary(base, other_law_days=30), "meets", None, yes)
    yield Case(name, vary(base, other_law_days=31), "meets", None, review)
    target = vary(base, counter_terrorism_target=True)
    yield Case(name, vary(target, other_law_days=None), "meets", None, yes)
    yield Case(name, vary(target, other_law_days=90), "meets", None, review)
    for kind, known in (("a9_7.mall_street_market", False), ("a9_7.school", True)):
        there = vary(base, place_kind=kind)
        yield Case(name, there, "meets", None, yes if known else open_)
        yield Case(name, vary(there, system_of_art_7=True), "meets", None, yes)
    home = vary(base, setting="other", place_kind="funeral_home", system_of_art_7=True)
    yield Case(name, home, "meets", "art_28", no)
    yield Case(name, vary(home, system_of_art_7=...), "meets", "art_28", no)
    club = vary(base, place_kind="a9_7.song_dance")
    yield Case(name, club, "meets", "art_20__para_1", yes)


def filing() -> Iterator[Case]:
    """Decree 799 art. 14: 30 days from use, 90 days from commencement for what already ran."""
    name = "system_filing"
    base: Facts = {
        "system_of_art_7": True, "in_use_since": "2025-09-10", "filed_on": None,
        "changed_on": None, "site_region": "440106",
    }  # fmt: skip
    due: Facts = {"due_on": "2025-10-10", "organ": organ("county", "440106")}
    last = date(2025, 10, 10)
    yield Case(name, base, "due", "art_14", due, last)
    yield Case(name, base, "overdue", "art_14", {**due, "filed_late": False}, last + DAY)
    yield Case(name, base, "due", "art_14", due, date(2025, 9, 10))
    yield Case(name, base, "not_required", "art_14", {}, date(2025, 9, 9))
    in_time = vary(base, filed_on="2025-10-10")
    yield Case(name, in_time, "filed", "art_14", {**due, "filed_late": False})
    yield Case(name, in_time, "filed", "art_14", due, last)
    yield Case(name, in_time, "due", "art_14", due, last - DAY)
    late = vary(base, filed_on="2025-10-11")
    yield Case(name, late, "overdue", "art_14", {**due, "filed_late": True})
    yield Case(name, late, "overdue", "art_14", {**due, "filed_late": True}, last + DAY)
    yield Case(name, late, "due", "art_14", due, last)
    # National Day does not move the last day: 2025-09-03 + 30 is 3 October.
    holiday = vary(base, in_use_since="2025-09-03")
    yield Case(name, holiday, "due", "art_14", {"due_on": "2025-10-03"}, date(2025, 10, 3))
    yield Case(name, holiday, "overdue", "art_14", {"due_on": "2025-10-03"}, date(2025, 10, 4))
    yield from _filing_of_existing(base)
    yield from _filing_not_required(base)


def _filing_of_existing(base: Facts) -> Iterator[Case]:
    name = "system_filing"
    last = date(2025, 6, 30)
    due: Facts = {"due_on": "2025-06-30"}
    for since in ("2018-05-01", "2025-03-31"):
        ran = vary(base, in_use_since=since)
        yield Case(name, ran, "not_required", "art_14", {}, VIDEO_LAW_FROM - DAY)
        yield Case(name, ran, "due", "art_14", due, VIDEO_LAW_FROM)
        yield Case(name, ran, "due", "art_14", due, last)
        yield Case(name, ran, "overdue", "art_14", {**due, "filed_late": False}, last + DAY)
        yield Case(name, vary(ran, filed_on="2025-06-30"), "filed", "art_14",
                   {**due, "filed_late": False})  # fmt: skip
        yield Case(name, vary(ran, filed_on="2025-07-01"), "overdue", "art_14",
                   {**due, "filed_late": True})  # fmt: skip
    new = vary(base, in_use_since="2025-04-01")
    yield Case(name, new, "due", "art_14", {"due_on": "2025-05-01"}, date(2025, 5, 1))
    yield Case(name, new, "overdue", "art_14", {"due_on": "2025-05-01"}, date(2025, 5, 2))
    for filed, outcome in (("2025-05-01", "filed"), ("2025-05-02", "overdue")):
        yield Case(name, vary(new, filed_on=filed), outcome, "art_14",
                   {"due_on": "2025-05-01", "filed_late": outcome == "overdue"})  # fmt: skip


def _filing_not_required(base: Facts) -> Iterator[Case]:
    name = "system_filing"
    yield Case(name, vary(base, system_of_art_7=False), "not_required", "art_14")
    yield Case(name, vary(base, system_of_art_7=False, in_use_since=...), "not_required", "art_14")
    yield Case(name, vary(base, in_use_since=None), "not_required", "art_14")
    yield Case(name, vary(base, system_of_art_7=...), "unknown")
    yield Case(name, vary(base, filed_on=...), "unknown")
    yield Case(name, vary(base, filed_on=..., in_use_since=...), "unknown")
    school = vary(base, system_of_art_7=..., place_kind="a9_7.school", video_system=True)
    yield Case(name, school, "overdue", "art_14")
    yield Case(name, vary(school, video_system=False), "not_required", "art_14")
    yield Case(name, vary(school, place_kind="a9_4.vault"), "unknown")
    yield Case(name, vary(school, system_of_art_7=False), "not_required", "art_14")
    for city in ("441900", "442000"):
        there = vary(base, site_region=city)
        yield Case(name, there, "overdue", "art_14", {"organ": organ("prefecture", city)})


def siting() -> Iterator[Case]:
    """Decree 799 arts. 7 to 10 and 13 beside arts. 7 to 10 of the Measures."""
    yield from _private_spots()
    yield from _who_may_install()
    yield from _neighbours()
    yield from _signs()


def _private_spots() -> Iterator[Case]:
    name = "siting"
    before = VIDEO_LAW_FROM - DAY
    room: Facts = {"privacy_place": True, "captures": ["video"]}
    yield Case(name, room, "must_not_install", "art_8")
    yield Case(name, room, "must_not_install", "art_8", {}, VIDEO_LAW_FROM)
    yield Case(name, room, "must_not_install", "art_10__para_2", {}, before)
    yield Case(name, vary(room, captures=["video", "audio"]), "must_not_install", "art_8")
    yield Case(name, vary(room, captures=["audio"]), "must_not_install", "art_10__para_2")
    hotel = vary(room, place_kind="a9_9.hotel", public_part=True, public_area=False)
    yield Case(name, hotel, "must_not_install", "art_8")
    lobby = vary(hotel, privacy_place=False, authorized=True)
    yield Case(name, lobby, "must_install", "art_9__para_1__item_9", {"sign_required": False})


def _who_may_install() -> Iterator[Case]:
    name = "siting"
    before = VIDEO_LAW_FROM - DAY
    square: Facts = {
        "place_kind": "other", "public_area": True, "privacy_place": False, "captures": ["video"],
        "authorized": True, "coverage_within_need": True, "security_duty": True,
        "near_protected_unit": False,
    }  # fmt: skip
    yield Case(name, square, "may_install", "art_10__para_1", {"sign_required": True})
    idle = vary(square, security_duty=False)
    yield Case(name, idle, "must_not_install", "art_9")
    yield Case(name, idle, "must_not_install", "art_9", {}, VIDEO_LAW_FROM)
    yield Case(name, idle, "may_install", "art_10__para_1", {}, before)
    yield Case(name, vary(idle, captures=["audio"]), "may_install", "art_10__para_1")
    yield Case(name, vary(idle, public_area=False), "may_install", "art_10__para_1")
    yield Case(name, vary(idle, authorized=False), "must_not_install", "art_8__para_1")
    yield Case(name, vary(square, security_duty=...), "unknown")
    yield Case(name, vary(square, security_duty=...), "may_install", None, {}, before)
    yield Case(name, vary(idle, place_kind="a7.main_road"), "must_install", "art_7__para_1")
    yield Case(name, vary(idle, place_kind="a9_7.school"), "must_install", "art_9__para_1")
    for kind in ("a7.main_road", "a9_7.school", "a9_7.square_park_scenic"):
        stranger = vary(square, place_kind=kind, authorized=False)
        yield Case(name, stranger, "must_not_install", "art_7__para_3")
        yield Case(name, stranger, "must_not_install", "art_7__para_3", {}, VIDEO_LAW_FROM)
        yield Case(name, stranger, "must_not_install", "art_8__para_1", {}, before)
        yield Case(name, vary(stranger, captures=["audio"]), "must_not_install", "art_8__para_1")
    mall = vary(square, place_kind="a9_7.mall_street_market", authorized=False)
    yield Case(name, mall, "must_not_install", "art_8__para_1")


def _neighbours() -> Iterator[Case]:
    name = "siting"
    before = VIDEO_LAW_FROM - DAY
    square: Facts = {
        "place_kind": "other", "public_area": True, "privacy_place": False, "captures": ["video"],
        "authorized": True, "coverage_within_need": True, "security_duty": True,
        "near_protected_unit": True, "neighbour_consents": False,
    }  # fmt: skip
    yield Case(name, square, "must_not_install", "art_10")
    yield Case(name, square, "must_not_install", "art_10", {}, VIDEO_LAW_FROM)
    yield Case(name, square, "may_install", "art_10__para_1", {}, before)
    yield Case(name, vary(square, neighbour_consents=True), "may_install", "art_10__para_1")
    yield Case(name, vary(square, near_protected_unit=False), "may_install", "art_10__para_1")
    yield Case(name, vary(square, neighbour_consents=...), "unknown")
    yield Case(name, vary(square, near_protected_unit=...), "unknown")
    yield Case(name, vary(square, public_area=False), "may_install", "art_10__para_1")
    yield Case(name, vary(square, captures=["audio"]), "may_install", "art_10__para_1")
    yield Case(name, vary(square, coverage_within_need=False), "must_not_install", "art_10")
    for kind in ("a9_7.school", "a7.main_road", "a9_6.car_park"):
        there = vary(square, place_kind=kind)
        yield Case(name, there, "must_install", None, {"consent_first": True})
        yield Case(name, there, "must_install", None, {"consent_first": None}, before)
        for change in ({"neighbour_consents": True}, {"near_protected_unit": False}):
            yield Case(name, vary(there, **change), "must_install", None, {"consent_first": None})
    school = vary(square, place_kind="a9_7.school", public_area=False)
    yield Case(name, school, "must_install", None, {"consent_first": True})
    depot = vary(school, place_kind="a9_5.oil_depot")
    yield Case(name, depot, "must_install", None, {"consent_first": None})


def _signs() -> Iterator[Case]:
    """Art. 7 ¶3: video in public areas; Decree 799 art. 13: every public place it governs."""
    name = "siting"
    before = VIDEO_LAW_FROM - DAY
    school: Facts = {
        "place_kind": "a9_7.school", "public_area": False, "privacy_place": False,
        "captures": ["video"], "authorized": True, "coverage_within_need": True,
    }  # fmt: skip
    required, not_required = {"sign_required": True}, {"sign_required": False}
    yield Case(name, school, "must_install", None, required)
    yield Case(name, school, "must_install", None, required, VIDEO_LAW_FROM)
    yield Case(name, school, "must_install", None, not_required, before)
    yield Case(name, vary(school, captures=["audio"]), "must_install", None, not_required)
    for kind, sign in (("a9_7.mall_street_market", True), ("a9_5.oil_depot", False)):
        yield Case(
            name, vary(school, place_kind=kind), "must_install", None, {"sign_required": sign}
        )
    for kind in LISTED:
        there = vary(school, place_kind=kind)
        yield Case(name, there, "must_install", None, required)
        stranger = vary(there, public_area=True, authorized=False)
        yield Case(name, stranger, "must_not_install", "art_7__para_3")
        beside = vary(there, near_protected_unit=True, neighbour_consents=False)
        yield Case(name, beside, "must_install", None, {"consent_first": True})
    gateway = vary(school, place_kind="a7.settlement_gateway")
    yield Case(name, gateway, "must_install", None, required)
    yield Case(name, vary(gateway, authorized=False), "must_not_install", "art_8__para_1")
    beside = vary(gateway, near_protected_unit=True, neighbour_consents=False)
    yield Case(name, beside, "must_install", None, {"consent_first": True})
    yield Case(
        name, vary(beside, captures=["audio"]), "must_install", None, {"consent_first": None}
    )
    road = vary(school, place_kind="a7.complex_order_section")
    for on in (before, VIDEO_LAW_FROM):
        yield Case(name, road, "must_install", None, required, on)
        there = vary(school, place_kind="a9_5.oil_depot", public_area=True)
        yield Case(name, there, "must_install", None, required, on)


def access() -> Iterator[Case]:
    """Decree 799 art. 21: a ground of its own to view video, for kin and guardians too."""
    name = "information_access"
    before = VIDEO_LAW_FROM - DAY
    base: Facts = {
        "requester": "citizen", "action": "view", "purpose": "other", "major_loss": False,
        "urgent": False, "unit_consents": True, "protects_life_health_property": True,
        "video_system": True,
    }  # fmt: skip
    bound = (
        "related_part_only", "no_copying", "register_identity", "registration", "confidentiality",
    )  # fmt: skip
    kin = vary(base, requester="relative_or_guardian", major_loss=..., urgent=...)
    for viewer, refused in ((base, "art_26__para_4"), (kin, "art_24__para_1__item_3")):
        yield Case(name, viewer, "permit", "art_21", {"conditions": bound})
        yield Case(name, viewer, "permit", "art_21", {}, VIDEO_LAW_FROM)
        yield Case(name, viewer, "deny", refused, {}, before)
        yield Case(name, vary(viewer, video_system=False), "deny", refused)
        yield Case(name, vary(viewer, video_system=...), "unknown")
        yield Case(name, vary(viewer, unit_consents=False), "deny", refused)
        yield Case(name, vary(viewer, unit_consents=...), "unknown")
        for action in ("copy", "retrieve", "refilm"):
            facts = vary(viewer, action=action, system_setting="key_unit")
            yield Case(name, facts, "deny", refused)
    yield from _needs_of_viewers(base, kin)
    both = vary(base, major_loss=True, urgent=True)
    yield Case(name, both, "permit", "art_26__para_4", {"conditions": bound})
    yield Case(name, vary(both, video_system=False), "permit", "art_26__para_4")
    yield Case(name, vary(both, protects_life_health_property=...), "permit", "art_26__para_4")
    yield Case(name, vary(base, requester="other"), "deny", "art_24__para_1__item_3", {"needs": ()})


def _needs_of_viewers(citizen: Facts, kin: Facts) -> Iterator[Case]:
    name, before = "information_access", VIDEO_LAW_FROM - DAY
    no_purpose: Facts = {"protects_life_health_property": False}
    kin_needs = vary(kin, **no_purpose)
    refused = "art_24__para_1__item_3"
    yield Case(name, kin_needs, "deny", refused, {"needs": ("protective_purpose",)})
    yield Case(name, vary(kin_needs, unit_consents=False), "deny", refused,
               {"needs": ("unit_consent", "protective_purpose")})  # fmt: skip
    yield Case(name, vary(kin, unit_consents=False), "deny", refused, {"needs": ("unit_consent",)})
    yield Case(name, kin_needs, "deny", refused, {"needs": ()}, before)
    yield Case(name, vary(kin_needs, video_system=False), "deny", refused, {"needs": ()})
    hurry = ("major_loss", "urgency")
    facts = vary(citizen, **no_purpose)
    yield Case(name, facts, "deny", "art_26__para_4", {"needs": (*hurry, "protective_purpose")})
    yield Case(name, facts, "deny", "art_26__para_4", {"needs": hurry}, before)
    no_video = vary(facts, video_system=False)
    yield Case(name, no_video, "deny", "art_26__para_4", {"needs": hurry})


def credit() -> Iterator[Case]:
    """Art. 31 publishes breaches of the Measures; those of other law are not published under it."""
    name = "credit_record"
    for breach, outcome in (
        ("art_20__para_1", "publish"), ("art_10__para_2", "publish"),
        *((f"cn-decree-799/{eid}", "not_published") for eid in (
            "art_7__para_1", "art_7__para_2", "art_7__para_3", "art_8", "art_14", "art_17")),
        ("cn-counter-terrorism-law/art_32", "not_published"),
    ):  # fmt: skip
        facts = {"breach": breach, "serious_consequences": True}
        yield Case(name, facts, outcome, "art_31__para_1")
        yield Case(name, vary(facts, serious_consequences=False), "not_published", "art_31__para_1")
