"""The list of locked reports: of the territory for officers, of one's own for bodies and units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jifang.domains.testing.data import VERDICTS
from jifang.domains.testing.models import Report
from jifang.domains.testing.selectors import list_locked
from jifang.law.errors import Text
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang


def make_options(words: Mapping[str, Text]) -> Sequence[Option]:
    """The choices of a filter in the reader's language."""
    lang = get_reader_lang()
    return [Option(code, said.say(lang)) for code, said in words.items()]


def say_verdict(code: Any) -> str:
    """A verdict in words."""
    found = VERDICTS.get(str(code))
    return found.say(get_reader_lang()) if found else ""


def search_reports(rows: QuerySet[Report], text: str) -> QuerySet[Report]:
    """By a part of the project's, the unit's or the body's name, or of the number."""
    return rows.filter(
        Q(commission__project_name__contains=text) | Q(commission__unit_name__contains=text)
        | Q(commission__body_name__contains=text) | Q(number__contains=text)
    )  # fmt: skip


REPORTS = add_table(
    Table(
        name="test_reports",
        title=_("Test reports"),
        rows=lambda asking: list_locked(),
        columns=(
            Column("project", _("Project"), lambda r: r.commission.project_name,
                   field="commission__project_name"),
            Column("unit", _("Constructing unit"), lambda r: r.commission.unit_name),
            Column("body", _("Testing body"), lambda r: r.commission.body_name,
                   field="commission__body_name"),
            Column("verdict", _("Verdict"), lambda r: r.verdict, field="verdict",
                   filter=Filter("choice", lambda: make_options(VERDICTS)), words=say_verdict),
            Column("tested", _("Tested on"), lambda r: r.tested_on, field="tested_on",
                   filter=Filter("days", path="tested_on")),
            Column("number", _("Report"), lambda r: r.number, code_like=True),
            Column("version", _("Version"), lambda r: r.version),
            Column("accredited", _("Accredited until"), lambda r: r.accredited_until,
                   field="accredited_until", shown=False),
        ),
        order="tested",
        search=search_reports,
        search_hint=_("a part of a name or of the number"),
        powers=("see_register", "own_body"),
        link=lambda r: reverse("testing_report", args=[r.public_id]),
    )
)  # fmt: skip
