"""A school proposes in a real browser; later everyone reads it. English, wide and narrow, axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from jifang.domains.commendations.models import Publication
from jifang.foundation.accounts.data import Body
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import work_in
from tests.domains.commendations.world import NOTICE, REASON, STORY, approve, publish
from tests.foundation.cases.procedure import TIANHE, UNIT, do, lay_people
from tests.portals.people import make_person
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def look(page: Any, url: str, name: str) -> None:
    """A page in English on a phone and in Chinese on a desk."""
    for prefix, width in (("/en", 390), ("", 1280)):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(url.replace("/en/", f"{prefix}/", 1))
        shoot(page, f"{name}{prefix.replace('/', '-')}-{width}")
        check_page(page)


def test_from_a_proposal_to_the_public_page(live: Any, page: Any) -> None:
    people = lay_people()
    sign_in(page, live.url, make_person("unit_member", "web", Body("unit", UNIT, UNIT, TIANHE)))
    page.goto(f"{live.url}/en/commendations/propose/")
    page.check("#f-subject [value=person]")
    page.locator("main form .btn").click()
    expect(page.locator(".problems li").nth(2)).to_be_visible()
    look(page, f"{live.url}/en/commendations/propose/", "commendation-propose")
    page.goto(f"{live.url}/en/commendations/propose/")
    page.check("#f-subject [value=person]")
    page.fill("#f-person_name", "示例甲")
    page.select_option("#f-place", TIANHE)
    page.fill("#f-story", STORY)
    page.locator("main form .btn").click()
    page.wait_for_url(lambda where: "propose" not in where)
    page.context.clear_cookies()
    with work_in(EVERYTHING):
        case = Case.objects.get()
    approve(people, case)
    publish(people, case)
    page.set_viewport_size({"width": 1280, "height": 844})
    page.goto(f"{live.url}/en/commendations/")
    assert page.locator("h1").inner_text() == "1 commendation"
    page.locator("tbody a").first.click()
    assert page.locator("h1").inner_text() == f"A citizen of {TIANHE}"
    where = page.url
    look(page, where, "commendation")
    look(page, f"{live.url}/en/commendations/", "commendations")
    do(people["approver"], case, "withdraw", more=NOTICE, **REASON)
    look(page, where, "commendation-withdrawn")
    assert Publication.objects.get().text == ""
