"""File audit (案卷评查): what the law and the procedure require of a file, and what is in it.

The checklist is not written by hand: it follows from the procedure as data and from what happened.
Each item holds, is a gap, is not required, or is not known; where a provision is recorded it is
named, else the item is the organ's own order of business.

    audit = audit_case(by, case.public_id)
    audit.gaps        # items that are wanting, each with what was found
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.cases.audit_items import Item, Verdict, check_ledger, check_papers
from jifang.foundation.cases.audit_steps import check_opinions, check_steps
from jifang.foundation.cases.audit_terms import check_closing, check_notices, check_periods
from jifang.foundation.cases.case_files import CaseFile, load_files
from jifang.foundation.cases.data import NotFoundError, Procedure
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import find_procedure
from jifang.foundation.cases.reading import find_reader, read_files
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import is_within
from jifang.foundation.walls.scope import find_range
from jifang.law.errors import Text

SECTIONS: Final[dict[str, Text]] = {
    "opening": Text("立案", "Opening"),
    "steps": Text("步骤与权限", "Steps, and who may take them"),
    "second": Text("复核签署", "The second signature"),
    "notices": Text("一次性告知", "The one notice"),
    "letters": Text("文书", "Letters"),
    "opinions": Text("意见", "Opinions"),
    "periods": Text("期限", "Periods"),
    "papers": Text("材料", "Documents"),
    "reasons": Text("理由", "Reasons"),
    "closing": Text("办结", "Closing"),
    "ledger": Text("账本", "The ledger"),
}
"""The parts of a checklist, in the order in which it is read."""

MOST_AT_ONCE: Final = 100
MOST_ORGANS: Final = 400


@dataclass(frozen=True, slots=True)
class FileAudit:
    """The audit of one file. `deep`: the bytes of letters and documents were read, too."""

    case: Case
    procedure: Procedure
    items: tuple[Item, ...]
    deep: bool

    def count(self, verdict: Verdict) -> int:
        """How many items came out so."""
        return sum(item.verdict == verdict for item in self.items)

    @property
    def gaps(self) -> tuple[Item, ...]:
        """What is wanting."""
        return tuple(item for item in self.items if item.verdict == "gap")

    @property
    def sections(self) -> list[tuple[Text, list[Item]]]:
        """The items by part; a part without any is left out."""
        parts = [(title, [i for i in self.items if i.part == code])
                 for code, title in SECTIONS.items()]  # fmt: skip
        return [(title, items) for title, items in parts if items]


def audit_case(by: Actor, public_id: UUID | str) -> FileAudit:
    """Audit the file of a case, with the bytes of its papers. Raises `NotFoundError`: for whoever
    is no officer, supervisor or auditor of its territory, too."""
    with read_files(by):
        case, reader = find_reader(by, public_id)
        if reader == "party" or not covers(by, case):
            raise NotFoundError
        return audit_file(load_files([case])[0], deep=True)


def covers(by: Actor, case: Case) -> bool:
    """Whether a case lies in the territory of someone's body: the whole of its file is seen."""
    return by is SYSTEM or is_within(case.organ_region, by.body.organ_region)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files are asked for; an empty field asks for all. `closed`: yes, no or empty; `before`:
    those that were opened before this one, by its key."""

    procedure: str = ""
    organ: str = ""
    closed: str = ""
    before: int | None = None


def list_audits(by: Actor, wanted: Wanted, limit: int = 50) -> tuple[list[FileAudit], int | None]:
    """The audits of a page of files in someone's territory, the newest first; and the key after
    which the next page begins."""
    with read_files(by):
        rows = list(find_cases(by, wanted)[: limit + 1])
        audits = audit_cases(rows[:limit])
    return audits, rows[limit - 1].pk if len(rows) > limit else None


def list_deciding_organs(by: Actor) -> list[tuple[str, str, str]]:
    """The organs that decide cases in someone's territory: code and both names."""
    lo, hi = find_range(by.body.organ_region)
    found = Organ.objects.filter(
        kind="public_security", organ_region__gte=lo, organ_region__lt=hi,
        valid__contains=timezone.localdate(),
    )  # fmt: skip
    return list(found.order_by("code").values_list("code", "name_zh", "name_en")[:MOST_ORGANS])


def find_cases(by: Actor, wanted: Wanted) -> QuerySet[Case]:
    """The cases of someone's territory that are asked for; those opened to an organ elsewhere are
    audited where they are decided."""
    lo, hi = find_range(by.body.organ_region)
    found = Case.objects.filter(organ_region__gte=lo, organ_region__lt=hi).order_by("-pk")
    if wanted.procedure:
        found = found.filter(procedure=wanted.procedure)
    if wanted.organ:
        found = found.filter(organ=wanted.organ)
    if wanted.closed:
        found = found.filter(closed_at__isnull=wanted.closed == "no")
    return found if wanted.before is None else found.filter(pk__lt=wanted.before)


def audit_cases(cases: Sequence[Case]) -> list[FileAudit]:
    """Audit many files by what is recorded of them; at most a hundred at a time. The bytes of
    letters and documents are not read."""
    if len(cases) > MOST_AT_ONCE:
        raise ValueError(f"at most {MOST_AT_ONCE} files at a time")
    return [audit_file(file, deep=False) for file in load_files(cases)]


def audit_file(file: CaseFile, *, deep: bool) -> FileAudit:
    """The checklist of a file, filled in."""
    procedure = find_procedure(file.case.procedure)
    return FileAudit(file.case, procedure, tuple(list_items(file, procedure, deep)), deep)


def list_items(file: CaseFile, procedure: Procedure, deep: bool) -> Iterator[Item]:
    """Every item of the checklist."""
    yield check_number(file)
    yield from check_steps(file, procedure)
    yield from check_notices(file, procedure)
    yield from check_opinions(file)
    yield from check_periods(file, timezone.localdate())
    yield from check_papers(file, procedure, deep)
    yield from check_closing(file, procedure)
    yield from check_ledger(file)


def check_number(file: CaseFile) -> Item:
    """A case is opened with a number of its series."""
    case = file.case
    title = Text("立案编号", "a number of its series")
    said = Text(f"{case.year} 年第 {case.number} 号", f"{case.year}, no. {case.number}")
    if file.number_drawn:
        return Item("opening", title, "holds", said)
    none = Text(f"{said.zh}：编号簿中没有", f"{said.en}: not in the series")
    return Item("opening", title, "gap", none)
