"""What is done at night."""

from __future__ import annotations

from jifang.domains.qualifications.reminders import remind
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job, enqueue_job
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.places import PROVINCE_CODE

MORE = "certificates.remind_more"
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
