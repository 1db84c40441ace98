"""The dashboard of a region: whose figures it shows, the same as tiles, table and file."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.accounts.data import Body
from jifang.portals.sites.measures import BY_CODE, begin_of
from jifang.portals.sites.region_page import find_step, list_months
from tests.portals.people import make_person, sign_in
from tests.portals.site_world import World, catch_up, open_elsewhere, open_world

pytestmark = pytest.mark.django_db
BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))
DONGGUAN = "441900"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Sites in four organs, assessed, for a module that rolls each test back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            made = open_world()
            open_elsewhere("440305", 5, system_installed=False)
            open_elsewhere("440104", 1)
            open_elsewhere(DONGGUAN, 2)
            catch_up(timezone.localdate())
            yield made
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def officer(region: str) -> Client:
    body = Body("organ", f"ps-{region}", f"公安机关 {region}（演示）", region)
    return sign_in(make_person("officer", f"officer-{region}", body))


@pytest.fixture
def province(world: World) -> Client:
    return officer("440000")


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def read_table(client: Client, path: str) -> dict[str, dict[str, str]]:
    text = client.get(path).content.decode("utf-8-sig")
    head, *lines = csv.reader(StringIO(text))
    return {line[0]: dict(zip(head, line, strict=True)) for line in lines}


class TestTerritory:
    def test_the_province_sees_every_city(self, province: Client) -> None:
        page = read(province, "/regions/?measure=breaches")
        assert "广东省：6 个场所有违反" in page
        assert "不可见" not in page
        assert page.count("at-44") == 21
        assert "5 / 5" in page

    def test_a_city_sees_itself_and_no_zero_for_others(self, world: World) -> None:
        city = officer("440100")
        page = read(city, "/regions/")
        assert page.count("不可见</small>") == 20
        assert "越秀区" in page
        assert "南山区" not in page
        nowhere = city.get("/regions/449999/")
        for code in ("440300", "440305", "440000"):
            assert city.get(f"/regions/{code}/").status_code == nowhere.status_code == 404
            assert city.get(f"/regions/{code}/figures.csv").status_code == 404
        for wrong in ("44", "４４０１００", "440100001", "abc"):
            assert city.get(f"/regions/{wrong}/").status_code == 404

    def test_a_county_sees_its_own_figures_without_a_map(self, world: World) -> None:
        page = read(officer("440106"), "/regions/")
        assert "天河区：1 个场所有违反" in page
        assert 'class="tiles"' not in page

    def test_a_city_without_counties_is_its_own_part(self, province: Client) -> None:
        page = read(province, f"/regions/{DONGGUAN}/")
        assert "东莞市：没有发现违反" in page
        assert page.count("<tbody>") == 3

    def test_members_of_bodies_have_no_dashboard(self, world: World) -> None:
        client = sign_in(make_person("unit_manager"))
        page = read(client, "/regions/", 403)
        assert "需要这项权限" in page
        assert "查看登记" in page
        assert "经办民警、审批负责人、督导" in page
        assert "您的角色：单位管理员" in page
        assert 'href="/me/"' in page
        english = read(client, "/en/regions/", 403)
        assert "This power is needed" in english
        assert "see the registers" in english
        assert Client().get("/regions/").status_code == 302


class TestFigures:
    def test_page_and_file_say_the_same(self, province: Client) -> None:
        table = read_table(province, "/regions/440000/figures.csv")
        assert len(table) == 22
        assert table["440100"]["场所"] == "5"
        assert table["440300"]["有违反的场所"] == "5"
        assert table["440000"]["场所"] == "12"
        assert table["440100"]["声明的存储天数少于法律要求的场所"] == "1"
        book = load_workbook(BytesIO(province.get("/regions/440000/figures.xlsx").content))
        rows = {row[0]: row for row in book["figures"].iter_rows(values_only=True)}
        assert rows["440300"][2] == 5
        counties = read_table(province, "/regions/440100/figures.csv")
        assert (counties["440106"]["场所"], counties["440104"]["场所"]) == ("4", "1")
        english = read_table(province, "/en/regions/440100/figures.csv")
        assert english["440106"]["Name"].startswith("Tianhe")

    def test_every_figure_leads_to_the_list_that_makes_it_up(self, province: Client) -> None:
        url = BY_CODE["breaches"].find("440300")
        assert url.endswith("?f.organ=4403&f.outcome=breaches")
        assert url.replace("&", "&amp;") in read(province, "/regions/?measure=breaches")
        assert read(province, url).count('href="/sites/') == 5
        short = BY_CODE["short"].find("440106")
        assert read(province, short).count('href="/sites/') == 1

    def test_the_list_of_what_was_found_is_like_every_other(self, province: Client) -> None:
        where = "/lists/standings/"
        page = read(province, where)
        assert ">30 或 90</td>" in page
        assert ">30 or 90</td>" in read(province, f"/en{where}")
        assert re.search(r'class="trail".{0,40}<a href="/registers/">', page, re.DOTALL)
        assert "越秀区（440104）" in page
        assert '<datalist id="f.organ-list">' in page
        assert read(province, f"{where}?f.organ=440100").count('href="/sites/') == 5
        assert 'id="list-problems"' in read(province, f"{where}?f.short.from=1.5")
        for role in ("firm_manager", "auditor"):
            assert sign_in(make_person(role)).get(where).status_code == 404
        assert sign_in(make_person("unit_manager")).get(where).status_code == 200

    def test_what_is_drilled_into_is_what_was_chosen(self, province: Client) -> None:
        page = read(province, "/regions/440100/?measure=party")
        assert "/regions/440106/?measure=party" in page
        assert 'value="sites" selected' in read(province, "/regions/?measure=none")

    def test_it_says_how_many_wait(self, world: World, province: Client) -> None:
        open_elsewhere("440605", 3)
        page = read(province, "/regions/")
        assert "3 项变更等待评估" in page
        assert "15 个场所中 12 个已评估" in page

    def test_queries_do_not_grow(self, province: Client) -> None:
        for path in ("/regions/", "/regions/440100/", "/regions/440106/"):
            province.get(path)
            with CaptureQueriesContext(connection) as seen:
                read(province, path)
            assert len(seen) <= BUDGETS["sites: region"], path


def test_steps_and_beginnings() -> None:
    share = BY_CODE["breaches"]
    values: list[tuple[dict[str, int], str]] = [
        ({}, "q0"),
        ({"assessed": 10}, "q0"),
        ({"assessed": 10, "breached_sites": 1}, "q2"),
        ({"assessed": 10, "breached_sites": 9}, "q1"),
        ({"assessed": 10, "breached_sites": 8}, "q4"),
    ]
    for counts, step in values:
        assert find_step(share.read(counts), 90.0) == step
    assert find_step(BY_CODE["sites"].read({"sites": 9}), 9.0) == "q4"
    assert [begin_of(c) for c in ("440000", "440100", "440106")] == ["44", "4401", "440106"]
    today: Any = timezone.localdate().replace(year=2026, month=2, day=3)
    assert [m.isoformat()[:7] for m in list_months(today, 3)] == ["2025-12", "2026-01", "2026-02"]
