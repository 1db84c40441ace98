"""Applying about a project at the organ that the law names; the officer's check of the papers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction

from jifang.domains.approvals.data import MARKS, PROJECT, REVIEW, SLOTS, as_basis
from jifang.domains.approvals.models import IntakeCheck
from jifang.domains.approvals.selectors import find_check, list_missing
from jifang.domains.projects.api import find_project
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.cases.data import CaseError, Given, StaleError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import Opening, find_visible, open_case, widen_scope
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError, Problem, Text

MOST_DEFECTS: Final = 20
LONGEST_DEFECT: Final = 300


def apply_about(
    by: Actor, procedure: str, project_id: str, given: Given, *, grant_key: str = ""
) -> Event:
    """Apply for something about a project, at the organ that the law names.

    Raises `CaseError`, recorded as a refusal; `InputError`; `NotFoundError` of the register.
    """
    project = find_project(project_id)
    opening = Opening(
        procedure, "apply", "", project.party, project.name,
        Target(PROJECT, project.public_id), grant_key=grant_key,
    )  # fmt: skip
    return open_case(by, opening, given)


# -- the check of the papers -----------------------------------------------------------------------


def write_marks(
    given: Mapping[str, Mapping[str, Any]], missing: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """The marks as they are kept. Raises `InputError` with every problem.

    missing: classes of which nothing was handed in: they are not complete.
    """
    problems, found = [], dict[str, dict[str, Any]]()
    for code, said in given.items():
        mark = str(said.get("mark") or "")
        defects = [" ".join(str(d).split()) for d in said.get("defects") or ()]
        defects = [d for d in defects if d]
        if code not in SLOTS:
            problems.append(Problem(code, code, Text("没有这类文档", "there is no such class")))
        if mark and mark not in MARKS:
            words = "、".join(t.zh for t in MARKS.values())
            problems.append(Problem(code, mark, Text(f"只能是：{words}", "ok or defect")))
        if mark == "ok" and code in missing:
            said_ = Text("没有提交，不能记为齐全", "nothing was handed in: it is not complete")
            problems.append(Problem(code, mark, said_))
        if (mark == "defect") != bool(defects):
            said_ = Text(
                "有缺项的须逐项写明要补什么；齐全的不写",
                "where something is wanting, say what must be handed in; else nothing",
            )
            problems.append(Problem(code, len(defects), said_))
        if len(defects) > MOST_DEFECTS or any(len(d) > LONGEST_DEFECT for d in defects):
            said_ = Text(
                f"至多 {MOST_DEFECTS} 项，每项至多 {LONGEST_DEFECT} 字",
                f"at most {MOST_DEFECTS}, of {LONGEST_DEFECT} characters each",
            )
            problems.append(Problem(code, len(defects), said_))
        if mark:
            found[code] = {"mark": mark, "defects": defects}
    if problems:
        raise InputError(problems)
    return found


@transaction.atomic
def save_check(
    by: Actor, public_id: str, version: int, marks: Mapping[str, Mapping[str, Any]]
) -> IntakeCheck:
    """Keep what was found of the papers, class by class; by whoever has the case in hand. One leaf.

    version: of the check that was seen; 0 where there was none.

    Raises `CaseError`, `InputError`, `StaleError`.
    """
    case = find_visible(public_id)
    act = Act(
        "intake.checked", case.organ, case.organ_region, by.public_id,
        Target("case", str(case.public_id)), basis=as_basis(REVIEW),
    )  # fmt: skip
    check_checker(by, case, act)
    with work_in(widen_scope(by, case)):
        kept = write_marks(marks, list_missing(case))
        held = find_check(case)
        if (held.version if held else 0) != version:
            raise StaleError(held.version if held else 0)
        row = held or IntakeCheck(case=case, organ_region=case.organ_region, version=0)
        row.marks, row.version, row.by = kept, version + 1, by.public_id
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
        row.entry = record_act(Act(
            act.kind, act.organ, act.region, act.actor, act.on, basis=act.basis,
            personal=(("marks", hashlib.sha256(text.encode()).hexdigest()),),
            details=(("version", row.version),),
        )).entry  # fmt: skip
        row.save()
    return row


def check_checker(by: Actor, case: Case, act: Act) -> None:
    """Only whoever has the case in hand checks its papers, while it is received. Raises
    `CaseError`, recorded."""
    holds = case.holder in {by.public_id, by.lender or by.public_id}
    if may(by.role, "handle_case") and holds and case.holder_party == by.body.party:
        if case.state == "received":
            return
        said = Text("材料在收件核对阶段核对", "papers are checked while the case is received")
        code = "state"
    else:
        said = Text("由本案经办人核对", "whoever holds the case checks it")
        code = "who"
    record_refusal(act, code)
    raise CaseError(code, said, act.basis)
