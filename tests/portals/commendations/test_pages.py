"""The pages of commendations: proposing, the public list, a page for each, the panel."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from jifang.domains.commendations.models import Commendation, Publication
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import work_in
from jifang.portals.account.asking import Asking
from jifang.portals.cases.panels import list_panels
from tests.domains.commendations.world import (
    NAME,
    NOTICE,
    OF_UNIT,
    REASON,
    STORY,
    agree,
    approve,
    propose,
    publish,
)
from tests.foundation.cases.procedure import TIANHE, UNIT, act_as, do, lay_people
from tests.portals.people import Person, make_person, sign_in

pytestmark = pytest.mark.django_db
People = dict[str, Actor]
SCHOOL = Body("unit", UNIT, UNIT, TIANHE)
ORGAN = Body("organ", f"ps-{TIANHE}", "天河区公安机关（演示）", TIANHE)


@pytest.fixture
def people() -> People:
    cache.clear()
    return lay_people()


def show(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def lay_published(people: People, more: dict[str, Any] | None = None, **public: Any) -> Publication:
    """A commendation that is public."""
    case = propose(people["applicant"], more)
    approve(people, case)
    if public.get("named"):
        agree(people["officer"], case)
    publish(people, case, **public)
    return Publication.objects.get(case=case)


def test_what_is_public_is_shown_to_everyone_in_both_languages(
    client: Client, people: People
) -> None:
    assert "尚未公布任何一项" in show(client, "/commendations/")
    unit = lay_published(people, OF_UNIT)
    masked = lay_published(people)
    named = lay_published(people, named=True, text="提供线索的经过")
    listed = show(client, "/commendations/")
    assert "<h1>3 项表彰</h1>" in listed
    assert (NAME in listed, f"{TIANHE}一名群众" in listed, UNIT in listed) == (True,) * 3
    english = show(client, "/en/commendations/")
    assert ("3 commendations" in english, f"A citizen of {TIANHE}" in english) == (True, True)
    for row, holds, lacks in (
        (unit, UNIT, NAME),
        (masked, "一名群众", NAME),
        (named, NAME, "群众"),
    ):
        page = show(client, f"/commendations/{row.public_id}/")
        assert (holds in page, lacks in page) == (True, False)
        assert row.number in show(client, f"/en/commendations/{row.public_id}/")
    for query, number in (
        ("?who=unit", 1),
        ("?who=person", 2),
        ("?year=1999", 0),
        (f"?place={TIANHE}", 3),
        ("?place=440300", 0),
        ("?for=clue", 0),
    ):
        assert show(client, f"/commendations/{query}").count('<th scope="row"') == number, query
    assert "已略去" in show(client, "/commendations/?year=abc&who=%00")
    file = client.get("/commendations/data.csv?who=person")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert (len(lines), file.headers["Content-Type"]) == (3, "text/csv; charset=utf-8")
    assert [NAME in line for line in lines].count(True) == 1
    show(client, "/commendations/00000000-0000-0000-0000-000000000009/", status=404)


def test_what_was_withdrawn_or_taken_down_says_so(client: Client, people: People) -> None:
    withdrawn, taken = lay_published(people, OF_UNIT), lay_published(people, named=True)
    by = people["approver"]
    do(by, withdrawn.case, "withdraw", more=NOTICE, **REASON)
    do(by, taken.case, "take_down", more={"notice": "本人要求"}, **REASON)
    page = show(client, f"/commendations/{withdrawn.public_id}/")
    assert ("该表彰已于" in page, "内容有误" in page, "翻越围墙" in page) == (True, True, False)
    page = show(client, f"/en/commendations/{taken.public_id}/")
    assert ("was taken down on" in page, NAME in page, "翻越围墙" in page) == (True, False, False)
    listed = show(client, "/commendations/")
    assert ("撤销 1 项，撤下 1 项" in listed, NAME in listed) == (True, False)
    assert "表彰已撤销" in listed


def join_page(role: str, body: Body) -> tuple[Person, Client]:
    person = make_person(role, f"web-{role.replace('_', '-')}", body)
    return person, sign_in(person)


FILLED = {
    "subject": "person", "person_name": NAME, "place": TIANHE, "story": STORY,
    "contribution": "discovered", "happened_on": "2026-01-02",
}  # fmt: skip


def test_a_unit_proposes_and_nothing_entered_is_lost(people: People) -> None:
    _, client = join_page("unit_member", SCHOOL)
    form = show(client, "/commendations/propose/")
    assert f'value="{UNIT}"' in form, "one's own body first"
    assert "/commendations/propose/" in show(client, "/me/")
    answer = client.post("/commendations/propose/", {**FILLED, "place": "", "person_name": ""})
    text = answer.content.decode()
    assert (answer.status_code, STORY in text, "须填写" in text) == (400, True, True)
    answer = client.post("/en/commendations/propose/", {**FILLED, "happened_on": "2999-01-01"})
    assert (answer.status_code, "not later than today" in answer.content.decode()) == (400, True)
    answer = client.post("/commendations/propose/", FILLED)
    assert answer.status_code == 302
    with work_in(EVERYTHING):
        row = Commendation.objects.get()
        assert (row.party, row.claimed, row.case.organ) == (UNIT, "discovered", f"ps-{TIANHE}")
        assert row.person_name.open() == NAME


def test_an_officer_proposes_to_their_own_organ(people: People) -> None:
    _, client = join_page("officer", ORGAN)
    assert "由谁决定" in show(client, "/commendations/propose/")
    answer = client.post("/commendations/propose/", {**FILLED, "organ": "own"})
    assert answer.status_code == 302
    with work_in(EVERYTHING):
        assert Commendation.objects.get().case.party == ORGAN.party


def test_nobody_else_proposes(client: Client, people: People) -> None:
    assert client.get("/commendations/propose/").status_code == 302
    _, supervisor = join_page("supervisor", ORGAN)
    assert supervisor.get("/commendations/propose/").status_code == 403


def test_the_panel_shows_a_person_masked(people: People) -> None:
    case = propose(people["applicant"], None)
    agree(people["officer"], case)
    for name, facts in (("officer", True), ("applicant", False)):
        for lang, open_ in (("zh-hans", "未知"), ("en", "not known")):
            text = render_panel(case, people[name], lang)
            assert ("欧***" in text, NAME in text, STORY in text) == (True, False, False)
            assert (open_ in text, "2026" in text) == (facts, True)


def render_panel(case: Case, by: Actor, lang: str) -> str:
    request = RequestFactory().get("/")
    request.asking = SimpleNamespace(actor=by, may=lambda power: True)  # type: ignore[attr-defined]
    act_as(by)
    with override(lang), pytest.MonkeyPatch.context() as patch:
        patch.setattr("jifang.portals.commendations.panel.find_asking", lambda r: r.asking)
        (panel,) = list_panels(case, request)
        return str(render_to_string(panel.template, dict(panel.context), request=None))


def test_sealed_data_is_shown_for_a_purpose(people: People) -> None:
    case = propose(people["applicant"])
    path = f"/commendations/cases/{case.public_id}/story/"
    _, client = join_page("officer", ORGAN)
    assert STORY not in show(client, path)
    assert client.post(path, {"purpose": " "}).status_code == 400
    answer = client.post(path, {"purpose": "核实事迹"})
    assert STORY in answer.content.decode()
    show(client, f"/commendations/cases/{case.public_id}/place/", status=404)
    far = Body("organ", "ps-440305", "南山区公安机关（演示）", "440305")
    other = sign_in(make_person("officer", "web-far", far))
    missing = "/commendations/cases/00000000-0000-0000-0000-000000000009/story/"
    assert [other.get(p).status_code for p in (path, missing)] == [404, 404]
    assert Asking().may("reveal_personal") is False
