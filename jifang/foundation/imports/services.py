"""Handing in a file, confirming what was read of it, taking it back; entering it by portions.

A portion's rows, its leaf, that it is done, and the request for the next one are one transaction:
whenever a worker dies, the portion it had in hand is as if never begun, and is done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.selectors import choose_capacity, derive_scope, list_capacities
from jifang.foundation.audit.data import Act, DocumentDigest, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.history.data import NotFoundError, RecordError
from jifang.foundation.history.entries import declare_entries, find_parent
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.registers import Register, find_register, may_enter
from jifang.foundation.imports.checking import Judged, judge_rows
from jifang.foundation.imports.data import ENCODINGS, MOST_OPEN, TYPES, refuse
from jifang.foundation.imports.keep import (
    read_portion,
    remove_rows,
    remove_upload,
    save_upload,
)
from jifang.foundation.imports.models import OPEN, WORKING, Fault, Import
from jifang.foundation.imports.naming import remember_all
from jifang.foundation.jobs.services import enqueue_job
from jifang.foundation.walls.scope import enter_scope
from jifang.law.errors import InputError, Problem, Text, shorten_value

CHECK, WRITE, REMOVE = "imports.check", "imports.write", "imports.remove"
KEPT_FOR = timedelta(days=7)
RETIRED = Text("已注销，不能再登记新的内容", "retired: nothing more is entered into it")
LONGEST_VALUE = 80
TRIES = 3
"""Someone may enter the same record between the look for doubles and the writing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported: into which register, where all of it goes into one record into
    which, how the file is called and encoded (empty: to be found out), and why."""

    register: str
    file_name: str
    parent: str = ""
    encoding: str = ""
    reason: str = ""


class RoleError(Exception):
    """The role in which the import was asked for does not hold any more."""


# -- asking ----------------------------------------------------------------------------------------


def ask_import(by: Actor, capacity: str, wanted: Wanted, pieces: Iterable[bytes]) -> Import:
    """Keep a file and ask for it to be read. Raises `InputError`, `RecordError`."""
    register = find_register(wanted.register)
    if not may_enter(register, by):
        said = Text("您的角色不能登记", "your role may not enter these")
        raise RecordError("power", said)
    made = Import(
        account_id=by.account, capacity=capacity, register=register.kind.name,
        file_name=_clean_name(wanted.file_name), format=_read_format(wanted.file_name),
        encoding=wanted.encoding, encoding_said=bool(wanted.encoding),
        reason=_read_reason(wanted.reason),
    )  # fmt: skip
    if wanted.encoding and wanted.encoding not in ENCODINGS:
        listed = ", ".join(ENCODINGS)
        raise refuse(f"可用：{listed}", f"may be: {listed}", wanted.encoding, "encoding")
    if wanted.parent:
        parent = find_parent(register.kind.name, wanted.parent)
        made.parent, made.parent_name = parent.public_id, str(parent)[:200]
    if Import.objects.filter(account_id=by.account, state__in=OPEN).count() >= MOST_OPEN:
        raise refuse(
            f"您还有 {MOST_OPEN} 个没有结束的导入",
            f"{MOST_OPEN} imports of yours are not ended yet",
        )
    save_upload(made, pieces)
    try:
        with transaction.atomic():
            _note_asked(by, made)
    except BaseException:
        remove_upload(made)
        raise
    return made


def _note_asked(by: Actor, made: Import) -> None:
    if not made.size:
        raise refuse("文件是空的", "the file is empty")
    made.save()
    document = DocumentDigest(made.sha256, made.size, TYPES[made.format])
    _record(by, made, "asked", documents=(document,))
    enqueue_job(CHECK, imported=made.pk)
    enqueue_job(REMOVE, not_before=timezone.now() + KEPT_FOR, imported=made.pk)


def _clean_name(name: str) -> str:
    shown = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    return shown[-120:]


def _read_format(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise refuse("只接受 .xlsx 和 .csv 文件", ".xlsx and .csv are accepted", name)
    return ending


def _read_reason(reason: str) -> str:
    clean = " ".join(reason.split())
    if len(clean) > 200:
        raise refuse("至多 200 字", "at most 200 characters", None, "reason")
    return clean


def _record(by: Actor, of: Import, what: str, **more: Any) -> None:
    details = (("register", of.register), *more.pop("details", ()))
    if by.lender:
        details = (*details, ("for", by.lender))
    on = Target("import", str(of.public_id))
    act = Act(f"import.{what}", by.body.party, by.body.organ_region, by.public_id, on,
              details=details, **more)  # fmt: skip
    record_act(act)


# -- who, and what -------------------------------------------------------------------------------


def act_again(of: Import) -> Actor:
    """Whoever asked, in the role it was asked in, as it holds now; its bounds are entered.

    Raises `RoleError` where it does not hold any more.
    """
    account = of.account
    held = list_capacities(account) if account.is_active else []
    chosen = choose_capacity((c for c in held if c.key == of.capacity), of.capacity)
    if chosen is None:
        raise RoleError
    by = chosen.as_actor(account)
    if not may_enter(find_register(of.register), by):
        raise RoleError
    enter_scope(derive_scope(account, chosen.membership))
    return by


def find_into(of: Import) -> Any:
    """The record that the whole file goes into, if one was chosen; where it is not there any more
    or is retired, the problem that every row has then."""
    if of.parent is None:
        return None
    try:
        found = find_parent(of.register, of.parent)
    except NotFoundError as error:
        return Problem("parent", str(of.parent), error.text)
    return found if found.state == ACTIVE else Problem("parent", str(of.parent), RETIRED)


def lock_import(pk: int, *states: str) -> Import | None:
    """An import, if it is in one of these states, locked for the rest of the transaction."""
    found = Import.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=states)
    return found.select_related("account").first()


def add_faults(of: Import, rows: Iterable[Judged], *, late: bool = False) -> None:
    """Note what is wrong and what is odd in rows."""
    found = [
        make_fault(of, row.number, problem, level, late=late)
        for row in rows
        for level, problem in _list_problems(row)
    ]
    Fault.objects.bulk_create(found, batch_size=1_000)


def _list_problems(row: Judged) -> Iterable[tuple[str, Problem]]:
    yield from (("bad", p) for p in row.problems)
    if row.double is not None:
        yield "double", row.double
    if row.is_good and row.draft is not None:
        yield from (("warning", p) for p in row.draft.warnings)


def make_fault(of: Import, row: int, problem: Problem, level: str, *, late: bool = False) -> Fault:
    """A problem of a row; of personal data no value is kept."""
    kind = find_register(of.register).kind
    personal = {f.name for f in kind.fields if f.personal}
    hidden = problem.value is None or problem.field in personal
    value = "" if hidden else shorten_value(problem.value, LONGEST_VALUE)
    clean = value.replace("\x00", "�")
    return Fault(
        of=of, account_id=of.account_id, row=row, field=problem.field[:80], value=clean,
        zh=problem.message.zh, en=problem.message.en, level=level, late=late,
    )  # fmt: skip


# -- confirming, taking back ---------------------------------------------------------------------


def confirm_import(by: Actor, public_id: UUID | str) -> Import:
    """Enter the rows that can be entered. Raises `InputError`, `NotFoundError`."""
    with transaction.atomic():
        of = _lock_own(by, public_id)
        if of.state != "checked" or not of.good:
            raise refuse("这个导入现在不能确认", "this import cannot be confirmed now", of.state)
        of.state, of.confirmed_at = "running", timezone.now()
        of.save(update_fields=["state", "confirmed_at"])
        _record(by, of, "confirmed", details=(("rows", of.good),))
        enqueue_job(WRITE, imported=of.pk)
    return of


def resume_import(by: Actor, public_id: UUID | str) -> Import:
    """Ask again for the work of an import that stands still: its job was given up after many tries.

    Harmless where it does not: only the last reading counts, and a portion that was written is not
    written again. Raises `InputError`, `NotFoundError`.
    """
    with transaction.atomic():
        of = _lock_own(by, public_id)
        if of.state not in WORKING:
            raise refuse("这个导入不在处理中", "this import is not being worked on", of.state)
        _record(by, of, "resumed", details=(("done", of.done),))
        enqueue_job(CHECK if of.state == "asked" else WRITE, imported=of.pk)
    return of


def cancel_import(by: Actor, public_id: UUID | str) -> Import:
    """Stop an import: what was written stays. A portion in hand is finished first.

    Raises `InputError`, `NotFoundError`.
    """
    with transaction.atomic():
        of = _lock_own(by, public_id)
        if of.state not in OPEN:
            raise refuse("这个导入已经结束", "this import has ended", of.state)
        end_import(by, of, "cancelled")
    return of


def _lock_own(by: Actor, public_id: UUID | str) -> Import:
    found = Import.objects.select_for_update(of=("self",)).filter(
        public_id=public_id, account_id=by.account
    )
    of = found.first()
    if of is None:
        raise NotFoundError
    return of


def end_import(by: Actor | None, of: Import, state: str, why: str = "") -> None:
    """Note how it ended; the rows that were entered stay entered."""
    of.state, of.why, of.ended_at = state, why, timezone.now()
    of.save(update_fields=["state", "why", "ended_at"])
    if by is not None:
        counts = (("rows", of.rows), ("done", of.done), ("bad", of.bad + of.doubles + of.late))
        _record(by, of, state, details=counts)
    keep_rows = of.state == "done" and bool(of.bad or of.doubles or of.late)

    def tidy() -> None:
        remove_upload(of)
        if not keep_rows:
            remove_rows(of)

    transaction.on_commit(tidy)


def remove_files(of: Import) -> None:
    """Seven days are over: no file is left, nor what was wrong with its rows."""
    remove_upload(of)
    remove_rows(of)
    of.faults.all().delete()
    of.portions.all().delete()


# -- entering --------------------------------------------------------------------------------------


def write_next(of: Import) -> bool:
    """Enter the next portion, in the transaction going on; tells whether there is more.

    Raises `RoleError`.
    """
    by = act_again(of)
    portion = (
        of.portions.select_for_update()
        .filter(good=True, written_at=None)
        .order_by("number")
        .first()
    )
    if portion is None:
        end_import(by, of, "done")
        return False
    with remember_all():
        rows = write_rows(by, of, [Judged(n, c) for n, c in read_portion(of, portion)])
    late = [r for r in rows if not r.is_good]
    add_faults(of, late, late=True)
    portion.written, portion.written_at = len(rows) - len(late), timezone.now()
    portion.save(update_fields=["written", "written_at"])
    Import.objects.filter(pk=of.pk).update(
        done=F("done") + portion.written, late=F("late") + len(late), leaves=F("leaves") + 1
    )
    of.refresh_from_db(fields=["done", "late", "leaves"])
    return True


def write_rows(by: Actor, of: Import, rows: list[Judged]) -> list[Judged]:
    """Judge rows as things are now and write the good ones, all under one leaf."""
    register = find_register(of.register)
    reason = f"{of.reason} [import {of.public_id}]".strip()
    for _ in range(TRIES):
        parent = find_into(of)
        again = [Judged(r.number, r.cells) for r in rows]
        judge_rows(register, by, parent, again)
        good = [r for r in again if r.is_good]
        if not good or try_rows(by, register, good, reason):
            return again
    # Something that only the database sees: find out which rows it is, and leave them out.
    blame_rows(by, register, good, reason)
    left = [r for r in good if r.is_good]
    if left and not try_rows(by, register, left, reason):
        raise RuntimeError("rows that could be written one by one cannot be written together")
    return again


def try_rows(by: Actor, register: Register, good: Sequence[Judged], reason: str) -> bool:
    """Write rows; where the database refuses one, none is written."""
    drafts = [r.draft for r in good if r.draft is not None]
    try:
        with transaction.atomic():
            declare_entries(register.kind.name, by, drafts, reason=reason)
    except InputError as error:
        _forget_keys(good)
        if len(good) == 1:
            good[0].problems += error.problems
        return False
    return True


def blame_rows(by: Actor, register: Register, good: Sequence[Judged], reason: str) -> None:
    """Halve until the rows that the database refuses stand alone; nothing stays written."""
    with transaction.atomic():
        _halve(by, register, good, reason)
        transaction.set_rollback(True)
    _forget_keys(good)


def _halve(by: Actor, register: Register, good: Sequence[Judged], reason: str) -> None:
    if try_rows(by, register, good, reason) or len(good) == 1:
        return
    middle = len(good) // 2
    for half in (good[:middle], good[middle:]):
        _halve(by, register, half, reason)


def _forget_keys(rows: Sequence[Judged]) -> None:
    """A record whose writing was undone has no row any more."""
    for row in rows:
        if row.draft is not None:
            row.draft.record.pk = None
            row.draft.record._state.adding = True
