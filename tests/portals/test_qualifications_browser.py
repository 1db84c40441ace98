"""From application to certificate in a real browser: a firm applies, officers of the city decide,
anyone looks the certificate up."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest

from jifang.domains.qualifications.models import Certificate
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.cases.models import Case
from jifang.foundation.documents.models import Letter
from jifang.foundation.documents.selectors import read_blob
from jifang.foundation.walls.scope import Scope, find_range, work_in
from tests.domains.qualifications.world import lay_firm, open_organs, staff_up
from tests.foundation.cases.log import publish_moves
from tests.portals.people import Person, make_person
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
FIRM = Body("firm", "firm-own", "示例安防工程公司（演示）", "440100")
CITY = Body("organ", "ps-440100", "广州市公安机关（演示）", "440100")
SEEN = (("", 1280), ("/en", 390))


def look(page: Any, url: str, name: str, path: str) -> None:
    for lang, width in SEEN:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})


def as_actor(person: Person) -> Actor:
    m = person.membership
    body = Body(m.body_kind, m.party, m.body_name, m.organ_region)
    return Actor(person.account.pk, str(person.account.public_id), m.role, body)


def act(page: Any, url: str, case: Case, code: str, **fields: str) -> None:
    """A step through its form: what it asks for, then the letter, looked at and signed."""
    page.goto(f"{url}/cases/{case.public_id}/act/{code}/")
    for name, value in fields.items():
        page.locator(f"main [name='v.{name}'][value='{value}']").check()
    page.locator("main form.record-form > .bar .btn").click()
    if "/letter/" in page.url:
        page.locator("main form.bar .btn").first.click()
    assert page.locator(".done").count(), page.locator("main").inner_text()


def test_a_firm_gets_its_first_certificate(live: Any, page: Any, database_server: Any) -> None:
    publish_moves(database_server)
    open_organs()
    firm = make_person("firm_manager", "firm", FIRM)
    officer, approver = (make_person(role, role, CITY) for role in ("officer", "approver"))
    record = lay_firm(as_actor(firm))
    sign_in(page, live.url, firm)
    page.locator("main a", has_text="我的资格").click()
    assert page.locator("h1").inner_text() == "尚未取得资格证"
    staff_up(record, by=as_actor(firm))
    page.reload()
    page.locator("tr", has_text="初次申领").locator("a.btn").click()
    check_page(page)
    page.locator("main form .btn").click()
    with work_in(Scope(*find_range("440100"))):
        case = Case.objects.get(procedure="certificate")
    assert str(case.public_id) in page.url
    page.context.clear_cookies()
    sign_in(page, live.url, officer)
    for code, fields in (("claim", {}), ("accept", {}), ("examine", {"finding": "met"})):
        act(page, live.url, case, code, **fields)
    page.context.clear_cookies()
    sign_in(page, live.url, approver)
    act(page, live.url, case, "grant")
    act(page, live.url, case, "issue")
    check_page(page)
    shoot(page, "certificate-case")
    page.context.clear_cookies()
    check_certificate(page, live.url)
    sign_in(page, live.url, firm)
    page.goto(f"{live.url}/my-qualification/")
    assert page.locator("h1").inner_text().startswith("四级，有效至")
    look(page, live.url, "qualification-own", "/my-qualification/")


def check_certificate(page: Any, url: str) -> None:
    """Anyone finds it, and its PDF leads to the page that verifies it."""
    row = Certificate.objects.get()
    with work_in(Scope(*find_range("440100"))):
        letter = Letter.objects.get(public_id=row.letter)
        with pikepdf.open(io.BytesIO(read_blob(letter))) as pdf:
            assert len(pdf.pages) == 1
    page.goto(f"{url}/certificates/")
    page.fill("#f-q", "示例安防")
    page.locator("main form .btn").click()
    check_page(page)
    page.locator("main td, main th").locator("a").first.click()
    assert "有效" in page.locator(".verdict strong").inner_text()
    over = row.valid_until + timedelta(days=1)
    look(page, url, "certificate", f"/certificates/{row.public_id}/?on={over}")
    assert "not valid" in page.locator(".verdict strong").inner_text()
    page.goto(f"{url}/verify/{letter.code}")
    assert "资格证" in page.locator("main").inner_text()
