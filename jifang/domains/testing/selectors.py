"""Reading commissions and reports, within the reader's bounds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from jifang.domains.testing.data import DRAFT, LOCKED, NotFoundError, ReportRef
from jifang.domains.testing.models import Clause, Commission, Report
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.walls.scope import work_in


def read_id(public_id: str | UUID) -> UUID:
    """A public id. Raises `NotFoundError` for what is none."""
    try:
        return uuid.UUID(str(public_id))
    except ValueError:
        raise NotFoundError from None


def find_commission(public_id: str | UUID) -> Commission:
    """A commission. Raises `NotFoundError`, behind a wall too."""
    found = (
        Commission.objects.select_related("answered").filter(public_id=read_id(public_id)).first()
    )
    if found is None:
        raise NotFoundError
    return found


def find_report_row(public_id: str | UUID) -> Report:
    """A report with its commission. Raises `NotFoundError`, behind a wall too; a draft is the
    body's own."""
    found = (
        Report.objects.select_related("commission", "corrects")
        .filter(public_id=read_id(public_id))
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def list_commissions(*, body: str = "", party: str = "", project: str = "") -> QuerySet[Commission]:
    """Commissions within reach, the newest first, with their answers and reports."""
    found = Commission.objects.select_related("answered")
    asked = {n: v for n, v in (("body", body), ("party", party), ("project", project)) if v}
    return found.filter(**asked).prefetch_related(
        Prefetch("reports", Report.objects.exclude(state="discarded").order_by("version"))
    )


def list_reports(commission: Commission) -> list[Report]:
    """The reports of a commission, the first version first."""
    return list(Report.objects.filter(commission=commission).order_by("version", "id"))


def list_locked() -> QuerySet[Report]:
    """Locked reports within reach, the newest first."""
    found = Report.objects.filter(state=LOCKED).select_related("commission")
    return found.order_by("-locked_at", "-id")


def list_clauses(report: Report) -> list[Clause]:
    """The clauses of a report in their order."""
    return list(Clause.objects.filter(report=report).order_by("position"))


def is_current(report: Report) -> bool:
    """Whether a locked report was not corrected by a later version."""
    later = Report.objects.filter(commission=report.commission_id, state=LOCKED)
    return report.state == LOCKED and not later.filter(version__gt=report.version).exists()


def may_see_draft(report: Report, party: str) -> bool:
    """Whether somebody may see it: a locked report whoever reaches it, a draft its body alone."""
    return report.state == LOCKED or report.body == party


def find_report(project: str) -> ReportRef | None:
    """The latest locked report of a project, within reach; nothing where there is none."""
    found = list_locked().filter(commission__project=project).first()
    return None if found is None else refer_to(found)


def refer_to(report: Report) -> ReportRef:
    """A locked report as others name it. Raises `ValueError` for a draft."""
    tested, until, locked = report.tested_on, report.accredited_until, report.locked_at
    if report.state != LOCKED or tested is None or until is None or locked is None:
        raise ValueError(report.state)
    return ReportRef(
        str(report.public_id), report.version, report.number, report.verdict, tested, until,
        bool(report.scope_covers), report.body, report.commission.body_name,
        timezone.localtime(locked).date(),
        report.letter,
    )  # fmt: skip


def find_draft(commission: Commission) -> Report | None:
    """The draft that is being written, if any."""
    return Report.objects.filter(commission=commission, state=DRAFT).first()


@contextmanager
def read_beyond() -> Iterator[None]:
    """Read a letter or a document of a report whose wall was passed: they lie elsewhere."""
    with work_in(EVERYTHING):
        yield


def find_letter(report: Report) -> Letter | None:
    """The sealed letter of a locked report, for whoever reaches the report."""
    if report.state != LOCKED:
        return None
    with read_beyond():
        return Letter.objects.filter(public_id=report.letter).first()


def list_evidence(rows: Iterable[Clause]) -> dict[str, Document]:
    """The documents that clauses name, for whoever reaches the report."""
    wanted = {one for row in rows for one in row.evidence}
    if not wanted:
        return {}
    with read_beyond():
        return {str(d.public_id): d for d in Document.objects.filter(public_id__in=wanted)}


def count_waiting(body: str, on: date) -> int:
    """How many commissions wait for a body's answer."""
    return Commission.objects.filter(body=body, answered=None).count()
