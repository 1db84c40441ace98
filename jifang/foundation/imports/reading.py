"""Reading a whole file and judging every row, before anything is entered.

It takes as long as the file is long, so it is no transaction: each portion is judged in one of its
own. Begun anew after a worker died, it forgets what the earlier reading found; an earlier one that
turns out to be alive is told by its number that it does not count any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.registers import Register, find_register
from jifang.foundation.imports.checking import Judged, judge_rows
from jifang.foundation.imports.data import MOST_ROWS, PORTION, Row, Sheet, refuse
from jifang.foundation.imports.headings import (
    is_second_head,
    list_columns,
    pair_cells,
    read_headings,
)
from jifang.foundation.imports.keep import RowsFile, find_upload, remove_upload
from jifang.foundation.imports.models import Fault, Import, Portion
from jifang.foundation.imports.naming import remember_all
from jifang.foundation.imports.services import (
    RoleError,
    act_again,
    add_faults,
    end_import,
    find_into,
    lock_import,
    make_fault,
)
from jifang.foundation.imports.text_table import read_text_table
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError, Problem, Text

MOST_FILE_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading found of the file as a whole; `problems` say why it is not read."""

    attempt: int
    headings: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    problems: tuple[Problem, ...] = ()
    role_ended: bool = False


class SupersededError(Exception):
    """Another reading of the same file was begun since, by a worker that took this one for dead.

    It ends as a failure: as a success it would count as the job's effect, and the other's would
    not.
    """


class GoneError(Exception):
    """The import was cancelled while it was read."""


@dataclass(slots=True)
class _Reading:
    """One reading of a file, portion by portion."""

    scope: Scope
    of: Import
    register: Register
    out: RowsFile
    seen: dict[Any, int] = field(default_factory=dict)
    """The row in which each record that cannot be entered twice stood first."""
    good: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    bad: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    numbers: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})


def check_file(scope: Scope, *, imported: int) -> Outcome | None:
    """Read a file and judge its rows; nothing is entered. `None` where it is wanted no more."""
    of = begin_reading(scope, imported)
    if of is None:
        return None
    out = RowsFile(of)
    try:
        register = find_register(of.register)
        sheet = open_sheet(of)
        headings = read_rows(_Reading(scope, of, register, out), sheet)
    except InputError as error:
        return Outcome(of.attempt, problems=error.problems)
    except RoleError:
        return Outcome(of.attempt, role_ended=True)
    except GoneError:
        return None
    finally:
        out.close()
    return Outcome(of.attempt, tuple(headings), sheet.name[:64], sheet.encoding)


def begin_reading(scope: Scope, imported: int) -> Import | None:
    """Count the reading, and forget what an earlier one found."""
    with work_in(scope):
        of = lock_import(imported, "asked")
        if of is None:
            return None
        of.attempt += 1
        for name in ("rows", "good", "bad", "doubles", "warned"):
            setattr(of, name, 0)
        of.save()
        of.faults.all().delete()
        of.portions.all().delete()
        return of


def open_sheet(of: Import) -> Sheet:
    """The rows of the file by its format. Raises `InputError`."""
    path = find_upload(of)
    if of.format == "xlsx":
        from jifang.foundation.imports.workbook import read_workbook

        return read_workbook(path, of.register)
    return read_text_table(path, of.encoding if of.encoding_said else "")


def read_rows(reading: _Reading, sheet: Sheet) -> list[str]:
    """Judge every row; the column of each cell. Raises `InputError`, `RoleError`."""
    rows = iter(sheet.rows)
    first = next(rows, None)
    if first is None:
        raise refuse("没有任何内容", "there is nothing in it")
    columns = list_columns(reading.register, into=reading.of.parent is not None)
    headings = read_headings(columns, first)
    total = 0
    for portion in _cut(headings, rows):
        total += len(portion)
        if total > MOST_ROWS:
            raise refuse(
                f"超过 {MOST_ROWS} 行，请分成几个文件",
                f"more than {MOST_ROWS} rows; divide it into several files",
            )
        judge_portion(reading, headings, portion)
    if not total:
        raise refuse("只有列标题，没有数据行", "there are headings and no rows")
    keep_portion(reading, last=True)
    return headings


def _cut(headings: list[str], rows: Iterator[Row]) -> Iterator[list[Row]]:
    head = list(islice(rows, 1))
    if head and is_second_head(headings, head[0]):
        head = []
    portion = head + list(islice(rows, PORTION - len(head)))
    while portion:
        yield portion
        portion = list(islice(rows, PORTION))


def judge_portion(reading: _Reading, headings: list[str], portion: list[Row]) -> None:
    """Judge rows in a transaction of their own, note what is wrong, keep the rows."""
    rows = []
    for row in portion:
        cells, problems = pair_cells(headings, row)
        rows.append(Judged(row.number, cells, problems=problems))
    with work_in(reading.scope):
        of = lock_import(reading.of.pk, "asked")
        if of is None:
            raise GoneError
        if of.attempt != reading.of.attempt:
            raise SupersededError
        by = act_again(of)
        with remember_all():
            judge_rows(reading.register, by, find_into(of), rows)
        find_repeated(reading, rows)
        add_faults(of, rows)
        count_rows(of, rows)
        for judged in rows:
            kept = (judged.number, dict(judged.cells))
            (reading.good if judged.is_good else reading.bad).append(kept)
        keep_portion(reading)


def find_repeated(reading: _Reading, rows: list[Judged]) -> None:
    """Rows whose record stands in an earlier row of the file."""
    find_key = reading.register.kind.find_key
    if find_key is None:
        return
    for row in rows:
        if row.draft is None or row.problems:
            continue
        key = find_key(row.draft.record)
        if key is None:
            continue
        earlier = reading.seen.setdefault(key, row.number)
        if earlier != row.number:
            said = Text(f"与第 {earlier} 行相同", f"the same as row {earlier}")
            row.double = Problem(row.double.field if row.double else "row", None, said)


def count_rows(of: Import, rows: list[Judged]) -> None:
    """Add rows to what is counted so far."""
    doubles = sum(r.double is not None and not r.problems for r in rows)
    good = sum(r.is_good for r in rows)
    warned = sum(r.is_good and bool(r.draft and r.draft.warnings) for r in rows)
    Import.objects.filter(pk=of.pk).update(
        rows=F("rows") + len(rows), good=F("good") + good, doubles=F("doubles") + doubles,
        bad=F("bad") + len(rows) - good - doubles, warned=F("warned") + warned,
    )  # fmt: skip


def keep_portion(reading: _Reading, *, last: bool = False) -> None:
    """Keep rows, as soon as there are as many as are written at once; at the end, the rest."""
    for good in (True, False):
        waiting = reading.good if good else reading.bad
        while len(waiting) >= PORTION or (last and waiting):
            rows = waiting[:PORTION]
            del waiting[:PORTION]
            place, length = reading.out.add(rows)
            of = reading.of
            with work_in(reading.scope):
                Portion.objects.create(
                    of=of, account_id=of.account_id, number=reading.numbers[good], good=good,
                    place=place, length=length, rows=len(rows),
                )  # fmt: skip
            reading.numbers[good] += 1


def note_outcome(imported: int, found: Outcome) -> None:
    """Note that a file was read, or why it was not; in the job's transaction."""
    of = lock_import(imported, "asked")
    if of is None or of.attempt != found.attempt:
        return
    if found.role_ended:
        end_import(None, of, "stopped", "role")
        return
    by: Actor = act_again(of)
    if found.problems:
        of.faults.all().delete()
        of.portions.all().delete()
        some = found.problems[:MOST_FILE_PROBLEMS]
        Fault.objects.bulk_create([make_fault(of, 0, p, "bad") for p in some])
        end_import(by, of, "refused")
        return
    of.state, of.checked_at = "checked", timezone.now()
    of.columns, of.sheet = list(found.headings), found.sheet
    of.encoding = found.encoding
    of.save(update_fields=["state", "checked_at", "columns", "sheet", "encoding"])
    # Its rows are kept sealed; what was handed in goes.
    transaction.on_commit(lambda: remove_upload(of))
