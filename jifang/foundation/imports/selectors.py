"""Reading imports of one's own: how far they are, what is wrong, how the first rows would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.registers import find_register
from jifang.foundation.imports.checking import Judged, judge_rows
from jifang.foundation.imports.keep import find_rows, read_portion
from jifang.foundation.imports.models import Fault, Import
from jifang.foundation.imports.naming import remember_all
from jifang.foundation.imports.services import find_into
from jifang.law.errors import InputError

SHOWN_ROWS = 5
PER_PAGE = 50
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the entering is: rows a second, and seconds to come; unknown before the first."""

    percent: int
    rate: float | None
    left: int | None


def list_imports(by: Actor) -> QuerySet[Import]:
    """One's own imports, the newest first."""
    return Import.objects.filter(account_id=by.account)[:MOST_LISTED]


def find_import(by: Actor, public_id: UUID | str) -> Import:
    """An import of one's own. Raises `NotFoundError`."""
    found = Import.objects.filter(account_id=by.account, public_id=public_id).first()
    if found is None:
        raise NotFoundError
    return found


def measure_progress(of: Import) -> Progress:
    """How far the entering is."""
    gone = of.done + of.late
    percent = 100 * gone // of.good if of.good else 0
    if not gone or of.confirmed_at is None:
        return Progress(percent, None, None)
    seconds = max(0.001, ((of.ended_at or timezone.now()) - of.confirmed_at).total_seconds())
    rate = gone / seconds
    return Progress(percent, rate, round((of.good - gone) / rate))


def list_faults(of: Import, after: tuple[int, int] = (0, 0)) -> tuple[list[Fault], bool]:
    """What is wrong with rows, in the order of the file, from a place on; whether more follow."""
    row, pk = after
    later = Q(row__gt=row) | Q(row=row, pk__gt=pk)
    found = list(of.faults.filter(later).order_by("row", "pk")[: PER_PAGE + 1])
    return found[:PER_PAGE], len(found) > PER_PAGE


def has_bad_rows(of: Import) -> bool:
    """Whether there is a file of rows to mend."""
    return bool(of.bad + of.doubles + of.late) and bool(of.columns) and find_rows(of).is_file()


def show_first(of: Import, by: Actor) -> Sequence[Any]:
    """The first records as they would be entered, with what they would be entered into."""
    portion = of.portions.filter(good=True).order_by("number").first()
    if portion is None or of.state != "checked":
        return ()
    try:
        rows = [Judged(n, c) for n, c in read_portion(of, portion)[:SHOWN_ROWS]]
        with remember_all():
            judge_rows(find_register(of.register), by, find_into(of), rows)
    except (OSError, InputError):
        return ()
    return [(r.number, r.draft.record) for r in rows if r.is_good and r.draft is not None]
