"""Acts on a project's file: naming who takes part, taking work on, leaving, the trial run's log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from jifang.domains.projects.data import ROLES
from jifang.domains.projects.finding import search_bodies
from jifang.domains.projects.logbook import Day, log_day
from jifang.domains.projects.members import (
    Naming,
    end_member,
    find_member,
    name_member,
    take_on,
)
from jifang.domains.projects.models import Project
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import CaseError, Field
from jifang.foundation.cases.standing import read_day
from jifang.foundation.history.data import NotFoundError
from jifang.law.errors import InputError, Problem, Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.act_entries import Entry, make_field_entry
from jifang.portals.cases.finding import MOST, Finder, fill_finder
from jifang.portals.projects.file_views import POWERS, find_shown, go_back, show_file
from jifang.portals.wording import get_reader_lang

WORK_DAYS: Final = Text(
    "设计、施工、维修单位必填", "required of design, construction and maintenance firms"
)
NAMING: Final = (
    Field("role", Text("参与身份", "takes part as"), "choice", ROLES),
    Field(
        "credit_code",
        Text("参与单位", "body"),
        longest=200,
        help=Text(
            "按名称的一部分、单位全称或者统一社会信用代码查找",
            "find it by a part of its name, its whole name or its credit code",
        ),
    ),
    Field("work_from", Text("工作开始", "work from"), "date", required=False, help=WORK_DAYS),
    Field("work_until", Text("工作结束", "work until"), "date", required=False, help=WORK_DAYS),
)
LOG: Final = (
    Field("on", Text("日期", "day"), "date"),
    Field("normal", Text("运行正常", "all ran as it should"), "yes_no"),
    Field("alarm_tested", Text("试验了报警", "the alarm was tried"), "yes_no", required=False),
    Field("note", Text("情况", "what was found"), "text", required=False, longest=500),
)
LEAVING: Final = (Field("reason", Text("理由", "reason"), "text", longest=500),)
Act = Callable[[Actor, Mapping[str, str]], str]


def find_bodies(text: str) -> list[tuple[str, str]]:
    """Bodies that fit, by what names them."""
    lang = get_reader_lang()
    found = search_bodies(text).items()
    return [
        (value, f"{name} · {kind.say(lang)}" + (f" · {value}" if value != name else ""))
        for value, (name, kind) in list(found)[: MOST + 1]
    ]


BODIES_FINDER: Final = Finder(find_bodies, lambda value: dict(find_bodies(value)).get(value, value))


def make_entries(fields: Sequence[Field], typed: Mapping[str, str]) -> list[Entry]:
    """The entries of a form, with what was typed."""
    lang = get_reader_lang()
    found = []
    for asked in fields:
        entry = make_field_entry(asked, lang)
        entry.typed = (typed[asked.name],) if typed.get(asked.name) else ()
        found.append(entry)
    return found


def read_typed(request: HttpRequest, fields: Sequence[Field]) -> dict[str, str]:
    """What was typed, by field."""
    return {f.name: request.POST.get(f"v.{f.name}", "").strip()[:2000] for f in fields}


def read_day_of(typed: Mapping[str, str], name: str) -> date | None:
    """A day that was typed; none where nothing was. Raises `InputError`."""
    try:
        return date.fromisoformat(typed[name]) if typed[name] else None
    except ValueError:
        said = Text("须为日期，如 2026-01-31", "a day: 2026-01-31")
        raise InputError(Problem(name, typed[name], said)) from None


def show_form(
    request: HttpRequest, asking: Asking, row: Project, fields: Sequence[Field], act: Act,
    **shown: Any,
) -> HttpResponse:  # fmt: skip
    """A form of the file: asked, done, or told what is wrong with it."""
    typed: Mapping[str, str] = dict(shown.pop("typed", {}))
    if request.method != "POST":
        return render_form(request, row, make_entries(fields, typed), shown)
    typed = read_typed(request, fields)
    if "find" in request.POST:
        return render_form(request, row, make_entries(fields, typed), shown)
    try:
        done = act(asking.acting, typed)
    except InputError as error:
        entries = make_entries(fields, typed)
        rest = attach(entries, error)
        return render_form(request, row, entries, {**shown, "rest": rest}, 400)
    except CaseError as error:
        told = {"rest": [error.text.say(get_reader_lang())], "basis": error.basis}
        return render_form(request, row, make_entries(fields, typed), {**shown, **told}, 422)
    return go_back(row, done)


def attach(entries: Sequence[Entry], error: InputError) -> list[str]:
    """Put each problem to its entry; what belongs to none is returned."""
    lang, by_field, rest = get_reader_lang(), {e.field: e for e in entries}, []
    for problem in error:
        said = problem.message.say(lang)
        if problem.field in by_field:
            by_field[problem.field].errors.append(said)
        else:
            rest.append(said)
    return rest


def render_form(
    request: HttpRequest, row: Project, entries: Sequence[Entry], shown: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a form; what is to be found is found here."""
    for entry in entries:
        finder = dict(shown.get("finders", {})).get(entry.field)
        if finder is not None:
            fill_finder(entry, finder, request.POST)
    back = reverse("project", args=[row.public_id])
    wrong = [e for e in entries if e.errors]
    context = {"row": row, "entries": entries, "wrong": wrong, "back": back, **shown}
    return render(request, "projects/form.html", context, status=status)


@require_signed_in("own_body", "handle_case")
def name(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Name a body that takes part."""
    row = find_shown(public_id)

    def act(by: Actor, typed: Mapping[str, str]) -> str:
        days = [read_day_of(typed, n) for n in ("work_from", "work_until")]
        code = typed["credit_code"] or request.POST.get("q.v.credit_code", "").strip()[:200]
        name_member(by, row.public_id, Naming(typed["role"], code, *days))
        return "named"

    return show_form(
        request, asking, row, NAMING, act, title=_("Who takes part"),
        button=pgettext_lazy("a participant", "Enter"),
        finders={"credit_code": BODIES_FINDER}, cite="art_14__para_2", text=_(
            "It sees the file of this project from now on, and nothing else of the unit. A firm"
            " that designs, builds or maintains takes the work on itself; its certificate, level"
            " and filing must cover it on its days."),
    )  # fmt: skip


@require_POST
@require_signed_in("own_body", "handle_case")
def take(request: HttpRequest, asking: Asking, public_id: UUID, member: UUID) -> HttpResponse:
    """Take the work on for which the firm was named."""
    row = find_shown(public_id)
    try:
        take_on(asking.acting, member)
    except NotFoundError:
        raise Http404 from None
    except (CaseError, InputError) as error:
        return show_file(request, asking, row, error)
    return go_back(row, "taken")


@require_signed_in("own_body", "handle_case")
def leave(request: HttpRequest, asking: Asking, public_id: UUID, member: UUID) -> HttpResponse:
    """A body takes part no longer."""
    row = find_shown(public_id)
    try:
        found = find_member(member)
    except NotFoundError:
        raise Http404 from None

    def act(by: Actor, typed: Mapping[str, str]) -> str:
        end_member(by, found.public_id, typed["reason"])
        return "left"

    return show_form(
        request, asking, row, LEAVING, act, title=_("Takes part no longer"), about=found.name,
        button=_("End"), text=_("It sees the file no more. What it did stays recorded."),
    )  # fmt: skip


@require_signed_in(*POWERS)
def log(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Enter a day of the trial run."""
    row = find_shown(public_id)

    def act(by: Actor, typed: Mapping[str, str]) -> str:
        on = read_day_of(typed, "on")
        missing = [n for n, v in (("on", on), ("normal", typed["normal"])) if not v]
        if missing or on is None:
            must = Text("须填写", "must be given")
            raise InputError([Problem(n, None, must) for n in missing])
        tested = {"yes": True, "no": False}.get(typed["alarm_tested"])
        log_day(by, row.public_id, Day(on, typed["normal"] == "yes", tested, typed["note"]))
        return "logged"

    return show_form(
        request, asking, row, LOG, act, title=_("Log of the trial run"), button=_("Enter the day"),
        typed={"on": read_day().isoformat()},
        text=_("One entry a day; an entry never changes."),
    )  # fmt: skip


URLS: list[URLPattern] = [
    path("projects/<uuid:public_id>/members/new/", name, name="project_name_member"),
    path("projects/<uuid:public_id>/members/<uuid:member>/take-on/", take, name="project_take_on"),
    path("projects/<uuid:public_id>/members/<uuid:member>/end/", leave, name="project_end_member"),
    path("projects/<uuid:public_id>/log/", log, name="project_log"),
]
