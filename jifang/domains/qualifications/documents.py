"""The letters of these procedures as they are drafted, and what may not be changed in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from jifang.domains.qualifications.data import (
    APPLICATIONS,
    CERTIFICATE,
    CHANGE,
    CHANGES,
    FILING,
    FIRST,
    LEVELS,
)
from jifang.domains.qualifications.facts import (
    find_finding,
    read_applied,
    read_opening,
    require_firm,
)
from jifang.domains.qualifications.issuing import Due, find_due
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import CaseError, Given, LetterGiven
from jifang.foundation.cases.models import Case, Notice
from jifang.law.errors import Text
from jifang.law.period_book import find_period
from jifang.law.places import name_region

SCOPE_UNKNOWN: Final = "该等级的业务范围以省人民政府公安机关公布的为准（正文平台未收录）"
"""Printed on the certificate: the published text was not obtained; reported figures are none."""
PERIODS: Final = {
    CERTIFICATE: "licence_decision",
    FIRST: "licence_first_examination",
    CHANGE: "licence_decision",
    FILING: "licence_decision",
}


def name_matter(case: Case, given: Given | None = None) -> Text:
    """What is applied for, in a line: 资格证晋级（三级）."""
    if case.procedure == FILING:
        return Text("省外从业单位资格备案", "filing of a firm from outside the province")
    if case.procedure == CHANGE:
        said = CHANGES.get(str(read_opening(case, given)[0].get("kind")), Text("", ""))
        return Text(f"资格证{said.zh}", f"qualification certificate: {said.en}")
    applied = read_applied(case, given)
    kind = APPLICATIONS.get(applied.kind, Text("", ""))
    level = Text("", "") if applied.level is None else LEVELS[str(applied.level)]
    return Text(
        f"资格证{kind.zh}" + (f"（{level.zh}）" if level.zh else ""),
        f"qualification certificate: {kind.en}" + (f" ({level.en})" if level.en else ""),
    )


def begin(step: Step) -> tuple[str, str, dict[str, str]]:
    """Addressee and subject of a letter, and the fields that most of them have."""
    firm = require_firm(step.case.party)
    matter = name_matter(step.case).zh
    day = read_opening(step.case, None)[1]
    if step.case.procedure not in {FILING, CHANGE}:
        day = read_applied(step.case, None).applied_on
    return firm.name, f"{firm.name}：{matter}"[:120], {
        "matter": matter, "received_on": day.isoformat(),
    }  # fmt: skip


def draft_acceptance(step: Step) -> LetterGiven:
    """With how long the step that follows may take."""
    addressee, subject, fields = begin(step)
    name = PERIODS.get(step.case.procedure)
    lines = []
    if name is not None:
        period = find_period(name)
        definition = period.latest
        cite = definition.cite
        lines.append(f"“{period.title.zh}”的期限为自受理之日起{definition.say_length().zh}。")
        if cite is not None and definition.extension is not None:
            lines.append("依法延长期限、或者所需时间依法不计入期限的，另行告知。")
    lines.append("办理进度可以在平台本案页面查看。")
    return LetterGiven(addressee, subject, {**fields, "body": "\n".join(lines)})


def draft_deficiency(step: Step) -> LetterGiven:
    """With every defect that is told: the items are made from them."""
    addressee, subject, fields = begin(step)
    return LetterGiven(addressee, subject, {
        **fields, "items": "\n".join(list_defects(step)),
        "remarks": "补正后请在平台本案页面提交。需要补正的内容只告知这一次。",
    })  # fmt: skip


def list_defects(step: Step) -> list[str]:
    """What is wanting, a line each: as it is given with the step."""
    defects = step.given.defects if step.given else ()
    return [f"{one.item}：{one.text}".replace("\n", " ") for one in defects]


def draft_granted(step: Step) -> LetterGiven:
    """What is granted: the certificate follows, within the period of delivery."""
    addressee, subject, fields = begin(step)
    delivery = find_period("licence_delivery").latest.say_length().zh
    said = f"准予{fields['matter']}。证件自本决定作出之日起{delivery}内颁发。"
    return LetterGiven(addressee, subject, {**fields, "decision": said})


def draft_extended(step: Step) -> LetterGiven:
    """That renewal may be applied for until a later day; the days are the law's."""
    addressee, subject, fields = begin(step)
    said = (
        "准予延期换证。延期的截止日按批准的日数自有效期届满之日起计算，最长不超过办法规定的日数；"
        "延期期间原资格证继续有效，不得再次延期。"
    )
    return LetterGiven(addressee, subject, {**fields, "decision": said})


def say_remedy() -> str:
    """How a refusal may be contested, with the periods as they are recorded."""
    again = find_period("reconsideration").latest.say_length().zh
    court = find_period("litigation").latest.say_length().zh
    return f"不服本决定的，可以依法在{again}内申请行政复议，或者在{court}内提起行政诉讼。"


def draft_refused(step: Step) -> LetterGiven:
    """With the reasons, which whoever signs writes; the finding of the examiner to begin with."""
    addressee, subject, fields = begin(step)
    reason = step.given.reason if step.given and step.given.reason else ""
    if not reason and find_finding(step.case) == "not_met":
        reason = "经审查，未达到所申请等级的条件。"
    return LetterGiven(addressee, subject, {
        **fields, "reasons": reason, "remedy": say_remedy(),
    })  # fmt: skip


def draft_certificate(step: Step) -> LetterGiven:
    """The certificate itself: nothing in it is whoever signs's to choose."""
    due = find_due(step)
    fields = dict(list_fields(due))
    return LetterGiven(due.firm.name, f"{due.kind_name}：{due.firm.name}"[:120], fields)


def list_fields(due: Due) -> Iterator[tuple[str, str]]:
    """What a certificate shows."""
    yield "credit_code", due.firm.credit_code
    yield "region", name_region(due.firm.region).zh
    yield "valid_from", due.issued_on.isoformat()
    yield "valid_until", due.valid_until.isoformat()
    if due.kind == FILING:
        yield "home_number", say_home(due)
        return
    yield "level", LEVELS[str(due.level)].zh
    yield "scope", SCOPE_UNKNOWN
    yield "how", due.how_name.zh
    yield "former", "" if due.follows is None else due.follows.number


def say_home(due: Due) -> str:
    """The certificate of the home place with its level and its end: what the firm may take on
    follows from them."""
    known = [LEVELS[str(due.home_level)].zh] if due.home_level else []
    if due.home_valid_until is not None:
        known.append(f"有效至 {due.home_valid_until.isoformat()}")
    return f"{due.home_number}（{'，'.join(known)}）" if known else due.home_number


def check_letter(step: Step, drafted: LetterGiven) -> None:
    """The letter says what is drafted. Raises `CaseError` naming what differs."""
    given = step.given.letter if step.given else None
    if given is None:
        return
    differs = [name for name, value in drafted.fields.items() if given.fields.get(name) != value]
    differs += ["addressee"] if given.addressee != drafted.addressee else []
    if differs:
        names = ", ".join(differs)
        raise CaseError("letter_differs", Text(
            f"证件内容由登记和法律得出，不得改动：{names}",
            f"what a certificate says follows from register and law: {names}",
        ), step.basis)  # fmt: skip


def find_told(case: Case) -> Notice | None:
    """The one notice of a case."""
    return Notice.objects.filter(case=case, kind="deficiency").first()


def read_day_given(text: str) -> date:
    """An ISO day that a step was given."""
    return date.fromisoformat(text)
