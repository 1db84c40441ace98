"""The officers' panel of a complaint, and who reported it: sealed, asked for, opened, read."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from jifang.domains.complaints.api import open_by_code, rate
from jifang.domains.complaints.data import Photo
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.models import Case
from jifang.portals.cases.panels import PANELS
from jifang.portals.complaints import panel
from jifang.portals.complaints.panel import build_panel, show_panel
from tests.domains.complaints.people import (
    CONTACT,
    NAME,
    POINT,
    WORDS,
    do,
    file,
    lay_people,
    reread,
    take,
    within,
)
from tests.portals.complaints.world import make_photo, say
from tests.portals.people import make_person, sign_in

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('x')</script>"


@pytest.fixture
def people() -> dict[str, Actor]:
    return lay_people()


def look(by: Actor, case: Case, lang: str = "zh-hans") -> str:
    """The panel as it is written for somebody, within their own bounds."""
    with within(by), override(lang):
        shown = {"report": build_panel(reread(case.public_id), by)}
        return render_to_string(panel.TEMPLATE, shown, RequestFactory().get("/"))


def test_it_stands_on_the_page_of_a_complaint_for_whoever_acts_for_an_organ() -> None:
    assert show_panel in PANELS["complaint"]
    assert show_panel(Case(), RequestFactory().get("/")) is None, "nobody is signed in"


def test_it_shows_what_was_reported_and_what_may_be_the_same(people: dict[str, Actor]) -> None:
    upload: Any = make_photo()
    photo = Photo("a.jpg", upload, "image/jpeg")
    filed, case = file(what=f"{WORDS}{EVIL}", place_note=EVIL, photos=(photo,))
    _, other = file(lat=POINT[0] + 0.0006, what="另一件")
    _, far = file(lat=POINT[0] + 0.5, address="别处", what="远处")
    take(people, case, "claim")
    page = look(people["officer"], case)
    for words in (WORDS, "体育西路", "第10条第1款", "匿名", "/papers/", str(other.public_id)):
        assert words in page
    assert str(far.public_id) not in page
    assert "<script>alert" not in page
    assert '<rect class="dot" x="180.0"' in page, "due north"
    assert "anonymous" in look(people["officer"], case, "en").lower()
    take(people, case, "accept", "reply")
    rate(open_by_code(filed.code), 1, EVIL)  # type: ignore[arg-type]  # it is there
    page = look(people["officer"], case)
    assert "非常不满意" in page
    assert "<script>alert" not in page


def test_who_does_not_handle_cases_sees_no_word(people: dict[str, Actor]) -> None:
    _, case = file(name=NAME, contact=CONTACT)
    page = look(people["supervisor"], case)
    assert "具体内容只对办案人员显示" in page
    for secret in (WORDS, "体育西路", NAME, CONTACT):
        assert secret not in page


def test_a_sealed_identity_is_asked_for_agreed_to_and_opens_to_one(
    people: dict[str, Actor],
) -> None:
    _, case = file(sealed=True, name=NAME, contact=CONTACT)
    take(people, case, "claim", "accept")
    page = look(people["officer"], case)
    assert "已密封" in page
    assert "查看身份" not in page
    do(people["officer"], case, "ask_to_unseal", reason="要核对地点")
    assert "尚未决定" in look(people["officer"], case)
    assert "要核对地点" in look(people["approver"], case)
    do(people["approver"], case, "agree_to_unseal")
    opened = f'action="/cases/{case.public_id}/identity/"'
    assert opened in look(people["officer"], case)
    for other in ("colleague", "approver"):
        assert opened not in look(people[other], case)
    for page in (look(people[p], case) for p in ("officer", "colleague", "approver")):
        assert NAME not in page
        assert CONTACT not in page


class TestReading:
    """Through the pages, signed in."""

    def open_to(self, client: Client, person: Any, case: Case) -> str:
        return say(client.post(f"/cases/{case.public_id}/identity/"))

    def test_the_one_to_whom_it_was_opened_reads_it_and_nobody_else(
        self, people: dict[str, Actor]
    ) -> None:
        _, case = file(sealed=True, name=NAME, contact=CONTACT)
        persons = {n: make_person("officer", n + "-signed-in") for n in ("one", "two")}
        clients = {n: sign_in(p) for n, p in persons.items()}
        one = Actor(persons["one"].account.pk, str(persons["one"].account.public_id), "officer",
                    people["officer"].body)  # fmt: skip
        path = f"/cases/{case.public_id}/identity/"
        refused = clients["one"].post(path)
        assert refused.status_code == 403
        assert "未对您解封" in say(refused)
        for act in ("claim", "accept", "ask_to_unseal"):
            do(one, case, act)
        do(people["approver"], case, "agree_to_unseal")
        assert NAME not in say(clients["one"].get(path)), "a button stands before it"
        read = clients["one"].post(path)
        assert NAME in say(read)
        assert CONTACT in say(read)
        assert "no-store" in read.headers["Cache-Control"]
        assert clients["two"].post(path).status_code == 403
        assert NAME not in say(clients["two"].post(path))
        assert Client().post(path).status_code == 302
        assert 'data-l="查看次数">1</td>' in look(one, case), "counted"

    def test_a_name_left_openly_is_shown_with_a_purpose(self, people: dict[str, Actor]) -> None:
        _, case = file(name=NAME, contact=CONTACT)
        client = sign_in(make_person("officer", "reveals"))
        path = f"/cases/{case.public_id}/contact/"
        assert NAME not in say(client.get(path))
        assert client.post(path, {"purpose": " "}).status_code == 400
        assert NAME in say(client.post(path, {"purpose": "电话核实"}))
        assert path in look(people["officer"], case)
        lab = sign_in(make_person("lab_manager"))
        assert lab.post(path, {"purpose": "x"}).status_code == 403
