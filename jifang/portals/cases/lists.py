"""The lists of cases: those of an organ, those of a body that applies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.baskets import NEVER, list_basket
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.selectors import describe_state
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import read_day
from jifang.portals.account.asking import Asking
from jifang.portals.cases.finding import match_case
from jifang.portals.cases.remaining import count_worked
from jifang.portals.cases.words import say_number, say_procedure
from jifang.portals.registers.lists import DIVISION_BEGINS, list_begins
from jifang.portals.tables.data import BulkAct, Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

POWERS: Final = ("handle_case", "decide_case", "see_register")
WHOSE: Final = {
    "mine": _("wait for me"), "pool": _("in the pool"), "ours": _("of my organ"),
    "below": _("of other organs in my territory"), "all": _("all that I see"),
}  # fmt: skip
DUE: Final = {
    "today": _("due today"), "overdue": _("overdue"), "week": _("due within seven days"),
    "none": _("no day of the law is running"),
}  # fmt: skip
GOING: Final = {"going": _("going on"), "ended": _("ended"), "all": _("all")}
HAND: Final = {"with": _("in someone's hands"), "pool": _("nobody has taken it up")}


def read_cases(asking: Asking) -> QuerySet[Case]:
    """Cases within reach, with whose they are and what is due."""
    return list_basket(asking.acting, closed=True)


def read_own_cases(asking: Asking) -> QuerySet[Case]:
    """Those of the body that whoever asks acts for."""
    rows: QuerySet[Any] = read_cases(asking)
    return rows.filter(is_mine=True)


def make_options(words: dict[str, Any]) -> Sequence[Option]:
    """The values of a filter."""
    return [Option(code, said) for code, said in words.items()]


def list_procedures() -> Sequence[Option]:
    """The procedures of this installation."""
    return [Option(p.code, p.title.say(get_reader_lang())) for p in PROCEDURES.values()]


def narrow_whose(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """By whose the cases are."""
    names = {"mine": "is_mine", "pool": "is_pool", "ours": "is_ours", "below": "is_below"}
    return rows.filter(**{names[value]: True}) if value in names else rows


def narrow_due(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """By the earliest day of the law that is running."""
    today = read_day()
    if value == "today":
        return rows.filter(due_on=today)
    if value == "overdue":
        return rows.filter(due_on__lt=today)
    if value == "week":
        return rows.filter(due_on__range=(today, today + timedelta(days=7)))
    return rows.filter(due_on=NEVER)


def narrow_news(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Those in which something came in."""
    return rows.filter(has_news=value == "yes")


def narrow_going(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Those that go on, those that ended."""
    return rows if value == "all" else rows.filter(closed_at__isnull=value == "going")


def search_cases(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    """By a part of the subject, or by the number: 2026-31, or 31."""
    return rows.filter(match_case(text))


def read_state(case: Case) -> str:
    """The state of a case, in the words of its procedure."""
    return describe_state(case).name.say(get_reader_lang())


def read_due(case: Any) -> date | None:
    """The earliest day of the law that is running."""
    due: date = case.due_on
    return None if due == NEVER else due


def read_left(case: Any) -> int | None:
    """Working days until then."""
    due = read_due(case)
    return None if due is None else count_worked(read_day(), due)


def link_case(case: Case) -> str:
    """The page of a case."""
    return reverse("case", args=[case.public_id])


def is_officer(asking: Asking) -> bool:
    """Whether whoever asks acts for an organ."""
    return asking.actor is not None and asking.acting.body.kind == ORGAN


def is_applicant(asking: Asking) -> bool:
    """Whether whoever asks acts for a body that applies."""
    return asking.actor is not None and asking.acting.body.kind != ORGAN


def may_claim(asking: Asking) -> bool:
    """Whether whoever asks takes cases up from the pool."""
    return is_officer(asking) and asking.may("handle_case")


def claim_case(by: Actor, case: Case, _given: dict[str, Any]) -> None:
    """Take a case from the pool. Raises `CaseError`."""
    carry_out(by, case.public_id, "claim", Given(case.version))


def make_choice(words: dict[str, Any], narrow: Any, **more: Any) -> Filter:
    """A filter by one of some words."""
    return Filter("choice", lambda: make_options(words), narrow=narrow, **more)


def make_columns(*first: Column[Case]) -> tuple[Column[Case], ...]:
    """The columns of both lists."""
    yes_no = {"yes": _("yes"), "no": _("no")}
    return (
        Column("number", _("Case"), say_number),
        Column("procedure", _("Matter"), lambda c: c.procedure, words=say_procedure,
               filter=Filter("choice", list_procedures, path="procedure")),
        Column("subject", _("Subject"), lambda c: c.subject),
        Column("state", _("Status"), read_state),
        *first,
        Column("due", _("Day of the law"), read_due, filter=make_choice(DUE, narrow_due)),
        Column("left", _("Working days left"), read_left, field="due_on"),
        Column("target", _("Internal target"), lambda c: getattr(c, "target_day", None)),
        Column("organ", _("Decided by the organ of"), lambda c: c.organ_region,
               field="organ_region",
               filter=Filter("prefix", list_begins, path="organ_region", pattern=DIVISION_BEGINS,
                             divisions=True, main=False)),
        Column("opened", _("Opened"), lambda c: c.opened_at.date(), field="opened_at", shown=False,
               filter=Filter("days", path="opened_at", moments=True, main=False)),
        Column("news", _("Came in since I looked"), lambda c: getattr(c, "has_news", False),
               shown=False, filter=make_choice(yes_no, narrow_news, main=False)),
        Column("going", _("Going on"), lambda c: c.closed_at is None, shown=False, chosen=False,
               filter=make_choice(GOING, narrow_going, default="going", main=False)),
    )  # fmt: skip


CASES: Final = add_table(
    Table(
        name="cases",
        title=_("Cases"),
        rows=read_cases,
        columns=make_columns(
            Column("whose", _("Whose"), lambda c: "pool" if not c.holder else "with",
                   words=lambda code: str(HAND[code]), shown=False,
                   filter=make_choice(WHOSE, narrow_whose, default="mine")),
        ),
        order="left",
        search=search_cases,
        search_hint=_("a part of the subject, or a number such as 2026-31"),
        powers=POWERS,
        sees=is_officer,
        link=link_case,
        page="work",
        bulk=(BulkAct("claim", _("Take from the pool"), form=Form, act=claim_case, may=may_claim,
                      asks_first=False),),
    )
)  # fmt: skip
OWN_CASES: Final = add_table(
    Table(
        name="own-cases",
        title=_("Our cases"),
        rows=read_own_cases,
        columns=make_columns(),
        order="left",
        search=search_cases,
        search_hint=_("a part of the subject, or a number such as 2026-31"),
        powers=("own_body",),
        sees=is_applicant,
        link=link_case,
        page="work",
    )
)  # fmt: skip
