"""The pages of divisions: the tree, editions by day, search, the competent organ."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jifang.config.prepare import load_territory
from jifang.foundation.territory.data import Row
from jifang.foundation.territory.models import Division
from jifang.foundation.territory.services import import_divisions
from jifang.foundation.walls.scope import Scope, work_in
from tests.accessibility import check_accessible
from tests.portals.test_browser import fits

RENAMED = Row("440106", "新名区", "Newname District", "440100", "county")
TOWN = Row("440106001", "五山街道", "Wushan Subdistrict", "440106", "township")
NEW_YEAR = date(2026, 1, 1)


def fill() -> None:
    load_territory()
    with work_in(Scope(administration="system_admin")):
        import_divisions([RENAMED, TOWN], since=NEW_YEAR, source="test", complete=False)


def get(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def divisions(self) -> None:
        fill()

    def test_the_tree_shows_every_city_and_county(self) -> None:
        for prefix in ("", "/en"):
            page = get(f"{prefix}/divisions/")
            for division in Division.objects.filter(level__in=("prefecture", "county")):
                assert f"/divisions/{division.code}/" in page
        assert "21 个市，122 个县" in get("/divisions/")
        assert get("/divisions/").count("该市不设县区") == 2

    def test_the_tree_of_a_day_has_the_names_of_that_day(self) -> None:
        assert "天河区" in get("/divisions/?on=2025-12-31")
        page = get("/divisions/?on=2026-01-01")
        assert "新名区" in page
        assert "天河区" not in page
        assert "没有区划登记" in get("/divisions/?on=2001-01-01")
        assert "2026-11-26" in get("/en/divisions/?on=yesterday")

    @pytest.mark.parametrize("query", ["新名", "newname", "New", "440106"])
    def test_a_search_finds_it_with_its_organ(self, query: str) -> None:
        page = get(f"/divisions/?q={query}")
        assert "/divisions/440106/" in page
        assert "新名区公安机关" in page

    def test_a_search_without_a_find_says_so(self) -> None:
        assert "Nothing found" in get("/en/divisions/?q=zzzz")
        assert "Nothing found" in get("/en/divisions/?q=%00zz")

    def test_a_code_shows_its_editions_and_organs(self) -> None:
        page = get("/en/divisions/440106/")
        for said in ("天河区", "新名区", "Wushan Subdistrict", "of Guangzhou<", "not the organ"):
            assert said in page, said
        assert re.search(r"before .{0,80}2026", page)
        assert "Public security organ of Tianhe District" in get(
            "/en/divisions/440106/?on=2025-12-31"
        )

    def test_a_township_shows_the_organ_of_its_county(self) -> None:
        assert "新名区公安机关" in get("/divisions/440106001/")
        assert "does not hold on" in get("/en/divisions/440106001/?on=2025-01-01")

    def test_a_city_with_counties_says_that_the_county_is_competent(self) -> None:
        assert "organ of the county is competent" in get("/en/divisions/440100/")
        assert "organ of the county is competent" not in get("/en/divisions/441900/")

    def test_a_code_that_never_was_is_not_found(self) -> None:
        for code in ("440199", "44", "x"):
            assert Client().get(f"/divisions/{code}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_pages_fit_and_have_no_axe_violation(live: Any, kept_page: Any, lang: str) -> None:
    page = kept_page
    fill()
    for path in ("/divisions/", "/divisions/?q=440106", "/divisions/440106/"):
        for width in (390, 1360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{live.url}{lang}{path}")
            assert fits(page), (path, width)
        check_accessible(page)
