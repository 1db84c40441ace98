"""What documents have done by the clock."""

from __future__ import annotations

from jifang.foundation.documents.services import sweep_blobs
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job


@define_job("documents.sweep_blobs", every="41 3 * * *")
def sweep(run: Run) -> None:
    """Delete the bytes that nothing refers to any more."""
    sweep_blobs()
