"""In Chromium: a citizen without scripts from the report to the case taken up again, in Chinese;
another with a telephone, in English, who joins a report that is there already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jifang.domains.complaints.api import open_by_code
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.models import Case
from tests.accessibility import check_accessible
from tests.domains.complaints.people import POINT, TIANHE, do, file, lay_people, take
from tests.portals.complaints.world import CODE, make_photo

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "大堂的摄像头对着我家窗户。\n从今年五月开始。"


class Reader:
    """Somebody with a browser."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.click(selector)
        self.check()

    def next(self, **filled: str) -> None:
        for name, value in filled.items():
            self.page.fill(f"#f-{name}", value)
        self.press("button[name=to][value=next]")

    def choose(self, name: str, value: str) -> None:
        self.page.check(f"input[name={name}][value='{value}']")

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.check()

    def check(self) -> None:
        """The page fits."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def audit(self) -> None:
        """Axe finds nothing."""
        check_accessible(self.page)

    def see(self, *words: str) -> None:
        text = self.page.inner_text("main")
        for word in words:
            assert word in text, (word, text)


def follow(code: str) -> Case:
    tracked = open_by_code(code)
    assert tracked is not None
    return tracked.case


def answer_it(people: dict[str, Actor], case: Case) -> None:
    """The officer's side, by the services."""
    take(people, case, "claim", "accept")
    do(people["officer"], case, "ask", reason="请说明是哪一层的摄像头")


@pytest.fixture
def people(db: None) -> dict[str, Actor]:
    return lay_people()


def send_one(reader: Reader, folder: Path) -> str:
    """Through every screen, with a photo that is refused and one that is not; the code."""
    page = reader.page
    reader.press("nav a[href='/report/']")
    reader.press("a[href='/report/new/']")
    reader.next()
    reader.see("请选择一项")
    reader.choose("subject", "coverage")
    reader.next()
    page.select_option("#f-division", TIANHE)
    assert not page.is_visible("#where-i-am"), "without scripts there is no such button"
    reader.next(address="天河区体育西路1号", lat=str(POINT[0]), lon=str(POINT[1]))
    reader.next(what=WORDS)
    reader.choose("who", "sealed")
    reader.next(name="欧阳某某", contact="13800138777")
    reader.see("核对并提交", "按属地", "从今年五月开始")
    wrong, right = folder / "a.png", folder / "b.jpg"
    wrong.write_bytes(b"<html>")
    right.write_bytes(make_photo().read())
    page.set_input_files("#f-photos", str(wrong))
    reader.press("#send")
    reader.see("不是照片", "从今年五月开始")
    page.set_input_files("#f-photos", str(right))
    reader.press("#send")
    found = CODE.search(page.inner_text("main"))
    assert found is not None
    code = found[0]
    assert code not in page.url
    return found[0]


def follow_on(reader: Reader, people: dict[str, Actor], case: Case) -> None:
    """Asked, answered, rated, taken up again."""
    page = reader.page
    answer_it(people, case)
    page.reload()
    reader.see("请说明是哪一层的摄像头")
    reader.press("a.btn[href='/report/follow/supplement/']")
    page.fill("#f-text", "一层大堂")
    reader.press("form.report button")
    reader.see("补充内容已提交", "办理中")
    take(people, case, "reply")
    page.reload()
    reader.see("已答复", "属实", "已责令整改。")
    with page.expect_download() as letter:
        page.click("text=下载答复文书")
    assert letter.value.suggested_filename.endswith(".pdf")
    reader.press("a.btn[href='/report/follow/rate/']")
    reader.see("5 · 非常满意", "1 · 非常不满意")
    reader.choose("stars", "2")
    reader.press("form.report button")
    reader.see("评价已记录")
    reader.press("a[href='/report/follow/reopen/']")
    page.fill("#f-reason", "摄像头还在原处")
    reader.press("form.report button")
    reader.see("案件已重新办理", "摄像头还在原处")
    page.emulate_media(media="print")
    reader.check()


def test_without_scripts_from_the_report_to_the_case_taken_up_again(
    people: dict[str, Actor], live: Any, browser: Any, tmp_path: Path
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    reader = Reader(context.new_page())
    page = reader.page
    reader.open(f"{live.url}/")
    code = send_one(reader, tmp_path)
    assert code not in page.url
    reader.press("form[action='/report/follow/end/'] button")
    reader.see("已离开案件")
    page.fill("#f-code", "0000-0000")
    reader.press("form.report button")
    reader.see("没有查到")
    page.fill("#f-code", code.lower())
    reader.press("form.report button")
    assert page.url == f"{live.url}/report/follow/"
    reader.see("已收到", "您的身份已密封")
    follow_on(reader, people, follow(code))
    context.close()


def test_with_a_telephone_an_existing_report_is_joined_and_followed(
    people: dict[str, Actor], live: Any, browser: Any
) -> None:
    _, main = file(what="别人先举报的", lat=POINT[0] + 0.0006)
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, permissions=["geolocation"],
        geolocation={"latitude": POINT[0], "longitude": POINT[1]},
    )  # fmt: skip
    reader = Reader(context.new_page())
    page = reader.page
    page.goto(f"{live.url}/en/")
    page.click("button.switch")
    reader.open(f"{live.url}/en/report/")
    reader.audit()
    reader.open(f"{live.url}/en/report/new/")
    reader.choose("subject", "coverage")
    reader.next()
    reader.audit()
    page.select_option("#f-division", TIANHE)
    page.click("#where-i-am")
    page.wait_for_function("document.getElementById('f-lat').value !== ''")
    assert page.input_value("#f-lat") == f"{POINT[0]:.5f}"
    reader.next()
    reader.see("Is it one of these?", "up to")
    expect(page.locator("main")).not_to_contain_text("别人先举报的")
    reader.audit()
    reader.choose("same_as", str(main.public_id))
    reader.next()
    reader.next()
    reader.choose("who", "anonymous")
    reader.next()
    reader.see("it joins that case")
    reader.audit()
    reader.press("#send")
    reader.see("Your tracking code")
    reader.audit()
    reader.press("form[action='/en/report/sent/'] button")
    reader.see("It is looked into together with")
    take(people, main, "claim", "accept", "reply")
    reader.open(f"{live.url}/en/report/follow/")
    reader.see("founded", "已责令整改。")
    reader.audit()
    reader.open(f"{live.url}/en/report/follow/unmerge/")
    reader.press("form.report button")
    reader.see("This was not done")
    reader.audit()
    context.close()
