"""Sites and regions in a real browser, both languages, wide and narrow, with axe."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jifang.foundation.accounts.data import Body
from tests.portals.people import make_person
from tests.portals.site_world import World, catch_up, open_elsewhere, open_world
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = (("", 1280), ("/en", 390))


def look(page: Any, url: str, name: str, path: str) -> None:
    """A page in Chinese on a desk and in English on a phone."""
    for lang, width in SEEN:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})


def test_a_member_and_officers_at_their_work(live: Any, page: Any) -> None:
    world = open_world()
    for region, number in (("440305", 5), ("441900", 2), ("440104", 1), ("440605", 3)):
        open_elsewhere(region, number, system_installed=number % 2 == 0)
    check_member(page, live.url, world)
    catch_up(timezone.localdate())
    check_province(page, live.url)
    check_city(page, live.url)


def check_member(page: Any, url: str, world: World) -> None:
    """A unit sees its site go from unknown to a finding after a fact was entered."""
    sign_in(page, url, make_person("unit_manager"))
    page.locator("main a", has_text="我的场所").click()
    assert page.locator("h1").inner_text().startswith("我的场所：2 项违反")
    page.locator("main a", has_text="第 1 校区").click()
    assert page.locator("h1").inner_text() == "示例中学第 1 校区：2 项违反，4 项未知"
    page.locator("tbody a", has_text="周界报警").click()
    page.locator("main a", has_text="修改").first.click()
    page.fill("#f-declared_days", "12")
    page.fill("main [name=reason]", "查看了录像机的设置")
    page.locator("main form .btn").first.click()
    page.goto(f"{url}/sites/{world.site.public_id}/")
    assert page.locator("h1").inner_text() == "示例中学第 1 校区：3 项违反，3 项未知"
    look(page, url, "site", f"/sites/{world.site.public_id}/")
    look(page, url, "my-sites", "/my-sites/")
    page.context.clear_cookies()


def check_province(page: Any, url: str) -> None:
    """From the tile of a city to a county, to the list, to a site."""
    body = Body("organ", "ps-440000", "广东省公安机关（演示）", "440000")
    sign_in(page, url, make_person("officer", "province", body))
    page.locator("main a", has_text="辖区总览").click()
    page.select_option("#measure", "breaches")
    page.locator(".filters button").click()
    page.locator(".tiles a.at-4401").click()
    assert page.locator("h1").inner_text().startswith("广州市")
    page.locator("main th a", has_text="天河区").first.click()
    assert page.locator("h1").inner_text() == "天河区：1 个场所有违反"
    page.locator(".counts a", has_text="有违反的场所").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody a").first.click()
    assert page.locator("h1").inner_text() == "示例中学第 1 校区：3 项违反，3 项未知"
    look(page, url, "regions", "/regions/?measure=breaches")
    page.context.clear_cookies()


def check_city(page: Any, url: str) -> None:
    """A city sees itself; the others are not visible, and not zero."""
    body = Body("organ", "ps-440100", "广州市公安机关（演示）", "440100")
    sign_in(page, url, make_person("officer", "city", body))
    page.goto(f"{url}/regions/")
    expect(page.locator(".tiles > .out")).to_have_count(20)
    assert page.locator(".tiles .at-4403").inner_text().split() == ["深圳", "—", "不可见"]
    look(page, url, "region", "/regions/")
    page.goto(f"{url}/regions/440300/")
    assert page.locator("h1").inner_text() == "没有这一页"
