"""The letters of these procedures as they are drafted."""

from __future__ import annotations

from jifang.domains.approvals.checks import VERDICT_OF, name_own
from jifang.domains.approvals.data import (
    ACCEPTANCE,
    DESIGN_REVIEW,
    READ_BASIC,
    SLOTS,
    VERDICTS,
)
from jifang.domains.approvals.facts import peek_project
from jifang.domains.approvals.reports import Tested, find_tested
from jifang.domains.approvals.selectors import (
    find_approval_row,
    find_submitted,
    list_missing,
    list_on_file,
    list_wanted,
)
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import Defect, LetterGiven
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.standing import read_calendar, read_day
from jifang.foundation.documents.models import Letter
from jifang.law.clock import run_clock
from jifang.law.clock_events import Started
from jifang.law.period_book import find_period

MATTERS = {
    DESIGN_REVIEW: "技防系统设计方案审核", ACCEPTANCE: "技防系统验收",
}  # fmt: skip
VERDICTS_FROM = (
    "结论分“通过、基本通过、不通过”，见 GB 50348-2018 第 10.1.5 条（据公开页面转引，未核对"
    "原文，可信度 C）。"
)
CHANGE_MATTER = "改变技防系统位置、用途、使用范围"


def begin(step: Step) -> tuple[str, str, dict[str, str]]:
    """Addressee and subject of a letter, and the fields that most of them have."""
    project = peek_project(step.case)
    matter = MATTERS.get(step.case.procedure, CHANGE_MATTER)
    first = Event.objects.filter(case=step.case, version=1).first()
    day = first.legal_day if first else read_day()
    return project.unit_name, f"{project.name}：{matter}"[:120], {
        "matter": f"{project.name}{matter}"[:200], "received_on": day.isoformat(),
    }  # fmt: skip


def draft_acceptance(step: Step) -> LetterGiven:
    """That it is taken up; for a design, with both readings of the fifteen days."""
    addressee, subject, fields = begin(step)
    lines = ["办理进度可以在平台本案页面查看。"]
    if step.case.procedure == DESIGN_REVIEW:
        lines = [*say_period(step), "审核通过之前不得施工。", *lines]
    if step.case.procedure == ACCEPTANCE:
        lines.insert(0, "验收合格之前，系统不得投入使用。办法没有规定验收的期限。")
    return LetterGiven(addressee, subject, {**fields, "body": "\n".join(lines)})


def say_period(step: Step) -> list[str]:
    """The period of the review from the day on which the papers were there; that they were all
    five only where they were."""
    start = find_submitted(step.case) or read_day()
    definition = find_period("design_review").at(start)
    clock = run_clock(definition, [Started(start)], read_calendar())
    since = "收到文档" if list_missing(step.case) else "五类文档收齐"
    said = [f"自{since}之日（{start}）起{definition.say_length().zh}内完成审核。"]
    if clock.due_on and clock.alert_on and clock.due_on != clock.alert_on:
        said.append(
            f"办法没有写明是工作日还是自然日，两种都算：较早的一天是{clock.alert_on}，较晚的一天是"
            f"{clock.due_on}；过了较晚的一天为逾期。依法不计入期限的时间另行告知。"
        )
    return said


def draft_deficiency(step: Step) -> LetterGiven:
    """With every defect: those that are given, else those that the notice must name."""
    addressee, subject, fields = begin(step)
    given = step.given.defects if step.given else ()
    lines = [f"{one.item}：{one.text}" for one in given]
    if not lines:
        lines = [f"{SLOTS[code].zh}：{text}" for code, text in list_wanted(step.case)]
    return LetterGiven(addressee, subject, {
        **fields, "items": "\n".join(line.replace("\n", " ") for line in lines),
        "remarks": "补正后请在平台本案页面提交。需要补正的内容只告知这一次，此后不再提出新的要求。",
    })  # fmt: skip


def draft_defects(step: Step) -> tuple[Defect, ...]:
    """What the notice names unless whoever gives it says more."""
    return tuple(Defect(SLOTS[code].zh, text) for code, text in list_wanted(step.case))


def say_handed_in(step: Step) -> str:
    """The papers that were handed in: five classes only where there are five."""
    missing, on_file = list_missing(step.case), list_on_file(step.case)
    if not missing:
        return "技防系统设计方案等五类文档"
    names = "、".join(SLOTS[code].zh for code in on_file)
    return f"技防系统{names}" if names else "技防系统审核申请"


def say_remedy() -> str:
    """How a refusal may be contested, with the periods as they are recorded."""
    again = find_period("reconsideration").latest.say_length().zh
    court = find_period("litigation").latest.say_length().zh
    return f"不服本决定的，可以依法在{again}内申请行政复议，或者在{court}内提起行政诉讼。"


def draft_declined(step: Step) -> LetterGiven:
    """That an application is not accepted, with the reasons that whoever signs writes."""
    addressee, subject, fields = begin(step)
    return LetterGiven(addressee, subject, {
        **fields, "reasons": say_reason(step), "remedy": say_remedy(),
    })  # fmt: skip


def say_reason(step: Step) -> str:
    """The reason that was given with the step, if it was yet."""
    return step.given.reason if step.given and step.given.reason else ""


def draft_passed(step: Step) -> LetterGiven:
    """That the design is approved, and what follows."""
    addressee, subject, fields = begin(step)
    project = peek_project(step.case)
    organ = name_own(step.case.organ).zh
    said = [
        f"你单位报送的“{project.name}”{say_handed_in(step)}，经审核通过，准予施工。",
        "施工应当按审核通过的设计方案进行；系统的位置、用途、使用范围不得擅自改变。",
        f"竣工并检验合格后，向{organ}申请验收；验收合格后方可投入使用。",
    ]  # fmt: skip
    return LetterGiven(addressee, subject, {**fields, "decision": "\n".join(said)})


def draft_not_passed(step: Step) -> LetterGiven:
    """That the design is not approved: reasons, remedies, and that nothing is built."""
    addressee, subject, fields = begin(step)
    return LetterGiven(addressee, subject, {
        **fields, "reasons": say_reason(step),
        "remedy": f"审核通过之前不得施工。修改后可以重新申报。\n{say_remedy()}",
    })  # fmt: skip


def draft_opinion(step: Step) -> LetterGiven:
    """The opinion of acceptance: upon which approval and which test, with which verdict."""
    addressee, subject, fields = begin(step)
    project = peek_project(step.case)
    approval, tested = find_approval_row(project.public_id), find_tested(project.public_id)
    letter = Letter.objects.filter(public_id=approval.letter).first() if approval else None
    verdict = VERDICT_OF[step.transition.code]
    return LetterGiven(addressee, subject, {
        **fields,
        "design": f"{letter.number_text}，{letter.issued_on}" if letter else "未经核准",
        "report": "没有锁定的检验报告" if tested is None else
                  say_report(tested),
        "verdict": VERDICTS[verdict].zh,
        "opinion": say_opinion(step, verdict),
        "remarks": say_remarks(verdict),
    })  # fmt: skip


def say_report(tested: Tested) -> str:
    """A test report as a letter names it."""
    return f"{tested.number or tested.public_id}，第 {tested.version} 版，{tested.tested_on}"


def say_opinion(step: Step, verdict: str) -> str:
    """What is said besides the verdict: whoever signs may say more."""
    reason = say_reason(step)
    if step.transition.code == "confirm":
        return "经复核，验收意见书所列问题已经整改，验收合格，可以投入使用。"
    if verdict == "passed":
        return "经验收，系统按核准的设计方案建成，检验合格，可以投入使用。"
    return reason


def say_remarks(verdict: str) -> str:
    """What follows from the verdict, and where the verdicts come from."""
    said = {
        "passed": [],
        "basically_passed": [f"整改后向本机关报告。{READ_BASIC.reason.zh}（平台的解释）。"],
        "not_passed": ["验收合格之前不得投入使用。整改后可以重新申请验收。", say_remedy()],
    }[verdict]
    return "\n".join([
        *said,
        VERDICTS_FROM,
    ])  # fmt: skip


def draft_granted(step: Step) -> LetterGiven:
    """That a change is authorised."""
    addressee, subject, fields = begin(step)
    said = (
        f"准予{fields['matter']}，按申请所列内容实施。未经准许不得再行改变；变更涉及设计方案的，另行"
        "报核准。"
    )
    return LetterGiven(addressee, subject, {**fields, "decision": said})


def draft_refused(step: Step) -> LetterGiven:
    """That a change is not authorised: reasons, remedies, and what making it all the same means."""
    addressee, subject, fields = begin(step)
    return LetterGiven(addressee, subject, {
        **fields, "reasons": say_reason(step),
        "remedy": f"擅自改变系统位置、用途、使用范围的，依办法第三十七条处理。\n{say_remedy()}",
    })  # fmt: skip
