"""A firm's duties in a real browser: what is wanting, evidence entered from there, training that an
association enters, the answer that follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from jifang.domains.practitioners.models import FirmRule
from jifang.domains.programmes.services import declare_course
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.walls.scope import Scope, work_in
from tests.domains.qualifications.world import lay_firm, open_organs, staff_up
from tests.portals.people import Person, make_person
from tests.portals.test_qualifications_browser import look
from tests.portals.test_roles_browser import check_page, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
FIRM = Body("firm", "firm-own", "示例安防工程公司（演示）", "440100")
ASSOCIATION = Body("association", "assoc-own", "示例协会（演示）", "440100")


def as_actor(person: Person) -> Actor:
    m = person.membership
    body = Body(m.body_kind, m.party, m.body_name, m.organ_region)
    return Actor(person.account.pk, str(person.account.public_id), m.role, body)


def test_a_firm_fills_what_is_wanting(live: Any, page: Any) -> None:
    open_organs()
    firm = make_person("firm_manager", "firm", FIRM)
    record = lay_firm(as_actor(firm))
    staff_up(record, by=as_actor(firm))
    sign_in(page, live.url, firm)
    page.locator("main a", has_text="我的职责").click()
    assert page.locator("h1").inner_text().startswith("没有发现未履行的")
    look(page, live.url, "duties-open", "/my-duties/")
    page.goto(f"{live.url}/my-duties/")
    page.locator("section", has=page.locator("#h-secrecy_and_archive")).locator(
        "a", has_text="登记：资料管理制度"
    ).first.click()
    page.locator("[name='v.subject'][value='secrecy']").check()
    page.fill("[name='v.name']", "建设资料保密制度")
    page.fill("[name='v.adopted_on']", "2026-01-01")
    page.fill("[name='v.until']", "2026-06-30")
    check_page(page)
    page.locator("main form.record-form .btn").first.click()
    with work_in(Scope(parties=("firm-own",))):
        assert FirmRule.objects.get().subject == "secrecy"
    page.goto(f"{live.url}/my-duties/")
    assert page.locator("h1").inner_text() == "第二十二条的职责有 1 项没有做到"
    assert "责令" in page.locator(".range").inner_text()
    look(page, live.url, "duties-breached", "/my-duties/")
    page.goto(f"{live.url}/my-duties/?on=2026-06-30")
    assert page.locator("h1").inner_text().startswith("没有发现未履行的"), timezone.localdate()
    page.context.clear_cookies()
    member = make_person("association_member", "assoc", ASSOCIATION)
    with work_in(Scope(parties=("assoc-own",))):
        declare_course(as_actor(member), {"name": "技防业务培训班（演示）", "kind": "technical",
                                          "association": "示例协会（演示）",
                                          "held_on": "2026-05-01"})  # fmt: skip
    sign_in(page, live.url, member)
    page.locator("main a", has_text="为从业单位登记培训").click()
    page.locator("main a", has_text="技防业务培训班").click()
    look(page, live.url, "training", page.url.removeprefix(live.url))
