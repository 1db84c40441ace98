"""The day on which a story of the demonstration stands: what is marked as demonstration may bear a
day of the past, so that a story can run over months; what is not marked never does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils import timezone

_TOLD: ContextVar[date | None] = ContextVar("jifang_demonstration_day", default=None)


@contextmanager
def tell_on(day: date) -> Iterator[None]:
    """Tell a story on this day."""
    token = _TOLD.set(day)
    try:
        yield
    finally:
        _TOLD.reset(token)


def read_story_day(*, demonstration: bool) -> date:
    """Today; of what is marked as demonstration, the day on which its story stands.

    demonstration: the mark of what is written.
    """
    told = _TOLD.get() if demonstration else None
    return timezone.localdate() if told is None else told
