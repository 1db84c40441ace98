"""An import in a real browser, by desktop and by phone, in both languages; axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import expect

from jifang.config.prepare import load_territory
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.walls.scope import work_in
from tests.domains.people import make_member, make_unit
from tests.imports.test_pages import HEAD, ROWS, run_jobs
from tests.portals.people import make_person
from tests.portals.test_roles_browser import check_page, shoot, sign_in

WARNED = "示例医院,a9_7.school,440106,天河路 9 号\n"
MANY = "".join(f"坏{n},无,440106,路\n" for n in range(60))


@pytest.mark.django_db(transaction=True)
def test_a_file_from_choosing_to_entered(
    live: Any, page: Any, tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    load_territory()
    person = make_person("unit_member")
    with work_in(derive_scope(person.account, person.membership)):
        make_unit(make_member(person.membership.party))
    path = tmp_path / "场所.csv"
    path.write_bytes((HEAD + ROWS + WARNED + MANY).encode("gb18030"))
    sign_in(page, live.url, person)
    phone, desk = {"width": 390, "height": 844}, {"width": 1280, "height": 844}

    def look(name: str, *, lang: str = "", size: dict[str, int]) -> None:
        page.set_viewport_size(size)
        if lang:
            page.goto(page.url.replace(live.url, live.url + lang))
        shoot(page, f"import-{name}{lang.replace('/', '-')}-{size['width']}")
        check_page(page)
        if lang:
            page.goto(page.url.replace(live.url + lang, live.url))

    page.goto(f"{live.url}/registers/site/import/")
    page.locator("details summary").last.click()
    look("new", size=desk)
    look("new", lang="/en", size=phone)
    page.set_input_files("#id_file", path)
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/imports/*/?follow=1")
    expect(page.locator("main")).to_contain_text("正在读取")
    page.goto(page.url.partition("?")[0])  # where it does not ask again by itself
    look("reading", size=desk)
    run_jobs()
    page.get_by_role("link", name="刷新", exact=True).click()
    expect(page.locator("main")).to_contain_text("GB18030")
    for size in (desk, phone):
        look("read", size=size)
        look("read", lang="/en", size=size)
    page.locator("main form .btn").first.click()
    expect(page.locator("main")).to_contain_text("正在录入")
    page.goto(page.url.partition("?")[0])  # where it does not ask again by itself
    look("running", size=desk)
    run_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("2 / 2")
    look("done", lang="/en", size=phone)
    page.locator("a[rel=next]").click()
    expect(page.locator("tbody tr").nth(5)).to_be_visible()
    with page.expect_download() as download:
        page.locator("a", has_text="下载这些行及原因").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.goto(f"{live.url}/imports/")
    look("list", size=phone)
