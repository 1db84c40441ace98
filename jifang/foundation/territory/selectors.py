"""Reading divisions and organs."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from jifang.foundation.territory.models import Division, Organ


def find_division(code: str, on: date | None = None) -> Division | None:
    """The edition of a division that holds on a day (today)."""
    day = on or timezone.localdate()
    return Division.objects.filter(code=code, valid__contains=day).first()


def list_editions(code: str) -> list[Division]:
    """Every edition of a code, the oldest first."""
    return list(Division.objects.filter(code=code).order_by("valid"))


def list_parts(code: str, on: date | None = None) -> list[Division]:
    """The divisions directly below one, on a day (today)."""
    day = on or timezone.localdate()
    return list(Division.objects.filter(parent=code, valid__contains=day).order_by("code"))


def list_organs(region: str, on: date | None = None) -> list[Organ]:
    """The organs that serve a division, on a day (today)."""
    day = on or timezone.localdate()
    return list(Organ.objects.filter(organ_region=region, valid__contains=day))
