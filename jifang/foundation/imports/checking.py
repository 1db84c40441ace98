"""Judging rows: each drafted as it would be entered, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import RecordError, WrongError
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.readers import read_fields
from jifang.foundation.history.registers import Register
from jifang.foundation.history.services import Draft, check_right, find_doubles
from jifang.foundation.imports.data import Cell, Wrong
from jifang.foundation.imports.naming import find_parents
from jifang.law.errors import InputError, Problem, Text

NUMBER_HINT: Final = Text(
    "；单元格里是数字，请把该列设为文本后重新输入",
    "; the cell holds a number: format the column as text and type it again",
)


@dataclass(slots=True)
class Judged:
    """A row: its draft if it can be entered, else what is wrong with it."""

    number: int
    cells: Mapping[str, Cell]
    draft: Draft[Any] | None = None
    problems: list[Problem] = field(default_factory=list)
    double: Problem | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can be entered."""
        return self.draft is not None and not self.problems and self.double is None


def judge_rows(
    register: Register, by: Actor, parent: Any, rows: Sequence[Judged]
) -> Sequence[Judged]:
    """Draft rows in their parents, or all in `parent`; doubles of the register and among these
    rows are found, too. Problems that a row has already stay."""
    if parent is None:
        parents = find_parents(register, by, [r.cells for r in rows])
    else:
        parents = [parent] * len(rows)
    for row, found in zip(rows, parents, strict=True):
        _draft_row(register, by, row, found)
    good = [r for r in rows if r.is_good]
    drafts = [r.draft for r in good if r.draft is not None]
    if drafts:
        for at, problem in find_doubles(register.kind, drafts).items():
            good[at].double = problem
    return rows


def _draft_row(register: Register, by: Actor, row: Judged, parent: Any) -> None:
    kind = register.kind
    wrong = [Problem(n, c.shown, c.text) for n, c in row.cells.items() if isinstance(c, Wrong)]
    row.problems += wrong
    said = {p.field for p in wrong}
    names = set(kind.names)
    given = {n: c for n, c in row.cells.items() if n in names and not isinstance(c, Wrong)}
    if isinstance(parent, Problem):
        # The fields are read all the same, so that all that is wrong with a row is said at once.
        row.problems += [parent] if parent.field not in said else []
        found = read_fields(kind.fields, given, whole_record=True)[1]
    else:
        try:
            row.draft = register.draft(by, parent, given)
        except InputError as error:
            row.problems += error.problems
            return
        found = list(row.draft.problems)
    row.problems += [_add_hint(kind, p, given) for p in found if p.field not in said]
    if row.draft is not None and not row.problems:
        _check_right(register, by, row, row.draft.record)


def _check_right(register: Register, by: Actor, row: Judged, record: Any) -> None:
    try:
        check_right(register.kind, by, record.party, record.organ_region)
    except RecordError as error:
        shown = getattr(record, "region", record.organ_region)
        row.problems.append(Problem("region", shown, error.text))


def _add_hint(kind: Kind[Any], problem: Problem, given: Mapping[str, Any]) -> Problem:
    """Where the text of a number would have done, say so."""
    value = given.get(problem.field)
    if not isinstance(value, int) or isinstance(value, bool):
        return problem
    try:
        kind.find_field(problem.field).read(str(value))
    except WrongError:
        return problem
    said = problem.message
    text = Text(said.zh + NUMBER_HINT.zh, said.en + NUMBER_HINT.en)
    return Problem(problem.field, problem.value, text)
