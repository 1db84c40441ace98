"""Imports are read, entered and taken away by jobs."""

from __future__ import annotations

from jifang.foundation.imports.models import Import
from jifang.foundation.imports.reading import Outcome, check_file, note_outcome
from jifang.foundation.imports.services import (
    CHECK,
    REMOVE,
    WRITE,
    RoleError,
    end_import,
    lock_import,
    remove_files,
    write_next,
)
from jifang.foundation.jobs.data import Run
from jifang.foundation.jobs.services import define_job, enqueue_job


@define_job(CHECK, first=check_file)
def check(run: Run, *, imported: int, found: Outcome | None) -> None:
    """Note what the reading found."""
    if found is not None:
        note_outcome(imported, found)


@define_job(WRITE)
def write(run: Run, *, imported: int) -> None:
    """Enter a portion, and ask for the next."""
    of = lock_import(imported, "running")
    if of is None:
        return
    try:
        more = write_next(of)
    except RoleError:
        end_import(None, of, "stopped", "role")
        return
    except OSError:
        end_import(None, of, "stopped", "files")
        return
    if more:
        enqueue_job(WRITE, imported=imported)


@define_job(REMOVE)
def remove(run: Run, *, imported: int) -> None:
    """Take away what is left of it; one that was never confirmed is over."""
    of = Import.objects.filter(pk=imported).first()
    if of is None:
        return
    if of.state in {"asked", "checked", "running"}:
        end_import(None, of, "stopped", "time")
    remove_files(of)
