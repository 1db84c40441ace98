"""The day that a page is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

EARLIEST: Final = date(2000, 1, 1)
FARTHEST: Final = timedelta(days=366 * 3)


def read_day(given: str) -> tuple[date, str]:
    """The day asked for, today where none is; and what is wrong with what was given."""
    today = timezone.localdate()
    said = given.strip()
    if not said:
        return today, ""
    try:
        day = date.fromisoformat(said) if len(said) == 10 else None
    except ValueError:
        day = None
    if day is None:
        return today, _("A day is written 2026-11-26.")
    if not EARLIEST <= day <= today + FARTHEST:
        return today, _("From 2000-01-01 to three years from now.")
    return day, ""
