"""What is done at night."""

from __future__ import annotations

from jifang.domains.qualifications.deeming import deem_renewals
from jifang.domains.qualifications.reminders import remind
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job, enqueue_job
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.places import PROVINCE_CODE

MORE = "certificates.remind_more"
DEEM_MORE = "certificates.deem_more"
PROVINCE = Scope(*find_range(PROVINCE_CODE))


@define_job("certificates.remind", every="23 1 * * *")
def begin_night(run: Run) -> None:
    """At night: whoever holds a certificate that ends soon is told."""
    with work_in(PROVINCE):
        enqueue_job(MORE, after=0)


@define_job(MORE)
def remind_more(run: Run, *, after: int) -> None:
    """Some of them; then the rest."""
    _told, following = remind(after=after)
    if following:
        enqueue_job(MORE, after=following)


@define_job("certificates.deem", every="11 0 * * *")
def begin_day(run: Run) -> None:
    """After midnight: renewals that were not decided in time count as granted."""
    with work_in(PROVINCE):
        enqueue_job(DEEM_MORE, after=0)


@define_job(DEEM_MORE)
def deem_more(run: Run, *, after: int) -> None:
    """Some of them; then the rest."""
    _done, following = deem_renewals(after)
    if following:
        enqueue_job(DEEM_MORE, after=following)
