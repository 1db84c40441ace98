"""The same rules through every door: page, API, an admin that somebody attaches, plain SQL.

Traps of the reading of the law: another place (2), a renewal too late or too early (3), two levels
at once or the year counted from another certificate (4). Who may do what is the table of
`test_walk.py`; here a sample of it, the same every time, all of it with `JIFANG_FUZZ`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client, RequestFactory
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.qualifications.models import Certificate
from jifang.foundation.accounts.data import Body
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.verbs import BY_CODE
from jifang.foundation.walls.scope import enter_scope, work_in
from jifang.law.calendar import add_years
from tests.api.asking import Came, get
from tests.api.case_people import send, take
from tests.domains.qualifications.test_walk import LONG, TABLE
from tests.domains.qualifications.world import (
    FIRM,
    World,
    hold,
    lay_world,
    open_organs,
    staff_up,
    today,
)
from tests.foundation.access_tokens.people import Person as Holder
from tests.foundation.access_tokens.people import give_token
from tests.foundation.cases.conftest import publish
from tests.foundation.cases.test_doors import SITE, Plain, Superuser
from tests.portals.people import Person, make_person, sign_in

__all__ = ["publish"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publish")]
SEATS = {
    "firm": ("firm_member", Body("firm", FIRM, "示例安防工程公司（演示）", "440100")),
    "officer": ("officer", Body("organ", "ps-440100", "广州", "440100")),
    "approver": ("approver", Body("organ", "ps-440100", "广州", "440100")),
    "shenzhen": ("approver", Body("organ", "ps-440300", "深圳", "440300")),
    "stranger": ("firm_member", Body("firm", "firm-other", "别的公司", "440100")),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        try:
            yield lay_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def people(world: World, settings: Settings) -> dict[str, Person]:
    settings.API_LIMITS = {name: (name, 10**6, 10**6) for name in settings.API_LIMITS}
    return {name: make_person(role, name, body) for name, (role, body) in SEATS.items()}


def give_secret(person: Person) -> str:
    return give_token(Holder(person.account, person.membership)).secret


def count_cases() -> int:
    with work_in(EVERYTHING):
        return Case.objects.count()


def last_kind() -> str:
    with work_in(EVERYTHING):
        return str(Entry.objects.order_by("-pk").values_list("kind", flat=True)[0])


# -- traps through page and API --------------------------------------------------------------------

YEAR_SHORT = {"level": 3, "since": add_years(today(), -1) + timedelta(days=1)}
TRAPS: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    # what is held, what is applied for, by which provision it is refused
    "renewed a day late": ({"level": 4, "ends_in": -1}, {"kind": "renewal"}, "art_15__para_2"),
    "renewed 60 days early": ({"level": 4, "ends_in": 60}, {"kind": "renewal"}, "art_15__para_2"),
    "extended a day late": ({"level": 4, "ends_in": -1}, {"kind": "extension"}, "art_15__para_2"),
    "two levels at once": (
        {"level": 4, "since": add_years(today(), -1)}, {"kind": "promotion", "level": "2"},
        "art_15__para_1",
    ),
    "a day before the year of this level": (
        YEAR_SHORT, {"kind": "promotion", "level": "2"}, "art_15__para_1",
    ),
    "level 3 at first": ({}, {"kind": "initial", "level": "3"}, "art_15__para_1"),
}  # fmt: skip

NEXT = {"two levels at once": "3", "level 3 at first": "4"}
"""The page asks for no level: whatever is sent, it is the one that comes next."""


@pytest.mark.parametrize("trap", TRAPS)
def test_windows_and_levels(people: dict[str, Person], trap: str) -> None:
    held, more, provision = TRAPS[trap]
    if held:
        hold(**held)
    secret = give_secret(people["firm"])
    upper = more.get("level") in {"1", "2"}
    procedure = "certificate_first" if upper else "certificate"
    given: dict[str, Any] = {**more, "cause": True} if more["kind"] == "extension" else {**more}
    body = {"act": "apply", "party": FIRM, "subject": "示例", "more": given}
    came = send(f"procedures/{procedure}/cases", body, secret)
    assert (came.status, came.code) == (422, "not-lawful"), came.body
    assert came.body["basis"][0]["provision"] == provision
    assert last_kind() == "case.apply.refused"
    page = sign_in(people["firm"]).post(f"/my-qualification/apply/{more['kind']}/", given)
    assert page.status_code == (302 if trap in NEXT else 400)
    with work_in(EVERYTHING):
        asked = [e.details["level"] for e in Event.objects.filter(version=1)]
    assert asked == ([NEXT[trap]] if trap in NEXT else [])


@pytest.mark.parametrize("organ", ["ps-440300", "ps-440000", "ps-440106"])
def test_another_place(people: dict[str, Person], organ: str) -> None:
    staff = {"act": "apply", "party": FIRM, "subject": "示例", "organ": organ,
             "more": {"kind": "initial", "level": "4"}}  # fmt: skip
    came = send("procedures/certificate/cases", staff, give_secret(people["firm"]))
    assert (came.status, came.body["reason"]) == (422, "organ")
    assert came.body["basis"][0]["provision"] == "art_14__para_1"
    there = send("procedures/certificate/cases", staff, give_secret(people["shenzhen"]))
    assert there.status in {403, 404, 422}  # the firm is none of its register
    assert count_cases() == 0


def test_another_place_at_the_counter(world: World, people: dict[str, Person]) -> None:
    """By the page: where the firm is no firm of the register, and where it is one but another
    organ is competent."""
    form = {
        "about": f"organisation:{world.firm.public_id}", "party": FIRM, "subject": "示例",
        "v.kind": "initial", "v.level": "4",
    }  # fmt: skip
    above = make_person("officer", "above", Body("organ", "ps-440000", "省厅", "440000"))
    for person, status in ((people["shenzhen"], 400), (above, 422)):
        came = sign_in(person).post("/cases/new/certificate/", form)
        assert came.status_code == status
    assert "art_14__para_1" in came.content.decode()
    assert last_kind() == "case.apply.refused"
    assert count_cases() == 0


# -- an admin that somebody attaches; plain SQL ----------------------------------------------------


class PlainCertificate(Plain):
    """As anybody would write it."""

    fields = (
        "kind", "organ_region", "organ", "party", "firm", "firm_name", "credit_code",
        "firm_region", "number", "number_key", "how", "level", "level_since", "applied_on",
        "issued_on", "valid_until", "follows", "event", "letter", "entry",
    )  # fmt: skip


def forge(world: World, held: Certificate, **more: Any) -> dict[str, Any]:
    """A certificate that would follow the one held."""
    return {
        "kind": "qualification", "organ_region": "440100", "organ": "ps-440100", "party": FIRM,
        "firm": str(world.firm.public_id), "firm_name": "甲", "credit_code": "", "number": "假1",
        "firm_region": "440106", "number_key": "假1", "how": "renewal", "level": 4,
        "level_since": held.level_since, "applied_on": today(), "issued_on": today(),
        "valid_until": add_years(today(), 2), "follows": held.pk, "letter": "x", "entry": 1,
        "event": "", **more,
    }  # fmt: skip


FORGED: dict[str, dict[str, Any]] = {
    "by another city (2)": {"organ_region": "440300", "organ": "ps-440300"},
    "by the province (2)": {"organ_region": "440000", "organ": "ps-440000"},
    "late (3)": {},
    "two levels up (4)": {"how": "promotion", "level": 2, "organ_region": "440000"},
    "level 1 at first (4)": {"how": "initial", "level": 1, "organ_region": "440000"},
    "from paper, of another place (2)": {
        "how": "paper", "organ_region": "440300", "follows": "", "letter": "",
    },
}  # fmt: skip


def save(made: PlainCertificate, data: dict[str, Any], row: Certificate | None = None) -> None:
    """What the admin does with a form that is sent, past what its form itself finds wrong."""
    request: Any = RequestFactory().post("/attached/", data)
    request.user = Superuser()
    form = made.get_form(request, row, change=row is not None)(data, instance=row)
    unasked = {"event", "letter", "follows", "credit_code", "applied_on", "__all__"}
    assert form.is_valid() or set(form.errors) <= unasked, form.errors
    new = form.instance
    made.save_model(request, new, form, change=row is not None)


def test_an_attached_admin_bends_nothing(world: World) -> None:
    held = hold(4, ends_in=-1)
    made = PlainCertificate(Certificate, SITE)
    enter_scope(EVERYTHING)
    before = list(Certificate.objects.values())
    for more in FORGED.values():
        with pytest.raises(DatabaseError), transaction.atomic():
            save(made, forge(world, held, **more))
    kept = {name: getattr(held, name) or "" for name in PlainCertificate.fields}
    again = Certificate.objects.get(pk=held.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        save(made, {**kept, "follows": "", "event": "", "level": 1}, again)
    request: Any = RequestFactory().post("/attached/")
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        made.delete_model(request, held)
    assert list(Certificate.objects.values()) == before


@pytest.mark.parametrize("name", FORGED)
def test_plain_sql_bends_nothing(world: World, name: str) -> None:
    held = hold(4, ends_in=-1)
    row = {k: None if v == "" and k in {"event", "follows"} else v
           for k, v in forge(world, held, **FORGED[name]).items()}  # fmt: skip
    row = {{"event": "event_id", "follows": "follows_id"}.get(k, k): v for k, v in row.items()}
    row |= {"public_id": "00000000-0000-4000-8000-000000000001", "demonstration": False,
            "home_number": ""}  # fmt: skip
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    insert = f"INSERT INTO certificate ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    refuse_sql(insert, list(row.values()))
    for change in ("UPDATE certificate SET level = 1", "DELETE FROM certificate",
                   "UPDATE certificate SET valid_until = '2099-01-01'"):  # fmt: skip
        refuse_sql(change)


def refuse_sql(statement: str, values: Sequence[Any] = ()) -> None:
    """The database refuses a statement of the application's role, within the whole province."""
    with pytest.raises(DatabaseError), work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(statement, values)


# -- the walk through API and page -----------------------------------------------------------------

EVERY = 1 if LONG else 4
WALKED = ("received", "accepted", "examined")
STEPS: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "received": (("officer", "claim", {}),),
    "accepted": (("officer", "accept", {}),),
    "examined": (("officer", "examine", {"more": {"finding": "met"}}),),
}


def write(case: str, act: str, secret: str, **more: Any) -> dict[str, Any]:
    """What a step is sent, with its letter as it is drafted, where it has one."""
    body: dict[str, Any] = {"reason": "理由", **more}
    if act == "pause":
        body["pause"] = "expert_review"
    if act == "notify":
        body["defects"] = [{"item": "营业执照", "text": "缺少复印件"}]
    draft = get(f"cases/{case}/acts/{act}/letter", secret=secret)
    if draft.status == 200:
        body["letter"] = {k: draft.body[k] for k in ("addressee", "subject", "fields")}
        body["letter"]["fields"] = {
            k: v or ("" if k == "items" else "理由") for k, v in draft.body["fields"].items()
        }
    return body


def judge(came: Came) -> str:
    """What became of it."""
    match came.status:
        case 200:
            return "done"
        case 404:
            return "not_found"
        case 403 | 422:
            return "refused" if came.body.get("basis") else f"{came.body}"
    return f"{came.status}"


class UndoneError(Exception):
    """The next one tries from the same ground."""


def try_api(case: str, act: str, secret: str) -> str:
    """One act, undone."""
    became = ""
    try:
        with transaction.atomic():
            enter_scope(EVERYTHING)
            more = {"more": {"finding": "met"}} if act == "examine" else {}
            became = judge(take(case, act, secret, **write(case, act, secret, **more)))
            raise UndoneError
    except UndoneError:
        return became
    except KeyError:  # the case is behind a wall: it has no version to read
        return "not_found"


def try_page(case: str, act: str, client: Client) -> str:
    """The form of an act, asked for: shown, refused with the provision, or not there."""
    answer = client.get(f"/cases/{case}/act/{act}/")
    if answer.status_code == 404:
        return "not_found"
    return "done" if answer.status_code == 200 else "refused"


def test_the_walk_through_api_and_page(world: World, people: dict[str, Person]) -> None:
    staff_up(world.firm)
    secrets = {name: give_secret(person) for name, person in people.items()}
    clients = {name: sign_in(person) for name, person in people.items() if name != "stranger"}
    body = {"act": "apply", "party": FIRM, "subject": "示例",
            "more": {"kind": "initial", "level": "4"}}  # fmt: skip
    case = send("procedures/certificate/cases", body, secrets["firm"]).body["case"]["id"]
    wrong: dict[tuple[str, str, str, str], tuple[str, str]] = {}
    tried = at = 0
    for state in WALKED:
        for who, act, more in STEPS[state]:
            came = take(case, act, secrets[who], **write(case, act, secrets[who], **more))
            assert came.status == 200, came.body
        acts = {c for c, since in index_transitions("certificate") if since == state} - set(BY_CODE)
        for act in sorted(acts - {"deem_accepted"}):
            for name in people:
                at += 1
                lawful = act in TABLE["certificate"][state].get(name, "").split()
                if not lawful and at % EVERY:
                    continue
                wanted = "done" if lawful else "refused"
                if name in {"stranger", "shenzhen"}:
                    wanted = "not_found"
                tried += 1
                became = try_api(case, act, secrets[name])
                if became != wanted:
                    wrong["api", state, act, name] = (became, wanted)
                if name in clients and (LONG or not lawful or tried % 3 == 0):
                    became = try_page(case, act, clients[name])
                    if became != wanted:
                        wrong["page", state, act, name] = (became, wanted)
    assert wrong == {}
    assert tried > 20
    with work_in(EVERYTHING):
        assert Event.objects.count() == 4
    assert isinstance(today(), date)
