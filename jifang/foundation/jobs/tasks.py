"""Keeping the jobs' own table small."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.models import JobRun
from jifang.foundation.jobs.services import define_job

KEPT = timedelta(days=30)
"""Far longer than any job is tried again."""


@define_job("jobs.tidy", every="41 3 * * *")
def forget_runs(run: Run) -> None:
    """Forget jobs that ran long ago."""
    JobRun.objects.filter(at__lt=timezone.now() - KEPT).delete()
