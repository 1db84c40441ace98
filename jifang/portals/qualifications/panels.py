"""What the page of a case shows of certificates: the firm, what it holds, the gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from jifang.domains.qualifications.data import (
    CERTIFICATE,
    CHANGE,
    FILING,
    FINDINGS,
    FIRST,
    PROVINCE,
)
from jifang.domains.qualifications.facts import read_applied, read_opening
from jifang.domains.qualifications.overview import describe_application_gap, describe_firm
from jifang.domains.qualifications.selectors import find_issued
from jifang.domains.units.api import find_firm
from jifang.foundation.cases.models import Case
from jifang.portals.cases.panels import add_panel

Shown = tuple[str, Mapping[str, Any]]


def show_firm(case: Case, request: HttpRequest) -> Shown | None:
    """The firm, and for what asks for conditions the figures of the day of the application."""
    firm = find_firm(case.party)
    if firm is None:
        return None
    applied = read_applied(case, None)
    said = read_opening(case, None)[0]
    context = {
        "page": describe_firm(firm, applied.applied_on),
        "record": find_url("record", "organisation", firm.public_id),
        "gap": describe_application_gap(firm, applied),
        "finding": FINDINGS.get(str(said.get("finding"))),
        "first_url": find_case(str(said.get("first_case") or "")),
        "upper_url": find_upper(case),
        "issued": find_issued(case),
    }  # fmt: skip
    return "qualifications/panel.html", context


def find_upper(case: Case) -> str:
    """The province's case, where this is the first examination and the reader may see it."""
    if case.procedure != FIRST:
        return ""
    found = Case.objects.filter(procedure=PROVINCE, about_id=str(case.public_id)).first()
    return "" if found is None else find_url("case", found.public_id)


def find_case(public_id: str) -> str:
    """The page of a case that the reader may see."""
    seen = public_id and Case.objects.filter(public_id=public_id).exists()
    return find_url("case", public_id) if seen else ""


def find_url(name: str, *args: Any) -> str:
    """An address; nothing where the installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def add_panels() -> None:
    """Let the pages of these procedures show them."""
    for procedure in (CERTIFICATE, FIRST, PROVINCE, CHANGE, FILING):
        add_panel(procedure, show_firm)
