"""A browser that goes from hand to hand, and the project that a journey begins with: built, tried
and preliminarily accepted a month long, by the services that its pages call."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pikepdf
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from jifang.domains.projects.api import find_project
from jifang.domains.projects.models import Project
from jifang.domains.testing.locking import lock_report
from jifang.domains.testing.reporting import begin_report, set_days, write_clauses
from jifang.foundation.accounts.data import Body
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.documents.models import Letter
from jifang.foundation.walls.scope import work_in
from jifang.ledger.entries import read_entry
from tests.domains.approvals.world import World, approve_design
from tests.domains.projects import builders
from tests.domains.qualifications.world import GUANGZHOU, TIANHE, hold
from tests.domains.testing import world as testing
from tests.foundation.documents.reading import read_text
from tests.portals.people import Person, make_person, sign_in
from tests.portals.test_roles_browser import LONG, check_page, shoot

LENGTH = 31
"""Days since the trial run began."""
ORGAN = Body("organ", "ps-440106", "天河区公安机关（演示）", TIANHE)
CITY = Body("organ", "ps-440100", "广州市公安机关（演示）", GUANGZHOU)
OWN = Body("unit", builders.OWNER, "示例中学（演示）", TIANHE)
PEOPLE = {
    "owner": ("unit_member", OWN), "officer": ("officer", ORGAN), "approver": ("approver", ORGAN),
    "city": ("officer", CITY), "mayor": ("approver", CITY),
}  # fmt: skip
SEEN = (("", 1360), ("/en", 390))


def tell_day(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def lay_built() -> tuple[Project, Project]:
    """A project whose system was built and ran a month, and one that is only initiated."""
    with time_machine.travel(timezone.now() - timedelta(days=LENGTH)):
        ground = builders.lay_ground()
        hold(4)
        project = builders.start(ground)
        builders.take(project, "tender", more={"method": "open"})
        seat(project, "design", "finish_design")
        approve_design(World(ground.unit, project))
        seat(project, "construction", "start_construction")
        builders.equip(project)
        builders.take(project, "start_trial")
    builders.log(project, *(tell_day(n - LENGTH) for n in range(LENGTH)))
    builders.take(project, "complete")
    held = {"held_on": tell_day().isoformat(), "held_by": "示例中学"}
    builders.take(project, "pre_accept", more=held)
    return project, builders.start(ground, name="示例中学实验楼技防工程（演示）")


def seat(project: Project, role: str, act: str) -> None:
    """A firm is named, takes the work on, and the stage that waited for it is reached."""
    builders.take_on_as(builders.name(project, role))
    builders.take(project, act)


def have_tested(project: Project) -> None:
    """The system is tested by an accredited body, and passed."""
    with testing.within("unit"):
        of = find_project(project.public_id)
    lab = testing.lay_lab("slim", "示例检测技术公司（演示）", of.system_kinds, 30, 300)
    row = testing.commission(testing.World(of, lab), testing.NARROW)
    testing.take(row, "slim")
    with testing.within("slim") as by:
        report = str(begin_report(by, str(row.public_id)).public_id)
        set_days(by, report, tell_day(), tell_day())
        edition = write_clauses(by, report, [testing.GOOD]).edition
    with testing.within(replace(testing.PEOPLE["slim"], public_id=str(UUID(int=799)))) as by:
        lock_report(by, report, edition=edition)


def make_pdf(name: str) -> dict[str, Any]:
    """A file for an upload."""
    pdf, held = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(held)
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": held.getvalue()}


def list_leaves(since: int) -> list[dict[str, Any]]:
    with work_in(EVERYTHING):
        entries = Entry.objects.filter(pk__gt=since).order_by("pk")
        return [read_entry(bytes(e.bytes)) for e in entries]


def find_last() -> int:
    with work_in(EVERYTHING):
        last = Entry.objects.order_by("pk").last()
    return last.pk if last else 0


class Journey:
    """A browser that everyone concerned takes in turn; signing in is tried elsewhere."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.cookies: dict[str, str] = {}
        self.who = ""
        for name, (role, body) in PEOPLE.items():
            person: Person = make_person(role, name, body)
            self.cookies[name] = sign_in(person).cookies["sessionid"].value

    def sit(self, name: str) -> None:
        """Go on as somebody."""
        self.who = name
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": "sessionid", "value": self.cookies[name], "url": self.url}]
        )

    def go(self, path: str) -> str:
        """Open a page; what it says."""
        self.page.goto(f"{self.url}{path}")
        return self.read()

    def open_case(self, who: str, case: Case) -> None:
        """The page of a case, for somebody; after a step it is there already."""
        path = f"/cases/{case.public_id}/"
        if self.who != who or not self.page.url.startswith(f"{self.url}{path}?done="):
            self.sit(who)
            self.go(path)

    def read(self) -> str:
        return str(self.page.locator("main").inner_text())

    def look(self, name: str, path: str = "") -> None:
        """The page in both languages, wide and on a phone, whole and accessible; then go on."""
        path = path or self.page.url.removeprefix(self.url)
        for lang, width in reversed(SEEN):
            self.page.set_viewport_size({"width": width, "height": 844})
            self.go(f"{lang}{path}")
            if LONG:
                shoot(self.page, f"{name}{lang.replace('/', '-')}-{width}")
            check_page(self.page)

    def find_case(self, procedure: str, project: Project) -> Case:
        """The latest case of a procedure about a project."""
        with work_in(EVERYTHING):
            return Case.objects.filter(procedure=procedure, about_id=str(project.public_id)).latest(
                "pk"
            )

    def type(self, **fields: Any) -> None:
        """Fill the fields of a step: text, choices, files."""
        for name, value in fields.items():
            found = self.page.locator(f"main [name='v.{name}'], main [name='file.v.{name}']")
            kind = found.first.get_attribute("type")
            if kind == "file":
                found.first.set_input_files(value)
            elif kind in {"radio", "checkbox"}:
                for one in value if isinstance(value, tuple) else (value,):
                    self.page.locator(f"main [name='v.{name}'][value='{one}']").check()
            else:
                found.fill(value)

    def press(self) -> None:
        """Send the form; where it makes a letter, that is looked at and signed."""
        self.page.locator("main form.record-form > .bar .btn").first.click()
        self.sign()

    def sign(self) -> None:
        if self.page.url.endswith("/letter/"):
            self.page.locator("main form.bar .btn").first.click()
        expect(self.page.locator(".done").first, self.read()).to_be_visible()

    def step(self, who: str, case: Case, code: str, **fields: Any) -> None:
        """A step of a case: by the button of its page, through its form, to its letter."""
        self.open_case(who, case)
        self.page.locator(f".acts a[href$='/act/{code}/']").first.click()
        self.type(**fields)
        self.press()

    def send(self, path: str, **given: Any) -> str:
        """What is sent past the page, with its token: the form is made up, the answer is shown."""
        with self.page.expect_navigation():
            self.page.evaluate(SEND, [path, {k: str(v) for k, v in given.items()}])
        return self.read()

    def refuse(
        self, who: str, case: Case, code: str, why: tuple[str, str], *words: str, **given: Any
    ) -> None:
        """A step that is sent all the same: the page names the provision, the case stays as it is,
        the ledger has the refusal and nothing else."""
        self.open_case(who, case)
        path, seen = f"/cases/{case.public_id}/act/{code}/", self.reread(case).version
        self.hold_refused(
            lambda: self.send(path, version=seen, **given), f"case.{code}", why, *words
        )
        assert self.reread(case).version == seen

    def hold_refused(self, do: Any, kind: str, why: tuple[str, str], *words: str) -> None:
        """Something is refused on the page by a provision; the ledger has that alone."""
        since = find_last()
        do()
        said = self.read()
        cites = self.page.locator("main .cite").evaluate_all("es => es.map(e => e.href)")
        assert any(f"/{why[1]}/" in href for href in cites), (cites, said)
        for word in words:
            assert word in said, said
        leaves = list_leaves(since)
        assert [leaf["kind"] for leaf in leaves] == [f"{kind}.refused"], (leaves, said)
        leaf = leaves[0]
        found = (leaf["details"]["refused"], leaf["basis"][0]["provision"])
        assert found == why, said

    def reread(self, case: Case) -> Case:
        with work_in(EVERYTHING):
            return Case.objects.get(pk=case.pk)

    def open_letter(self, case: Case, kind: str) -> str:
        """The applicant follows the link of the case to a letter; its text as it is read."""
        self.open_case("owner", case)
        link = self.page.locator("#h-letters ~ ul a, [aria-labelledby=h-letters] a").last
        with work_in(EVERYTHING):
            letter = Letter.objects.get(public_id=link.get_attribute("href").split("/")[-2])
        assert letter.template == kind
        came = self.page.request.get(f"{self.url}{link.get_attribute('href')}")
        assert came.headers["content-type"] == "application/pdf"
        text = "".join(read_text(came.body()).split())
        assert "".join(letter.number_text.split()) in text
        return text


SEND = """([path, given]) => {
  const token = document.querySelector('[name=csrfmiddlewaretoken]');
  const form = document.createElement('form');
  form.method = 'post'; form.action = path;
  for (const [name, value] of [['csrfmiddlewaretoken', token.value], ...Object.entries(given)]) {
    const field = document.createElement('input');
    field.name = name; field.value = value; form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""
