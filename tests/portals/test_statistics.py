"""Figures of cases in pages: each number leads to its list, the list has as many rows; territory;
files; what everyone sees."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.accounts.data import Body
from tests.api.asking import get
from tests.domains.qualifications.world import lay_world, open_organs
from tests.domains.test_statistics import tell_stories
from tests.foundation.access_tokens import people as api_people
from tests.foundation.cases.log import publish_moves
from tests.portals.people import make_person, sign_in

pytestmark = pytest.mark.django_db
BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))
PROVINCE = Body("organ", "ps-440000", "广东省公安机关（演示）", "440000")
CITY = Body("organ", "ps-440100", "广州市公安机关（演示）", "440100")
ELSEWHERE = Body("organ", "ps-440300", "深圳市公安机关（演示）", "440300")
CELL = re.compile(r'<td class="num"><a href="([^"]+)">([^<]+)</a>')
ROWS = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL)


@pytest.fixture(scope="module", autouse=True)
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[None]:
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        open_organs()
        lay_world()
        try:
            tell_stories()
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def count_rows(page: str) -> int:
    found = ROWS.search(page)
    return found[1].count("<tr") if found else 0


def test_every_number_leads_to_its_list() -> None:
    client = sign_in(make_person("officer", "province", PROVINCE))
    page = read(client, "/statistics/")
    links = {unescape(url): said for url, said in CELL.findall(page)}
    assert len(links) > 20
    looked = 0
    for url, said in links.items():
        if said.isdigit() and "outcome=done" not in url:  # a median leads to what it is of
            assert count_rows(read(client, url)) == int(said), url
            looked += 1
        elif "outcome=in_time" in url:
            assert "%" in said
    assert looked > 12
    assert "按期率" in page
    assert "《行政许可法》" in read(client, "/lists/refusals/") or links


def test_a_region_is_its_own_territory_alone() -> None:
    city = sign_in(make_person("officer", "city", CITY))
    other = sign_in(make_person("officer", "elsewhere", ELSEWHERE))
    assert "资格证" in read(city, "/statistics/")
    assert "没有法定期限" in read(other, "/statistics/")
    missing = read(other, "/statistics/449999/", 404)
    foreign = read(other, "/statistics/440100/", 404)
    token = re.compile(r'"[^"]*44(9999|0100)[^"]*"|name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", missing) == token.sub("", foreign)
    assert "您的辖区内没有这个地区" in foreign
    asked = read(other, "/statistics/?region=440100", 404)
    assert "您的辖区内没有这个地区" in asked
    assert "没有这个地区" not in read(city, "/statistics/?region=440106")
    for path in ("/statistics/abc/", "/statistics/440000/figures.csv"):
        read(city, path, 404)
    assert Client().get("/statistics/").status_code == 302
    firm = sign_in(make_person("firm_member", "firm", Body("firm", "firm-own", "甲", "440100")))
    assert firm.get("/statistics/").status_code == 403


def test_what_cannot_be_read_is_said() -> None:
    client = sign_in(make_person("officer", "province", PROVINCE))
    for query in ("since=x", "since=2026-13", "procedure=none", "since=2026-05&until=2026-01",
                  "since=1990-01"):  # fmt: skip
        assert "不能识别" in read(client, f"/statistics/?{query}", 400), query
    assert "不能识别" not in read(client, "/statistics/?since=2026-01&procedure=certificate")


def test_as_a_file_and_in_few_statements() -> None:
    client = sign_in(make_person("officer", "province", PROVINCE))
    answer = client.get("/statistics/440000/figures.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {len(line) for line in lines[:3]} == {14}
    whole = dict(zip(lines[0], lines[1], strict=True))
    assert whole["期限"] == "6"
    with CaptureQueriesContext(connection) as queries:
        read(client, "/statistics/")
    about = [q["sql"] for q in queries.captured_queries if "case_" in q["sql"]]
    assert len(about) == 3
    assert len(queries) <= BUDGETS["statistics"]


def test_everyone_sees_sums_and_no_small_number() -> None:
    cache.clear()
    page = read(Client(), "/statistics/public/")
    assert "不足 10" in page
    answer = Client().get("/statistics/public/figures.csv")
    assert answer.status_code == 200
    with CaptureQueriesContext(connection) as queries:
        read(Client(), "/en/statistics/public/")
    assert not [q for q in queries.captured_queries if "case_" in q["sql"]]  # kept ready


def test_through_the_api() -> None:
    officer = api_people.make_person("officer", region="440100", party="ps-440100")
    secret = api_people.give_token(officer).secret
    came = get("statistics", secret=secret)
    assert came.status == 200, came.body
    assert came.body["total"]["number"] == 6
    assert [p["key"] for p in came.body["parts"]] == ["440100"]
    for region in ("440000", "449999"):
        away = get(f"statistics?region={region}", secret=secret)
        assert (away.status, "辖区内没有这个地区" in away.body["detail"]) == (404, True)
    assert get("statistics?since=2026-13", secret=secret).fields == ["since"]
    assert get("statistics?since=2026-05&until=2026-01", secret=secret).fields == ["until"]
    assert get("statistics?procedure=none", secret=secret).fields == ["procedure"]
    assert get("statistics").status == 401
    public = get("statistics/public").body
    assert all(one["number"] in {None, 0} for one in public["items"])
