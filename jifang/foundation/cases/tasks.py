"""What happens in cases by the clock, every night."""

from __future__ import annotations

from jifang.foundation.cases.clockwork import (
    EXPIRE,
    LOOK,
    RECOMPUTE,
    ask_for_expiries,
    ask_for_recomputation,
    expire_case,
    recompute_case,
)
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job


@define_job("cases.recompute_all", every="7 0 * * *")
def recompute_all(run: Run) -> None:
    """Look whether a calendar was published that moves what runs."""
    ask_for_recomputation()


@define_job(LOOK)
def look(run: Run, *, after: int) -> None:
    """Look at the next cases."""
    ask_for_recomputation(after)


@define_job("cases.expire_all", every="27 0 * * *")
def expire_all(run: Run) -> None:
    """Look where the law makes something happen by itself."""
    ask_for_expiries()


@define_job(RECOMPUTE)
def recompute(run: Run, *, case: int) -> None:
    """Compute the periods of one case again."""
    recompute_case(case)


@define_job(EXPIRE)
def expire(run: Run, *, case: int) -> None:
    """Carry out what the law makes happen in one case."""
    expire_case(case)
