"""How a row of a file names the record it is entered into: by public id, or by what people know.

A domain says for each kind of record that takes others in by which columns it is named:

    add_naming(Naming("unit", (Key("unit.credit_code", "credit_code", …), …)))

Records are looked up for a whole portion of rows at once, and only within the reach of whoever
imports. What is not found and what lies behind a wall give the same answer; of several that fit,
only their number is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.registers import Register, find_register
from jifang.foundation.history.selectors import filter_reach
from jifang.foundation.imports.data import Column
from jifang.law.errors import Problem, Text

ID: Final = "id"


@dataclass(frozen=True, slots=True)
class Key:
    """A column that names a record: its technical name, its title, the path of the query."""

    name: str
    path: str
    title: Text
    fold: Callable[[str], str] = str.strip


@dataclass(frozen=True, slots=True)
class Naming:
    """How a record of a kind is named. `own` are the keys of the record itself, `around` those of
    what it belongs to; `related` is read along, for drafting needs it."""

    kind: str
    own: tuple[Key, ...]
    around: tuple[Key, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def id_name(self) -> str:
        """The column of the public id."""
        return f"{self.kind}.{ID}"


NAMINGS: Final[dict[str, Naming]] = {}
WRAPS: Final[list[Callable[[], AbstractContextManager[None]]]] = []
"""What domains remember for the length of a portion, so that nothing is asked row by row."""


def add_naming(*namings: Naming) -> None:
    """Make known how records of a kind are named in files."""
    for naming in namings:
        if NAMINGS.setdefault(naming.kind, naming) is not naming:
            raise ValueError(f"it is said already how a {naming.kind} is named")


def remember_all() -> ExitStack:
    """Everything that domains remember, until it is closed."""
    stack = ExitStack()
    for wrap in WRAPS:
        stack.enter_context(wrap())
    return stack


def list_namings(register: Register) -> list[Naming]:
    """The ways to name a parent of a register, the innermost kind first."""
    return [NAMINGS[kind] for kind in reversed(register.parents)]


def list_parent_columns(register: Register) -> list[Column]:
    """The columns by which rows of a register name their parents, the outermost first."""
    found: dict[str, Column] = {}
    for naming in reversed(list_namings(register)):
        title = find_register(naming.kind).kind.title
        for key in (*naming.around, *naming.own):
            found.setdefault(key.name, Column(key.name, key.title, HELP))
        said = Text(f"{title.zh}编号（平台）", f"id of the {title.en}")
        found[naming.id_name] = Column(naming.id_name, said, ID_HELP)
    return list(found.values())


HELP: Final = Text(
    "用来指明所属的记录；须唯一确定一条",
    "names what the row belongs to; exactly one record must fit",
)
ID_HELP: Final = Text(
    "平台给出的编号（UUID）；填了就不必填其他所属列",
    "the id that the platform shows (UUID); with it no other column of its kind is needed",
)
NONE: Final = Text("在您的管辖范围内没有这样的记录", "there is no such record within your reach")
NOT_SAID: Final = Text("须指明所属的记录（{of}）", "say what it belongs to ({of})")
AGREES: Final = Text("与编号所指的记录不符", "does not agree with the record that the id names")


@dataclass(slots=True)
class _Wanted:
    """What one row says of its parent."""

    at: int
    naming: Naming
    values: dict[str, str]


Answer = Any | Problem


def find_parents(register: Register, by: Actor, rows: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """For each row (its cells by column) the record it is entered into, or what is wrong."""
    if not register.parents:
        return [None] * len(rows)
    answers: list[Answer] = [None] * len(rows)
    wanted: dict[tuple[str, tuple[str, ...]], list[_Wanted]] = defaultdict(list)
    unsaid: list[int] = []
    for at, row in enumerate(rows):
        found = _read_wanted(register, at, row)
        if found is None:
            unsaid.append(at)
        else:
            wanted[found.naming.kind, tuple(found.values)].append(found)
    for group in wanted.values():
        for one, answer in _answer(by, group):
            answers[one.at] = answer
    if unsaid:
        default = _find_own(register, by)
        for at in unsaid:
            answers[at] = default
    return answers


def _read_wanted(register: Register, at: int, row: Mapping[str, Any]) -> _Wanted | None:
    """By the innermost kind of which the row says anything of its own."""
    for naming in list_namings(register):
        own = (naming.id_name, *(k.name for k in naming.own))
        if all(row.get(name) is None for name in own):
            continue
        keys = {k.name: k.fold for k in (*naming.own, *naming.around)}
        values = {n: fold(str(row[n])) for n, fold in keys.items() if row.get(n) is not None}
        if row.get(naming.id_name) is not None:
            values = {naming.id_name: str(row[naming.id_name]).strip()} | values
        return _Wanted(at, naming, values)
    return None


def _answer(by: Actor, group: Sequence[_Wanted]) -> Iterable[tuple[_Wanted, Answer]]:
    """Rows that name records of one kind by the same columns: one query for all of them."""
    naming = group[0].naming
    paths = {k.name: k.path for k in (*naming.own, *naming.around)}
    names = tuple(group[0].values)
    by_id = names[0] == naming.id_name
    kind = find_register(naming.kind).kind
    rows = filter_reach(kind.model._default_manager.all(), by).filter(state=ACTIVE)
    if by_id:
        ids = [i for w in group if (i := _read_id(w.values[naming.id_name])) is not None]
        rows = rows.filter(public_id__in=ids)
        keyed: tuple[str, ...] = (naming.id_name,)
    else:
        for name in names:
            rows = rows.filter(**{f"{paths[name]}__in": {w.values[name] for w in group}})
        keyed = names
    found: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    along = {*naming.related, *(paths[n].rpartition("__")[0] for n in names if n in paths)} - {""}
    for record in rows.select_related(*along) if along else rows:
        found[tuple(_read(record, n, naming, paths) for n in keyed)].append(record)
    for one in group:
        some = found[tuple(_plain_id(one.values[n]) if by_id else one.values[n] for n in keyed)]
        yield one, _judge(one, some, naming, paths)


def _read(record: Any, name: str, naming: Naming, paths: Mapping[str, str]) -> str:
    if name == naming.id_name:
        return str(record.public_id)
    value = record
    for part in paths[name].split("__"):
        value = getattr(value, part, None)
    return str(value)


def _judge(one: _Wanted, some: Sequence[Any], naming: Naming, paths: Mapping[str, str]) -> Answer:
    name, value = next(iter(one.values.items()))
    if not some:
        return Problem(name, value, NONE)
    if len(some) > 1:
        said = Text(
            f"有 {len(some)} 条记录符合，请再写明其他所属列或者编号",
            f"{len(some)} records fit; name it by further columns or by its id",
        )
        return Problem(name, value, said)
    for other, given in one.values.items():
        if other != name and _read(some[0], other, naming, paths) != given:
            return Problem(other, given, AGREES)
    return some[0]


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _plain_id(text: str) -> str:
    found = _read_id(text)
    return str(found) if found else text


def _find_own(register: Register, by: Actor) -> Answer:
    """Where nothing is said: the member's own body, if that is what the rows are entered into."""
    of = register.parents[0]
    naming = NAMINGS[of]
    names = "、".join(k.name for k in naming.own)
    unsaid = Problem(naming.own[0].name, None, NOT_SAID.fill(of=names))
    if not may(by.role, "own_body") or find_register(of).parents:
        return unsaid
    model = find_register(of).kind.model
    own = list(model._default_manager.filter(party=by.body.party, state=ACTIVE)[:2])
    return own[0] if len(own) == 1 else unsaid
