"""Asking for an export, making its file, and taking it away when its time is over.

The making is a job: it works within the bounds of whoever asked. What a list is and how its rows
are written belongs to the portals; they register a `Writer`.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Act, DocumentDigest, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.exports.models import FORMATS, Export
from jifang.foundation.jobs.services import enqueue_job
from jifang.law.errors import InputError, Problem, Text

MOST_ROWS = 200_000
MOST_OPEN = 5
GIVEN_UP_AFTER = timedelta(hours=1)
KEPT_FOR = timedelta(days=7)
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
JOB = "exports.make"
REMOVE = "exports.remove"
NOTE_EVERY = 5_000

Note = Callable[[int], None]
Writer = Callable[[Export, Path, Note], int]
WRITERS: dict[str, Writer] = {}
"""How a format's file is written: `csv`, `xlsx`. Returns the number of rows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list is wanted as a file, how narrowed, in which form and language, what for."""

    table: str
    query: str
    form: str
    purpose: str
    language: str


class TooManyRowsError(Exception):
    """More rows than one export may hold."""


class WrongQueryError(Exception):
    """Part of what was asked cannot be read any more: without it the file would hold more."""


@transaction.atomic
def ask_export(by: Actor, capacity: str, wanted: Wanted) -> Export:
    """Ask for a list as a file. Raises `InputError`."""
    form, purpose = wanted.form, wanted.purpose.strip()
    if form not in dict(FORMATS):
        raise InputError(Problem("format", form, Text("只有 CSV 和 XLSX", "CSV or XLSX")))
    if not 0 < len(purpose) <= 200:
        said = Text("须写明用途，不超过 200 字", "what for, 1 to 200 characters")
        raise InputError(Problem("purpose", purpose, said))
    lately = timezone.now() - GIVEN_UP_AFTER  # one that failed for good holds nobody up
    waiting = Export.objects.filter(account_id=by.account, state="asked", asked_at__gt=lately)
    if waiting.count() >= MOST_OPEN:
        said = Text("前面的导出还没有做完", "earlier exports are still being made")
        raise InputError(Problem("format", form, said))
    made = Export.objects.create(
        account_id=by.account, capacity=capacity, table=wanted.table, query=wanted.query,
        format=form, purpose=purpose, language=wanted.language,
    )  # fmt: skip
    on = Target("export", str(made.public_id))
    record_act(
        Act("list.export_asked", by.body.party, by.body.organ_region, by.public_id, on,
            personal=(("query", wanted.query), ("purpose", purpose)),
            details=(("list", wanted.table), ("format", form)))
    )  # fmt: skip
    enqueue_job(JOB, export=made.pk)
    return made


def find_file(export: Export) -> Path:
    """Where an export's file lies."""
    return Path(settings.MEDIA_ROOT) / "exports" / f"{export.public_id}.{export.format}"


def make_export(export: Export, by: Actor) -> None:
    """Write the file, and the leaf with its digest and its number of rows."""
    path = find_file(export)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".part")
    try:
        with note_progress(export) as note:
            rows = WRITERS[export.format](export, draft, note)
    except (TooManyRowsError, WrongQueryError) as error:
        draft.unlink(missing_ok=True)
        why = "too_many" if isinstance(error, TooManyRowsError) else "query"
        finish(export, state="failed", why=why)
        return
    digest, size = hash_file(draft)
    draft.replace(path)
    finish(export, state="done", done=rows, total=rows, sha256=digest)
    enqueue_job(REMOVE, not_before=timezone.now() + KEPT_FOR, export=export.pk)
    on = Target("export", str(export.public_id))
    record_act(
        Act("list.exported", by.body.party, by.body.organ_region, by.public_id, on,
            documents=(DocumentDigest(digest, size, TYPES[export.format]),),
            details=(("list", export.table), ("rows", rows)))
    )  # fmt: skip


def finish(export: Export, **values: object) -> None:
    """Note how it ended."""
    Export.objects.filter(pk=export.pk).update(made_at=timezone.now(), **values)


@contextlib.contextmanager
def note_progress(export: Export) -> Iterator[Note]:
    """How far the making is, seen from outside at once: noted apart from the transaction."""
    apart = connection.copy()

    def note(done: int) -> None:
        apart.set_autocommit(True)
        with apart.cursor() as cursor:
            cursor.execute("SELECT set_config('jifang.actor', %s, false)", [str(export.account_id)])
            cursor.execute("UPDATE export SET done = %s WHERE id = %s", [done, export.pk])

    try:
        yield note
    finally:
        apart.close()


def hash_file(path: Path) -> tuple[str, int]:
    """The digest of a file and its size."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, path.stat().st_size


def remove_file(export: Export) -> None:
    """Take the file away; the record stays."""
    find_file(export).unlink(missing_ok=True)
    Export.objects.filter(pk=export.pk, state="done").update(state="over")
