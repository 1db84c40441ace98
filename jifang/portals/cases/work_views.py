"""工作台 (the work-basket): four counts, the cases that wait, the next lawful act of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jifang.foundation.cases.baskets import Counts, count_basket, find_next_acts
from jifang.foundation.cases.data import LawfulAct
from jifang.foundation.cases.models import Case, CasePeriod
from jifang.foundation.cases.procedures import find_procedure
from jifang.foundation.cases.selectors import describe_state
from jifang.foundation.cases.standing import read_day
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.frame import make_frame
from jifang.portals.cases.lists import CASES, OWN_CASES, is_officer
from jifang.portals.cases.remaining import Left, say_left
from jifang.portals.cases.words import find_names, name_divisions, say_number, say_procedure
from jifang.portals.tables.page import make_page

POWERS = ("handle_case", "decide_case", "see_register", "own_body")


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list."""

    case: Case
    left: Left
    next: LawfulAct | None
    held_by: str
    news: bool
    unseen: bool
    target: date | None
    division: str

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("case", args=[self.case.public_id])

    @property
    def number(self) -> str:
        """What it is called."""
        return say_number(self.case, self.division)

    @property
    def matter(self) -> str:
        """Its procedure."""
        return say_procedure(self.case.procedure)

    @property
    def claims(self) -> bool:
        """Whether it may be taken from the pool now."""
        return bool(self.next and self.next.allowed and self.next.transition.code == "claim")

    @property
    def sentence(self) -> Text:
        """Who holds it and what happens next."""
        return describe_state(self.case).sentence

    @property
    def act_url(self) -> str:
        """The form of the next act."""
        return reverse("case_act", args=[self.case.public_id, self.next.transition.code]) if (
            self.next
        ) else ""  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the counts, and the list it leads to."""

    number: int
    label: str
    url: str
    note: str = ""
    tone: str = ""


@require_safe
@require_signed_in(*POWERS)
def show_work(request: HttpRequest, asking: Asking) -> HttpResponse:
    """What waits for whoever asks, most urgent first."""
    table = CASES if is_officer(asking) else OWN_CASES
    page = make_page(table, asking, request.GET)
    counts = count_basket(asking.acting, read_day())
    rows = make_rows(asking, page.records)
    if not any(row.claims for row in rows):
        page = replace(page, bulk=())  # nothing to tick
    shown = {
        "page": page, "rows": rows, "rows_template": "cases/rows.html",
        "tiles": make_tiles(counts, is_officer(asking)), "today": read_day(),
        "title": say_all(say_title(counts, rows, page.asked.narrows), counts, is_officer(asking)),
        "officer": is_officer(asking),
        **make_frame(asking, "work", counts),
    }  # fmt: skip
    return render(request, "cases/work.html", shown)


def make_rows(asking: Asking, cases: Sequence[Case]) -> list[Row]:
    """The rows of a page, each with its period and its next act; as many queries for all of them as
    for one."""
    by = asking.acting
    periods: Mapping[int, list[CasePeriod]] = group_periods(cases)
    acts = find_next_acts(cases, by)
    divisions = name_divisions(c.organ_region for c in cases)
    names = find_names(by, {c.holder_party for c in cases}, {c.holder for c in cases})
    return [
        Row(
            case,
            say_left(periods.get(case.pk, []), closed=case.closed_at is not None,
                     set_by_law=bool(find_procedure(case.procedure).periods)),
            acts.get(case.pk), say_holder(case, names, by.public_id), read(case, "has_news"),
            read(case, "is_unseen"),
            read(case, "target_day"), divisions.get(case.organ_region, ""),
        )
        for case in cases
    ]  # fmt: skip


def read(case: Case, name: str) -> Any:
    """What the query said of a case besides its own columns."""
    return getattr(case, name)


def group_periods(cases: Sequence[Case]) -> dict[int, list[CasePeriod]]:
    """The running periods of some cases."""
    found: dict[int, list[CasePeriod]] = defaultdict(list)
    rows = CasePeriod.objects.filter(case__in=[c.pk for c in cases], finished_on=None)
    for period in rows.order_by("pk"):
        found[period.case_id].append(period)
    return found


def say_holder(case: Case, names: Any, own: str) -> str:
    """Who has the case in hand."""
    if case.closed_at is not None:
        return ""
    if case.holder == own:
        return _("with you")
    if case.holder_party != case.party and not case.holder:
        return _("%(body)s, in the pool") % {"body": names.say(case.holder_party)}
    return str(names.say(case.holder_party, case.holder))


def make_tiles(counts: Counts, officer: bool) -> list[Tile]:
    """The four counts as links."""
    oldest = _("the oldest of %(day)s") % {"day": counts.oldest} if counts.oldest else ""
    here = reverse("work")
    last = _("Unassigned") if officer else _("With us")
    news = _("Resubmitted") if officer else _("News")
    whose = {"f.whose": "mine"} if officer else {}
    pool = {"f.whose": "pool"} if officer else {}
    return [
        Tile(counts.due_today, _("Due today"), link(here, {**whose, "f.due": "today"})),
        Tile(counts.overdue, _("Overdue"), link(here, {**whose, "f.due": "overdue"}),
             tone="stop" if counts.overdue else ""),
        Tile(counts.news, news, link(here, {**whose, "f.news": "yes"}),
             _("since you looked last")),
        Tile(counts.unassigned, last, link(here, pool), oldest),
    ]  # fmt: skip


def link(url: str, query: Mapping[str, str]) -> str:
    """An address with what is asked of the list."""
    return f"{url}?{urlencode(query)}" if query else url


def say_all(said: str, counts: Counts, officer: bool) -> str:
    """The title, with how many cases of the organ nobody has taken up."""
    if not officer or not counts.unassigned:
        return said
    more = ngettext("%(n)s unassigned", "%(n)s unassigned", counts.unassigned)
    return _("%(said)s; %(more)s") % {"said": said, "more": more % {"n": counts.unassigned}}


def say_title(counts: Counts, rows: Sequence[Row], narrowed: bool) -> str:
    """What is most pressing."""
    if counts.due_today:
        said = ngettext("%(n)s case is due today", "%(n)s cases are due today", counts.due_today)
        first = next((r for r in rows if r.left.due == read_day()), None)
        whole = said % {"n": counts.due_today}
        return f"{whole}：{first.case.subject}" if first and not narrowed else whole
    if counts.overdue:
        said = ngettext("%(n)s case is overdue", "%(n)s cases are overdue", counts.overdue)
        return said % {"n": counts.overdue}
    if counts.mine:
        said = ngettext("%(n)s case, none due today", "%(n)s cases, none due today", counts.mine)
        return said % {"n": counts.mine}
    return _("Nothing waits for you")


URLS: list[URLPattern] = [path("work/", show_work, name="work")]
