"""Guards of these procedures beyond those of every case. Each raises `CaseError`."""

from __future__ import annotations

from typing import Final

from jifang.domains.approvals.data import (
    ACCEPT,
    APPROVE,
    CHANGE,
    CHANGES,
    NOTICE,
    REVIEW,
    SLOTS,
    STAGES,
)
from jifang.domains.approvals.facts import peek_project, read_on
from jifang.domains.approvals.openings import READY, RUNNING, TOO_EARLY
from jifang.domains.approvals.routing import find_accepting, find_approving, find_changing
from jifang.domains.approvals.selectors import (
    find_finding,
    find_running,
    find_slot,
    find_told,
    list_drafted,
    list_missing,
    list_slots,
    list_told,
)
from jifang.domains.projects.api import find_stage
from jifang.foundation.cases.checks import Step, add_check
from jifang.foundation.cases.models import Case
from jifang.law.errors import Text
from jifang.law.instruments import Cite

VERDICT_OF: Final = {
    "pass": "passed", "pass_basic": "basically_passed", "fail": "not_passed", "confirm": "passed",
}  # fmt: skip
"""The verdict that each concluding step gives."""


def name_own(code: str) -> Text:
    """An organ by its name of today."""
    from jifang.foundation.territory.models import Organ

    found = Organ.objects.filter(code=code).order_by("-pk").first()
    return Text(code, code) if found is None else Text(found.name_zh, found.name_en)


def refuse_organ(step: Step, wanted: str, cite: Cite) -> None:
    """The case is before the organ that is wanted."""
    if step.case.organ != wanted:
        name = name_own(wanted)
        raise step.refuse(
            "organ",
            f"不归本机关：由{name.zh}办理",
            f"not for this organ: it goes to {name.en}",
            cite,
        )


# -- whose, and before which organ -----------------------------------------------------------------


def check_party(step: Step) -> None:
    """The constructing unit of the project applies."""
    project = peek_project(step.case)
    if step.case.party != project.party:
        raise step.refuse(
            "constructing_unit", "由该项目的建设单位申请",
            "the constructing unit of the project applies",
        )  # fmt: skip


def check_alone(step: Step) -> None:
    """One case of a procedure goes on about a project at a time."""
    project = peek_project(step.case)
    if find_running(project.public_id, step.case.procedure, step.case.pk):
        raise step.refuse("other_case", RUNNING.zh, RUNNING.en)


def check_approving(step: Step) -> None:
    """Before the organ that the law names for the design."""
    organ = find_approving(peek_project(step.case), read_on(step.given))
    refuse_organ(step, organ.code, APPROVE)


def check_accepting(step: Step) -> None:
    """Before the organ that approved the design, and no other."""
    wanted = find_accepting(peek_project(step.case))
    refuse_organ(step, wanted, ACCEPT)
    if step.case.approved_by != wanted:
        name = name_own(wanted)
        raise step.refuse(
            "approving_organ", f"只能由原核准机关（{name.zh}）验收",
            f"accepted only by the organ that approved, {name.en}", ACCEPT,
        )  # fmt: skip


def check_changing(step: Step) -> None:
    """Before the organ that authorises changes."""
    refuse_organ(step, find_changing(peek_project(step.case), read_on(step.given)), CHANGE)


def check_preliminary(step: Step) -> None:
    """Preliminarily accepted before acceptance is applied for."""
    if find_stage(peek_project(step.case).public_id) not in READY:
        raise step.refuse("stage", TOO_EARLY.zh, TOO_EARLY.en, STAGES)


# -- papers and the one notice ---------------------------------------------------------------------


def check_defects_told(step: Step) -> None:
    """Every defect is of one of the five classes; all that were found are told, and every class of
    which nothing was handed in."""
    given = step.given
    if given is None:
        return
    for one in given.defects:
        if not find_slot(one.item):
            names = "、".join(t.zh for t in SLOTS.values())
            raise step.refuse(
                "defect_class", f"“{one.item}”不属于五类文档：{names}",
                f"“{one.item}” is none of the five classes", REVIEW,
            )  # fmt: skip
    told = {(find_slot(d.item), d.text.strip()) for d in given.defects}
    named = {code for code, _text in told}
    unnamed = [SLOTS[code] for code in list_missing(step.case) if code not in named]
    if unnamed:
        zh, en = "、".join(t.zh for t in unnamed), ", ".join(t.en for t in unnamed)
        raise step.refuse(
            "left_out", f"没有提交的文档没有写进告知，此后不得再提出：{zh}",
            f"not handed in and not in the notice, never to be asked for later: {en}", REVIEW,
        )  # fmt: skip
    left = [pair for pair in list_drafted(step.case) if pair not in told]
    if left:
        name, text = SLOTS[left[0][0]], left[0][1]
        raise step.refuse(
            "left_out", f"核对时记下的没有写进告知，此后不得再提出：{name.zh}：{text}",
            f"found in the check and not in the notice, never to be asked for later: {name.en}:"
            f" {text}", REVIEW,
        )  # fmt: skip


def check_told_any(step: Step) -> None:
    """The one notice was given."""
    if find_told(step.case) is None:
        raise step.refuse(
            "notice_first", "材料不全的，须先一次性告知，不得径行不予受理",
            "where papers are wanting the one notice comes first", NOTICE,
        )  # fmt: skip


def check_nothing_open(step: Step) -> None:
    """Nothing that the officer noted as wanting is left untold."""
    if find_told(step.case) is not None:
        return
    open_ = list_drafted(step.case)
    if open_:
        raise step.refuse(
            "defects_open", f"核对中记有 {len(open_)} 项缺项：先一次性告知，或者撤回所记",
            f"{len(open_)} defect(s) are noted: tell them in the one notice, or take them back",
            REVIEW,
        )  # fmt: skip


def check_all_handed_in(step: Step) -> None:
    """Something was handed in of every class; but a class that a notice did not name may not be
    asked for any more."""
    notice = find_told(step.case)
    named = list_told(notice)
    missing = [c for c in list_missing(step.case) if notice is None or c in named]
    if missing:
        zh = "、".join(SLOTS[c].zh for c in missing)
        en = ", ".join(SLOTS[c].en for c in missing)
        raise step.refuse(
            "not_handed_in", f"五类文档没有齐全，不得受理；没有提交：{zh}",
            f"not all five classes are there, and it is not accepted; not handed in: {en}", REVIEW,
        )  # fmt: skip


def check_told_first(step: Step) -> None:
    """What is wanting is told before an application is not accepted."""
    check_told_any(step)
    if not list_wanting(step.case):
        raise step.refuse(
            "nothing_wanting", "告知书所列材料均已补交，不得以材料不全不予受理",
            "everything that the notice names was handed in", NOTICE,
        )  # fmt: skip


def list_wanting(case: Case) -> list[str]:
    """The classes that the notice names and that were not handed in since, or that the officer
    still finds incomplete."""
    return [
        slot.code for slot in list_slots(case)
        if slot.told and (not slot.is_supplied or slot.mark == "defect")
    ]  # fmt: skip


def check_still_wanting(step: Step) -> None:
    """Only what the notice named is asked for again, and only where it is still wanting."""
    named = list_told(find_told(step.case))
    if not named:
        raise step.refuse("no_notice", "尚未告知", "no notice was given", REVIEW)
    if not list_wanting(step.case):
        raise step.refuse(
            "nothing_wanting", "告知书所列材料均已补交", "all that the notice names was handed in",
            REVIEW,
        )  # fmt: skip


def check_supplied(step: Step) -> None:
    """Something is handed in when papers are supplied."""
    given = step.given
    if given is not None and not any(given.more.get(code) for code in SLOTS):
        raise step.refuse("nothing", "没有提交任何文件", "nothing was handed in", REVIEW)


# -- decisions -------------------------------------------------------------------------------------


def check_found(step: Step) -> None:
    """A negative finding is not passed over."""
    if find_finding(step.case) == "not_met":
        raise step.refuse(
            "finding", "审查结论是不符合要求；不同意的，退回重新审查",
            "the examination found it wanting; have it examined again if you do not agree",
        )  # fmt: skip


def check_kinds(step: Step) -> None:
    """A change changes something: the new state is another than the old."""
    given = step.given
    if given is None or step.transition.code != "apply":
        return
    was, becomes = (given.private.get(n, "").strip() for n in ("was", "becomes"))
    if was == becomes or not set(given.more.get("kinds") or ()) <= CHANGES.keys():
        raise step.refuse(
            "no_change", "改变前后相同", "what it was and what it becomes are the same", CHANGE
        )


ALL: Final = {
    "project_party": check_party,
    "project_alone": check_alone,
    "routed_by_law": check_approving,
    "accepting_organ": check_accepting,
    "changing_organ": check_changing,
    "preliminary_done": check_preliminary,
    "papers_supplied": check_supplied,
    "defects_told": check_defects_told,
    "notice_was_given": check_told_any,
    "no_open_defects": check_nothing_open,
    "all_handed_in": check_all_handed_in,
    "told_before_declining": check_told_first,
    "still_wanting": check_still_wanting,
    "examination_met": check_found,
    "change_changes": check_kinds,
}
for name, check in ALL.items():
    add_check(name, check)
