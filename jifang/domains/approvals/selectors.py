"""Reading approvals, acceptances, changes, the papers of a case and the check of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jifang.domains.approvals.data import (
    ACCEPTANCE,
    DESIGN_REVIEW,
    NOT_HANDED_IN,
    SLOTS,
    AcceptanceRef,
    ApprovalRef,
)
from jifang.domains.approvals.models import (
    Acceptance,
    Confirmation,
    DesignApproval,
    IntakeCheck,
    SystemChange,
)
from jifang.domains.projects.api import find_stage
from jifang.foundation.cases.models import Case, Event, Notice
from jifang.foundation.cases.selectors import find_notice
from jifang.foundation.documents.models import Document
from jifang.law.errors import Text

DECIDING = {
    "met": ("approve",), "not_met": ("refuse",), "passed": ("pass",),
    "basically_passed": ("pass_basic",), "not_passed": ("fail",),
}  # fmt: skip
"""The decision that follows from a finding or the opinion of an acceptance group."""
HANDING_IN = ("apply", "supply", "report_rectified")


def find_approval_row(project: str) -> DesignApproval | None:
    """The latest approval of a project's design."""
    rows = DesignApproval.objects.filter(project=project).select_related("event__case")
    return rows.order_by("-id").first()


def find_approval(project: str) -> ApprovalRef | None:
    """The approval of a project's design that holds; none where there is none, or it lies behind a
    wall."""
    row = find_approval_row(project)
    if row is None:
        return None
    return ApprovalRef(
        str(row.public_id), row.project, row.organ, row.organ_region, row.approved_on,
        str(row.event.case.public_id), row.letter,
    )  # fmt: skip


def find_acceptance(project: str) -> AcceptanceRef | None:
    """The latest acceptance of a project that was concluded."""
    rows = Acceptance.objects.filter(project=project).select_related("event__case")
    row = rows.order_by("-id").first()
    if row is None:
        return None
    confirmed = Confirmation.objects.filter(acceptance=row).first()
    return AcceptanceRef(
        row.project, row.organ, row.organ_region, row.verdict, row.concluded_on,
        confirmed.confirmed_on if confirmed else None, str(row.event.case.public_id), row.letter,
    )  # fmt: skip


def list_cases_of(project: str) -> list[Case]:
    """The cases about a project that the reader sees, the newest first."""
    return list(Case.objects.filter(about_kind="project", about_id=project).order_by("-pk"))


def find_change(case: Case) -> SystemChange | None:
    """The change that a case is about."""
    return SystemChange.objects.filter(case=case).first()


def list_changes(project: str) -> list[SystemChange]:
    """The changes of a project's systems that were authorised, the newest first."""
    rows = SystemChange.objects.filter(project=project, case__state="approved")
    return list(rows.select_related("case").order_by("-id"))


# -- papers ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SlotPaper:
    """A paper in a class: when it was handed in; nothing of it where it may not be seen."""

    id: str
    on: date
    version: int
    document: Document | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A class of document, what was handed in of it, the newest last, and what was found of it."""

    code: str
    title: Text
    papers: Sequence[SlotPaper]
    mark: str
    defects: Sequence[str]
    told: Sequence[str]
    told_version: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing was handed in of it."""
        return not self.papers

    @property
    def is_supplied(self) -> bool:
        """Whether something was handed in of it after it was named in the notice."""
        return bool(self.told) and any(p.version > self.told_version for p in self.papers)


def list_handed(case: Case) -> list[Event]:
    """The steps by which papers were handed in, in order."""
    return list(Event.objects.filter(case=case, act__in=HANDING_IN).order_by("version"))


def list_slot_papers(event: Event, code: str) -> list[str]:
    """The papers that a step put into a class."""
    found = event.details.get(code)
    return [str(i) for i in found] if isinstance(found, list) else []


def find_told(case: Case) -> Notice | None:
    """The one notice of a case."""
    return find_notice(case)


def list_told(notice: Notice | None) -> Mapping[str, list[str]]:
    """What the notice names, by class."""
    found: dict[str, list[str]] = {}
    for defect in notice.defects if notice else ():
        code = find_slot(str(defect.get("item", "")))
        if code:
            found.setdefault(code, []).append(str(defect.get("text", "")))
    return found


def find_slot(item: str) -> str:
    """The class that the item of a defect names, by its name in either language or its code; empty
    where it names none."""
    said = item.strip()
    names = ((code, (code, t.zh, t.en)) for code, t in SLOTS.items())
    return next((code for code, known in names if said in known), "")


def find_check(case: Case) -> IntakeCheck | None:
    """The officer's working notes."""
    return IntakeCheck.objects.filter(case=case).first()


def list_slots(case: Case, *, check: bool = True) -> list[Slot]:
    """The five classes with their papers; with the officer's marks, where they are asked for."""
    events, notice = list_handed(case), find_told(case)
    held = find_check(case) if check else None
    marks: Mapping[str, Any] = held.marks if held else {}
    told, told_version = list_told(notice), notice.event.version if notice else 0
    ids = {i for e in events for code in SLOTS for i in list_slot_papers(e, code)}
    documents = {str(d.public_id): d for d in Document.objects.filter(public_id__in=ids)}
    found = []
    for code, title in SLOTS.items():
        papers = [
            SlotPaper(i, e.legal_day, e.version, documents.get(i))
            for e in events
            for i in list_slot_papers(e, code)
        ]
        mark = marks.get(code, {})
        found.append(Slot(
            code, title, papers, str(mark.get("mark", "")), tuple(mark.get("defects", ())),
            tuple(told.get(code, ())), told_version,
        ))  # fmt: skip
    return found


def list_on_file(case: Case) -> list[str]:
    """The classes of which something is on file."""
    events = list_handed(case)
    return [c for c in SLOTS if any(list_slot_papers(e, c) for e in events)]


def find_submitted(case: Case) -> date | None:
    """The day of the law on which papers were last handed in."""
    events = [e for e in list_handed(case) if e.act in {"apply", "supply"}]
    return events[-1].legal_day if events else None


def list_drafted(case: Case) -> list[tuple[str, str]]:
    """The defects that the draft of the notice holds: class and what must be done, in order."""
    held = find_check(case)
    marks: Mapping[str, Any] = held.marks if held else {}
    return [
        (code, text)
        for code in SLOTS
        for text in marks.get(code, {}).get("defects", ())
        if marks[code].get("mark") == "defect"
    ]


def list_missing(case: Case) -> list[str]:
    """The classes that a review needs (art. 17 ¶2) and of which nothing is on file; none in other
    procedures, for which no provision lists papers."""
    if case.procedure != DESIGN_REVIEW:
        return []
    on_file = list_on_file(case)
    return [c for c in SLOTS if c not in on_file]


def list_wanted(case: Case) -> list[tuple[str, str]]:
    """What the one notice must name: the defects that the check noted, and each class of which
    nothing was handed in; in the order of the classes."""
    drafted = list_drafted(case)
    noted = {code for code, _text in drafted}
    more = [(code, NOT_HANDED_IN) for code in list_missing(case) if code not in noted]
    order = list(SLOTS)
    return sorted([*drafted, *more], key=lambda pair: order.index(pair[0]))


def find_running(project: str, procedure: str, besides: int | None) -> bool:
    """Whether another case of a procedure about a project goes on."""
    rows = Case.objects.filter(procedure=procedure, about_id=project, closed_at=None)
    return (rows if besides is None else rows.exclude(pk=besides)).exists()


def find_finding(case: Case) -> str:
    """What the latest examination found."""
    found = Event.objects.filter(case=case, act="examine").order_by("-version").first()
    return str(found.details.get("finding", "")) if found else ""


def is_early(project: str) -> bool:
    """Whether the design of a project is not entered as finished yet."""
    return find_stage(project) in {"", "initiated", "tendered"}


def prefer_found(case: Case) -> tuple[str, ...]:
    """The decision that follows from what the latest examination found."""
    found = Event.objects.filter(case=case, act="examine").order_by("-version").first()
    said = str(found.details.get("verdict") or found.details.get("finding")) if found else ""
    return DECIDING.get(said, ())


OWN = (DESIGN_REVIEW, ACCEPTANCE)
