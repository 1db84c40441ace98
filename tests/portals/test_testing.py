"""A test from commission to sealed report in a real browser, and what pages refuse."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from django.test import Client
from playwright.sync_api import expect

from jifang.domains.testing.models import Commission, Report
from jifang.domains.testing.selectors import find_letter, list_evidence
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.documents.selectors import read_blob
from jifang.foundation.walls.scope import work_in
from tests.domains.testing.world import (
    LAB,
    UNIT,
    lay_world,
    list_leaves,
    open_organs,
    standing_as,
    today,
)
from tests.foundation.cases.log import publish_moves
from tests.portals.people import Person, make_person
from tests.portals.people import sign_in as sign_in_client
from tests.portals.test_qualifications import PNG
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
BODY = Body("testing_body", LAB, "示例检测技术公司（演示）", "440100")
BUILDER = Body("unit", UNIT, "示例中学（演示）", "440106")


def look(page: Any, url: str, name: str, path: str) -> None:
    for lang, width in (("", 1280), ("/en", 390)):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})


def switch(page: Any, url: str, person: Person) -> None:
    page.context.clear_cookies()
    sign_in(page, url, person)


def press(page: Any, words: str) -> None:
    page.locator("main .btn", has_text=words).first.click()


def test_from_commission_to_report(live: Any, page: Any, database_server: Any) -> None:
    with standing_as("initiated"):
        go_through(live, page, database_server)


def go_through(live: Any, page: Any, database_server: Any) -> None:
    publish_moves(database_server)
    open_organs()
    world = lay_world()
    unit = make_person("unit_member", "unit", BUILDER)
    tester, second = (make_person(role, "", BODY) for role in ("lab_member", "lab_manager"))
    url, project = live.url, world.project.public_id
    sign_in(page, url, unit)
    look(page, url, "testing-new", f"/testing/projects/{project}/")
    page.goto(f"{url}/projects/{project}/")
    page.locator("main a", has_text="委托检测").click()
    page.select_option("#id_body", "testing_body-slim")
    page.fill("#id_planned_on", today().isoformat())
    press(page, "委托")
    assert "入侵报警" in page.locator(".problems").inner_text()
    assert "第18条" in page.locator("main").inner_text().replace(" ", "")
    page.select_option("#id_body", LAB)
    press(page, "委托")
    assert page.locator("h1").inner_text() == "等待检测机构答复"
    with work_in(EVERYTHING):
        row = Commission.objects.get()

    switch(page, url, tester)
    page.locator("main a", has_text="检测").first.click()
    look(page, url, "testing-queue", "/testing/")
    look(page, url, "testing-scope", "/testing/scope/")
    look(page, url, "testing-commission", f"/testing/commissions/{row.public_id}/")
    page.goto(f"{url}/testing/commissions/{row.public_id}/")
    page.fill("#f-declaration", "已核对：与各方无利害关系")
    press(page, "接受委托")
    assert "利害关系" in page.locator(".problems").inner_text()
    page.locator("main a.btn").click()
    page.check("#f-no")
    page.fill("#f-declaration", "已核对：与各方无利害关系")
    press(page, "接受委托")
    press(page, "开始编制报告")
    write(page)
    with work_in(EVERYTHING):
        report = Report.objects.get()
    at = f"/testing/reports/{report.public_id}/"
    look(page, url, "testing-builder", at)
    expect(page.locator("main button[disabled]")).to_have_count(1)

    switch(page, url, second)
    page.goto(f"{url}{at}")
    press(page, "锁定报告")
    assert page.locator("h1").inner_text() == "检测报告：合格"
    look(page, url, "testing-locked", at)
    check_sealed(page, url, report)
    refuse_by_client(second, report)
    look_as_others(unit, report)


def write(page: Any) -> None:
    """The days of the test, then a clause of the check list with instrument, sample, evidence."""
    page.fill("#f-from", today().isoformat())
    page.fill("#f-on", today().isoformat())
    press(page, "保存")
    page.locator("aside a", has_text="3.5.2(5)").click()
    assert page.input_value("#id_standard") == "GB 55029-2022"
    page.select_option("#id_result", "conforms")
    page.fill("#id_measured", "34")
    page.select_option("#id_tool", index=1)
    for name, value in (("population", "8"), ("sampled", "4"), ("failed", "0")):
        page.fill(f"#id_{name}", value)
    page.set_input_files(
        "#f-evidence", {"name": "记录.png", "mimeType": "image/png", "buffer": PNG}
    )
    press(page, "保存")
    assert "单位" in page.locator(".problems").inner_text()
    look_at = page.url
    page.fill("#id_unit", "日")
    page.fill("#id_instrument_certificate", "校准-2026-01")
    page.set_input_files(
        "#f-evidence", {"name": "记录.png", "mimeType": "image/png", "buffer": PNG}
    )
    check_page(page)
    shoot(page, "testing-clause-1280")
    press(page, "保存")
    assert "/clause/" in look_at
    assert "不应少于 5 台" in page.locator("#clauses").inner_text()


def check_sealed(page: Any, url: str, report: Report) -> None:
    """The PDF is that of the letter; its code leads to the page that verifies it."""
    with work_in(EVERYTHING):
        letter = find_letter(Report.objects.get(pk=report.pk))
        assert letter is not None
        with pikepdf.open(io.BytesIO(read_blob(letter))) as pdf:
            assert len(pdf.pages) >= 1
    page.goto(f"{url}/testing/reports/{report.public_id}/")
    page.locator("main a", has_text="核验").first.click()
    assert "检测报告" in page.locator("main").inner_text()


def refuse_by_client(second: Person, report: Report) -> None:
    """A locked report is not written, days, clauses, lock or discard, through any page."""
    client = sign_in_client(second, Client())
    at = f"/testing/reports/{report.public_id}/"
    assert client.get(f"{at}clause/").status_code == 404
    for path, more in (
        ("days/", {}), ("lock/", {"edition": "9"}), ("discard/", {}), ("clause/1/remove/", {}),
        ("clause/1/", {"standard": "x", "clause": "1", "requirement": "y", "result": "conforms"}),
    ):  # fmt: skip
        assert client.post(f"{at}{path}", more).status_code in {404, 409}, path
    assert list_leaves()[-1]["details"]["refused"] == "locked"


def look_as_others(unit: Person, report: Report) -> None:
    """Unit and officers read report, PDF and evidence; other territories and firms find nothing."""
    at = f"/testing/reports/{report.public_id}/"
    with work_in(EVERYTHING):
        (paper,) = list_evidence(report.clauses.all())
    away = Body("organ", "ps-440300", "另一市公安机关", "440300")
    officer, stranger = make_person("officer", "here"), make_person("officer", "away", away)
    for person, status in ((unit, 200), (officer, 200), (stranger, 404)):
        client = sign_in_client(person, Client())
        for path in ("", "pdf/", f"evidence/{paper}/"):
            assert client.get(f"{at}{path}").status_code == status, (person, path)
        assert client.post(f"{at}lock/", {"edition": "1"}).status_code in {403, 404, 409}


__all__ = ["Actor"]
