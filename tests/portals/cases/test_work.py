"""The work-basket: counts, lists, next acts, who sees what; and as many queries for many cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from tests.foundation.cases.log import publish_moves
from tests.foundation.cases.procedure import DEFECTS, TIANHE
from tests.portals.cases.world import World, open_world

pytestmark = pytest.mark.django_db
BUDGETS = json.loads(Path(__file__).parent.with_name("budgets.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: object
) -> Iterator[World]:
    """People and five cases, for a module that rolls each test back."""
    with django_db_blocker.unblock():
        publish_moves(database_server)  # type: ignore[arg-type]  # the fixture's own type
        outer = transaction.atomic()
        outer.__enter__()
        try:
            made = open_world()
            for number in range(1, 6):
                made.cases.append(made.apply(f"第 {number} 校区"))
            for case in made.cases[:3]:
                made.do("officer", case, "claim")
            made.do("officer", made.cases[1], "accept", "send_to_test")
            made.do("officer", made.cases[2], "accept", "examine")
            for name in (
                "officer",
                "colleague",
                "approver",
                "superior",
                "neighbour",
                "applicant",
                "stranger",
            ):
                made.client(name)  # sessions of a test are undone with it
            yield made
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def list_rows(page: str) -> list[int]:
    """The numbers of the cases in a list, in order."""
    rows = page.split("<tr")[2:]
    return [int(row.split(f"演练 {TIANHE} 2026-")[1].split("<")[0]) for row in rows]


def count(client: Client, path: str) -> int:
    read(client, path)
    with CaptureQueriesContext(connection) as seen:
        read(client, path)
    return len(seen)


def test_mine_by_urgency_each_with_its_next_lawful_act(world: World) -> None:
    page = read(world.client("officer"), "/work/")
    assert "待办 3 件，今天没有到期的" in page
    assert list_rows(page) == [1, 3, 2]
    assert f'/cases/{world.cases[0].public_id}/act/notify/">一次性告知</a>' in page
    assert "还剩 5 个工作日" in page
    assert "时钟停着" in page
    assert "内部目标日：" in page
    english = read(world.client("officer"), "/en/work/")
    assert "5 working days left" in english


def test_the_pool_the_organ_and_the_territory(world: World) -> None:
    officer, superior = world.client("officer"), world.client("superior")
    assert list_rows(read(officer, "/work/?f.whose=pool")) == [4, 5]
    assert sorted(list_rows(read(officer, "/work/?f.whose=ours"))) == [1, 2, 3, 4, 5]
    assert "没有等您办理的案件" in read(superior, "/work/")
    assert sorted(list_rows(read(superior, "/work/?f.whose=below"))) == [1, 2, 3, 4, 5]
    page = read(superior, f"/cases/{world.cases[0].public_id}/")
    assert f"/cases/{world.cases[0].public_id}/act/urge/" in page
    assert f"/cases/{world.cases[0].public_id}/act/transfer/" in page
    assert list_rows(read(world.client("approver"), "/work/")) == [3]
    assert "<table" not in read(world.client("neighbour"), "/work/?f.whose=all")


def test_several_are_taken_from_the_pool_at_once(world: World) -> None:
    officer, colleague = world.client("officer"), world.client("colleague")
    page = read(officer, "/work/?f.whose=pool")
    assert page.count('name="row"') == 2
    assert "从待办池领取" in page
    assert 'name="row"' not in read(officer, "/work/"), "nothing there may be taken up"
    late, fourth, fifth = world.cases[0], *world.cases[3:5]
    given = {"row": [late.pk, fourth.pk, fifth.pk], "query": "f.whose=pool"}
    url = "/lists/cases/act/claim/"
    above = str(world.client("superior").post(url, given).content.decode())
    assert above.count("“领取”限") == 3, "it lies in another organ's pool"
    assert world.client("applicant").post(url, given).status_code == 404
    assert world.client("neighbour").post(url, given).status_code == 400
    assert list_rows(read(officer, "/work/?f.whose=pool")) == [4, 5]
    said = str(colleague.post(url, given).content.decode())
    done, failed = said.split("problems")
    assert "2026-4<" in done
    assert "2026-5<" in done
    assert "2026-1<" not in done
    assert "2026-1<" in failed
    assert list_rows(read(colleague, "/work/")) == [4, 5]
    assert "案件不在待办池中" in failed
    assert list_rows(read(officer, "/work/")) == [1, 3, 2]


def test_what_came_in_since_the_last_look(world: World) -> None:
    case, officer = world.apply("又一校区"), world.client("officer")
    world.do("officer", case, "claim")
    read(officer, f"/cases/{case.public_id}/")
    world.do("officer", case, "notify", defects=DEFECTS)
    world.do("applicant", case, "supply")
    news = "/work/?f.whose=mine&f.news=yes"
    assert list_rows(read(officer, news)) == [case.number]
    read(officer, f"/cases/{case.public_id}/")
    assert "<table" not in read(officer, news)


def test_an_applicant_sees_their_own_and_no_officer_s_name(world: World) -> None:
    page = read(world.client("applicant"), "/work/")
    assert sorted(list_rows(page)) == [1, 2, 3, 4, 5]
    assert "陈**" not in page.split('id="main"')[1]
    assert "f.whose" not in page
    assert "<table" not in read(world.client("stranger"), "/work/")
    read(world.client("stranger"), f"/cases/{world.cases[0].public_id}/", 404)
    read(world.client("applicant"), "/lists/cases/", 404)


def test_filters_search_saved_views_and_export(world: World) -> None:
    officer = world.client("officer")
    found = read(officer, "/work/?f.whose=all&q=%E7%AC%AC+4")
    assert list_rows(found) == [4]
    assert list_rows(read(officer, "/work/?f.whose=all&q=2026-5")) == [5]
    assert list_rows(read(officer, "/work/?f.due=none")) == [2]
    answer = officer.post("/lists/cases/views/", {"name": "无期限", "query": "f.due=none"})
    assert answer.headers["Location"] == "/work/?f.due=none"
    assert "无期限" in read(officer, "/work/")
    assert "/lists/cases/export/" in read(officer, "/work/")


def test_as_many_queries_for_many_cases_as_for_one(world: World) -> None:
    officer = world.client("officer")
    taken = [count(officer, f"/work/?f.whose=all&q={q}") for q in ("%E7%AC%AC+1", "%E7%AC%AC")]
    assert taken[0] == taken[1]
    assert count(officer, "/work/") <= BUDGETS["cases: work"]
    assert count(officer, f"/cases/{world.cases[2].public_id}/") <= BUDGETS["cases: case"]


def test_notices(world: World) -> None:
    case, applicant = world.apply("通知校区"), world.client("applicant")
    world.do("officer", case, "claim")
    world.do("officer", case, "notify", defects=DEFECTS)
    page = read(applicant, "/notices/")
    assert "1 条未读通知" in page
    assert f'href="/cases/{case.public_id}/"' in page
    number = page.split('name="read" value="')[1].split('"')[0]
    assert world.client("stranger").post("/notices/", {"read": number}).status_code == 302
    assert "1 条未读通知" in read(applicant, "/en/notices/").replace(
        "1 unread notice", "1 条未读通知"
    )
    applicant.post("/notices/", {"read": number})
    assert "没有新通知" in read(applicant, "/notices/")
