"""Exports are made and taken away by jobs."""

from __future__ import annotations

from jifang.foundation.accounts.selectors import choose_capacity, list_capacities
from jifang.foundation.exports.models import Export
from jifang.foundation.exports.services import JOB, REMOVE, finish, make_export, remove_file
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job


@define_job(JOB)
def make(run: Run, *, export: int) -> None:
    """Make the file, if the role it was asked in still holds."""
    found = Export.objects.select_related("account").filter(pk=export, state="asked").first()
    if found is None:
        return
    held = list_capacities(found.account)
    chosen = choose_capacity((c for c in held if c.key == found.capacity), found.capacity)
    if chosen is None:
        finish(found, state="failed", why="role")
        return
    make_export(found, chosen.as_actor(found.account))


@define_job(REMOVE)
def remove(run: Run, *, export: int) -> None:
    """Take the file away when its seven days are over."""
    found = Export.objects.filter(pk=export).first()
    if found is not None:
        remove_file(found)
