"""Standings follow the registers by jobs: soon after a change, and at night because days pass."""

from __future__ import annotations

from django.utils import timezone

from jifang.domains.figures.services import AT_ONCE, WHOLE, assess_due, assess_old, fold_figures
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job, enqueue_job
from jifang.foundation.walls.scope import work_in

DUE, OLD = "figures.assess_due", "figures.assess_old"


@define_job("figures.look_for_due", every="* * * * *")
def look_for_due(run: Run) -> None:
    """Every minute: assess what was changed; a full batch asks for the next one."""
    with work_in(WHOLE):
        if assess_due(timezone.localdate()) >= AT_ONCE:
            enqueue_job(DUE)


@define_job(DUE)
def assess_more(run: Run) -> None:
    """The next batch of changed sites."""
    if assess_due(timezone.localdate()) >= AT_ONCE:
        enqueue_job(DUE)


@define_job("figures.at_night", every="7 0 * * *")
def begin_night(run: Run) -> None:
    """Soon after midnight: days have passed for every site."""
    with work_in(WHOLE):
        enqueue_job(OLD)


@define_job(OLD)
def assess_more_old(run: Run) -> None:
    """The next batch of sites whose answer is of another day."""
    if assess_old(timezone.localdate()) >= AT_ONCE:
        enqueue_job(OLD)


@define_job("figures.fold", every="*/5 * * * *")
def fold(run: Run) -> None:
    """Every five minutes: many rows of a count become one."""
    with work_in(WHOLE):
        fold_figures()
