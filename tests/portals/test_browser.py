"""In a real browser: no scripts, phone width, keyboard, axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accessibility import check_accessible, is_looked_at

HOTEL = Path(__file__).parents[2] / "examples" / "3-hotel-guest-room.yaml"
PAGES = (
    "/law/",
    "/law/gd-decree-238/art_17/",
    "/law/gd-decree-238/art_20__para_1/?on=2024-05-01",
    "/law/gd-decree-238/art_32/?on=2026-11-22",
    "/law/cn-decree-799/",
    "/law/cn-public-order-law/?on=never",
    "/law/parameters/",
    "/law/search/?q=90",
    "/law/coverage/?status=not_yet",
    "/questions/",
    "/questions/preconstruction_review/",
    "/covered/",
    "/assess/",
    "/assess/form/",
    "/developers/",
)


def fits(page: Any) -> bool:
    width = page.evaluate("document.documentElement.scrollWidth")
    return bool(width <= page.viewport_size["width"])


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_a_desk_and_has_no_axe_violation(
    live: Any, kept_page: Any, path: str, lang: str
) -> None:
    page = kept_page
    page.goto(f"{live.url}{lang}{path}")
    for width in (390, 1360):
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page)
        if is_looked_at(lang, width):
            check_accessible(page)


def test_the_hotel_is_assessed_without_a_script(live: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live.url}/assess/")
    page.set_input_files("#f-dossier", str(HOTEL))
    page.fill("#f-on", "2026-11-22")
    with page.expect_navigation():
        page.get_by_role("button", name="评估", exact=True).click()
    assert "5 项违反，9 项未知" in page.inner_text("h1")
    kept = page.url
    with page.expect_navigation():
        page.get_by_role("button", name="立即删除").click()
    assert "评估已删除" in page.inner_text("h1")
    assert page.goto(kept).status == 404
    context.close()


def test_the_result_has_no_axe_violation(live: Any, kept_page: Any) -> None:
    page = kept_page
    page.goto(f"{live.url}/en/assess/")
    page.set_input_files("#f-dossier", str(HOTEL))
    with page.expect_navigation():
        page.get_by_role("button", name="Assess", exact=True).click()
    check_accessible(page)


def test_the_guide_is_walked_by_keyboard_alone(live: Any, page: Any) -> None:
    page.goto(f"{live.url}/en/covered/")
    page.focus("#f-place_kind")
    page.keyboard.type("school")
    for _ in range(5):
        page.focus("button[name=to]")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_have_count(4)


def test_an_answer_has_no_axe_violation_and_shows_the_days(live: Any, kept_page: Any) -> None:
    page = kept_page
    page.goto(f"{live.url}/questions/preconstruction_review/")
    page.select_option("#f-setting", "key_unit")
    page.fill("#f-on", "2026-10-12")
    page.fill("#f-submitted_on", "2026-09-21")
    page.uncheck("input[name=documents][value=__unknown]")
    for document in page.locator("input[name=documents]").all()[:5]:
        document.check()
    for name in ("notice_given_on", "construction_started_on"):
        page.check(f"input[name={name}][value=__none]")
    with page.expect_navigation():  # a click does not wait until the whole page is read
        page.get_by_role("button", name="看结论").click()
    expect(page.locator(".clock .day")).to_have_count(29)
    check_accessible(page)


FAINT = "color:#ccc;background:#fff"
MANY = "<p>很多字</p>" * 40


def test_what_axe_finds_fails(kept_page: Any) -> None:
    """A picture without words, and words that are hardly seen, be they one among many."""
    page = kept_page
    for wrong in (
        "<img src='data:,'>",
        f"<p style='{FAINT}'>字数</p>",
        f"{MANY}<p style='{FAINT}'>字数</p>{MANY}",
        f"{MANY}<div style='{FAINT}'>{MANY}</div>{MANY}",
        f"{MANY}<p>很多字<b style='opacity:.3'>很多字</b></p>{MANY}",
    ):
        page.set_content(f"<html lang='zh'><title>t</title><main><h1>t</h1>{wrong}</main></html>")
        with pytest.raises(AssertionError, match=r"image-alt|color-contrast"):
            check_accessible(page)
