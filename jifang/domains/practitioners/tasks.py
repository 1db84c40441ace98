"""Duties follow the registers by jobs: soon after a change, and at night because days pass."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from jifang.domains.practitioners.judging import judge_firms
from jifang.domains.practitioners.reminders import remind_firms
from jifang.domains.practitioners.standings import (
    PROVINCE,
    find_due,
    keep_standings,
    refresh_firms,
)
from jifang.domains.units.api import list_firms_after
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job, enqueue_job
from jifang.foundation.walls.scope import work_in

MORE: Final = "practitioners.judge_more"
AT_ONCE: Final = 100
LOOK_BACK: Final = timedelta(minutes=15)
"""Longer than between two looks, so that a look that was late misses nothing."""


@define_job("practitioners.look_for_changes", every="*/5 * * * *")
def look_for_changes(run: Run) -> None:
    """Every five minutes: firms whose evidence was changed are judged again."""
    with work_in(PROVINCE):
        due = find_due(timezone.now() - LOOK_BACK)
        refresh_firms(due[:AT_ONCE])


@define_job("practitioners.at_night", every="41 0 * * *")
def begin_night(run: Run) -> None:
    """At night: days have passed for every firm; those whose evidence ends soon are told."""
    with work_in(PROVINCE):
        enqueue_job(MORE, after=0)


@define_job(MORE)
def judge_more(run: Run, *, after: int) -> None:
    """Some firms; then the rest."""
    following = judge_after(after)
    if following:
        enqueue_job(MORE, after=following)


def judge_after(after: int) -> int:
    """Judge and remind some firms; the row after which to go on (0: nothing is left)."""
    rows = list_firms_after(after, AT_ONCE)
    judged = judge_firms([firm for _, firm in rows], timezone.localdate())
    keep_standings(judged)
    remind_firms(judged)
    return rows[-1][0] if len(rows) == AT_ONCE else 0
