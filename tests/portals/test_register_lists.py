"""The lists of the registers and their search: filters, order, pages, who sees what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.accounts.selectors import Capacity, derive_scope
from jifang.foundation.history.entries import (
    declare_entries,
    draft_entry,
)
from jifang.foundation.history.registers import REGISTERS
from jifang.foundation.walls.scope import work_in
from jifang.portals.account.asking import Asking
from jifang.portals.tables.query import Asked, narrow, sort
from jifang.portals.tables.registry import TABLES
from tests.portals.registers import World, as_actor, make_world
from tests.portals.test_registers import ALL, BUDGETS, address, get

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A record of every register and people who see them, for a module that rolls back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def officer(world: World) -> Client:
    return world.clients["officer"]


@pytest.fixture
def province(world: World) -> Client:
    return world.clients["province"]


@pytest.fixture
def unit(world: World) -> Client:
    return world.clients["unit_manager"]


class TestLists:
    @pytest.mark.parametrize(
        ("query", "there"),
        [
            ("", True), ("?f.place_kind=a9_7.school", True), ("?f.place_kind=a9_4.vault", False),
            ("?f.region=4401", True), ("?f.region=4403", False),
            ("?f.region=440100", True), ("?f.organ=440000", True), ("?f.organ=440300", False),
            ("?f.longitude.from=113.3", False), ("?f.longitude.to=%20", True),
            ("?f.public_area=-", True),
            ("?f.public_area=no", False), ("?f.organ=440106", True), ("?f.state=retired", False),
            ("?f.demonstration=no", True), ("?f.changed.from=2026-01-01", True),
            ("?q=校本", True), ("?f.changed.to=2020-01-01", False),
            ("?q=slzx", True), ("?q=没有的", False),
            ("?sort=-name", True),
            ("?sort=place_kind", True),
            ("?sort=-changed", True),
            ("?f.setting=key_unit&f.responsible_outcome=determined", True),
        ],
    )  # fmt: skip
    def test_filters_and_orders(self, officer: Client, query: str, there: bool) -> None:
        page = get(officer, f"/lists/site/{query}")
        assert ("示例中学校本部" in page) == there, query
        assert 'id="list-problems"' not in page

    @pytest.mark.parametrize(
        "query",
        ["?f.public_area=maybe", "?f.region=44%00", "?f.changed.from=2026-02-30",
         "?f.in=site:x", "?f.in=nothing:00000000-0000-0000-0000-000000000001",
         "?f.in=unit:00000000-0000-0000-0000-000000000001", "?sort=address", "?q=" + "长" * 65,
         "?f.longitude.from=" + "9" * 30, "?f.longitude.from=nan", "?f.nope=1", "?f.region.to="],
    )  # fmt: skip
    def test_what_cannot_be_read_is_said(self, officer: Client, query: str) -> None:
        page = get(officer, f"/lists/site/{query}")
        assert 'id="list-problems"' in page, query
        assert "示例中学校本部" in page

    def test_decimals_are_read_and_what_was_typed_stays(
        self, world: World, province: Client
    ) -> None:
        row = f'href="{address(world, "funding")}"'
        where = "/lists/funding/?f.budget.from=120000.5&f.budget.to="
        assert row in get(province, f"{where}120000.50")
        above = "/lists/funding/?f.budget.from=120000.51"
        assert row not in get(province, above)
        page = get(province, f"{where}1.234")
        assert "至多 2 位小数" in page
        assert 'value="1.234"' in page
        page = get(province, "/lists/site/?f.public_area=maybe&f.changed.from=2026-02-30")
        assert '<option value="maybe" selected>' in page
        assert 'type="text" autocomplete="off" size="12" value="2026-02-30"' in page

    def test_parts_are_narrowed_to_what_they_belong_to(self, world: World, unit: Client) -> None:
        site, system = world.records["site"], world.records["system"]
        page = get(unit, f"/lists/channel/?f.in=system:{system.public_id}")
        assert "大门" in page
        assert "视频监控系统" in page
        assert "大门" in get(unit, f"/lists/channel/?f.in=site:{site.public_id}&f.functions=-")
        assert "大门" in get(unit, "/lists/channel/?f.positions=1&f.is_complete=no")

    def test_whoever_may_not_enter_is_told_the_power(self, world: World) -> None:
        page = get(world.clients["supervisor"], "/registers/site/new/", 403)
        assert "需要下列权限之一" in page
        assert "修改登记" in page
        assert "您的角色：督导" in page

    def test_a_list_of_another_body_is_not_found(self, world: World) -> None:
        firm = world.clients["firm_manager"]
        assert firm.get("/lists/site/").status_code == 404
        assert "示例工程公司" in get(firm, "/lists/organisation/")
        assert "李四" not in get(firm, "/lists/staff/")
        assert "李*" in get(firm, "/lists/staff/")

    def test_the_next_page_begins_where_the_last_ended(self, world: World, unit: Client) -> None:
        with work_in(ALL):
            drafts = [
                draft_entry("sign", as_actor(world.people["unit_manager"]),
                            world.records["site"], {"location": f"位置{n:03}"})
                for n in range(120)
            ]  # fmt: skip
            declare_entries("sign", as_actor(world.people["unit_manager"]), drafts)
        for first in ("", "?sort=-parent"):
            seen: list[str] = []
            query = first
            while query or not seen:
                page = get(unit, f"/lists/sign/{query}")
                seen += re.findall(r">(位置\d+)</a>", page)
                found = re.search(r'rel="next" href="/lists/sign/(\?[^"]+)"', page)
                query = found[1].replace("&amp;", "&") if found else ""
                if not query:
                    break
            assert len(seen) == len(set(seen)) == 120
        allowed = json.loads(BUDGETS.read_text("utf-8"))
        for name, path in (
            ("list sign", "/lists/sign/"),
            ("record site", address(world, "site")),
        ):
            with CaptureQueriesContext(connection) as taken:
                get(unit, path)
            assert len(taken) <= allowed[name], "many rows take no more queries than one"


SHORT = {("designation", "parent"), ("designation", "roll"), ("system", "kind")}
"""Their index ends before the id: the rows of one site are put in order besides."""


def explain(rows: Any, *, puts_in_order: bool) -> str:
    """The plan of a page where whatever an index can serve is served by it."""
    off = ["seqscan", "sort", "bitmapscan", *([] if puts_in_order else ["incremental_sort"])]
    with connection.cursor() as cursor:
        for name in off:
            cursor.execute(f"SET LOCAL enable_{name} = off")
        found: str = rows.explain()
        for name in off:
            cursor.execute(f"RESET enable_{name}")
    return found


def test_every_order_of_every_list_is_that_of_an_index(world: World) -> None:
    """With the real policies: a page of a territory is a stretch of an index, entered at its place
    however many rows stand before it."""
    person = world.people["province"]
    held = Capacity(person.membership)
    asking = Asking(person.account, (held,), held)
    with work_in(derive_scope(person.account, person.membership)):
        for kind in REGISTERS:
            table = TABLES[kind]
            for column in table.columns:
                for down in (False, True) if column.is_sorted else ():
                    asked = Asked(sort=column.code, down=down)
                    rows, order = sort(table, asking, narrow(table, asking, asked)[0], asked)
                    place: list[str | int] = ["440106", *("1" for _ in order.fields[1:])]
                    if column.code == "changed":
                        place[1] = "2026-01-01"
                    short = (kind, column.code) in SHORT
                    plan = explain(rows.filter(order.find_after(place))[:51], puts_in_order=short)
                    said = (kind, column.code, plan)
                    assert re.search(r"Index Scan .*using", plan), said
                    if not short:
                        assert not re.search(r"^ *(->)? *Sort", plan, re.MULTILINE), said
                    assert re.search(r"Index Cond: .*ROW\(", plan), said


class TestSearch:
    @pytest.mark.parametrize("query", ["示例中学", "slzx", "9144010173", "44010600001320000001"])
    def test_one_box_finds_by_name_initials_and_code(self, officer: Client, query: str) -> None:
        page = get(officer, f"/search/?{urlencode({'q': query})}")
        assert "没有找到" not in page
        assert 'class="list parts"' in page

    @pytest.mark.parametrize(
        "query", ["", "\x00", "\u202e", "%", "' OR 1=1 --", "<script>", "长" * 64]
    )
    def test_odd_queries_find_nothing_and_break_nothing(self, officer: Client, query: str) -> None:
        page = get(officer, f"/search/?{urlencode({'q': query})}")
        assert "<script>" not in page
        assert 'class="list parts"' not in page

    def test_too_long_a_query_is_refused(self, officer: Client) -> None:
        assert "最多 64 个字符" in get(officer, f"/search/?q={'长' * 10_000}", 400)

    def test_another_body_finds_nothing(self, world: World) -> None:
        page = get(world.clients["firm_manager"], "/search/?q=示例中学")
        assert "没有找到" in page
