"""Certificates through the API: looked up by anyone, applied for and decided as a case, undertaken
or refused with the provision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.qualifications.models import Undertaking
from jifang.foundation.accounts.data import Body
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import work_in
from tests.api.asking import Came, get
from tests.api.case_people import send, take
from tests.domains.qualifications.world import (
    FIRM,
    FIRM_CODE,
    World,
    hold,
    lay_world,
    open_organs,
    staff_up,
    today,
)
from tests.foundation.access_tokens.people import Person, give_token
from tests.foundation.cases.conftest import publish
from tests.portals.people import make_person

__all__ = ["publish"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publish")]
WORK: dict[str, Any] = {
    "party": FIRM, "project": {"kind": "example", "id": "p-1"}, "project_name": "示例工程（演示）",
    "region": "440106", "work": "construction", "undertaken_on": str(today()),
    "work_from": str(today()), "work_until": str(today() + timedelta(days=60)),
}  # fmt: skip


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


def seat(role: str, kind: str, party: str, region: str) -> str:
    """The secret of someone's token."""
    body = Body(kind, party, party, region)
    person = make_person(role, f"{role.replace('_', '-')}-{party}", body)
    return give_token(Person(person.account, person.membership)).secret


def open_one(secret: str, procedure: str, **more: Any) -> Came:
    body = {"act": "apply", "party": FIRM, "subject": "示例安防工程公司（演示）", "more": more}
    return send(f"procedures/{procedure}/cases", body, secret)


def test_anyone_looks_one_up_on_any_day(world: World) -> None:
    row = hold(4, ends_in=20)
    for query in (row.number, FIRM_CODE.lower(), "示例安防"):
        (found,) = get(f"certificates?q={query}").body["items"]
        assert (found["number"], found["state"], found["holds"]) == (row.number, "valid", True)
    after = row.valid_until + timedelta(days=1)
    for day, state in (("2001-01-01", "not_yet"), (after, "expired"), (row.valid_until, "valid")):
        came = get(f"certificates/{row.public_id}?on={day}")
        assert (came.body["state"], came.body["on"]) == (state, str(day))
    assert "ended" not in str(get(f"certificates?q={row.number}&lang=en").body)
    missing = get("certificates/00000000-0000-4000-8000-000000000009")
    assert (missing.status, missing.code) == (404, "not-found")
    assert get("certificates?q=%20").fields == ["q"]
    assert get(f"certificates?q={row.number}&on=明天").fields == ["on"]


def test_a_firm_sees_its_ways_and_applies_by_them(world: World) -> None:
    staff_up(world.firm)
    firm = seat("firm_manager", "firm", FIRM, "440100")
    own = get("qualification", secret=firm).body
    ways = {w["kind"]: w for w in own["ways"] if w["allowed"]}
    assert (own["held"], list(ways)) == (None, ["initial"])
    assert (ways["initial"]["procedure"], ways["initial"]["organ"]) == ("certificate", "ps-440100")
    gaps = {g["level"]: g for g in own["gaps"]}
    assert {level: g["outcome"] for level, g in gaps.items()} == {
        4: "ok", 3: "stop", 2: "stop", 1: "stop",
    }  # fmt: skip
    assert next(c for c in gaps[3]["conditions"] if c["code"] == "staff")["lacking"] == "5"
    early = open_one(firm, "certificate", kind="initial", level="3")
    assert (early.status, early.code) == (422, "not-lawful")
    assert early.body["basis"][0]["provision"] == "art_15__para_1"
    wrong = open_one(firm, "certificate_first", kind="initial", level="4")
    assert (wrong.status, wrong.body["reason"]) == (422, "procedure")
    opened = open_one(firm, "certificate", kind="initial", level="4")
    assert opened.status == 201, opened.body
    assert opened.body["case"]["organ"] == "ps-440100"
    case = opened.body["case"]["id"]
    officer = seat("officer", "organ", "ps-440100", "440100")
    assert take(case, "claim", officer).status == 200
    letter = get(f"cases/{case}/acts/accept/letter", secret=officer).body
    given = {k: letter[k] for k in ("addressee", "subject", "fields")}
    assert take(case, "accept", officer, letter=given).status == 200
    assert get(f"cases/{case}", secret=firm).body["state"] == "accepted"
    with work_in(EVERYTHING):
        assert Case.objects.get().number == 1


def test_work_is_covered_or_refused_with_the_provision(world: World) -> None:
    held = hold(4)
    firm = seat("firm_manager", "firm", FIRM, "440100")
    done = send("undertakings", {**WORK, "amount": "600000.00"}, firm)
    assert done.status == 201, done.body
    assert (done.body["certificate"], done.body["amount"]) == (held.number, "600000.00")
    above = send("undertakings", {**WORK, "work": "design", "amount": 1_000_001}, firm)
    assert (above.status, above.code, above.body["reason"]) == (422, "not-lawful", "law")
    assert above.body["basis"][0]["provision"] == "art_14__para_2"
    unknown = send("undertakings", {**WORK, "work": "design"}, firm)
    assert unknown.status == 422
    for wrong in (
        {"amount": "1.234"},
        {"work": "selling"},
        {"region": "999999"},
        {"work_until": "2999-01-01"},
    ):
        came = send("undertakings", {**WORK, "amount": 1, **wrong}, firm)
        assert came.fields == list(wrong), came.body
    other = seat("firm_manager", "firm", "firm-other", "440100")
    stranger = send("undertakings", {**WORK, "work": "design", "amount": 1}, other)
    assert stranger.status in {403, 422}
    rows = get("undertakings", secret=firm).body["items"]
    assert [r["id"] for r in rows] == [done.body["id"]]
    assert get("undertakings", secret=other).body["items"] == []
    with work_in(EVERYTHING):
        assert Undertaking.objects.count() == 1
        assert Entry.objects.filter(kind="undertaking.entered.refused").count() >= 2


def test_only_a_firm_has_a_qualification(world: World) -> None:
    officer = seat("officer", "organ", "ps-440100", "440100")
    assert get("qualification", secret=officer).status == 404
    assert get("qualification").status == 401
