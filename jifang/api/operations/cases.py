"""Reading cases: procedures, cases, what happened, periods, what may be done now; notifications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from jifang.api.case_forms import (
    CaseActs,
    CaseEvents,
    CaseGiven,
    CasePeriods,
    Cases,
    Notifications,
    ProcedureFull,
    Procedures,
)
from jifang.api.case_shapes import (
    carry_case,
    show_act,
    show_case,
    show_event,
    show_notification,
    show_period,
    show_procedure,
    show_state,
    show_step,
)
from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.operations.own import require_caller
from jifang.api.operations.registers import read_flag
from jifang.api.problems import fail_field
from jifang.api.reading import OTHERWISE, read_limit, read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Basis
from jifang.foundation.audit.models import Leaf
from jifang.foundation.cases.data import CaseError, Procedure
from jifang.foundation.cases.models import Case, CasePeriod, Event, PeriodEvent
from jifang.foundation.cases.procedures import PROCEDURES, find_procedure
from jifang.foundation.cases.selectors import (
    find_case,
    list_cases,
    list_due,
    list_events,
    list_held,
    list_lawful_acts,
    list_periods,
    list_pool,
)
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.notifications.selectors import list_notifications
from jifang.law.errors import Text

TAG = "cases"
SCOPE = "cases"
EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"
AT = {"id": EXAMPLE_ID}
PROCEDURE = {"procedure": "commendation"}


@contextmanager
def refusing(basis: tuple[Basis, ...] = ()) -> Iterator[None]:
    """What the cases refuse, as the API says it; `basis`: of what is tried."""
    try:
        yield
    except (CaseError, DocumentError) as error:
        raise carry_case(error, basis) from None


def find_known(code: str) -> Procedure:
    """A procedure. Raises `Http404`."""
    found = PROCEDURES.get(code)
    if found is None:
        raise Http404
    return found


def find_open(public_id: str) -> Case:
    """A case within reach, by its id as it is written. Raises `ApiError`."""
    try:
        if str(UUID(public_id)) != public_id:
            raise Http404
    except ValueError:
        raise Http404 from None
    with refusing():
        return find_case(public_id)


def select_due() -> Subquery:
    """The first day on which a running period of the law ends, of each case of a query."""
    running = CasePeriod.objects.filter(
        case=OuterRef("pk"), finished_on=None, due_on__isnull=False
    ).order_by("due_on")
    return Subquery(running.values("due_on")[:1])


def find_due(case: Case) -> date | None:
    """The same of one case."""
    found = list_periods(case).filter(finished_on=None, due_on__isnull=False)
    return found.order_by("due_on").values_list("due_on", flat=True).first()


# --- procedures -----------------------------------------------------------------------------------


@declare(
    "GET",
    "procedures",
    Procedures,
    Doc(
        "listProcedures",
        TAG,
        Text("列出程序", "List the procedures"),
        Text("每一种案件：依据，以及以哪一步开始。",
             "Every kind of case: what it rests on, and by which act one is opened."),
        cached=True,
    ),
)  # fmt: skip
def list_procedures(request: ApiRequest) -> Mapping[str, Any]:
    """Every procedure."""
    return {"items": [show_procedure(PROCEDURES[c], request.lang) for c in sorted(PROCEDURES)]}


@declare(
    "GET",
    "procedures/{procedure}",
    ProcedureFull,
    Doc(
        "readProcedure",
        TAG,
        Text("一种程序：状态、步骤、各步要填的内容",
             "A procedure: states, steps, what each asks for"),
        Text("步骤即法律所许的全部去向；转办、会签等每种程序都有的不在其中。",
             "The steps are all that the law allows; handing over, which every procedure has, is"
             " not among them."),
        cached=True,
        arguments=PROCEDURE,
    ),
)  # fmt: skip
def read_procedure(request: ApiRequest, procedure: str) -> Mapping[str, Any]:
    """One procedure as data."""
    found = find_known(procedure)
    return {
        **show_procedure(found, request.lang),
        "states": [show_state(s, request.lang) for s in found.states],
        "steps": [show_step(t, request.lang, found) for t in found.transitions],
        "periods": [use.name for use in found.periods],
    }


# --- cases ----------------------------------------------------------------------------------------


def choose_cases(
    by: Actor, procedure: str | None, state: str | None, *, held: bool, pool: bool, closed: bool
) -> QuerySet[Case]:
    """The cases that are asked for. Raises `ApiError` for a procedure or state there is not."""
    if procedure is not None and procedure not in PROCEDURES:
        known = ", ".join(sorted(PROCEDURES))
        raise fail_field("procedure", procedure, OTHERWISE, Text(known, known))
    if held and pool:
        said = Text("held 与 pool 只写其一", "either held or pool")
        raise fail_field("pool", "true", said)
    rows = list_held(by) if held else list_pool(by) if pool else list_cases(closed=closed)
    if procedure is not None:
        rows = rows.filter(procedure=procedure)
    if state is not None:
        rows = rows.filter(state=check_state(procedure, state))
    return rows


def check_state(procedure: str | None, state: str) -> str:
    """A state of a procedure. Raises `ApiError`."""
    if procedure is None:
        said = Text("须同时写明 procedure", "only together with procedure")
        raise fail_field("state", state, said)
    states = [s.code for s in PROCEDURES[procedure].states]
    if state not in states:
        raise fail_field("state", state, OTHERWISE, Text("、".join(states), ", ".join(states)))
    return state


@declare(
    "GET",
    "cases",
    Cases,
    Doc(
        "listCases",
        TAG,
        Text("列出案件", "List cases"),
        Text("辖区内、本单位的，或者交由本机关办理的，后立案的在前；已办结的只在 closed=true "
             "时列出。due_until：法定期限在这一天或者之前届满的。",
             "Those of one's territory or body, or handed to one's organ, the last opened first;"
             " those that ended only with closed=true. due_until: those in which a period of the"
             " law ends on that day or before."),
        scope=SCOPE,
        rows=True,
    ),
)  # fmt: skip
def list_all_cases(
    request: ApiRequest,
    *,
    procedure: str | None = None,
    state: str | None = None,
    held: str | None = None,
    pool: str | None = None,
    due_until: str | None = None,
    closed: str | None = None,
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of cases."""
    by = require_caller(request).actor
    flags = {n: read_flag(n, v) for n, v in (("held", held), ("pool", pool), ("closed", closed))}
    rows = choose_cases(by, procedure, state, **flags)
    if due_until is not None:
        rows = list_due(rows, read_on(due_until, "due_until"))
    of = name_list(
        "cases", by=by.body.party, who=by.public_id, procedure=procedure, state=state, **flags,
        due_until=due_until,
    )  # fmt: skip
    page = Page(read_limit(limit), cursor)
    shown = rows.filter(procedure__in=PROCEDURES).annotate(due=select_due())

    def show(case: Case) -> dict[str, Any]:
        return show_case(case, by, request.lang, getattr(case, "due", None))

    return cut_page(shown, page, of, ["-id"], show)


@declare(
    "GET",
    "cases/{id}",
    CaseGiven,
    Doc(
        "readCase",
        TAG,
        Text("一个案件", "A case"),
        Text("现在的状态、在谁手中、下一步；看不到的案件与不存在的同样回答。",
             "Its state, who has it, what happens next. One that is out of reach is answered like"
             " one that does not exist."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def read_case(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One case."""
    by, case = require_caller(request).actor, find_open(id)
    return show_case(case, by, request.lang, find_due(case))


@declare(
    "GET",
    "cases/{id}/events",
    CaseEvents,
    Doc(
        "listCaseEvents",
        TAG,
        Text("一个案件的经过", "What happened in a case"),
        Text("依次：哪一步、谁、何时、法律上的哪一天、理由、依据、账本中的行为。"
             "申请人看不到机关内部的流转。",
             "In order: the act, by whom, when, on which day of the law, why, by which provision,"
             " its entry in the ledger. The applicant does not see how organs hand it over."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def list_case_events(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of events."""
    by, case = require_caller(request).actor, find_open(id)
    of = name_list("case_events", of=str(case.public_id))
    page = Page(read_limit(limit), cursor)
    placed = Leaf.objects.filter(entry_id=OuterRef("entry")).values("index")[:1]

    def show(event: Event) -> dict[str, Any]:
        return show_event(event, case, by, request.lang, getattr(event, "place", None))

    return cut_page(list_events(case).annotate(place=Subquery(placed)), page, of, ["version"], show)


@declare(
    "GET",
    "cases/{id}/periods",
    CasePeriods,
    Doc(
        "listCasePeriods",
        TAG,
        Text("一个案件的期限及其推算", "The periods of a case, and how they were computed"),
        Text("每个期限的起算、暂停、恢复、延长、完成，每次之后的日期，以及逐步的推算。",
             "When each was started, paused, resumed, extended and finished, the dates that"
             " followed each time, and the steps of the computation."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def list_case_periods(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Every period of a case."""
    by, case = require_caller(request).actor, find_open(id)
    periods = list(list_periods(case))
    events: dict[int, list[PeriodEvent]] = {p.pk: [] for p in periods}
    found = PeriodEvent.objects.filter(period__in=periods).select_related("event").order_by("pk")
    for event in found:
        events[event.period_id].append(event)
    return {"items": [show_period(p, events[p.pk], by, request.lang) for p in periods]}


@declare(
    "GET",
    "cases/{id}/acts",
    CaseActs,
    Doc(
        "listCaseActs",
        TAG,
        Text("现在能办什么", "What may be done now"),
        Text("从现在的状态出发的每一步：要填什么，令牌代表的人能不能办；不能的，写明为什么、依据哪一条。",
             "Every step from the present state, what it asks for, and whether whoever the token"
             " stands for may take it; if not, why not and by which provision."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def list_case_acts(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Every step, lawful or not."""
    by, case = require_caller(request).actor, find_open(id)
    procedure = find_procedure(case.procedure)
    acts = [show_act(a, request.lang, procedure) for a in list_lawful_acts(case, by)]
    return {"version": case.version, "items": acts}


# --- notifications --------------------------------------------------------------------------------


@declare(
    "GET",
    "notifications",
    Notifications,
    Doc(
        "listNotifications",
        TAG,
        Text("通知", "Notifications"),
        Text("告知本人或者所在机关、单位的，新的在前；unread=true 只列未读的。",
             "What oneself or one's body was told, the newest first; with unread=true those that"
             " were not read."),
        scope=SCOPE,
        rows=True,
    ),
)  # fmt: skip
def list_own_notifications(
    request: ApiRequest,
    unread: str | None = None,
    limit: str | None = None,
    cursor: str | None = None,
) -> Mapping[str, Any]:
    """A page of notifications."""
    by, only = require_caller(request).actor, read_flag("unread", unread)
    of = name_list("notifications", by=by.public_id, party=by.body.party, unread=only)
    page = Page(read_limit(limit), cursor)
    return cut_page(list_notifications(by, unread=only), page, of, ["-id"], show_notification)
