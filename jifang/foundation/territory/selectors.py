"""Reading divisions and organs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jifang.foundation.territory.data import name_organ_of
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.walls.reading import read_once
from jifang.foundation.walls.scope import find_range
from jifang.law.errors import Text

LONGEST_QUERY = 40


def find_division(code: str, on: date | None = None) -> Division | None:
    """The edition of a division that holds on a day (today)."""
    day = on or timezone.localdate()
    return Division.objects.filter(code=code, valid__contains=day).first()


def find_chain(code: str, on: date | None = None) -> list[Division]:
    """A division and those it lies in, the narrowest first; of a code that has ended, its oldest
    edition. One query, as far as a code begins like what it lies in."""
    day = on or timezone.localdate()
    likely = {code, code[:6], f"{code[:4]}00", f"{code[:2]}0000"}
    found = {d.code: d for d in Division.objects.filter(code__in=likely, valid__contains=day)}
    chain: list[Division] = []
    while code:
        here = found.get(code) or find_division(code, day) or next(iter(list_editions(code)), None)
        if here is None or here in chain:
            break
        chain.append(here)
        code = here.parent
    return chain


def list_editions(code: str) -> list[Division]:
    """Every edition of a code, the oldest first."""
    return list(Division.objects.filter(code=code).order_by("valid"))


def list_parts(code: str, on: date | None = None) -> list[Division]:
    """The divisions directly below one, on a day (today)."""
    day = on or timezone.localdate()
    return list(Division.objects.filter(parent=code, valid__contains=day).order_by("code"))


def list_divisions(on: date | None = None) -> list[Division]:
    """The province, its cities and counties on a day (today), by code; townships are many."""
    day = on or timezone.localdate()
    found = Division.objects.filter(valid__contains=day).exclude(level="township")
    return list(found.order_by("code"))


def search_divisions(query: str, on: date | None = None, limit: int = 100) -> list[Division]:
    """Divisions of a day (today) by a part of the Chinese name, of the pinyin or the English name,
    or by the beginning of the code."""
    day = on or timezone.localdate()
    said = query.strip()[:LONGEST_QUERY]
    letters = "".join(c for c in said.lower() if c.isalpha() and c.isascii())
    wanted: Q = Q(name_zh__contains=said) | Q(name_en__icontains=said)
    if letters:
        wanted |= Q(pinyin__contains=letters)
    if said.isascii() and said.isdigit():
        wanted |= Q(code__startswith=said)
    if not said:
        return []
    found = Division.objects.filter(wanted, valid__contains=day)
    return list(found.order_by("code")[:limit])


def list_organs(region: str, on: date | None = None) -> list[Organ]:
    """The organs that serve a division, on a day (today)."""
    day = on or timezone.localdate()
    return list(Organ.objects.filter(organ_region=region, valid__contains=day))


@read_once
def find_own_organ(
    region: str, on: date | None = None, sector: str = "", kind: str = "public_security"
) -> Organ | None:
    """The organ of a division itself, of a kind or a sector."""
    day = on or timezone.localdate()
    asked = {"kind": "sector_police", "sector": sector} if sector else {"kind": kind}
    return Organ.objects.filter(organ_region=region, valid__contains=day, **asked).first()


def find_competent_organ(
    region: str, on: date | None = None, sector: str = "", kind: str = "public_security"
) -> Organ | None:
    """The organ that is competent for a place, on a day (today).

    A township belongs to its county; in Dongguan and Zhongshan, which have none, to the city's
    organ. A place that is only known by a city with counties has no answer, as in the law
    (`county_organ`). Sector police is competent in its own area: the narrowest that is recorded and
    holds the place; none where none is recorded, which is not to say that there is none. The same
    goes for the other kinds, whose areas are those that are recorded.
    """
    day = on or timezone.localdate()
    division = find_division(region, day)
    if division is None:
        return None
    if sector or kind != "public_security":
        return _find_narrowest(division, day, sector, kind)
    if division.level == "township":
        return find_own_organ(division.parent, day)
    if division.level == "county" or has_no_counties(division, day):
        return find_own_organ(division.code, day)
    return None


def _find_narrowest(division: Division, day: date, sector: str, kind: str) -> Organ | None:
    here: Division | None = division
    while here is not None:
        organ = find_own_organ(here.code, day, sector, kind)
        if organ is not None or not here.parent:
            return organ
        here = find_division(here.parent, day)
    return None


def has_no_counties(division: Division, on: date) -> bool:
    """A city whose townships attach directly to it, on a day."""
    below = Division.objects.filter(parent=division.code, level="county", valid__contains=on)
    return division.level == "prefecture" and not below.exists()


def find_superior_organ(organ: Organ, on: date | None = None) -> Organ | None:
    """The organ of the same kind and sector of the next division above that has one."""
    day = on or timezone.localdate()
    here = find_division(organ.organ_region, day)
    while here is not None and here.parent:
        above = find_own_organ(here.parent, day, organ.sector, organ.kind)
        if above is not None:
            return above
        here = find_division(here.parent, day)
    return None


def list_public_security_organs(on: date | None = None) -> dict[str, Organ]:
    """The public security organs of a day (today), by division."""
    day = on or timezone.localdate()
    found: Any = Organ.objects.filter(kind="public_security", valid__contains=day)
    return {organ.organ_region: organ for organ in found}


def say_organ(organ: Organ, on: date | None = None) -> Text:
    """An organ's name on a day (today): a name made of the division's follows its editions."""
    division = find_division(organ.organ_region, on) if organ.name_derived else None
    if division is not None:
        made = name_organ_of(organ.kind, organ.sector, division.name_zh, division.name_en)
        if made is not None:
            return made
    return Text(organ.name_zh, organ.name_en)


def is_within(region: str, area: str) -> bool:
    """Whether a division lies in another, by their codes. Raises `ValueError` for what is none."""
    lo, hi = find_range(area)
    return lo <= find_range(region)[0] < hi


def select_divisions(on: date, parent: str = "") -> QuerySet[Division]:
    """The divisions of a day, of one parent where it is named."""
    found = Division.objects.filter(valid__contains=on)
    return found.filter(parent=parent) if parent else found


def select_organs(on: date, region: str = "") -> QuerySet[Organ]:
    """The organs of a day, of one division where it is named."""
    found = Organ.objects.filter(valid__contains=on)
    return found.filter(organ_region=region) if region else found
