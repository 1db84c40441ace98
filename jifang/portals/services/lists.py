"""The lists behind the figures: periods that ended or ran out, letters that refuse, notices, cases
that were opened and that ended. Each figure leads to the list that makes it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Cast, Coalesce, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jifang.domains.statistics.api import list_deadlines, list_refusing
from jifang.foundation.cases.models import Case, CasePeriod, Event, Notice, PeriodEvent
from jifang.foundation.cases.procedures import PROCEDURES, index_transitions
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.models import Letter
from jifang.law.instruments import Cite
from jifang.law.period_book import find_period
from jifang.law.periods import say_cite
from jifang.portals.account.asking import Asking
from jifang.portals.cases.lists import list_procedures
from jifang.portals.cases.words import say_number, say_procedure
from jifang.portals.registers.lists import DIVISION_BEGINS, list_begins
from jifang.portals.tables.data import Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

POWERS: Final = ("see_register",)
OUTCOMES: Final = {
    "in_time": _("done in time"),
    "differ": _("in time by the later reading alone"),
    "late": _("done late"),
    "running": _("past its day and not done"),
    "withdrawn": _("ended by the applicant"),
    "done": _("done, in time or late"),
}
COUNTED: Final = _("counted in the figures, without those ended by the applicant")


def read_served(asking: Asking) -> QuerySet[CasePeriod]:
    """Periods of the law that ended, or are past their day."""
    by_applicant = PeriodEvent.objects.filter(
        period=OuterRef("pk"), act="finish", event__by_party=F("party")
    ).exclude(party="")
    found = CasePeriod.objects.filter(name__in=list_deadlines()).filter(
        Q(finished_on__isnull=False) | Q(due_on__lt=read_day())
    )
    return found.select_related("case").annotate(
        counted_on=Coalesce("finished_on", "due_on"),
        early_on=Least("due_on", Coalesce("alert_on", "due_on")),
        is_withdrawn=ExpressionWrapper(Exists(by_applicant), output_field=BooleanField()),
    )


def narrow_outcome(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """By what became of them."""
    if value == "withdrawn":
        return rows.filter(is_withdrawn=True)
    rows = rows.filter(is_withdrawn=False)
    done = rows.filter(finished_on__isnull=False)
    in_time = Q(due_on=None) | Q(finished_on__lte=F("due_on"))
    if value == "in_time":
        return done.filter(in_time)
    if value == "differ":
        return done.filter(in_time, finished_on__gt=F("early_on"))
    if value == "late":
        return done.filter(finished_on__gt=F("due_on"))
    if value == "done":
        return done
    return rows if value == "counted" else rows.filter(finished_on=None)


def find_outcome(row: Any) -> str:
    """What became of a period."""
    if row.is_withdrawn:
        return "withdrawn"
    if row.finished_on is None:
        return "running"
    if row.due_on is not None and row.finished_on > row.due_on:
        return "late"
    early: date | None = row.early_on
    return "differ" if early is not None and row.finished_on > early else "in_time"


def read_refusals(asking: Asking) -> QuerySet[Event]:
    """Letters that refuse, by the steps with which they went out."""
    wanted = Q(pk__lt=0)
    for name in list_refusing():
        procedure, _dot, act = name.partition(".")
        wanted |= Q(procedure=procedure, act=act)
    return Event.objects.filter(wanted).select_related("case")


def list_grounds() -> Sequence[Option]:
    """The provisions that the steps which refuse rest on."""
    cites: dict[Cite, None] = {}
    for name in list_refusing():
        code, _dot, act = name.partition(".")
        procedure = PROCEDURES[code]
        for step in procedure.transitions:
            if step.code == act:
                cites[step.provision or procedure.provision] = None
    return [Option(write_cite(c), say_cite(c).say(get_reader_lang())) for c in cites]


def write_cite(cite: Cite) -> str:
    """A provision in an address."""
    return f"{cite.law}/{cite.provision}"


def narrow_ground(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """By a provision that the letter names."""
    law, _slash, provision = value.rpartition("/")
    letters = Letter.objects.annotate(said=Cast("public_id", CharField())).filter(
        said=OuterRef("letter"), organ_region=OuterRef("organ_region"),
        basis__contains=[{"law": law, "provision": provision}],
    )  # fmt: skip
    return rows.filter(Exists(letters))


def say_act(event: Event) -> str:
    """What was done, in words."""
    step = index_transitions(event.procedure).get((event.act, event.from_state))
    return step.act.say(get_reader_lang()) if step else event.act


def read_notices(asking: Asking) -> QuerySet[Notice]:
    """The one notices that were sent."""
    return Notice.objects.select_related("case")


def read_cases(asking: Asking) -> QuerySet[Case]:
    """Cases, going on and ended."""
    return Case.objects.all()


def list_outcomes() -> Sequence[Option]:
    """What may have become of a period."""
    return [*(Option(code, said) for code, said in OUTCOMES.items()), Option("counted", COUNTED)]


def list_periods() -> Sequence[Option]:
    """The periods that are counted."""
    lang = get_reader_lang()
    return [Option(name, find_period(name).title.say(lang)) for name in list_deadlines()]


def link_case(case: Case) -> str:
    """The page of a case."""
    return reverse("case", args=[case.public_id])


def make_place(path: str = "organ_region") -> Column[Any]:
    """The organ that decides, by its division."""
    return Column(
        "organ", _("Decided by the organ of"), lambda row: row.organ_region, field=path,
        filter=Filter("prefix", list_begins, path=path, pattern=DIVISION_BEGINS, divisions=True),
    )  # fmt: skip


def make_matter(path: str) -> Column[Any]:
    """The procedure."""

    def read(row: Any) -> str:
        return str(row.case.procedure if path.startswith("case__") else row.procedure)

    return Column("procedure", _("Matter"), read, words=say_procedure,
                  filter=Filter("choice", list_procedures, path=path))  # fmt: skip


add_table(
    Table(
        name="served",
        title=_("Periods of the law that ended"),
        rows=read_served,
        columns=(
            Column("number", _("Case"), lambda p: say_number(p.case)),
            make_matter("case__procedure"),
            Column("period", _("Period"), lambda p: p.name,
                   words=lambda name: find_period(name).title.say(get_reader_lang()),
                   filter=Filter("choice", list_periods, path="name")),
            make_place(),
            Column("started", _("Started"), lambda p: p.started_on, field="started_on"),
            Column("due", _("Day of the law"), lambda p: p.due_on),
            Column("early", _("Earlier reading"), lambda p: p.alert_on, shown=False),
            Column("counted", _("Ended, or ran out"), lambda p: p.counted_on, field="counted_on",
                   filter=Filter("days", path="counted_on")),
            Column("outcome", _("Outcome"), find_outcome, words=lambda code: str(OUTCOMES[code]),
                   filter=Filter("choice", list_outcomes, narrow=narrow_outcome)),
        ),
        order="counted",
        powers=POWERS,
        link=lambda p: link_case(p.case),
    )
)  # fmt: skip
add_table(
    Table(
        name="refusals",
        title=_("Letters that refuse"),
        rows=read_refusals,
        columns=(
            Column("number", _("Case"), lambda e: say_number(e.case)),
            make_matter("procedure"),
            Column("act", _("What was done"), say_act),
            make_place(),
            Column("day", _("Day"), lambda e: e.legal_day, field="legal_day",
                   filter=Filter("days", path="legal_day")),
            Column("ground", _("Ground"), lambda e: e.act, chosen=False, shown=False,
                   filter=Filter("choice", list_grounds, narrow=narrow_ground)),
        ),
        order="day",
        powers=POWERS,
        link=lambda e: link_case(e.case),
    )
)  # fmt: skip
add_table(
    Table(
        name="one-notices",
        title=_("Notices of what is missing"),
        rows=read_notices,
        columns=(
            Column("number", _("Case"), lambda n: say_number(n.case)),
            make_matter("case__procedure"),
            make_place(),
            Column("defects", _("Things that were missing"), lambda n: len(n.defects)),
            Column("sent", _("Sent"), lambda n: timezone.localdate(n.sent_at), field="sent_at",
                   filter=Filter("days", path="sent_at", moments=True)),
        ),
        order="sent",
        powers=POWERS,
        link=lambda n: link_case(n.case),
    )
)  # fmt: skip
add_table(
    Table(
        name="counted-cases",
        title=_("Cases that were opened, or that ended"),
        rows=read_cases,
        columns=(
            Column("number", _("Case"), say_number),
            make_matter("procedure"),
            make_place(),
            Column("opened", _("Opened"), lambda c: timezone.localdate(c.opened_at),
                   field="opened_at", filter=Filter("days", path="opened_at", moments=True)),
            Column("closed", _("Ended"),
                   lambda c: timezone.localdate(c.closed_at) if c.closed_at else None,
                   filter=Filter("days", path="closed_at", moments=True)),
        ),
        order="opened",
        powers=POWERS,
        link=link_case,
    )
)  # fmt: skip
