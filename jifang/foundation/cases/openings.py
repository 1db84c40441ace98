"""Opening a case: which organ is competent, what the case is about, which organ approved before.

A domain says which organ is competent, so that nobody who applies needs to know it:

    add_routing("acceptance", route_acceptance)

`route_acceptance(by, wanted)` returns a `Route`, or raises `CaseError` with the provision where
nothing can be opened: no design was approved, say. It is called within the bounds of whoever opens
the case, before anything is written; what is refused is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Basis, Target
from jifang.foundation.cases.data import Given, Procedure
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.entries import find_entry
from jifang.foundation.history.models import Change
from jifang.foundation.history.registers import REGISTERS
from jifang.foundation.territory.models import Organ
from jifang.law.errors import DefinitionError, InputError, Problem, Text

if TYPE_CHECKING:
    from jifang.foundation.cases.services import Opening

NO_ORGAN: Final = Text("没有这个机关", "there is no such organ")
NO_RECORD: Final = Text("没有这条记录", "there is no such record")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody is about to open: who applies, about what, what the step is given."""

    party: str
    about: Target | None = None
    given: Given = field(default_factory=lambda: Given(0))


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes.

    organ: the code of the organ that decides. approved_by: that of the organ that approved what is
    to be accepted. said: why this organ, in words. basis: the provisions it follows from.
    """

    organ: str
    approved_by: str = ""
    said: Text | None = None
    basis: tuple[Basis, ...] = ()


Routing: TypeAlias = "Callable[[Actor, Wanted], Route]"

ROUTINGS: Final[dict[str, Routing]] = {}
"""How a case of a procedure finds its organ, by the procedure's code."""


def add_routing(procedure: str, function: Routing) -> None:
    """Let a procedure find the organ of its cases. Raises `DefinitionError` where it has another
    routing already."""
    if ROUTINGS.setdefault(procedure, function) is not function:
        raise DefinitionError(f"{procedure}: there is a routing already")


def find_route(by: Actor, procedure: str, wanted: Wanted) -> Route | None:
    """Where a case would go; none where the procedure does not say. Raises `CaseError`."""
    routing = ROUTINGS.get(procedure)
    return None if routing is None else routing(by, wanted)


def complete_opening(by: Actor, procedure: Procedure, opening: Opening, given: Given) -> Opening:
    """An opening, checked, with what follows by itself: the organ where none was named, the organ
    that approved where the procedure derives it.

    Raises `InputError` with every problem of what it is about and of who approved, `CaseError` of
    the routing.
    """
    problems = [*check_about(procedure, opening.about), *check_approving(procedure, opening)]
    if problems:
        raise InputError(problems)
    derives = procedure.approving == "derived"
    if opening.organ and not derives:
        return opening
    route = find_route(by, procedure.code, Wanted(opening.party, opening.about, given))
    if route is None:
        return opening
    if derives and opening.approved_by not in {"", route.approved_by}:
        known = route.approved_by or "—"
        said = Text(
            f"原核准机关由办件记录得出（{known}），不得另填",
            f"the approving organ follows from the records ({known})",
        )
        raise InputError(Problem("approved_by", opening.approved_by, said))
    return replace(
        opening, organ=opening.organ or route.organ,
        approved_by=route.approved_by if derives else opening.approved_by,
    )  # fmt: skip


def check_about(procedure: Procedure, about: Target | None) -> Iterator[Problem]:
    """The case is about something that there is, of a kind that the procedure knows."""
    if not procedure.about:
        return
    names = [REGISTERS[k].kind.title if k in REGISTERS else Text(k, k) for k in procedure.about]
    zh, en = "、".join(n.zh for n in names), "; ".join(n.en for n in names)
    if about is None or not about.id:
        yield Problem("about", None, Text(f"须指明所涉的：{zh}", f"say what it is about: {en}"))
    elif about.kind not in procedure.about:
        yield Problem("about.kind", about.kind, Text(f"只能是：{zh}", f"one of: {en}"))
    elif find_record(about.kind, about.id) is None:
        yield Problem("about.id", about.id, NO_RECORD)


def check_approving(procedure: Procedure, opening: Opening) -> Iterator[Problem]:
    """The organ that approved is named where the procedure asks for it, and is an organ."""
    given = opening.approved_by
    if not given:
        if procedure.approving == "given":
            said = Text("须指明原核准机关", "say which organ approved")
            yield Problem("approved_by", given, said)
    elif not procedure.takes_approving:
        said = Text("本程序没有原核准机关", "this procedure knows no approving organ")
        yield Problem("approved_by", given, said)
    elif not Organ.objects.filter(code=given, valid__contains=timezone.localdate()).exists():
        yield Problem("approved_by", given, NO_ORGAN)


def find_record(kind: str, public_id: str) -> Any | None:
    """The record that a case is about; none where there is none, or it lies behind a wall."""
    try:
        return find_entry(kind, public_id)
    except RecordError:
        return None


def find_first_day(kind: str, public_id: str) -> date | None:
    """The day from which a record is true, or on which it was entered, whichever is earlier; none
    where there is no record."""
    record = find_record(kind, public_id) if kind else None
    if record is None:
        return None
    found = Change.objects.filter(record=record.public_id, version=1)
    since: date | None = found.values_list("holds_from", flat=True).first()
    entered = timezone.localdate(record.declared_at)
    return entered if since is None else min(since, entered)
