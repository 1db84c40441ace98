"""An officer and a superior at their work in a real browser, wide and narrow, with axe."""

from __future__ import annotations

from typing import Any

import pytest

from jifang.foundation.postgres.connection import Connection
from tests.foundation.cases.log import publish_moves
from tests.foundation.cases.procedure import reread
from tests.portals.cases.world import open_world
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Any, name: str) -> None:
    """A page as it is seen and as a machine reads it."""
    shoot(page, f"cases-{name}")
    check_page(page)


def test_an_officer_and_a_superior(live: Any, page: Any, database_server: Connection) -> None:
    publish_moves(database_server)
    world = open_world()
    case = world.apply("示例学校视频监控（演示）")
    page.set_viewport_size({"width": 1360, "height": 900})
    sign_in(page, live.url, world.persons["officer"])
    page.goto(f"{live.url}/work/?f.whose=pool")
    page.locator(".work-rows tbody th a").click()
    page.locator(".acts a", has_text="领取").click()
    page.locator("main form .bar .btn").click()
    page.goto(f"{live.url}/work/")
    look(page, "work")
    page.locator(".work-rows .act a.btn", has_text="一次性告知").click()
    page.fill("#f-item-0", "设计方案")
    page.fill("#f-text-0", "补交平面图")
    look(page, "notify")
    page.locator("main form > .bar .btn").click()
    assert page.locator(".done").inner_text().startswith("已办：一次性告知")
    look(page, "case")
    page.context.clear_cookies()
    world.do("applicant", reread(case), "supply")
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live.url, world.persons["superior"])
    page.goto(f"{live.url}/en/work/?f.whose=below")
    look(page, "below")
    page.locator(".work-rows tbody th a").click()
    look(page, "case-narrow")
    page.locator(".menu summary").click()
    page.locator(".menu a", has_text="Urge").click()
    page.fill("#f-reason", "尽快办理")
    look(page, "urge")
    page.locator("main form > .bar .btn").click()
    assert "Urge" in page.locator("#history li").first.inner_text()
