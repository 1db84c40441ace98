"""The projects that a body takes part in; those of a territory and of a unit are a register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jifang.domains.projects.data import REACHED
from jifang.domains.projects.models import Project
from jifang.domains.projects.selectors import list_own_projects
from jifang.portals.account.asking import Asking
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang


def read_projects(asking: Asking) -> QuerySet[Project]:
    """The projects that the body takes part in now."""
    return list_own_projects(asking.acting.body.party)


def search_projects(rows: QuerySet[Project], text: str) -> QuerySet[Project]:
    """By a part of the project's name."""
    return rows.filter(name__contains=text)


def list_reached() -> Sequence[Option]:
    """The stages."""
    return [Option(code, said.say(get_reader_lang())) for code, said in REACHED.items()]


def say_stage(code: Any) -> str:
    """A stage in words; nothing before there is one."""
    found = REACHED.get(str(code))
    return "" if found is None else found.say(get_reader_lang())


MY_PROJECTS = add_table(
    Table(
        name="my-projects",
        title=_("My projects"),
        rows=read_projects,
        columns=(
            Column("name", _("Project"), lambda p: p.name, field="name"),
            Column("unit", _("Constructing unit"), lambda p: p.unit_name, field="unit_name"),
            Column("stage", _("Stage"), lambda p: p.stage, field="stage", words=say_stage,
                   filter=Filter("choice", list_reached)),
            Column("region", _("Division"), lambda p: p.region, field="region", code_like=True),
        ),
        order="name",
        search=search_projects,
        search_hint=_("a part of the project's name"),
        powers=("own_body",),
        link=lambda p: reverse("project", args=[p.public_id]),
    )
)  # fmt: skip
