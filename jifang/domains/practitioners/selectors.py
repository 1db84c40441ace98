"""Reading how firms stand, within the reader's reach."""

from __future__ import annotations

from django.db.models import QuerySet

from jifang.domains.practitioners.models import DutyStanding
from jifang.domains.units.api import FirmRef, find_firm
from jifang.foundation.accounts.data import Actor
from jifang.foundation.walls.scope import find_range


def list_standings(by: Actor) -> QuerySet[DutyStanding]:
    """How the firms of one's territory stood when they were last judged."""
    lo, hi = find_range(by.body.organ_region)
    found = DutyStanding.objects.filter(organ_region__gte=lo, organ_region__lt=hi)
    return found.select_related("organisation")


def find_own_firm(by: Actor) -> FirmRef | None:
    """The firm that is acted for, if it is in the register."""
    return find_firm(by.body.party)
