"""Filling in a dossier on the page: rows are added and removed without a script.

Everything travels in the form; nothing is kept until the reader asks for the assessment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.law import InputError
from jifang.law.assessment import SECTIONS, Section
from jifang.law.errors import Problem
from jifang.law.schema import read_day_text
from jifang.portals.public.assess_views import redirect_to_result
from jifang.portals.public.fact_fields import Field, make_fields, read_fields

MAX_ROWS = 30


@dataclass
class FormRow:
    """One record of a section as fields."""

    index: int
    fields: list[Field]


@dataclass
class FormSection:
    """A section of the dossier as a part of the form."""

    section: Section
    rows: list[FormRow] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """No further row fits."""
        return len(self.rows) >= MAX_ROWS

    @property
    def has_errors(self) -> bool:
        """Something in it cannot be read."""
        return any(f.errors for r in self.rows for f in r.fields)


def count_rows(section: Section, entered: QueryDict | None) -> int:
    """How many rows the form shows: one for the site, else as many as were sent."""
    if not section.is_list:
        return 1
    if entered is None:
        return 0
    sent = entered.get(f"rows-{section.name}", "0")
    return min(int(sent), MAX_ROWS) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0


def build_form(entered: QueryDict | None) -> list[FormSection]:
    """The form with what was entered, a row added or removed where that was asked for."""
    act = "" if entered is None else entered.get("act", "")
    return [build_section(section, entered, act) for section in SECTIONS]


def build_section(section: Section, entered: QueryDict | None, act: str) -> FormSection:
    """One section of the form."""
    kept = list(range(count_rows(section, entered)))
    for index in tuple(kept):
        if act == f"remove:{section.name}:{index}":
            kept.remove(index)
    rows = []
    for new, old in enumerate(kept):
        fields = make_fields(section.facts, entered, f"{section.name}-{old}-")
        for each in fields:
            each.name = f"{section.name}-{new}-{each.fact.name}"
        rows.append(FormRow(new, fields))
    form = FormSection(section, rows)
    if act == f"add:{section.name}" and not form.is_full:
        new = len(rows)
        form.rows.append(FormRow(new, make_fields(section.facts, None, f"{section.name}-{new}-")))
    return form


def read_form(form: list[FormSection]) -> tuple[dict[str, Any], list[Problem]]:
    """The dossier that was filled in, in its plain form; empty rows are left out."""
    raw: dict[str, Any] = {"site": {}}
    problems: list[Problem] = []
    for part in form:
        rows = []
        for row in part.rows:
            found, wrong = read_fields(row.fields)
            where = f"{part.section.name}[{row.index}]" if part.section.is_list else "site"
            problems += [Problem(f"{where}.{p.field}", p.value, p.message) for p in wrong]
            rows.append(found)
        if not part.section.is_list:
            raw["site"] = rows[0]
        elif rows:
            raw[part.section.name] = rows
    return raw, problems


def attach_problems(form: list[FormSection], problems: list[Problem]) -> list[Problem]:
    """Put each problem beside its field; returned without values, which stand in the form."""
    by_place: dict[str, Field] = {}
    for part in form:
        for row in part.rows:
            where = f"{part.section.name}[{row.index}]" if part.section.is_list else "site"
            by_place |= {f"{where}.{f.fact.name}": f for f in row.fields}
    shown = []
    for problem in problems:
        found = by_place.get(problem.field)
        if found is not None:
            found.errors.append(problem.message.say(found.lang))
        anchor = problem.field if found is None else found.name
        shown.append(Problem(anchor, None, problem.message))
    return shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in_dossier(request: HttpRequest) -> HttpResponse:
    """The form; adding or removing a row shows it again, sending it leads to the result."""
    entered = request.POST if request.method == "POST" else None
    form = build_form(entered)
    day = timezone.localdate().isoformat() if entered is None else entered.get("on", "")[:40]
    context: dict[str, Any] = {"form": form, "day": day, "problems": []}
    if entered is None or entered.get("act") != "assess":
        return render(request, "public/assess/form.html", context)
    raw, problems = read_form(form)
    try:
        on = read_day_text(day.strip())
        if not problems:
            return redirect_to_result(raw, on)
    except InputError as error:
        problems.extend(error.problems)
    context["problems"] = attach_problems(form, problems)
    return render(request, "public/assess/form.html", context, status=400)


URLS: list[URLPattern] = [path("assess/form/", fill_in_dossier, name="assess_form")]
