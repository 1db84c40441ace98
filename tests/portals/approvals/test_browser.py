"""From the application to the letter in a real browser, each procedure once, every step by the
pages of whoever takes it: a design is reviewed, the system that was built is accepted and put into
use, a change of it is authorised. What is not lawful is refused with its provision on the page, and
the ledger has the refusal and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from jifang.domains.approvals.api import find_acceptance, find_approval
from jifang.domains.approvals.data import READ_LICENCE, SLOTS
from jifang.domains.projects.api import find_stage
from jifang.domains.projects.models import Project
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import work_in
from tests.foundation.cases.log import publish_moves
from tests.portals.approvals.journey import Journey, have_tested, lay_built, make_pdf, tell_day
from tests.portals.test_roles_browser import check_page

pytestmark = pytest.mark.django_db(transaction=True)
CLASSES = list(SLOTS)
APPROVE, REVIEW = "art_17__para_1", "art_17__para_2"
TEST, ACCEPT, CHANGE = "art_18__para_1", "art_19__para_1", "art_23__para_1__item_3"
OWN_ORGAN = "440106公安机关"


def test_every_procedure_from_application_to_letter(
    live: Any, page: Any, database_server: Any
) -> None:
    publish_moves(database_server)
    built, planned = lay_built()
    go = Journey(page, live.url)
    review(go, planned)
    accept(go, built)
    use(go, built)
    change(go, built)


# -- review before construction --------------------------------------------------------------------


def review(go: Journey, project: Project) -> None:
    """Four of five classes, the one notice, what was missing; examined by one, approved by
    another."""
    go.sit("owner")
    go.look("review-apply", f"/cases/new/design_review/?about=project:{project.public_id}")
    assert OWN_ORGAN in go.read()
    go.type(**{code: make_pdf(SLOTS[code].zh) for code in CLASSES[:4]})
    go.press()
    case = go.find_case("design_review", project)
    go.step("officer", case, "claim")
    go.refuse("officer", case, "accept", ("not_handed_in", REVIEW), "施工图纸", previewed="x",
              **{"v.checked": CLASSES[0]})  # fmt: skip
    notify(go, case)
    go.step("owner", case, "supply", construction_drawings=make_pdf("系统图"))
    go.refuse(
        "officer", case, "notify", ("second_notice", REVIEW), "一次", item="合同", text="缺章"
    )
    go.sit("officer")
    mark(go, case, {})
    press_onward(go, "受理")
    go.look("review-assessment", f"/cases/{case.public_id}/assessment/")
    go.step("officer", case, "examine", finding="met")
    go.refuse("mayor", case, "approve", ("who", APPROVE))
    go.step("approver", case, "approve")
    assert go.page.locator("h1").inner_text().startswith("审核通过")
    text = go.open_letter(case, "design_approved")
    for said in (OWN_ORGAN, "示例中学实验楼技防工程", "第十七条"):
        assert said in text, text
    with work_in(EVERYTHING):
        found = find_approval(str(project.public_id))
    assert found is not None
    assert (found.organ, found.approved_on) == ("ps-440106", tell_day())


def mark(go: Journey, case: Case, wanting: dict[str, str]) -> None:
    """The check of the papers, class by class."""
    go.go(f"/cases/{case.public_id}/intake/")
    for code in CLASSES:
        found = "defect" if code in wanting else "ok"
        go.page.locator(f"[name='m.{code}'][value='{found}']").check()
        if code in wanting:
            go.page.fill(f"#d-{code}", wanting[code])
    go.page.locator("main form.record-form .btn").click()


def press_onward(go: Journey, words: str) -> None:
    """From the check to the step that it leads to."""
    go.page.locator("main .btn", has_text=words).click()
    go.sign()


def notify(go: Journey, case: Case) -> None:
    """What was found wanting goes out as the one notice."""
    mark(go, case, {CLASSES[4]: "补交系统图\n补交四层平面图"})
    go.look("review-intake")
    assert READ_LICENCE.reason.zh in go.read()
    assert READ_LICENCE.other.zh in go.read()
    go.page.locator("main .btn", has_text="不能再发").click()
    assert go.page.locator(".letter").inner_text().count("施工图纸：") == 2
    check_page(go.page)
    go.sign()
    assert go.page.locator(".done").inner_text().startswith("已办：一次性告知")


# -- acceptance ------------------------------------------------------------------------------------


def accept(go: Journey, project: Project) -> None:
    """Not untested, not by another organ than that which approved the design."""
    about = f"/cases/new/acceptance/?about=project:{project.public_id}"
    stages = go.find_case("project", project)
    go.refuse("owner", stages, "put_into_use", ("state", ACCEPT))
    hand_in(go, about, ("law", TEST))
    have_tested(project)
    go.step("owner", stages, "pass_test")
    go.sit("city")
    go.go(about)
    go.hold_refused(
        lambda: send_application(go), "case.apply", ("organ", ACCEPT), f"由{OWN_ORGAN}办理"
    )
    hand_in(go, about)
    case = go.find_case("acceptance", project)
    assert (case.organ, case.approved_by) == ("ps-440106", "ps-440106")
    for code, typed in (
        ("claim", {}), ("accept", {}),
        ("examine", {"verdict": "passed", "group": "5", "experts": "3"}),
    ):  # fmt: skip
        go.step("officer", case, code, **typed)
    go.look("acceptance-room", f"/cases/{case.public_id}/acceptance/")
    assert "原核准" in go.read()
    go.refuse("mayor", case, "pass", ("who", ACCEPT))
    go.step("approver", case, "pass")
    assert go.page.locator("h1").inner_text().startswith("验收合格")
    text = go.open_letter(case, "acceptance_opinion")
    for said in (OWN_ORGAN, "示例中学技防工程", "第十九条", "通过"):
        assert said in text, text


def hand_in(go: Journey, about: str, why: tuple[str, str] | None = None) -> None:
    """The unit applies for acceptance; it is refused by a provision, or a case is opened."""
    go.sit("owner")
    go.go(about)
    if why is not None:
        go.hold_refused(lambda: send_application(go), "case.apply", why)
        return
    go.type(construction_drawings=make_pdf("竣工图"))
    go.press()


def send_application(go: Journey) -> None:
    go.page.locator("main form.record-form > .bar .btn").first.click()


def use(go: Journey, project: Project) -> None:
    """Once it is accepted it is put into use."""
    stages = go.find_case("project", project)
    for code in ("pass_acceptance", "put_into_use"):
        go.step("owner", stages, code)
    with work_in(EVERYTHING):
        accepted = find_acceptance(str(project.public_id))
        assert find_stage(str(project.public_id)) == "in_use"
    assert accepted is not None
    assert (accepted.holds, accepted.organ) == (True, "ps-440106")


# -- a change of position, purpose or scope --------------------------------------------------------


def change(go: Journey, project: Project) -> None:
    """Applied for, examined by one, authorised by another of the organ that approved."""
    go.sit("owner")
    go.go(f"/cases/new/system_change/?about=project:{project.public_id}")
    typed = {"kinds": "position", "was": "一楼大厅东侧", "why": "装修"}
    go.type(**typed, becomes="一楼大厅东侧")
    go.hold_refused(
        lambda: send_application(go), "case.apply", ("no_change", CHANGE), "改变前后相同"
    )
    go.type(becomes="一楼大厅西侧")
    go.press()
    case = go.find_case("system_change", project)
    assert case.organ == "ps-440106"
    for code, given in (("claim", {}), ("accept", {}), ("examine", {"finding": "met"})):
        go.step("officer", case, code, **given)
    go.refuse("mayor", case, "approve", ("who", CHANGE))
    go.refuse("officer", case, "approve", ("who", CHANGE))
    go.step("approver", case, "approve")
    text = go.open_letter(case, "licence_granted")
    for said in (OWN_ORGAN, "示例中学技防工程", "第二十三条"):
        assert said in text, text
