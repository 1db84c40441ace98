"""Pages of certificates by client: what a firm is offered and refused, lists of the officers,
look-up by anyone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.accounts.data import Body
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.walls.scope import Scope, find_range, work_in
from tests.domains.qualifications.world import (
    FIRM,
    World,
    apply,
    drive,
    hold,
    lay_world,
    open_organs,
    today,
)
from tests.foundation.cases.log import publish_moves
from tests.portals.people import make_person, sign_in

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS"
    b"\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00"
    b"\x00IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[World]:
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        try:
            yield lay_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def member(world: World) -> Client:
    return sign_in(
        make_person("firm_manager", "firm", Body("firm", FIRM, "示例安防工程公司", "440100"))
    )


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_what_is_not_open_says_why_and_by_which_provision(member: Client) -> None:
    hold(4, ends_in=31)
    page = read(member, "/my-qualification/")
    assert "还没到可以申请的日子" in page
    refused = member.get("/my-qualification/apply/renewal/")
    assert refused.status_code == 409
    answer = member.post("/my-qualification/apply/renewal/")
    assert answer.status_code == 400
    assert "期满前 30 日内" in answer.content.decode()
    with work_in(Scope(*find_range("440000"))):
        assert not Case.objects.exists()
    assert member.get("/my-qualification/apply/selling/").status_code == 404
    assert member.get("/my-qualification/apply/filing/").status_code == 404


def test_papers_go_with_an_application(member: Client) -> None:
    hold(4, ends_in=30)
    file = SimpleUploadedFile("执照.png", PNG, "image/png")
    answer = member.post("/my-qualification/apply/renewal/", {"papers": [file]})
    assert answer.status_code == 302
    with work_in(Scope(*find_range("440000"))):
        event = Event.objects.get(act="apply")
    assert len(event.documents) == 1
    assert answer.headers["Location"] == f"/cases/{event.case.public_id}/"
    assert "示例安防" in read(member, answer.headers["Location"])
    bad = SimpleUploadedFile("坏.png", b"nothing", "image/png")
    assert member.post("/my-qualification/apply/change/", {"papers": [bad]}).status_code == 400


def test_officers_list_what_ends_soon(world: World) -> None:
    row = hold(4, ends_in=20)
    body = Body("organ", "ps-440100", "广州市公安机关", "440100")
    officer = sign_in(make_person("officer", "city", body))
    until = today() + timedelta(days=30)
    assert row.number in read(officer, f"/lists/certificates/?f.until.to={until}")
    assert row.number in read(officer, "/lists/certificates/?q=示例安防")
    assert "承接登记" in read(officer, "/lists/undertakings/")
    there = Body("organ", "ps-440300", "深圳市公安机关", "440300")
    other = sign_in(make_person("officer", "elsewhere", there))
    assert row.number not in read(other, "/lists/certificates/")


def test_the_issuing_organ_enters_what_was_on_paper(world: World) -> None:
    body = Body("organ", "ps-440100", "广州市公安机关", "440100")
    officer = sign_in(make_person("officer", "clerk", body))
    assert "补录" in read(officer, "/lists/certificates/")
    given = {
        "credit_code": world.firm.credit_code, "number": "粤技防证 0001", "level": "4",
        "issued_on": str(today()), "level_since": str(today()),
        "valid_until": str(today() + timedelta(days=700)),
    }  # fmt: skip
    for wrong in ({"level": "1"}, {"credit_code": "91"}, {"valid_until": str(today())}):
        assert officer.post("/certificates/enter/", {**given, **wrong}).status_code == 400
    empty = officer.post("/certificates/enter/", {"level": "4"}).content.decode()
    assert "必须填写" in empty
    assert "必填项" not in empty, "the platform's words, not Django's"
    answer = officer.post("/certificates/enter/", given)
    assert answer.status_code == 302
    colleague = sign_in(make_person("approver", "second", body))
    assert answer.headers["Location"] in read(colleague, "/notices/")
    awaits = "/lists/certificates/?f.current=unconfirmed"
    assert awaits in read(colleague, "/me/")
    assert "粤技防证 0001" in read(colleague, awaits)
    assert "/certificates/enter/" in read(officer, "/me/")
    assert "粤技防证 0001" in read(Client(), answer.headers["Location"])
    assert officer.post("/certificates/enter/", given).status_code == 400


def test_anyone_looks_it_up(world: World) -> None:
    row = hold(4, ends_in=20)
    anyone = Client()
    for query in (row.number, "示例安防", row.credit_code):
        assert row.number in read(anyone, f"/certificates/?q={query}")
    assert "没有查到证书" in read(anyone, "/certificates/?q=没有这个")
    url = f"/certificates/{row.public_id}/"
    assert "有效" in read(anyone, url)
    over = row.valid_until + timedelta(days=1)
    assert "无效：已于" in read(anyone, f"{url}?on={over}")
    assert "is not valid" in read(anyone, f"/en{url}?on={over}")
    assert "尚未核发" in read(anyone, f"{url}?on=2001-01-01")
    assert "写作" in read(anyone, f"{url}?on=明天")
    assert anyone.get("/certificates/00000000-0000-0000-0000-000000000001/").status_code == 404
    assert anyone.get("/my-qualification/").status_code == 302


BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))


def measure(client: Client, path: str) -> int:
    """Statements of a page that was asked for once before."""
    read(client, path)
    with CaptureQueriesContext(connection) as seen:
        read(client, path)
    return len(seen.captured_queries)


def test_pages_keep_within_their_budgets(world: World, member: Client) -> None:
    hold(4, ends_in=-800)
    row = hold(4, ends_in=20)
    body = Body("organ", "ps-440100", "广州市公安机关", "440100")
    officer = sign_in(make_person("officer", "counting", body))
    pages = {
        "certificates": (Client(), "/certificates/?q=示例安防"),
        "certificate": (Client(), f"/certificates/{row.public_id}/"),
        "my qualification": (member, "/my-qualification/"),
        "my qualification: apply": (member, "/my-qualification/apply/renewal/"),
        "list certificates": (officer, "/lists/certificates/?f.current=all"),
        "list undertakings": (officer, "/lists/undertakings/"),
    }
    asked = {name: measure(*page) for name, page in pages.items()}
    assert {n: c for n, c in asked.items() if c > BUDGETS[n]} == {}
    before = {n: c for n, c in asked.items() if n.startswith(("certificates", "list"))}
    drive(apply("change"), to="issued")
    assert {n: measure(*pages[n]) for n in before} == before
