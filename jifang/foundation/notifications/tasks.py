"""E-mail is sent by a job: the act does not wait for it, and does not fail with it."""

from __future__ import annotations

from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job
from jifang.foundation.notifications.services import JOB, mail_notification


@define_job(JOB)
def mail(run: Run, *, notification: int) -> None:
    """Send one notification."""
    mail_notification(notification)
