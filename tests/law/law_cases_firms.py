"""Cases of firms: what a certificate covers, applications with their figures, the licence periods.

Ceilings and conditions are those of the provincial operating rules as reported; both sides of
every number are cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.law.law_cases import Case, Facts, vary

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
