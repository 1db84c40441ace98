"""Reading units and sites: within the reader's reach, in the order of an index, bounded."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from jifang.domains.units.data import DESIGNATIONS, Standing
from jifang.domains.units.facts import find_all_current
from jifang.domains.units.kinds import SITE, UNIT
from jifang.domains.units.models import Designation, Site, Unit
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.selectors import Found, find_record, list_records, search_records

UNIT_CODES = ("credit_code",)


def list_units(by: Actor, *, retired: bool = False) -> QuerySet[Unit]:
    """The units within reach."""
    return list_records(UNIT, by, retired=retired)


def list_sites(by: Actor, *, retired: bool = False) -> QuerySet[Site]:
    """The sites within reach."""
    return list_records(SITE, by, retired=retired)


def list_sites_of(unit: Unit) -> QuerySet[Site]:
    """The sites of a unit that the reader's scope shows."""
    return Site.objects.filter(unit=unit).order_by("pinyin", "id")


def find_unit(public_id: UUID | str) -> Unit:
    """A unit. Raises `NotFoundError`, behind a wall too."""
    return find_record(UNIT, public_id)


def find_site(public_id: UUID | str) -> Site:
    """A site. Raises `NotFoundError`, behind a wall too."""
    return find_record(SITE, public_id)


def find_own_unit(by: Actor) -> Unit | None:
    """The unit that a member acts for, if it is in the register."""
    return Unit.objects.filter(party=by.body.party).first()


def search_units(by: Actor, query: str, limit: int = 50) -> Found[Unit]:
    """Units by a part of name or address, pinyin initials, or the beginning of the code."""
    return search_records(UNIT, by, query, code_columns=UNIT_CODES, limit=limit)


def search_sites(by: Actor, query: str, limit: int = 50) -> Found[Site]:
    """Sites by a part of name or address, or by pinyin initials."""
    return search_records(SITE, by, query, limit=limit)


def list_standings(site: Site, on: date) -> list[Standing]:
    """For each of the three lists, whether the site is on it on a day and by which act; unknown
    where no act says."""
    found, current = [], find_all_current(site, on)
    for which in DESIGNATIONS:
        act = current.get(which)
        if act is None:
            found.append(Standing(which, None))
        else:
            found.append(
                Standing(which, act.holds, act.organ_name, act.number, act.decided_on, act.until)
            )
    return found


def filter_designated(sites: QuerySet[Site], which: str, on: date) -> QuerySet[Site]:
    """Sites that an act has put on a list, as it stands on a day."""
    current = Designation.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on),
        Q(retired_on__isnull=True) | Q(retired_on__gt=on),
        site=OuterRef("pk"), roll=which, decided_on__lte=on,
    ).order_by("-decided_on", "-id")  # fmt: skip
    return sites.filter(Exists(current.filter(holds=True)), ~Exists(current.filter(holds=False)))
