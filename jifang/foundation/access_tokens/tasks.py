"""What access tokens have done by the clock."""

from __future__ import annotations

from jifang.foundation.access_tokens.answers import purge_answers
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job


@define_job("access_tokens.purge_answers", every="11 * * * *")
def purge_expired(run: Run) -> None:
    """Delete kept answers whose time is over."""
    purge_answers()
