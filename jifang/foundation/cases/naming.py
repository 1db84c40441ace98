"""What a case is called: procedure, place of the organ that decides, year and number.

Numbers are an organ's own: without the place two cases of different organs read alike.
"""

from __future__ import annotations

from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.law.errors import Text
from jifang.law.places import PROVINCES, load_divisions


def name_case(case: Case) -> Text:
    """A case in both languages: 设计核准 天河区 2026-31."""
    found = PROCEDURES.get(case.procedure)
    title = found.title if found else Text(case.procedure, case.procedure)
    place, number = name_short(case.organ_region), f"{case.year}-{case.number}"
    return Text(f"{title.zh} {place.zh} {number}", f"{title.en} {place.en} {number}")


def name_short(region: str) -> Text:
    """A division by its own name alone, as the law's tables have it; else its code."""
    division = load_divisions().get(region)
    if division is not None:
        return division.name
    if region[2:] == "0000":
        return PROVINCES.get(region[:2], Text(region, region))
    return Text(region, region)
