"""Guide, tracker and figures of cases in a real browser: both languages, wide and narrow, axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from jifang.foundation.accounts.data import Body
from jifang.foundation.cases.models import Event
from jifang.foundation.documents.models import Letter
from jifang.foundation.walls.scope import Scope, find_range, work_in
from tests.domains.qualifications.world import lay_world, open_organs
from tests.domains.test_statistics import tell_stories
from tests.foundation.cases.log import publish_moves
from tests.portals.people import make_person
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PROVINCE = Body("organ", "ps-440000", "广东省公安机关（演示）", "440000")
SEEN = (("", 1280), ("/en", 390))


def look(page: Any, url: str, name: str, path: str) -> None:
    for lang, width in SEEN:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})


def test_from_the_guide_to_where_the_case_stands(
    live: Any, page: Any, database_server: Any
) -> None:
    publish_moves(database_server)
    open_organs()
    lay_world()
    tell_stories()
    with work_in(Scope(*find_range("440000"))):
        letter = Letter.objects.get(template="licence_refused")
        case = Event.objects.get(letter=str(letter.public_id)).case
    look(page, live.url, "services", "/services/")
    look(page, live.url, "service", "/services/certificate/?place=440106#organ")
    page.goto(f"{live.url}/services/certificate/")
    page.locator("main a", has_text="办件查询").first.click()
    page.wait_for_url(f"{live.url}/track/")
    check_page(page)
    page.fill("#f-number", f"{case.year}-{case.number}")
    page.fill("#f-proof", "wrong")
    page.locator("main form .btn").click()
    assert "没有找到" in page.locator("[role=alert]").inner_text()
    check_page(page)
    shoot(page, "track-wrong")
    page.fill("#f-proof", letter.code)
    page.locator("main form .btn").click()
    assert page.locator("h1").inner_text() == "不予准许"
    assert letter.number_text in page.locator("main").inner_text()
    assert page.url == f"{live.url}/track/"
    page.wait_for_load_state()
    page.set_viewport_size({"width": 390, "height": 844})
    shoot(page, "tracked-390")
    check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})
    shoot(page, "tracked-1280")
    check_page(page)
    look(page, live.url, "statistics-public", "/statistics/public/")
    sign_in(page, live.url, make_person("officer", "province", PROVINCE))
    page.locator("main a", has_text="办案统计").click()
    assert "按期率" in page.locator("h1").inner_text()
    look(page, live.url, "statistics", "/statistics/")
    page.goto(f"{live.url}/statistics/")
    page.locator("main tbody tr", has_text="440100").locator("td a").first.click()
    expect(page.locator("tbody tr")).to_have_count(6)
    check_page(page)
    shoot(page, "statistics-list")
