"""The same procedure through every door: API, pages, command, an admin that somebody attaches, SQL.

Who may do what is the table of `test_walk.py`, written by hand. What is lawful succeeds with one
leaf; what is refused leaves the recorded refusal alone, through SQL nothing at all. A sample, the
same every time; all of it with `JIFANG_FUZZ`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from pytest_django import Settings

from jifang.config import cases as command
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case, Event, LawfulMove
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.cases.verbs import BY_CODE
from jifang.foundation.walls.scope import enter_scope, work_in
from tests.api.asking import Came
from tests.api.case_people import give_secrets, send
from tests.foundation.cases.procedure import (
    PEOPLE,
    TIANHE,
    UNIT,
    YUEXIU,
    lay_people,
    reread,
    within,
)
from tests.foundation.cases.test_guards import event, update
from tests.foundation.cases.test_walk import (
    ALLOWED,
    DAY,
    LONG,
    PATHS,
    People,
    UndoneError,
    expect,
    last_leaf,
    lay_case,
    list_acts,
    list_leaves,
    make_given,
    read_all,
)

pytestmark = pytest.mark.django_db
EVERY = 1 if LONG else 37
"""Of what is unlawful, each of so many is tried; of what is lawful, one person for each act."""
STATES = sorted({t.to for t in index_transitions("drill").values()})


def choose(situation: str) -> Iterator[tuple[str, str]]:
    """(act, person): whatever is lawful, and a sample of the rest."""
    acts, names = list_acts(), list(PEOPLE)
    at = list(PATHS).index(situation)
    for act in acts:
        may = ALLOWED[situation].get(act, "").split()
        for name in names:
            at += 1
            lawful = name in may and (LONG or (name == may[0] and not is_spared(act, situation)))
            if lawful or (name not in may and at % EVERY == 0):
                yield act, name


def is_spared(act: str, situation: str) -> bool:
    """Handing over is the same in every state: it is done in each third situation."""
    return act in BY_CODE and list(PATHS).index(situation) % 3 != 0


def write_body(case: Case, act: str, by: Actor, people: People) -> dict[str, Any]:
    """What the API is sent: what the step asks for, and no more."""
    given = make_given(act, by, people, case.version, case.holder)
    step = index_transitions("drill").get((act, case.state))
    body: dict[str, Any] = {"version": given.version, "reason": given.reason}
    if step is None:
        return body
    if step.goes_to_someone and given.to is not None:
        body["to"] = {"party": given.to.party, "account": given.to.account}
    if step.notice:
        body["defects"] = [{"item": d.item, "text": d.text} for d in given.defects]
    if "person" in step.checks:
        body["person"] = given.person
    if "opinion" in step.checks:
        body["agrees"] = given.agrees
    if given.pause:
        body["pause"] = given.pause
    if given.more and step.fields:
        body["more"] = dict(given.more)
    return body


def judge(came: Came, leaves: list[str], act: str) -> str:
    """What became of it; whatever it leaves belongs to that."""
    match came.status, came.body.get("code"):
        case 200, _:
            assert leaves == [f"case.{act}"]
            return "done"
        case 404, "not-found":
            assert leaves == []
            return "not_found"
        case 403, "forbidden":
            assert leaves == []  # the token has no such scope: a line in the security log
            return "no_scope"
        case (403, "not-allowed") | (422, "not-lawful"):
            assert leaves == [f"case.{act}.refused"]
            return "refused" if came.body["basis"] else f"{came.body['reason']}: no provision"
    return f"{came.status} {came.content.decode()}"


@pytest.fixture
def lift_limits(settings: Settings) -> None:
    settings.API_LIMITS = {name: (name, 10**6, 10**6) for name in settings.API_LIMITS}


WITHOUT_SCOPE = ("supervisor", "admin")


@pytest.mark.usefixtures("lift_limits")
def test_the_api() -> None:
    people = lay_people()
    secrets = give_secrets(people)
    wrong, tried, done = {}, 0, 0
    with stand_on(DAY):
        for situation in PATHS:
            case = lay_case(PATHS[situation], people)
            before = read_all()
            for act, name in choose(situation):
                since, became = last_leaf(), ""
                body = write_body(case, act, people[name], people)
                try:
                    with transaction.atomic():
                        enter_scope(EVERYTHING)
                        came = send(f"cases/{case.public_id}/acts/{act}", body, secrets[name])
                        became = judge(came, list_leaves(since), act)
                        if became != "done":
                            assert read_all() == before
                        raise UndoneError
                except UndoneError:
                    tried += 1
                    done += became == "done"
                wanted = "no_scope" if name in WITHOUT_SCOPE else expect(situation, act, name)
                if became != wanted:
                    wrong[situation, act, name] = (became, wanted)
    assert wrong == {}
    assert done > 40
    assert tried > 100


def test_the_command_acts_for_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    people = lay_people()
    with stand_on(DAY):
        case = lay_case(PATHS["received"], people)
        since, before = last_leaf(), read_all()
        for line in (["act"], ["act", str(case.public_id), "accept", "--as", "officer"]):
            assert command.main(line) == command.REFUSED
            said = capsys.readouterr().err
            assert "不办案" in said
            assert "in another's name" in said
        assert (list_leaves(since), read_all()) == ([], before)
        assert command.run("check", str(case.public_id)) == command.DONE
        assert command.run("check") == command.DONE
        assert command.run("check", "none") == command.FOUND
        assert command.run("show", str(case.public_id)) == command.DONE
        shown = capsys.readouterr().out
        assert "received" in shown
        assert "理由" not in shown
        assert command.run("show", "none") == command.FOUND
        assert command.run("expire") == command.run("recompute") == command.DONE
        assert list_leaves(since) == []
    with stand_on(DAY.replace(month=2)):
        assert command.run("expire") == command.DONE
        assert list_leaves(since) == ["case.deem"]
        assert reread(case).state == "review"


# -- an admin that somebody attaches ---------------------------------------------------------------


class Superuser:
    """Whoever Django's admin lets do everything."""

    is_active = is_staff = is_superuser = is_authenticated = True
    pk = 1

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return True


class Plain(admin.ModelAdmin):  # type: ignore[type-arg]  # no subscript at run time
    """Without the admin's own log and pages, which belong to an application that is not there."""

    def log_addition(self, *_: Any) -> Any:
        return None

    def log_change(self, *_: Any) -> Any:
        return None

    def response_add(self, *_: Any, **__: Any) -> HttpResponse:
        return HttpResponse()

    def response_change(self, *_: Any, **__: Any) -> HttpResponse:
        return HttpResponse()


class PlainCase(Plain):
    """As anybody would write it."""

    fields = ("state", "version", "holder", "party")


class PlainEvent(Plain):
    """As anybody would write it."""

    fields = (
        "case", "organ_region", "party", "grant_key", "version", "procedure", "act", "from_state",
        "to_state", "by_party", "legal_day", "digest", "entry",
    )  # fmt: skip


SITE = admin.AdminSite("attached")


def post_admin(of: Any, data: dict[str, Any], pk: int | None) -> None:
    """The form of an admin, sent by a superuser, with what is deferred checked at once."""
    request: Any = RequestFactory().post("/attached/", data)
    request.user, request._dont_enforce_csrf_checks = Superuser(), True
    with transaction.atomic():
        of.changeform_view(request, None if pk is None else str(pk))
        check_now()


DELETE: dict[type, str] = {
    Case: "DELETE FROM case_file WHERE id = %s", Event: "DELETE FROM case_event WHERE id = %s",
}  # fmt: skip


def remove(row: Case | Event) -> None:
    """Past what Django collects before it deletes."""
    with connection.cursor() as cursor:
        cursor.execute(DELETE[type(row)], [row.pk])
    check_now()


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_admin_that_is_attached_bends_nothing() -> None:
    people = lay_people()
    with stand_on(DAY):
        case = lay_case(PATHS["review"], people)
    since, before = last_leaf(), read_all()
    cases, events = PlainCase(Case, SITE), PlainEvent(Event, SITE)
    enter_scope(EVERYTHING)
    last = Event.objects.get(case=case, version=case.version)
    kept = {name: getattr(case, name) for name in PlainCase.fields}
    moved = {**kept, "state": "approved", "version": case.version + 1}
    forged = {
        **{name: getattr(last, name) for name in PlainEvent.fields}, "case": case.pk,
        "version": case.version + 1, "act": "send_to_test", "from_state": "review",
        "to_state": "testing",
    }  # fmt: skip
    for made, data, pk in (
        (cases, moved, case.pk),
        (cases, {**moved, "state": "testing"}, case.pk),  # lawful, but without its event
        (cases, {**kept, "party": "unit-2"}, case.pk),
        (cases, {**kept, "holder": people["colleague"].public_id}, case.pk),
        (events, forged, None),
        (events, {**forged, "version": case.version, "act": "examine"}, last.pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            post_admin(made, data, pk)
    request: Any = RequestFactory().post("/attached/")
    for made, row in ((cases, case), (events, last)):
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            made.delete_model(request, row)
        with pytest.raises(DatabaseError), transaction.atomic():
            remove(row)
    assert (list_leaves(since), read_all()) == ([], before)


def test_the_product_has_no_admin(settings: Settings) -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not {"admin", "attached"} & set(get_resolver().namespace_dict)
    for path in ("/admin/", "/en/admin/", "/admin/login/", "/admin/cases/case/"):
        assert Client().get(path).status_code == 404


# -- plain SQL of the application's role -----------------------------------------------------------

PRIVILEGE, UNIQUE, CHECK = "42501", "23505", "23514"
NOTICE = (
    "INSERT INTO case_notice (case_id, organ_region, party, grant_key, event_id, kind, defects,"
    " sent_at) SELECT case_id, organ_region, party, grant_key, id, 'deficiency', '[]', now()"
    " FROM case_event WHERE case_id = {case} AND act = 'notify' ORDER BY version DESC LIMIT 1"
)


def try_sql(*statements: str) -> str:
    """The code of the database's refusal, or that it would have passed; undone."""
    try:
        with work_in(EVERYTHING), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            raise UndoneError
    except UndoneError:
        return "passed"
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", ""))


def list_tries(case: Case, to: str, moves: set[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """What is tried towards a state, and what becomes of it."""
    step = update(case, f"state = '{to}', version = version + 1")
    yield try_sql(step), PRIVILEGE  # without its event
    yield try_sql(update(case, f"state = '{to}'")), PRIVILEGE
    acts = {act for act, _, _ in moves}
    lawful = {act for act, since, end in moves if (since, end) == (case.state, to)}
    for act in sorted(lawful) + sorted(acts - lawful)[:: 1 if LONG else 9]:
        new = event(case, act, to, version="version")
        yield try_sql(step, new), "passed" if act in lawful else PRIVILEGE
        yield try_sql(event(case, act, to)), PRIVILEGE  # an event without its change


@pytest.mark.django_db(transaction=True)
def test_plain_sql() -> None:
    people = lay_people()
    wrong, tried = [], 0
    with stand_on(DAY):
        laid = {state: lay_case(PATHS[state], people) for state in STATES}
        noticed = lay_case(PATHS["noticed"], people)
    other = open_foreign(people["applicant"])
    since, before = last_leaf(), read_all()
    with work_in(EVERYTHING):
        rows = LawfulMove.objects.filter(procedure="drill").exclude(from_state="")
        moves = set(rows.values_list("act", "from_state", "to_state"))
    for state, case in laid.items():
        for to in (*STATES, "nowhere", ""):
            for became, wanted in list_tries(case, to, moves):
                tried += 1
                if became != wanted:
                    wrong.append((state, to, became, wanted))
    assert wrong == []
    assert tried > 300
    step = update(noticed, "state = 'waiting', version = version + 1")
    told = event(noticed, "notify", "waiting", version="version")
    assert try_sql(step, told, NOTICE.format(case=noticed.pk)) == UNIQUE
    accept = update(other, "state = 'accepted', version = version + 1")
    taken = event(other, "accept", "accepted", version="version")
    assert try_sql(accept, taken) == CHECK
    assert try_sql(accept, taken.replace(f"'ps-{TIANHE}'", f"'ps-{YUEXIU}'")) == "passed"
    for history in (
        "UPDATE case_event SET reason = ''", "DELETE FROM case_event", "DELETE FROM case_notice",
        "UPDATE case_event SET legal_day = '2020-01-01'", "DELETE FROM case_file",
        "UPDATE case_period SET due_on = '2030-01-01'", "UPDATE case_file SET party = 'unit-2'",
        "UPDATE case_period_event SET due_on = NULL", "DELETE FROM ledger_entry",
        "UPDATE case_period SET finished_on = started_on", "DELETE FROM case_transition",
    ):  # fmt: skip
        assert try_sql(history) == PRIVILEGE, history
    assert (list_leaves(since), read_all()) == ([], before)


def open_foreign(by: Actor) -> Case:
    """To be accepted by the organ that approved, which is another than the one that has it."""
    opening = Opening(
        "drill_accept", "apply", f"ps-{TIANHE}", UNIT, "验收", approved_by=f"ps-{YUEXIU}"
    )
    with within(by):
        return open_case(by, opening).case
