"""An association enters that a firm's staff took part in its training (arts. 6, 22 (3)).

Two registers are written at once: those who took part, which is the association's own, and the
trainings of the firm's staff, which is what the firm's duty is judged by. The firm enters its own
trainings in its register; nobody else does it this way. The same training of the same person is
entered once, whoever comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import transaction

from jifang.domains.practitioners.standings import refresh_firms
from jifang.domains.programmes.api import (
    CourseRef,
    enter_attendances,
    find_own_course,
    list_names_of,
    refer_to_course,
)
from jifang.domains.units.api import (
    FirmRef,
    declare_trainings,
    draft_training,
    find_firm_by_code,
)
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.powers import ASSOCIATION, may
from jifang.foundation.audit.data import Act, Basis, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.history.data import RecordError
from jifang.foundation.notifications.services import Recipient, notify
from jifang.foundation.walls.scope import Scope, find_range, read_scope, work_in
from jifang.law.errors import InputError, Problem, Text
from jifang.law.places import PROVINCE_CODE

SORTS: Final = {"technical": "training", "confidentiality": "confidentiality"}
TRAINING: Final = Basis("gd-decree-238", "art_22__para_1__item_3")
MOST: Final = 100
TWICE: Final = Text("已经登记参加本次培训", "entered already as having taken part")


@dataclass(frozen=True, slots=True)
class Trained:
    """Somebody who took part: number within the firm and name, as the firm's register has them;
    whether the training was passed, which certificate, valid until when."""

    number: str
    person_name: str
    passed: bool | None
    certificate_number: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: for which firm, how many took part, how many of them passed."""

    firm: FirmRef
    took_part: int
    passed: int


@transaction.atomic
def enter_training(by: Actor, course: str, credit_code: str, rows: Sequence[Trained]) -> Entered:
    """Enter who of a firm took part in a course of one's own association.

    Raises:
        RecordError: not an association's to enter (recorded as a refusal), or no such course.
        InputError: no such firm, nobody with this number and name, or entered already: each row
            that is wrong, and nothing is written.
    """
    check_right(by)
    held = find_own_course(by, course)
    ref = refer_to_course(held)
    firm = require_firm(credit_code)
    problems = [*check_rows(ref, rows), *check_twice(held, firm, rows)]
    if problems:
        raise InputError(problems)
    enter_attendances(by, held, [describe_attendance(firm, row) for row in rows])
    passed = [row for row in rows if row.passed]
    with work_in(join_firm(firm)):
        kept = write_trainings(by, ref, firm, passed) if passed else []
        record_act(describe(by, ref, firm, len(rows), [str(k.public_id) for k in kept]))
    tell_firm(ref, firm, passed)
    refresh_firms([firm.pk])
    return Entered(firm, len(rows), len(passed))


def check_right(by: Actor) -> None:
    """An association alone. Raises `RecordError`; the attempt is recorded."""
    if by.body.kind == ASSOCIATION and may(by.role, "own_body"):
        return
    said = Text(
        "培训由举办的行业组织，或者由从业单位在本单位登记簿中登记",
        "entered by the association that held it, or by the firm in its own register",
    )
    act = Act("training.entered", by.body.party, by.body.organ_region, by.public_id,
              Target("course", "new"), basis=(TRAINING,))  # fmt: skip
    record_refusal(act, "power")
    raise RecordError("power", said)


def require_firm(credit_code: str) -> FirmRef:
    """A firm of the province's register by its code, which is public; wherever it is kept. Raises
    `InputError`."""
    with work_in(Scope(*find_range(PROVINCE_CODE))):
        firm = find_firm_by_code(credit_code)
    if firm is None:
        said = Text("登记簿中没有这家从业单位", "no such firm is in the register")
        raise InputError(Problem("credit_code", credit_code, said))
    return firm


def join_firm(firm: FirmRef) -> Scope:
    """One's own bounds, and the rows of this one firm."""
    own = read_scope()
    return replace(own, parties=tuple(sorted({*own.parties, firm.party})))


def check_rows(course: CourseRef, rows: Sequence[Trained]) -> Iterator[Problem]:
    """What is wrong with what was given, before anything is looked up."""
    if course.kind not in SORTS:
        said = Text(
            "只有业务培训和保密教育登记给从业单位",
            "only technical training and confidentiality education are entered",
        )
        yield Problem("course", course.kind, said)
    if not 1 <= len(rows) <= MOST:
        said = Text(f"一次登记 1 至 {MOST} 人", f"1 to {MOST} people at a time")
        yield Problem("rows", len(rows), said)
    for at, row in enumerate(rows):
        if row.passed is None:
            said = Text("须写明是否合格", "whether it was passed must be given")
            yield Problem(f"rows[{at}].passed", None, said)
        if row.valid_until is not None and row.valid_until < course.held_on:
            said = Text(f"不得早于 {course.held_on}", f"not before {course.held_on}")
            yield Problem(f"rows[{at}].valid_until", row.valid_until.isoformat(), said)


def check_twice(course: Any, firm: FirmRef, rows: Sequence[Trained]) -> Iterator[Problem]:
    """Who is entered already, or stands twice among the rows."""
    there = list_names_of(course, firm.credit_code)
    seen: set[str] = set()
    for at, row in enumerate(rows):
        if row.person_name.strip() in there or row.number.strip() in seen:
            yield Problem(f"rows[{at}].number", row.number, TWICE)
        seen.add(row.number.strip())


def describe_attendance(firm: FirmRef, row: Trained) -> dict[str, Any]:
    """Someone who took part, as the association's register has it."""
    return {
        "person_name": row.person_name, "employer": firm.name, "employer_code": firm.credit_code,
        "passed": row.passed, "certificate_number": row.certificate_number or None,
        "valid_until": row.valid_until,
    }  # fmt: skip


def write_trainings(
    by: Actor, course: CourseRef, firm: FirmRef, rows: Sequence[Trained]
) -> Sequence[Any]:
    """The trainings in the firm's register, by the association's hand. Raises `InputError`."""
    drafts, problems = [], []
    for at, row in enumerate(rows):
        try:
            drafts.append(draft_training(firm, row.number, row.person_name, give(course, row)))
        except InputError as error:
            problems += [Problem(f"rows[{at}].{p.field}", p.value, p.message)
                         for p in error.problems]  # fmt: skip
    if problems:
        raise InputError(problems)
    hand = Body(ASSOCIATION, firm.party, firm.name, firm.organ_region)
    return declare_trainings(replace(by, body=hand), drafts)


def give(course: CourseRef, row: Trained) -> Mapping[str, Any]:
    """A training as the register of the firm's staff takes it."""
    return {
        "kind": SORTS[course.kind], "name": course.name, "issued_by": course.association,
        "number": row.certificate_number or None, "issued_on": course.held_on,
        "valid_until": row.valid_until,
    }  # fmt: skip


def describe(
    by: Actor, course: CourseRef, firm: FirmRef, took_part: int, kept: Sequence[str]
) -> Act:
    """Its leaf: which association entered whose training into which firm's register."""
    return Act(
        "training.entered", by.body.party, firm.organ_region, by.public_id,
        Target("course", course.public_id), basis=(TRAINING,),
        details=(("firm", firm.party), ("took_part", took_part), ("trainings", list(kept))),
    )  # fmt: skip


def tell_firm(course: CourseRef, firm: FirmRef, passed: Sequence[Trained]) -> None:
    """Tell the firm what was entered into its register."""
    said = Text(
        f"{course.association} 登记了贵单位 {len(passed)} 名人员的培训：{course.name}",
        f"{course.association} entered a training of {len(passed)} of your staff: {course.name}",
    )
    notify(Recipient(firm.party), firm.organ_region, Target("organisation", firm.public_id), said)
