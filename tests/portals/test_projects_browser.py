"""From the register to a firm that has taken the design on, in a real browser; construction is held
up by the review that is wanting."""

from __future__ import annotations

from typing import Any

import pytest

from jifang.domains.projects.models import Project
from jifang.domains.projects.services import declare_project
from jifang.domains.units.services import declare_unit
from jifang.foundation.accounts.data import Body
from jifang.foundation.walls.scope import Scope, work_in
from tests.domains.people import UNIT
from tests.domains.projects.builders import GIVEN, OWNER, ago
from tests.domains.qualifications.world import (
    FIRM,
    FIRM_CODE,
    PEOPLE,
    hold,
    lay_firm,
    open_organs,
    within,
)
from tests.foundation.cases.log import publish_moves
from tests.portals.people import make_person
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Any, url: str, name: str, path: str) -> None:
    for lang, width in (("", 1280), ("/en", 390)):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})


def press(page: Any, words: str) -> None:
    page.locator("main .btn", has_text=words).first.click()


def lay() -> Project:
    open_organs()
    lay_firm(PEOPLE["firm"])
    hold(4)
    with within(PEOPLE["owner"]):
        unit = declare_unit(PEOPLE["owner"], UNIT)
        return declare_project(PEOPLE["owner"], unit, GIVEN)


def test_a_project_on_its_way(live: Any, page: Any, database_server: Any) -> None:
    publish_moves(database_server)
    path = f"/projects/{lay().public_id}/"
    unit = make_person("unit_manager", "unit", Body("unit", OWNER, "示例中学（演示）", "440106"))
    firm = make_person("firm_manager", "firm", Body("firm", FIRM, "示例安防公司（演示）", "440100"))
    sign_in(page, live.url, unit)
    page.goto(f"{live.url}{path}")
    press(page, "立项")
    press(page, "登记招投标结果")
    page.locator("main [name='v.method'][value='open']").check()
    page.locator("main form.record-form > .bar .btn").click()
    page.goto(f"{live.url}{path}members/new/")
    page.locator("[name='v.role'][value='design']").check()
    page.fill("[name='q.v.credit_code']", "示例安防")
    page.locator("main .search-line .btn").click()
    page.locator(f"[name='v.credit_code'][value='{FIRM_CODE}']").check()
    page.fill("[name='v.work_from']", ago(0).isoformat())
    page.fill("[name='v.work_until']", ago(-60).isoformat())
    check_page(page)
    shoot(page, "project-member")
    page.locator("main form.record-form > .bar .btn").click()
    assert "没有已承接的设计单位" in page.locator("main").inner_text()
    page.context.clear_cookies()
    sign_in(page, live.url, firm)
    page.locator("main a", has_text="我的项目").click()
    page.locator("main tbody a").first.click()
    press(page, "承接")
    assert "已承接并登记" in page.locator(".done").inner_text()
    page.context.clear_cookies()
    sign_in(page, live.url, unit)
    page.goto(f"{live.url}{path}")
    press(page, "完成设计")
    page.locator("main form.record-form > .bar .btn").click()
    page.goto(f"{live.url}{path}")
    held = page.locator("main").inner_text()
    assert "没有已承接的施工单位" in held
    look(page, live.url, "project", path)
    with work_in(Scope("44", "45")):
        assert Project.objects.get().stage == "designed"
