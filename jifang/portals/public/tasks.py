"""What the public pages have done by the clock."""

from __future__ import annotations

from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job
from jifang.portals.public.assess_store import purge_assessments


@define_job("public.purge_expired", every="7 * * * *")
def purge_expired(run: Run) -> None:
    """Delete assessments whose 30 days are over."""
    purge_assessments()
