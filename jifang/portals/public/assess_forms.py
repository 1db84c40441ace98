"""A dossier as a form: its sections, their rows, their fields; read back as plain data.

Everything travels in the form: rows are added and removed without a script, and nothing is kept
until the reader asks for the assessment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from jifang.law.assessment import SECTIONS, Section
from jifang.law.engine.expr import Fact
from jifang.law.engine.types import Kind
from jifang.law.errors import Problem
from jifang.law.schema import write_value
from jifang.portals.public.fact_fields import NONE, Field, make_fields, read_fields

MAX_ROWS = 30
"""Rows of one section in the form; a longer list is uploaded."""
MAX_ENTRIES = 900
"""Entries the whole form may send: Django refuses a request of more than 1,000."""


@dataclass
class FormRow:
    """One record of a section as fields."""

    index: int
    fields: list[Field]

    @property
    def title(self) -> str:
        """What the row is called so far: its first text."""
        texts = (f.value for f in self.fields if f.fact.type.kind is Kind.TEXT)
        return next((t for t in texts if t), "")

    @property
    def is_empty(self) -> bool:
        """Nothing is said in it."""
        found, problems = read_fields(self.fields)
        return not found and not problems

    @property
    def has_errors(self) -> bool:
        """Something in it cannot be read."""
        return any(f.errors for f in self.fields)


@dataclass
class FormSection:
    """A section of the dossier as a part of the form."""

    section: Section
    rows: list[FormRow] = field(default_factory=list)
    is_full: bool = False

    @property
    def has_errors(self) -> bool:
        """Something in it cannot be read."""
        return any(r.has_errors for r in self.rows)

    def list_filled(self) -> Iterator[tuple[str, FormRow]]:
        """The rows that say something, each with its place in the dossier."""
        if not self.section.is_list:
            yield self.section.name, self.rows[0]
            return
        filled = (r for r in self.rows if not r.is_empty)
        for index, row in enumerate(filled):
            yield f"{self.section.name}[{index}]", row


Form = list[FormSection]


def count_entries(one: Field) -> int:
    """How many entries a field can send at most."""
    if one.widget == "checkboxes":
        return len(one.options)
    if one.widget == "region":
        return 2
    return 2 if one.widget == "text" and one.none_label else 1


def weigh_row(fields: list[Field]) -> int:
    """How many entries a row can send at most."""
    return sum(count_entries(f) for f in fields)


def count_rows(section: Section, entered: QueryDict | None) -> int:
    """How many rows the form shows: one for the site, else as many as were sent."""
    if not section.is_list:
        return 1
    if entered is None:
        return 0
    sent = entered.get(f"rows-{section.name}", "0")
    return min(int(sent), MAX_ROWS) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0


def build_form(entered: QueryDict | None) -> Form:
    """The form with what was entered, a row added or removed where that was asked for."""
    act = "" if entered is None else entered.get("act", "")
    form = [build_section(section, entered, act) for section in SECTIONS]
    left = MAX_ENTRIES - sum(weigh_row(row.fields) for part in form for row in part.rows)
    for part in form:
        if act == f"add:{part.section.name}":
            left -= add_row(part, left)
    for part in form:
        part.is_full = len(part.rows) >= MAX_ROWS or weigh_row(make_row(part).fields) > left
    return form


def make_row(part: FormSection) -> FormRow:
    """The next, still empty row of a section."""
    index = len(part.rows)
    return FormRow(index, make_fields(part.section.facts, None, f"{part.section.name}-{index}-"))


def add_row(part: FormSection, left: int) -> int:
    """Add a row if the form may still grow by that much; returns by how much it grew."""
    row = make_row(part)
    weight = weigh_row(row.fields)
    if weight > left or len(part.rows) >= MAX_ROWS or not part.section.is_list:
        return 0
    part.rows.append(row)
    return weight


def build_section(section: Section, entered: QueryDict | None, act: str) -> FormSection:
    """One section with the rows that were sent, but for one that is to be removed."""
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
    return FormSection(section, rows)


def read_form(form: Form) -> tuple[dict[str, Any], list[Problem]]:
    """The dossier that was filled in, in its plain form; rows that say nothing are left out."""
    raw: dict[str, Any] = {"site": {}}
    problems: list[Problem] = []
    for part in form:
        rows = []
        for where, row in part.list_filled():
            found, wrong = read_fields(row.fields)
            problems += [Problem(f"{where}.{p.field}", p.value, p.message) for p in wrong]
            rows.append(found)
        if not part.section.is_list:
            raw[part.section.name] = rows[0]
        elif rows:
            raw[part.section.name] = rows
    return raw, problems


def attach_problems(form: Form, problems: list[Problem]) -> dict[str, str]:
    """Put each problem beside its field; returns the id of the field per place."""
    by_place = {
        f"{where}.{f.fact.name}": f
        for part in form
        for where, row in part.list_filled()
        for f in row.fields
    }
    anchors = {}
    for problem in problems:
        found = by_place.get(problem.field)
        if found is not None:
            found.errors.append(problem.message.say(found.lang))
            anchors[problem.field] = f"f-{found.name}"
    return anchors


# --- from a dossier back to the form --------------------------------------------------------------


def fill_form(raw: Mapping[str, Any]) -> Form | None:
    """The form with a dossier in it; None if the form cannot hold everything the dossier says."""
    rows = {s.name: _list_rows(s, raw) for s in SECTIONS}
    if any(len(r) > MAX_ROWS for r in rows.values()):
        return None
    entries = QueryDict(mutable=True)
    for section in SECTIONS:
        entries[f"rows-{section.name}"] = str(len(rows[section.name]))
        for index, row in enumerate(rows[section.name]):
            for fact in section.facts:
                if fact.name in row:
                    name = f"{section.name}-{index}-{fact.name}"
                    entries.setlist(name, write_entry(fact, row[fact.name]))
    form = build_form(entries)
    weight = sum(weigh_row(row.fields) for part in form for row in part.rows)
    return form if weight <= MAX_ENTRIES and _holds(form, raw) else None


def _list_rows(section: Section, raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = raw.get(section.name)
    if not section.is_list:
        return [given] if isinstance(given, Mapping) else [{}]
    return list(given) if isinstance(given, list) else []


def _holds(form: Form, raw: Mapping[str, Any]) -> bool:
    read, problems = read_form(form)
    said = {k: v for k, v in raw.items() if v not in (None, [])}
    return not problems and write_value(read) == write_value(said)


def write_entry(fact: Fact, value: Any) -> list[str]:
    """A value as it would be entered into its field."""
    if value is None:
        return [NONE]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(v) for v in value]
    if fact.type.kind is Kind.ORGAN and isinstance(value, Mapping):
        return [str(value.get("region", ""))]
    return [str(value)]
