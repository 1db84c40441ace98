"""Whether demonstration data is there; asked for on every page."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, transaction

from jifang.foundation.demonstration.models import Demonstration

KEPT_SECONDS: Final = 10.0


@dataclass(slots=True)
class _Known:
    """What was found last, and until when that is believed."""

    until: float = 0.0
    is_there: bool = False


_KNOWN: Final = _Known()


def find_demonstration() -> Demonstration | None:
    """The demonstration province as it stands; open to everyone."""
    return Demonstration.objects.first()


def is_demonstration() -> bool:
    """Whether the platform holds the demonstration province, as it was some seconds ago.

    Where the database does not answer it is as it was: pages of the law need none.
    """
    now = time.monotonic()
    if now >= _KNOWN.until:
        _KNOWN.until = now + KEPT_SECONDS
        try:
            with transaction.atomic():
                _KNOWN.is_there = Demonstration.objects.exists()
        except DatabaseError:
            return _KNOWN.is_there
    return _KNOWN.is_there


def know_demonstration(is_there: bool) -> None:
    """Believe this until it is forgotten: for processes that have no database to ask."""
    _KNOWN.until, _KNOWN.is_there = math.inf, is_there


def forget_demonstration() -> None:
    """Look anew the next time: it was loaded or removed in this process."""
    _KNOWN.until = 0.0
