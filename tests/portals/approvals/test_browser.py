"""From the application to the letter in a real browser: a unit hands its papers in by class, an
officer checks them and gives the one notice, the acceptance room shows what differs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from jifang.domains.approvals import checks, documents, effects, facts
from jifang.domains.approvals.data import ACCEPTANCE, SLOTS
from jifang.domains.projects.models import Project
from jifang.domains.projects.services import declare_project
from jifang.domains.units.services import declare_unit
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import Scope, work_in
from jifang.portals.approvals import room_views
from tests.domains.approvals import world
from tests.domains.approvals.world import (
    CLASSES,
    GIVEN,
    OWNER,
    PEOPLE,
    World,
    do,
    reread,
    within,
)
from tests.domains.people import UNIT
from tests.domains.qualifications.world import TIANHE, open_organs
from tests.foundation.cases.log import publish_moves
from tests.portals.people import Person, make_person
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
OWN = Body("unit", OWNER, "示例中学（演示）", TIANHE)
ORGAN = Body("organ", "ps-440106", "天河区公安机关（演示）", TIANHE)
SEEN = (("", 1360), ("/en", 390))


def look(page: Any, url: str, name: str, path: str) -> None:
    for lang, width in SEEN:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1360, "height": 900})
    page.goto(f"{url}{path}")


def as_actor(person: Person) -> Actor:
    m = person.membership
    body = Body(m.body_kind, m.party, m.body_name, m.organ_region)
    return Actor(person.account.pk, str(person.account.public_id), m.role, body)


def make_pdf(home: Path, name: str) -> str:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    held = io.BytesIO()
    pdf.save(held)
    (home / name).write_bytes(held.getvalue())
    return str(home / name)


def find_case(procedure: str) -> Case:
    with work_in(Scope("44", "45")):
        return Case.objects.get(procedure=procedure)


@pytest.fixture
def laid(database_server: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """Organs, people and a project; everyone acts by an account of their own."""
    publish_moves(database_server)
    open_organs()
    for name, role, body in (
        ("owner", "unit_member", OWN), ("officer", "officer", ORGAN),
        ("approver", "approver", ORGAN),
    ):  # fmt: skip
        person = make_person(role, name, body)
        monkeypatch.setitem(PEOPLE, name, as_actor(person))
        monkeypatch.setitem(PERSONS, name, person)
    with within(PEOPLE["owner"]):
        unit = declare_unit(PEOPLE["owner"], UNIT)
        project = declare_project(PEOPLE["owner"], unit, GIVEN)
    return World(unit, project)


PERSONS: dict[str, Person] = {}


def change_hands(page: Any, url: str, name: str) -> None:
    page.context.clear_cookies()
    sign_in(page, url, PERSONS[name])


def apply_in_browser(page: Any, url: str, project: Project, home: Path) -> Case:
    """The application of the unit: four of five classes."""
    change_hands(page, url, "owner")
    look(page, url, "review-apply", f"/cases/new/design_review/?about=project:{project.public_id}")
    assert "天河" in page.locator("main").inner_text() or "440106" in (
        page.locator("main").inner_text()
    )
    for code in CLASSES[:4]:
        page.set_input_files(f"#f-v-{code}", make_pdf(home, f"{SLOTS[code].zh}.pdf"))
    page.locator("main form.record-form > .bar .btn").click()
    assert page.locator(".done").count(), page.locator("main").inner_text()
    return find_case("design_review")


def test_from_the_application_to_the_letter(
    live: Any, page: Any, laid: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = apply_in_browser(page, live.url, laid.project, tmp_path)
    change_hands(page, live.url, "officer")
    do("officer", case, "claim")
    intake = f"/cases/{case.public_id}/intake/"
    page.goto(f"{live.url}{intake}")
    for code in CLASSES[:4]:
        page.locator(f"[name='m.{code}'][value='ok']").check()
    page.locator("[name='m.construction_drawings'][value='defect']").check()
    page.fill("#d-construction_drawings", "补交系统图\n补交四层平面图")
    page.locator("main form.record-form .btn").click()
    look(page, live.url, "review-intake", intake)
    page.locator("main .btn", has_text="不能再发").click()
    assert page.locator(".letter").inner_text().count("施工图纸：") == 2
    check_page(page)
    page.locator("main form.bar .btn").first.click()
    assert page.locator(".done").inner_text().startswith("已办：一次性告知")
    page.goto(f"{live.url}/cases/{case.public_id}/act/notify/")
    assert "不能" in page.locator("h1").inner_text() or page.locator("main .cite").count()
    with within(PEOPLE["owner"]):
        papers = world.hand_in(PEOPLE["owner"], "construction_drawings")
    do("owner", case, "supply", **papers)
    page.goto(f"{live.url}{intake}")
    for code in CLASSES:
        page.locator(f"[name='m.{code}'][value='ok']").check()
    page.locator("main form.record-form .btn").click()
    look(page, live.url, "review-intake-again", intake)
    page.locator("main .btn", has_text="受理").click()
    page.locator("main form.bar .btn").first.click()
    look(page, live.url, "review-assessment", f"/cases/{case.public_id}/assessment/")
    page.locator(".acts a.btn", has_text="审查").first.click()
    page.locator("main [name='v.finding'][value='met']").check()
    page.locator("main form.record-form > .bar .btn").click()
    do("approver", case, "approve")
    look(page, live.url, "review-case", f"/cases/{case.public_id}/")
    assert page.locator("h1").inner_text().startswith("审核通过")
    see_room(page, live.url, laid, monkeypatch)


def see_room(page: Any, url: str, laid: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The acceptance room of a project that was tested by a body whose scope is not known."""
    tested = world.report()
    monkeypatch.setattr(checks, "find_stage", lambda _: "tested")
    for module in (facts, documents, effects, room_views):
        monkeypatch.setattr(module, "find_tested", lambda _: tested)
    case = world.apply(laid, ACCEPTANCE, classes=("construction_drawings", "contract"))
    do("officer", case, "claim")
    do("officer", case, "accept")
    more = {"verdict": "passed", "group": 5, "experts": 2}
    do("officer", case, "examine", more=more)
    look(page, url, "acceptance-room", f"/cases/{case.public_id}/acceptance/")
    assert "原核准" in page.locator("main").inner_text()
    assert page.locator(".bar.acts").count() == 0
    do("approver", case, "pass")
    assert reread(case).state == "accepted"
