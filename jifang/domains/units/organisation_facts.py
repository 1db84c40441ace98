"""A firm's register as the figures that the law asks for, and a testing body's capability.

A figure of which nothing is entered is left out: it is unknown, not nought.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from jifang.domains.units.models import (
    Accreditation,
    Credential,
    FirmProject,
    Organisation,
    Premises,
    Staff,
)
from jifang.law.calendar import add_years


def _holding(rows: QuerySet[Any], body: Organisation, on: date) -> QuerySet[Any]:
    """Rows of a body that were not yet retired on the day."""
    return rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), organisation=body)


def find_firm_figures(firm: Organisation, on: date) -> dict[str, Any]:
    """The figures of `certificate_application`: staff and titles, trained technicians, premises,
    and what was completed in the two years up to the day."""
    facts: dict[str, Any] = {}
    staff = list_employed(firm, on)
    if staff:
        trained = set(
            _holding(Credential.objects.all(), firm, on)
            .filter(Q(issued_on__isnull=True) | Q(issued_on__lte=on), kind="training")
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
            .order_by()
            .values_list("staff_id", flat=True)
        )
        facts["staff"] = len(staff)
        facts["trained_technicians"] = sum(1 for s in staff if s.is_technician and s.pk in trained)
        if all(s.title_level for s in staff):
            levels = [s.title_level for s in staff]
            facts["senior_titles"] = levels.count("senior")
            facts["intermediate_titles"] = levels.count("intermediate")
    rows = _holding(Premises.objects.order_by(), firm, on)
    areas = list(rows.values_list("area_m2", "until"))
    current = [area for area, until in areas if until is None or until >= on]
    if areas and None not in current:
        facts["premises_m2"] = int(sum(current, Decimal(0)))
    return facts | _find_performance(firm, on)


def list_employed(firm: Organisation, on: date) -> list[Staff]:
    """The staff of a day."""
    rows = _holding(Staff.objects.all(), firm, on)
    rows = rows.filter(Q(employed_since__isnull=True) | Q(employed_since__lte=on))
    rows = rows.filter(Q(employed_until__isnull=True) | Q(employed_until__gte=on))
    return list(rows.order_by("pk"))


def _find_performance(firm: Organisation, on: date) -> dict[str, Any]:
    rows = list(_holding(FirmProject.objects.order_by("completed_on", "pk"), firm, on))
    since = add_years(on, -2)
    done = [p for p in rows if p.completed_on is not None and since <= p.completed_on <= on]
    if not rows or any(p.amount is None for p in done):
        return {}
    built = [p.amount for p in done if p.work in {"construction", "maintenance"}]
    design = [p.amount for p in done if p.work == "design"]
    return {
        "construction_maintenance_2y": sum(built, Decimal(0)),
        "design_2y": sum(design, Decimal(0)),
        "project_amounts_2y": built,
    }


def find_testing_facts(body: Organisation, kinds: frozenset[str], on: date) -> dict[str, Any]:
    """The facts of `putting_into_use` about a testing body (art. 18): until when it is accredited,
    and whether its scope on the day covers kinds of system. Unknown where nothing is entered."""
    rows = list(_holding(Accreditation.objects.all(), body, on))
    if not rows:
        return {}
    current = [a for a in rows if a.valid_from <= on <= a.valid_until]
    covered = {kind for a in current for kind in a.scope}
    last = max(a.valid_until for a in current or rows)
    return {"testing_body_accredited_until": last, "testing_scope_covers": kinds <= covered}
