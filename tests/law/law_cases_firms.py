"""Cases of firms: what a certificate covers, applications with their figures, the licence periods.

Ceilings and conditions are those of the provincial operating rules as reported; both sides of
every number are cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tests.law.law_cases import Case, Facts, organ, vary

FEN = Decimal("0.01")
CEILINGS = {4: 1_000_000, 3: 5_000_000, 2: 10_000_000}


def undertaking() -> Iterator[Case]:
    """Art. 14 ¶2 with art. 4 of the operating rules: the level follows from the amount."""
    name = "undertaking"
    base: Facts = {
        "firm_region": "440300", "work": "construction", "undertaken_on": "2026-11-22",
        "certificate_level": 3, "certificate_valid_until": "2027-11-22",
        "filing_valid_until": None,
    }  # fmt: skip
    for level, ceiling in CEILINGS.items():
        holder = vary(base, certificate_level=level)
        needs: Facts = {"required_level": level, "ceiling": ceiling}
        yield Case(name, vary(holder, project_amount=ceiling), "may", "art_14__para_2", needs)
        beyond = vary(holder, project_amount=ceiling + FEN)
        above: Facts = {"lacks": ("level",), "required_level": level - 1, "ceiling": ceiling}
        yield Case(name, beyond, "must_not", "art_14__para_2", above)
        better = vary(beyond, certificate_level=level - 1)
        yield Case(name, better, "may", None, {"required_level": level - 1})
        yield Case(name, holder, "unknown")
    first = vary(base, certificate_level=1)
    yield Case(name, first, "may", None, {"required_level": None, "ceiling": None})
    yield Case(name, vary(first, project_amount=10**9), "may", None, {"required_level": 1})
    given = vary(base, project_amount=10_000_000, required_level=3)
    yield Case(name, given, "may", None, {"required_level": 3})
    yield Case(name, vary(given, required_level=2, project_amount=1), "must_not", None,
               {"lacks": ("level",)})  # fmt: skip
    # Which level, and whether any certificate, is not known: there may be none at all.
    yield Case(name, vary(base, project_amount=1, certificate_level=...), "unknown")
    yield from _undertaking_risk(vary(base, certificate_level=4))


def _undertaking_risk(fourth: Facts) -> Iterator[Case]:
    """Level 4 and “third risk level”: told where another reading would answer otherwise."""
    name, ceiling = "undertaking", CEILINGS[4]
    for risk, amount, outcome, matters in (
        (3, ceiling, "may", False), (2, ceiling, "may", True), (1, ceiling, "may", True),
        (3, ceiling + FEN, "must_not", True), (2, ceiling + FEN, "must_not", False),
    ):  # fmt: skip
        facts = vary(fourth, system_risk_level=risk, project_amount=amount)
        yield Case(name, facts, outcome, "art_14__para_2",
                   {"risk_level_open": True, "risk_level_matters": matters})  # fmt: skip
    silent: Facts = {"risk_level_open": None, "risk_level_matters": None}
    third = vary(fourth, certificate_level=3, system_risk_level=2, project_amount=ceiling)
    yield Case(name, third, "may", None, silent)
    lapsed = vary(fourth, undertaken_on="2027-11-23", system_risk_level=2, project_amount=ceiling)
    yield Case(name, lapsed, "must_not", None, silent)
    last = vary(fourth, undertaken_on="2027-11-22", system_risk_level=2, project_amount=ceiling)
    yield Case(name, last, "may", None, {"risk_level_open": True, "risk_level_matters": True})
    none = vary(fourth, certificate_valid_until=None, project_amount=ceiling)
    yield Case(name, none, "must_not", None, silent)


TABLE: dict[int, Facts] = {
    1: {"staff": 30, "senior_titles": 2, "intermediate_titles": 4, "trained_technicians": 20,
        "premises_m2": 200},
    2: {"staff": 20, "senior_titles": 1, "intermediate_titles": 2, "trained_technicians": 10,
        "premises_m2": 100},
    3: {"staff": 10, "intermediate_titles": 2, "trained_technicians": 5},
    4: {"staff": 5, "intermediate_titles": 1, "trained_technicians": 2},
}  # fmt: skip
"""What each level asks of a firm, performance aside (operating rules 2018, art. 5, as reported)."""

WORKS = {1: 12_000_000, 2: 6_000_000}
"""Construction and maintenance, or design, of the last two years."""

PROJECTS = {
    1: ((4, 1_500_000), (2, 3_000_000), (1, 6_000_000)),
    2: ((2, 1_500_000), (1, 3_000_000)),
}
"""With construction and maintenance: so many projects of such an amount, one of these."""

STEPS = ("small_projects", "medium_projects", "large_projects")
NAME = "certificate_application"


def apply_for(level: int) -> Facts:
    """An application in time and order for a level, without the figures of the firm."""
    facts: Facts = {
        "kind": "promotion", "level": level, "held_level": level + 1, "held_since": "2025-11-22",
        "applied_on": "2026-11-22", "registered_region": "440306",
    }  # fmt: skip
    return vary(facts, kind="initial", held_level=..., held_since=...) if level == 4 else facts


def conditions() -> Iterator[Case]:
    """Art. 15 with art. 5 of the operating rules: the figures of the firm, both sides of each."""
    for level, table in TABLE.items():
        firm = vary(apply_for(level), **table, **reach(level))
        yield Case(NAME, firm, "admit", "art_15__para_1")
        for figure, least in table.items():
            yield Case(NAME, vary(firm, **{figure: least - 1}), "refuse", "art_15__para_1")
            yield Case(NAME, vary(firm, **{figure: ...}), "unknown")
            yield Case(NAME, vary(firm, **{figure: least - 1}, meets_conditions=True), "admit")
        yield Case(NAME, vary(firm, meets_conditions=False), "refuse")
        # A figure that is short decides, whatever else is not known.
        short = vary(apply_for(level), staff=table["staff"] - 1)
        yield Case(NAME, short, "refuse", "art_15__para_1")
    yield Case(NAME, vary(apply_for(4), staff=4, level=...), "refuse")
    # A first application needs no track record.
    bare = vary(apply_for(4), **TABLE[4], design_2y=0, construction_maintenance_2y=0,
                project_amounts_2y=[])  # fmt: skip
    yield Case(NAME, bare, "admit")


def reach(level: int) -> Facts:
    """Just the performance that a level asks for."""
    if level in WORKS:
        return {"design_2y": WORKS[level]}
    return {"design_2y": 1_000_000, "construction_maintenance_2y": 2_000_000} if level == 3 else {}


def performance() -> Iterator[Case]:
    """Levels 1 and 2: works with projects of some step, or design; level 3: one sum."""
    for level, least in WORKS.items():
        firm = vary(apply_for(level), **TABLE[level], design_2y=0)
        for count, each in PROJECTS[level]:
            works = vary(firm, construction_maintenance_2y=least, project_amounts_2y=[each] * count)
            yield Case(NAME, works, "admit", "art_15__para_1")
            for changes in (
                {"construction_maintenance_2y": least - FEN},
                {"project_amounts_2y": [each] * (count - 1)},
                {"project_amounts_2y": [each] * (count - 1) + [each - FEN]},
            ):
                yield Case(NAME, vary(works, **changes), "refuse", "art_15__para_1")
            yield Case(NAME, vary(works, project_amounts_2y=...), "unknown")
            yield Case(NAME, vary(works, design_2y=...), "admit")
        design = vary(firm, design_2y=least)
        yield Case(NAME, design, "admit")
        yield Case(
            NAME, vary(design, design_2y=least - FEN, construction_maintenance_2y=0), "refuse"
        )
        yield Case(NAME, vary(design, design_2y=least - FEN), "unknown")
    third = vary(apply_for(3), **TABLE[3])
    for one, other in (("design_2y", "construction_maintenance_2y"),
                       ("construction_maintenance_2y", "design_2y")):  # fmt: skip
        yield Case(NAME, vary(third, **{one: 1_000_000, other: 2_000_000}), "admit")
        yield Case(NAME, vary(third, **{one: 1_000_000, other: 2_000_000 - FEN}), "refuse")
        yield Case(NAME, vary(third, **{one: 3_000_000}), "admit")
        yield Case(NAME, vary(third, **{one: 3_000_000 - FEN}), "unknown")


def ask(required: int, held: Decimal | int, **more: Decimal | int) -> Facts:
    return {"required": required, **more, "held": held, "lacking": max(required - held, 0)}


def gaps() -> Iterator[Case]:
    """Per condition required, held, lacking; figures not known are named apart."""
    table: Facts = {n: ask(v, v) for n, v in TABLE[4].items()}
    fourth = vary(apply_for(4), **TABLE[4])
    yield Case(NAME, fourth, "admit", None, {"gap": table, "gap_unknown": None})
    yield Case(NAME, vary(fourth, staff=3), "refuse", None,
               {"gap": {**table, "staff": ask(5, 3)}})  # fmt: skip
    yield Case(NAME, vary(fourth, staff=...), "unknown", None, {"gap": None})
    given = vary(fourth, staff=..., meets_conditions=True)
    yield Case(NAME, given, "admit", None,
               {"gap": {**table, "staff": {"required": 5}}, "gap_unknown": ("staff",)})  # fmt: skip
    early = vary(apply_for(3), **TABLE[3], **reach(3), applied_on="2026-11-21")
    third: Facts = {n: ask(v, v) for n, v in TABLE[3].items()}
    summed = {**third, "performance_2y": ask(3_000_000, 3_000_000)}
    yield Case(NAME, early, "too_early", None, {"gap": summed})
    for one, other in (("design_2y", "construction_maintenance_2y"),
                       ("construction_maintenance_2y", "design_2y")):  # fmt: skip
        alone = vary(early, **{one: 3_000_000, other: ...})
        yield Case(NAME, alone, "too_early", None, {"gap": third, "gap_unknown": None})
        short = vary(alone, **{one: 3_000_000 - FEN}, meets_conditions=True)
        yield Case(NAME, short, "too_early", None, {"gap_unknown": ("performance_2y",)})
    for level, asked in TABLE.items():
        for kind in ("renewal", "extension"):
            renewal: Facts = {
                "kind": kind, "held_level": level, "level": 5 - level, "expires_on": "2026-12-22",
                "extended_to": None, "applied_on": "2026-11-22", "registered_region": "440306",
                "cause": True, **asked, **reach(level),
            }  # fmt: skip
            rows = {n: ask(v, v) for n, v in asked.items()}
            if level in WORKS:
                rows["design_2y"] = ask(WORKS[level], WORKS[level])
            if level == 3:
                rows = summed
            known = vary(renewal, construction_maintenance_2y=2_000_000, project_amounts_2y=[])
            yield Case(NAME, known, "admit", None, {"gap": rows, "gap_unknown": None})


def gaps_of_performance() -> Iterator[Case]:
    """Levels 1 and 2: a way or a step that is not reached is left out where another one is."""
    for level, least in WORKS.items():
        firm = vary(apply_for(level), **TABLE[level])
        projects: list[list[Decimal | int]] = [[]]
        projects += [[each] * count for count, each in PROJECTS[level]]
        projects += [[each - FEN] * count for count, each in PROJECTS[level]]
        projects += [[each] * (count - 1) for count, each in PROJECTS[level]]
        projects.append([PROJECTS[1][2][1]] * 4)
        for done in projects:
            for works in (least - FEN, least):
                for design in (least - FEN, least):
                    facts = vary(firm, construction_maintenance_2y=works, design_2y=design,
                                 project_amounts_2y=done)  # fmt: skip
                    rows, reached = expect_performance(level, works, design, done)
                    gap = {**{n: ask(v, v) for n, v in TABLE[level].items()}, **rows}
                    yield Case(NAME, facts, "admit" if reached else "refuse", None, {"gap": gap})


def expect_performance(
    level: int, works: Decimal | int, design: Decimal | int, done: list[Decimal | int]
) -> tuple[Facts, bool]:
    """The rows of performance as the table has them, and whether it is reached in some way."""
    least = WORKS[level]
    steps = {
        name: ask(count, sum(amount >= each for amount in done), each_at_least=each)
        for name, (count, each) in zip(STEPS, PROJECTS[level], strict=False)
    }
    met = {name for name, row in steps.items() if not row["lacking"]}
    by_works, by_design = bool(met) and works >= least, design >= least
    rows: Facts = {}
    if works >= least or not by_design:
        rows["construction_maintenance_2y"] = ask(least, works)
    for name, row in steps.items():
        if name in met or not (met or by_design):
            rows[name] = row
    if by_design or not by_works:
        rows["design_2y"] = ask(least, design)
    return rows, by_works or by_design


def left_open() -> Iterator[Case]:
    """What the text leaves open (decision record 0008)."""
    first = vary(apply_for(4), meets_conditions=True, expires_on="2026-11-22", extended_to=None)
    yield Case(NAME, first, "admit", "art_15__para_1")
    held = vary(first, held_level=3)
    yield Case(NAME, held, "refuse", "art_15__para_1")
    yield Case(NAME, vary(held, expires_on="2026-11-21"), "admit")
    yield Case(NAME, vary(held, expires_on="2026-11-21", extended_to="2026-11-22"), "refuse")
    yield Case(NAME, vary(held, expires_on="2026-11-21", extended_to="2026-11-21"), "admit")
    yield Case(NAME, vary(held, expires_on="2026-08-23", extended_to="2027-11-22"), "admit")
    yield Case(NAME, vary(held, expires_on="2026-08-24", extended_to="2027-11-22"), "refuse")
    yield Case(NAME, vary(held, expires_on=None), "admit")
    yield Case(NAME, vary(held, expires_on=...), "unknown")
    yield Case(NAME, vary(first, held_level=None), "admit")
    up = vary(apply_for(3), meets_conditions=True)
    yield Case(NAME, up, "admit", "art_15__para_1")
    yield Case(NAME, vary(up, expires_on="2026-11-22"), "admit")
    lapsed = vary(up, expires_on="2026-11-21", extended_to=None)
    yield Case(NAME, lapsed, "refuse", "art_15__para_1")
    yield Case(NAME, vary(lapsed, extended_to="2026-11-22"), "admit")
    yield Case(NAME, vary(lapsed, extended_to=...), "unknown")
    yield Case(NAME, vary(up, expires_on=None), "refuse", "art_15__para_1")
    # Received two years ago and no more, the certificate is still valid; after that it was renewed
    # or has lapsed.
    yield Case(NAME, vary(up, held_since="2024-11-22"), "admit")
    yield Case(NAME, vary(up, held_since="2024-11-21"), "unknown")
    yield Case(NAME, vary(up, held_since="2024-11-21", expires_on="2026-12-01"), "admit")
    yield from _other_levels()


def _other_levels() -> Iterator[Case]:
    renewal: Facts = {
        "kind": "renewal", "held_level": 3, "expires_on": "2026-12-22", "extended_to": None,
        "applied_on": "2026-11-22", "registered_region": "440306",
    }  # fmt: skip
    city = organ("prefecture", "440300")
    yield Case(NAME, vary(renewal, level=3), "admit", None, {"other_level_named": None})
    yield Case(NAME, renewal, "admit", None, {"other_level_named": None})
    named: Facts = {"other_level_named": True, "issuer": city, "first_examiner": None}
    yield Case(NAME, vary(renewal, level=2), "admit", None, named)
    yield Case(NAME, vary(renewal, level=4), "admit", None, named)
    extension = vary(renewal, kind="extension", cause=True, extension_days=30, level=1)
    yield Case(NAME, extension, "admit", None, {"other_level_named": True})
    yield Case(NAME, vary(extension, held_level=None), "admit", None, {"other_level_named": None})
    up = vary(apply_for(3), meets_conditions=True)
    yield Case(NAME, up, "admit", None, {"other_level_named": None, "registered_elsewhere": None})
    away = vary(up, registered_region="430102")
    yield Case(NAME, away, "admit", None,
               {"registered_elsewhere": True, "issuer": None, "first_examiner": None,
                "examine_by": None})  # fmt: skip
    yield Case(NAME, vary(away, level=2, held_level=3), "admit", None, {"examine_by": None})


def licence_periods() -> Iterator[Case]:
    """The Licence Law's own periods, in working days; the certificate's dates."""
    # 27 and 28 April 2019: a Saturday off, a Sunday worked; 1 to 4 May off, 5 May worked.
    first = vary(apply_for(4), meets_conditions=True, applied_on="2019-04-22")
    periods: Facts = {
        "notice_by": "2019-04-28", "decide_by": "2019-05-21", "decide_by_extended": "2019-06-04",
        "examine_by": None, "delivery_days": 10, "deliver_by": None, "licence_law_apply_by": None,
    }  # fmt: skip
    yield Case(NAME, first, "admit", None, periods)
    yield Case(NAME, vary(first, decided_on=None), "admit", None, {"deliver_by": None})
    yield Case(NAME, vary(first, decided_on="2019-04-22"), "admit", None,
               {"deliver_by": "2019-05-07"})  # fmt: skip
    third = vary(apply_for(3), meets_conditions=True, held_since="2018-04-22",
                 applied_on="2019-04-22")  # fmt: skip
    yield Case(NAME, third, "admit", None, {"decide_by": "2019-05-21", "examine_by": None})
    second = vary(third, level=2, held_level=3)
    yield Case(NAME, second, "admit", None,
               {"examine_by": "2019-05-21", "decide_by": None, "decide_by_extended": None})  # fmt: skip
    issued = vary(first, applied_on="2018-03-31")
    yield Case(NAME, issued, "admit", None, {"valid_until": "2020-03-31"})
    yield Case(NAME, vary(first, applied_on="2020-02-29"), "admit", None,
               {"valid_until": "2022-02-28"})  # fmt: skip
    renewal: Facts = {
        "kind": "renewal", "held_level": 4, "expires_on": "2020-03-31", "extended_to": None,
        "applied_on": "2020-03-01", "registered_region": "440306",
    }  # fmt: skip
    window: Facts = {
        "window_opens": "2020-03-01", "window_closes": "2020-03-31", "decide_by": "2020-03-31",
        "licence_law_apply_by": "2020-03-01", "decide_by_extended": None,
    }  # fmt: skip
    yield Case(NAME, renewal, "admit", "art_15__para_2", window)
    extended = vary(renewal, extended_to="2020-06-29", applied_on="2020-06-29")
    yield Case(NAME, extended, "admit", None, {"decide_by": "2020-06-29"})
    extension = vary(renewal, kind="extension", cause=True, extension_days=90)
    yield Case(NAME, extension, "admit", None,
               {"valid_until": "2020-06-29", "licence_law_apply_by": None,
                "decide_by": "2020-03-27"})  # fmt: skip
    filing: Facts = {"home_region": "430102", "home_certificate_valid_until": "2019-04-22",
                     "applied_on": "2019-04-22"}  # fmt: skip
    shown = {n: periods[n] for n in ("notice_by", "decide_by", "decide_by_extended",
                                     "delivery_days", "deliver_by")}  # fmt: skip
    yield Case("filing_application", filing, "admit", "art_16__para_1", shown)
    yield Case("filing_application", vary(filing, decided_on="2019-04-22"), "admit", None,
               {"deliver_by": "2019-05-07"})  # fmt: skip
    yield Case("filing_application", vary(filing, applied_on="2019-04-23"), "refuse", None,
               {"notice_by": None, "decide_by": None, "delivery_days": None})  # fmt: skip


def review_periods() -> Iterator[Case]:
    """Art. 17 ¶2 beside the Licence Law: 15 days stand, the one notice has its five days."""
    name = "preconstruction_review"
    documents = ["design_scheme", "tender_documents", "contract", "quality_proofs"]
    complete: Facts = {
        "setting": "key_unit", "documents": [*documents, "construction_drawings"],
        "submitted_on": "2026-09-21", "notice_given_on": None, "notice_named": [],
        "review_passed": None, "construction_started_on": None,
    }  # fmt: skip
    due: Facts = {
        "due_on": "2026-10-19", "due_on_working": "2026-10-19", "due_on_calendar": "2026-10-08",
        "licence_law_due_on": "2026-10-26", "notice_by": None, "accepted_from": None,
    }  # fmt: skip
    yield Case(name, complete, "complete", "art_17__para_2", due)
    yield Case(name, vary(complete, submitted_on="2026-02-10"), "complete", None,
               {"due_on_working": "2026-03-09", "due_on_calendar": "2026-02-25"})  # fmt: skip
    # 25 to 27 September 2026 off: the fifth working day is 29 September.
    lacking = vary(complete, documents=documents)
    in_time: Facts = {"notice_by": "2026-09-29", "accepted_from": None}
    for day in (date(2026, 9, 22), date(2026, 9, 29)):
        yield Case(name, lacking, "deficient", "art_17__para_2", in_time, day)
    yield Case(name, lacking, "deficient", None,
               {"notice_by": "2026-09-29", "accepted_from": "2026-09-21"}, date(2026, 9, 30))  # fmt: skip
    told = vary(lacking, notice_given_on="2026-09-29", notice_named=["construction_drawings"])
    yield Case(name, told, "deficient", None, {"notice_by": None, "accepted_from": None})
    late = vary(told, notice_given_on="2026-09-30")
    yield Case(name, late, "deficient", None, {"accepted_from": "2026-09-21"})
    again = vary(late, notice_named=["contract"])
    yield Case(name, again, "second_notice_barred", None, {"accepted_from": "2026-09-21"})


def trial_run() -> Iterator[Case]:
    """What the standards ask of a trial run is told, and changes no answer."""
    county = organ("county", "440106")
    used: Facts = {
        "setting": "key_unit", "design_approved_by": county, "test_passed": True,
        "tested_on": "2018-06-18", "testing_body_accredited_until": "2028-06-18",
        "testing_scope_covers": True, "accepted": True, "accepted_by": county,
        "accepted_on": "2018-07-01",
    }  # fmt: skip
    for day, days in ((date(2018, 11, 30), None), (date(2018, 12, 1), 30),
                      (date(2022, 9, 30), 30), (date(2022, 10, 1), 30)):  # fmt: skip
        yield Case("putting_into_use", used, "may", "art_19__para_1", {"trial_run_days": days}, day)
        yield Case("putting_into_use", vary(used, accepted=False), "must_not", None,
                   {"trial_run_days": days}, day)  # fmt: skip
    yield Case("putting_into_use", vary(used, setting="other"), "not_required", None,
               {"trial_run_days": None})  # fmt: skip
