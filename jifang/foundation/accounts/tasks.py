"""What accounts have done by the clock."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone

from jifang.foundation.accounts.sign_in import purge_watch
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job


@define_job("accounts.purge_watch", every="23 * * * *")
def purge_sign_in_watch(run: Run) -> None:
    """Delete counts of attempts that are too old to matter, and sessions that ended."""
    purge_watch()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
