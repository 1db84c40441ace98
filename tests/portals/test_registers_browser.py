"""First tasks in the registers, in a real browser: a unit declares what it has, an officer finds
it and takes it out, a firm enters its staff; Chinese on a desktop, English on a phone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.portals.people import Person, make_person
from tests.portals.registers import load_organs
from tests.portals.test_lists import run_exports
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEMS = (
    ("视频监控系统", "video_surveillance"),
    ("入侵报警系统", "intrusion_alarm"),
    ("出入口控制系统", "access_control"),
)
WORDS = {
    "": {"put": "登记", "done": "已登记", "three": "共 3 条"},
    "/en": {"put": "Put it in the register", "done": "Entered.", "three": "3 in all"},
}


class Walk:
    """Someone at a browser of some width, in a language."""

    def __init__(self, page: Any, url: str, lang: str, width: int) -> None:
        self.page, self.url, self.lang, self.words = page, url, lang, WORDS[lang]
        page.set_viewport_size({"width": width, "height": 844})

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}{self.lang}{path}")

    def look(self, name: str) -> None:
        shoot(self.page, f"registers-{name}{self.lang.replace('/', '-')}")
        check_page(self.page)

    def follow(self, text: str) -> None:
        self.page.locator("main a", has_text=text).first.click()

    def put(self) -> None:
        self.page.locator("main form[method=post] .btn").last.click()
        assert self.words["done"] in self.page.locator(".done").inner_text()


def declare_unit(walk: Walk, person: Person) -> None:
    page = walk.page
    sign_in(page, walk.url, person)
    walk.go("/registers/")
    assert "/registers/unit/new/" in page.url, "the first visit leads to one's own body"
    page.locator("main form[method=post] .btn").last.click()
    assert walk.words["done"] in page.locator(".done").inner_text(), "what is known is filled in"
    walk.go("/registers/unit/new/")
    walk.follow("登记：场所")
    page.locator("main form[method=post] .btn").last.click()
    expect(page.locator(".problems li")).to_have_count(4)
    walk.look("problems")
    page.fill("#f-name", "示例学校本部")
    page.select_option("#f-place_kind", "a9_7.school")
    page.select_option("#f-region", "440106")
    page.fill("#f-address", "天河路 1 号")
    page.check("[name='v.state_owned'][value=yes]")
    page.check("[name='v.has_agreement'][value=no]")
    page.fill("#f-right_holder", "示例学校")
    walk.put()
    walk.look("site")
    site = page.url.partition("?")[0]
    for name, kind in SYSTEMS:
        page.goto(site)
        walk.follow("登记：系统")
        page.fill("#f-name", name)
        page.select_option("#f-kind", kind)
        walk.put()
    page.goto(site)
    assert walk.words["three"] in page.locator("aside").inner_text()
    page.locator(".record-head + .bar a, .bar.section a").first.click()
    page.check("[name='v.system_installed'][value=yes]")
    page.fill("#f-reason", "三套系统已登记")
    page.locator("main form[method=post] .btn").last.click()
    assert "三套系统已登记" in page.locator("#history").inner_text()
    walk.look("changed")


def find_and_take_out(walk: Walk, person: Person) -> None:
    page = walk.page
    sign_in(page, walk.url, person)
    for query in ("slxx", "学校本"):
        walk.go("/search/")
        page.fill("#search-all", query)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=*")
        assert "示例学校本部" in page.locator("main").inner_text()
    walk.look("search")
    walk.go("/lists/site/?q=slxx")
    page.select_option("[name='f.place_kind']", "a9_7.school")
    page.locator(".list-form .filters .btn").first.click()
    assert "f.place_kind=a9_7.school" in page.url
    page.locator("summary", has_text="保存此视图").click()
    page.fill("#view-name", "学校")
    page.locator("details[open] .btn", has_text="保存").click()
    page.locator(".views a", has_text="学校").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    walk.look("list")
    page.locator(".list-count a").click()
    page.fill("#id_purpose", "年度核对")
    page.locator("main .btn").first.click()
    run_exports(person)
    page.reload()
    with page.expect_download() as download:
        page.locator("main .btn").first.click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    rows = list(book["rows"].iter_rows(values_only=True))
    assert rows[1][0] == "示例学校本部"
    assert len(rows) == 2


def enter_staff(walk: Walk, person: Person) -> None:
    page = walk.page
    sign_in(page, walk.url, person)
    walk.go("/registers/")
    assert "/registers/organisation/new/" in page.url
    walk.look("own-first")
    walk.put()
    body = page.url.partition("?")[0]
    for number in ("S-001", "S-002", "S-003"):
        page.goto(body)
        walk.follow("Enter: Staff")
        page.fill("#f-number", number)
        page.fill("#f-person_name", "李某")
        page.check("[name='v.is_technician'][value=yes]")
        walk.put()
    assert "李*" in page.locator("main").inner_text()
    walk.follow("Enter: Certificates and training of staff")
    page.check("[name='v.kind'][value=training]")
    page.fill("#f-name", "Training of 2026")
    page.fill("#f-valid_until", "2028-12-31")
    walk.look("form")
    walk.put()
    walk.look("record")
    page.goto(body)
    assert walk.words["three"] in page.locator("main").inner_text()
    walk.go("/lists/staff/")
    walk.look("staff")
    walk.go("/registers/")
    walk.look("overview")


def test_first_tasks_of_a_unit_an_officer_and_a_firm(live: Any, page: Any, browser: Any) -> None:
    load_organs()
    declare_unit(Walk(page, live.url, "", 1280), make_person("unit_manager"))
    with browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai") as context:
        find_and_take_out(Walk(context.new_page(), live.url, "", 1280), make_person("officer"))
    with browser.new_context(locale="en-GB", timezone_id="Asia/Shanghai") as context:
        enter_staff(Walk(context.new_page(), live.url, "/en", 390), make_person("firm_manager"))
