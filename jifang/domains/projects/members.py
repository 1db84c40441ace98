"""Who takes part in a project: named by the constructing unit, and taken on by the firm itself.

A firm that designs, builds or maintains is named only where its certificate, level and filing cover
the work on its days (arts. 14 ¶2, 16 ¶2), and takes it on by an undertaking, which is judged again.
The attempt that the law does not let pass is refused with the ground, and recorded. Whoever is
named sees the project's file, and nothing else of the unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from jifang.domains.projects.bounds import (
    describe,
    is_builder,
    is_keeper,
    refuse,
    refuse_who,
    widen,
)
from jifang.domains.projects.covers import make_work
from jifang.domains.projects.data import ENDED, ROLES, UNDERTAKE, UNDERTAKEN
from jifang.domains.projects.models import Member, Project
from jifang.domains.projects.selectors import find_row
from jifang.domains.qualifications.api import enter_undertaking, explain, judge_work
from jifang.domains.units.api import FirmRef, find_body_by_code, find_body_by_name
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import FIRM, LAB
from jifang.foundation.audit.data import Basis
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.standing import read_day
from jifang.foundation.grants.services import close_grants, open_grant
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError, Problem, Text

PROVINCE: Final = Scope("44", "45")
NOBODY = Text(
    "登记中没有这个统一社会信用代码或者全称的从业单位（检测机构），或者同名的不止一个",
    "the register has no practitioner (testing body) with this credit code or whole name, or more"
    " than one bears the name",
)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is to take part, as what; the days of the work where a certificate must cover them."""

    role: str
    credit_code: str
    work_from: date | None = None
    work_until: date | None = None


def name_member(by: Actor, public_id: UUID | str, naming: Naming) -> Member:
    """Name a body that takes part: by the constructing unit, or an officer of the place.

    Raises:
        NotFoundError: there is no such project within reach.
        CaseError: somebody else may; the law does not let the firm do this work.
        InputError: what was given cannot be.
    """
    project = find_row(public_id)
    act = describe(by, "member_named", project, ("role", naming.role), cite=UNDERTAKE)
    if not (is_builder(by, project) or is_keeper(by, project)):
        raise refuse_who(
            act, "建设单位、当地公安机关", "the constructing unit, the organ of the place"
        )
    body = read_naming(project, naming)
    with work_in(widen(project, body.party)):
        error = find_obstacle(project, body, naming)
        if error is None:
            return write_member(by, project, body, naming)
    raise refuse(act, error)


def read_naming(project: Project, naming: Naming) -> FirmRef:
    """The body that is named. Raises `InputError` with every problem."""
    problems = list(list_problems(project, naming))
    kind = LAB if naming.role == "testing" else FIRM
    body = None
    if naming.role in ROLES:
        with work_in(PROVINCE):  # a body is found by its whole code or name, wherever it is kept
            body = find_body_by_code(naming.credit_code, kind)
            body = body or find_body_by_name(naming.credit_code, kind)
    if body is None and naming.role in ROLES:
        problems.append(Problem("credit_code", naming.credit_code, NOBODY))
    if problems or body is None:
        raise InputError(problems)
    return body


def list_problems(project: Project, naming: Naming) -> Iterator[Problem]:
    """What is wrong with what was given."""
    if naming.role not in ROLES:
        zh, en = "、".join(t.zh for t in ROLES.values()), ", ".join(ROLES)
        yield Problem("role", naming.role, Text(f"只能是：{zh}", f"one of: {en}"))
    if project.stage == ENDED:
        yield Problem("project", None, Text("项目已终止", "the project has ended"))
    if naming.role not in UNDERTAKEN:
        return
    for name in ("work_from", "work_until"):
        if getattr(naming, name) is None:
            yield Problem(name, None, Text("须填写", "must be given"))
    if naming.work_from and naming.work_until and naming.work_until < naming.work_from:
        said = Text(f"不早于 {naming.work_from}", f"not before {naming.work_from}")
        yield Problem("work_until", naming.work_until.isoformat(), said)


def find_obstacle(project: Project, body: FirmRef, naming: Naming) -> CaseError | None:
    """Why the body is not entered: it is already, or the law does not let it do the work."""
    there = Member.objects.filter(
        project=project, member_party=body.party, role=naming.role, until=None
    )
    if there.exists():
        return CaseError("twice", Text("已经登记", "entered already"))
    if naming.role not in UNDERTAKEN or naming.work_from is None or naming.work_until is None:
        return None
    on = min(read_day(), naming.work_from)
    work = make_work(
        project, body.party, naming.role, on=on, work_from=naming.work_from,
        work_until=naming.work_until,
    )  # fmt: skip
    decision = judge_work(body, work).adverse
    if decision is None:
        return None
    cite = decision.decided_cite or UNDERTAKE
    return CaseError("law", explain(decision), (Basis(*cite),), decision.outcome)


def write_member(by: Actor, project: Project, body: FirmRef, naming: Naming) -> Member:
    """The row, its leaf, and the key that opens the file."""
    act = describe(
        by, "member_named", project, ("role", naming.role), ("party", body.party), cite=UNDERTAKE
    )
    try:
        with transaction.atomic():
            row = Member.objects.create(
                organ_region=project.organ_region, party=project.party,
                grant_key=project.grant_key, project=project, by=by.public_id,
                by_party=by.body.party, entry=record_act(act).entry,
                body=UUID(body.public_id), member_party=body.party, name=body.name,
                role=naming.role, since=read_day(), work_from=naming.work_from,
                work_until=naming.work_until, demonstration=project.demonstration,
            )  # fmt: skip
    except IntegrityError:
        raise refuse(act, CaseError("twice", Text("已经登记", "entered already"))) from None
    open_grant(project.organ_region, body.party, project.grant_key)
    return row


def find_member(public_id: UUID | str) -> Member:
    """A row of a member. Raises `NotFoundError`, behind a wall too."""
    try:
        found = Member.objects.filter(public_id=UUID(str(public_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError
    return found


@transaction.atomic
def take_on(by: Actor, public_id: UUID | str, on: date | None = None) -> Member:
    """The firm takes the work on for which it was named; or an officer of the place enters that it
    did. Raises `NotFoundError`, `CaseError` with the ground, `InputError`."""
    row = find_member(public_id)
    project = find_row(row.project.public_id)
    if row.role not in UNDERTAKEN or row.work_from is None or row.work_until is None:
        said = Text("这一角色不需要承接", "this role takes nothing on")
        raise InputError(Problem("role", row.role, said))
    if row.undertaking is not None or row.until is not None:
        act = describe(
            by, "taken_on", project, ("role", row.role), ("party", row.member_party),
            cite=UNDERTAKE,
        )  # fmt: skip
        said = Text("已经承接或者已经退出", "taken on already, or left")
        raise refuse(act, CaseError("twice", said, act.basis))
    day = on or read_day()
    begins = max(day, row.work_from)
    enter_undertaking(by, make_work(
        project, row.member_party, row.role, on=day, work_from=begins,
        work_until=max(begins, row.work_until),
    ))  # fmt: skip
    with work_in(widen(project, row.member_party)):
        row.refresh_from_db()
    return row


def end_member(by: Actor, public_id: UUID | str, reason: str) -> Member:
    """A body takes part no longer: from now on it sees the file no more, unless it has another
    role. By the constructing unit or an officer of the place. Raises `NotFoundError`, `CaseError`,
    `InputError`."""
    row = find_member(public_id)
    project = find_row(row.project.public_id)
    act = describe(
        by, "member_left", project, ("role", row.role), ("party", row.member_party),
        personal=(("reason", reason.strip()),) if reason.strip() else (),
    )  # fmt: skip
    if not (is_builder(by, project) or is_keeper(by, project)):
        raise refuse_who(
            act, "建设单位、当地公安机关", "the constructing unit, the organ of the place"
        )
    if not reason.strip() or len(reason) > 500:
        said = Text("须写明理由，至多 500 字", "a reason must be given, at most 500 characters")
        raise InputError(Problem("reason", None, said))
    if row.until is not None:
        raise refuse(act, CaseError("twice", Text("已经退出", "left already")))
    with work_in(widen(project, row.member_party)):
        row.until = max(read_day(), row.since)
        row.save(update_fields=["until"])
        record_act(act)
        others = Member.objects.filter(project=project, member_party=row.member_party, until=None)
        if not others.exists():
            close_grants(project.grant_key, row.member_party)
    return row
