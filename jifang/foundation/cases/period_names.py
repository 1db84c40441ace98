"""What a period of a case is called: what is due when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jifang.foundation.cases.models import CasePeriod
from jifang.law.errors import Text
from jifang.law.period_book import find_period

AGAIN: Final = {"licence_notice": Text("决定是否受理", "deciding on acceptance")}
"""Periods that run anew once their first step was taken: the notice is given once, and what is due
after the papers came is to accept or not."""


def name_due(row: CasePeriod, periods: Sequence[CasePeriod]) -> Text:
    """A period among those of its case, by what is due when it ends."""
    before = any(p.name == row.name and p.pk < row.pk and p.finished_on for p in periods)
    return AGAIN[row.name] if before and row.name in AGAIN else find_period(row.name).title
