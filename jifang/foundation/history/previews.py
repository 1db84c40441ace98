"""What a change would make of a record, without writing it: for pages and imports."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.kinds import Kind, R, read_state, set_values
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.readers import read_fields
from jifang.foundation.history.selectors import find_record
from jifang.foundation.history.services import check_right
from jifang.law.errors import Problem, Text

RETIRED = Text("已注销的记录不得修改", "a retired record is not changed")


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change: `before` and `after` by field, what is wrong, what is odd but stays."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def preview_change(
    kind: Kind[R], by: Actor, record: R | UUID | str, given: Mapping[str, Any]
) -> Preview:
    """Read and check a change of a record (or of the one with this id) without writing it.

    The right to change it is a problem of the field `power`, as everything else that stands in the
    way; no refusal is recorded, for nothing was tried. Raises `NotFoundError`.
    """
    found = find_record(kind, record) if isinstance(record, str | UUID) else record
    values, problems = read_fields(kind.fields, given, whole_record=False)
    if not may_change(kind, by, found):
        problems.append(Problem("power", None, NO_RIGHT))
    if found.state != ACTIVE:
        problems.append(Problem("state", found.state, RETIRED))
    before = read_state(kind, found)
    changed = copy.copy(found)
    if problems:
        return Preview({}, {}, tuple(problems))
    set_values(kind, changed, values)
    kind.derive(changed)
    problems = list(kind.check(changed)) or list(kind.find_doubles([changed]).values())
    after = read_state(kind, changed)
    new = {n: v for n, v in after.items() if v != before[n]}
    return Preview(
        {n: before[n] for n in new}, new, tuple(problems), tuple(kind.warn(changed))
    )  # fmt: skip


NO_RIGHT = Text("您的角色不能修改这条登记", "your role may not change this record")


def may_change(kind: Kind[R], by: Actor, record: R) -> bool:
    """Whether an actor may change this very record: a member its body's, an officer those of the
    territory."""
    try:
        check_right(kind, by, record.party, record.organ_region)
    except RecordError:
        return False
    return True
