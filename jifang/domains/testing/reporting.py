"""Reports: begun, written clause by clause, discarded, locked and sealed; corrected by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from jifang.domains.testing.commissioning import (
    BODYS,
    describe,
    find_early,
    find_first_day,
    place,
    refuse,
    widen,
)
from jifang.domains.testing.data import (
    DISCARDED,
    DRAFT,
    EVIDENCE,
    LOCKED,
    MOST_CLAUSES,
    TEST,
    ClauseGiven,
    StaleError,
)
from jifang.domains.testing.judging import check_clause, describe_clause, digest_clauses
from jifang.domains.testing.models import Answer, Clause, Commission, Report
from jifang.domains.testing.selectors import find_commission, find_report_row, list_clauses
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import Owner
from jifang.foundation.documents.models import Document
from jifang.foundation.history.readers import EARLIEST
from jifang.foundation.walls.scope import work_in
from jifang.law.errors import InputError, Problem, Text

LONGEST_WHY = 500
LONGEST_REMARK = 1000
LOCKED_NOW = Text(
    "报告已经锁定，不能改动；更正须另出新版本",
    "the report is locked and never changes; a correction is a new version",
)
NO_SUCH_CLAUSE = Text("没有这一条", "there is no such clause")


def require_body(by: Actor, row: Commission | Report, act: Act) -> None:
    """Only the body writes its reports. Raises `CaseError`."""
    if not (may(by.role, "own_body") and by.body.party == row.body):
        raise refuse(act, CaseError("power", BODYS, (TEST,)))


def begin_report(by: Actor, commission: str, *, why: str = "") -> Report:
    """Begin a report on a commission that was taken; after a locked one it is a correction, which
    says why and begins with the clauses of the version before.

    Raises `CaseError`, `InputError`.
    """
    row = find_commission(commission)
    on = Target("test_commission", str(row.public_id))
    act = describe(by, "test_report.begun", row.organ_region, on)
    require_body(by, row, act)
    with transaction.atomic(), work_in(widen(row.organ_region, row.party, row.body)):
        if not Answer.objects.filter(commission=row, answer="taken").exists():
            said = Text("委托还没有接受", "the commission was not taken")
            raise refuse(act, CaseError("not_taken", said, (TEST,)))
        early = find_early(row, row.project)
        if early is not None:
            raise refuse(act, early)
        if Report.objects.filter(commission=row, state=DRAFT).exists():
            said = Text("已有一份报告在编制", "a report is being written already")
            raise refuse(act, CaseError("twice", said, (TEST,)))
        former = Report.objects.filter(commission=row, state=LOCKED).order_by("-version").first()
        if former is not None and not why.strip():
            said = Text(
                "上一版本的问题须写明", "what was wrong with the last version must be given"
            )
            raise InputError(Problem("why", why, said))
        if len(why) > LONGEST_WHY:
            said = Text(f"最长 {LONGEST_WHY} 字", f"at most {LONGEST_WHY} characters")
            raise InputError(Problem("why", why, said))
        report = Report(
            **place(row), commission=row, version=1 if former is None else former.version + 1,
            corrects=former, why=why.strip() if former else "", drafted_by=by.public_id,
            tested_from=former.tested_from if former else None,
            tested_on=former.tested_on if former else None,
        )  # fmt: skip
        details: list[tuple[str, object]] = [("version", report.version)]
        if former is not None:
            details.append(("corrects", str(former.public_id)))
        of = Target("test_report", str(report.public_id))
        report.entry = record_act(
            describe(by, act.kind, row.organ_region, of, *details)
        ).entry  # fmt: skip
        report.save(force_insert=True)
        if former is not None:
            for clause in list_clauses(former):
                clause.pk, clause.report = None, report
                clause.written_by, clause.entry = by.public_id, report.entry
                clause.save(force_insert=True)
    return report


@contextmanager
def writing(by: Actor, public_id: str, kind: str, edition: int | None) -> Iterator[Report]:
    """A draft, locked for writing within its bounds; refused where it is no draft any more."""
    seen = find_report_row(public_id)
    act = describe(by, kind, seen.organ_region, Target("test_report", str(seen.public_id)))
    require_body(by, seen, act)
    with transaction.atomic(), work_in(widen(seen.organ_region, seen.party, seen.body)):
        report = Report.objects.select_for_update().get(pk=seen.pk)
        if report.state != DRAFT:
            raise refuse(act, CaseError("locked", LOCKED_NOW, (TEST,)))
        if edition is not None and edition != report.edition:
            raise StaleError(report.edition)
        yield report


def note(by: Actor, report: Report, kind: str, *details: tuple[str, object]) -> int:
    """The leaf of a change of a draft, with the digest of its clauses before and after."""
    rows = list_clauses(report)
    act = describe(
        by, kind, report.organ_region, Target("test_report", str(report.public_id)), *details
    )
    report.edition += 1
    return record_act(
        Act(act.kind, act.organ, act.region, act.actor, act.on, basis=act.basis,
            after=digest_clauses(rows), details=(*act.details, ("clauses", len(rows)),
                                                 ("edition", report.edition)))
    ).entry  # fmt: skip


def set_days(
    by: Actor, public_id: str, tested_from: date | None, tested_on: date | None, *,
    remark: str = "", edition: int | None = None,
) -> Report:  # fmt: skip
    """Say on which days the test was. Raises `CaseError`, `InputError`."""
    problems = list(check_days(tested_from, tested_on))
    if len(remark) > LONGEST_REMARK:
        said = Text(f"最长 {LONGEST_REMARK} 字", f"at most {LONGEST_REMARK} characters")
        problems.append(Problem("remark", remark, said))
    if problems:
        raise InputError(problems)
    with writing(by, public_id, "test_report.written", edition) as report:
        completed = find_first_day(report.commission)
        problems = list(check_completed(tested_from, tested_on, completed))
        if problems:
            raise InputError(problems)
        report.tested_from, report.tested_on = tested_from, tested_on
        report.remark = remark.strip()
        days = (str(tested_from), str(tested_on))
        note(by, report, "test_report.written", ("days", list(days)))
        report.save(update_fields=("tested_from", "tested_on", "remark", "edition"))
    return report


def check_days(tested_from: date | None, tested_on: date | None) -> Iterator[Problem]:
    """Days that cannot be."""
    for name, day in (("tested_from", tested_from), ("tested_on", tested_on)):
        if day is not None and not EARLIEST <= day <= timezone.localdate():
            said = Text(
                f"不得早于 {EARLIEST}（平台规则），不得晚于今天",
                f"not before {EARLIEST} (a rule of the platform), not later than today",
            )
            yield Problem(name, day.isoformat(), said)
    if tested_from and tested_on and tested_on < tested_from:
        said = Text(f"不得早于 {tested_from}", f"not before {tested_from}")
        yield Problem("tested_on", tested_on.isoformat(), said)


def check_completed(
    tested_from: date | None, tested_on: date | None, completed: date | None
) -> Iterator[Problem]:
    """Days before the project was completed: the test follows completion (art. 12)."""
    for name, day in (("tested_from", tested_from), ("tested_on", tested_on)):
        if day is not None and completed is not None and day < completed:
            said = Text(
                f"工程 {completed} 竣工，检测不得早于该日（办法第十二条的顺序）",
                f"the project was completed on {completed}: the test is not before that day (the"
                " order of art. 12 of the Measures)",
            )
            yield Problem(name, day.isoformat(), said)


def write_clauses(
    by: Actor, public_id: str, given: Sequence[ClauseGiven], *, edition: int | None = None
) -> Report:
    """Put these clauses, in their order, in the place of all that the draft holds: one act.

    Raises `CaseError`, `InputError` with every problem, named `clauses.<place>.<field>`.
    """
    problems = [p for at, one in enumerate(given) for p in check_clause(one, f"clauses[{at}].")]
    problems += check_number(len(given))
    if problems:
        raise InputError(problems)
    with writing(by, public_id, "test_report.written", edition) as report:
        problems = list(check_evidence(report, given, "clauses"))
        if problems:
            raise InputError(problems)
        Clause.objects.filter(report=report).delete()
        Clause.objects.bulk_create(
            make_clause(by, report, at, one) for at, one in enumerate(given, 1)
        )
        keep(report, note(by, report, "test_report.written"))
    return report


def check_number(number: int) -> list[Problem]:
    """Too many clauses."""
    said = Text(f"最多 {MOST_CLAUSES} 条", f"at most {MOST_CLAUSES}")
    return [Problem("clauses", number, said)] if number > MOST_CLAUSES else []


def check_evidence(
    report: Report, given: Sequence[ClauseGiven], prefix: str | None
) -> Iterator[Problem]:
    """Evidence that is no document of the body's for its reports."""
    wanted = {one for clause in given for one in clause.evidence}
    there: set[str] = set()
    if wanted and all(is_uuid(one) for one in wanted):
        found = Document.objects.filter(public_id__in=wanted, party=report.body, kind=EVIDENCE)
        there = {str(one) for one in found.values_list("public_id", flat=True)}
    for at, clause in enumerate(given):
        for one in clause.evidence:
            if one not in there:
                name = "evidence" if prefix is None else f"{prefix}[{at}].evidence"
                said = Text("不是本机构上传的检测证据", "no evidence that the body handed in")
                yield Problem(name, one, said)


def is_uuid(text: str) -> bool:
    """Whether a text is a public id as it is written."""
    return len(text) == 36 and all(c in "0123456789abcdef-" for c in text)


def make_clause(by: Actor, report: Report, position: int, given: ClauseGiven) -> Clause:
    """A row of a clause; the entry follows."""
    values: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in ((n, getattr(given, n)) for n in describe_clause(given))
    }
    values["evidence"] = list(given.evidence)
    return Clause(
        **place(report), report=report, position=position, written_by=by.public_id, entry=0,
        **values,
    )  # fmt: skip


def keep(report: Report, entry: int) -> None:
    """Keep edition, and by which leaf the clauses were written."""
    Clause.objects.filter(report=report, entry=0).update(entry=entry)
    report.save(update_fields=("edition",))


def write_clause(
    by: Actor, public_id: str, given: ClauseGiven, *, position: int | None = None,
    edition: int | None = None,
) -> Report:  # fmt: skip
    """Add a clause at the end, or put it in the place of one. Raises `CaseError`, `InputError`."""
    problems = list(check_clause(given))
    if problems:
        raise InputError(problems)
    with writing(by, public_id, "test_report.written", edition) as report:
        rows = list_clauses(report)
        problems = [*check_number(len(rows) + (position is None))]
        problems += check_evidence(report, (given,), None)
        if problems:
            raise InputError(problems)
        if position is None:
            position = max((c.position for c in rows), default=0) + 1
        elif not Clause.objects.filter(report=report, position=position).delete()[0]:
            raise InputError(Problem("position", position, NO_SUCH_CLAUSE))
        make_clause(by, report, position, given).save(force_insert=True)
        keep(report, note(by, report, "test_report.written", ("position", position)))
    return report


def remove_clause(
    by: Actor, public_id: str, position: int, *, edition: int | None = None
) -> Report:
    """Take a clause out of a draft. Raises `CaseError`, `InputError`."""
    with writing(by, public_id, "test_report.written", edition) as report:
        if not Clause.objects.filter(report=report, position=position).delete()[0]:
            raise InputError(Problem("position", position, NO_SUCH_CLAUSE))
        keep(report, note(by, report, "test_report.written", ("removed", position)))
    return report


def discard_report(by: Actor, public_id: str, *, edition: int | None = None) -> Report:
    """Give a draft up; it stays, and says so. Raises `CaseError`."""
    with writing(by, public_id, "test_report.discarded", edition) as report:
        report.state = DISCARDED
        note(by, report, "test_report.discarded")
        report.save(update_fields=("state", "edition"))
    return report


def find_evidence_owner(report: Report) -> Owner:
    """Whose evidence is: the body's, kept where the project is."""
    return Owner(report.organ_region, report.body)
