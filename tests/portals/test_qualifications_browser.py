"""From application to letter in a real browser, each procedure once: a firm applies, officers of
the city and of the province decide; what is not lawful is refused with its provision; anyone looks
the certificate up.

What officers do before the decision is done through the services, but in the first journey.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import expect

from jifang.domains.qualifications.models import Certificate
from jifang.domains.qualifications.selectors import find_end
from jifang.domains.qualifications.services import Paper, check_entered, enter_paper
from jifang.domains.units.models import Organisation
from jifang.domains.units.organisation_services import declare_organisation
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.models import Membership
from jifang.foundation.cases.models import Case
from jifang.foundation.documents.models import Letter
from jifang.foundation.documents.selectors import read_blob
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.calendar import add_years
from tests.domains.qualifications.world import (
    PEOPLE,
    do,
    lay_firm,
    open_organs,
    reread,
    staff_up,
    today,
    within,
)
from tests.foundation.cases.log import publish_moves
from tests.portals.people import Person, make_person
from tests.portals.people import sign_in as sign_in_without
from tests.portals.test_roles_browser import check_page, shoot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
FIRM = Body("firm", "firm-own", "示例安防工程公司（演示）", "440100")
CITY = Body("organ", "ps-440100", "广州市公安机关（演示）", "440100")
SEEN = (("", 1280), ("/en", 390))


def look(page: Any, url: str, name: str, path: str) -> None:
    for lang, width in SEEN:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}{lang}{path}")
        shoot(page, f"{name}{lang.replace('/', '-')}-{width}")
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 844})


def as_actor(person: Person) -> Actor:
    m = person.membership
    body = Body(m.body_kind, m.party, m.body_name, m.organ_region)
    return Actor(person.account.pk, str(person.account.public_id), m.role, body)


def act(page: Any, url: str, case: Case, code: str, **fields: str) -> None:
    """A step through its form: what it asks for, then the letter, looked at and signed."""
    page.goto(f"{url}/cases/{case.public_id}/act/{code}/")
    for name, value in fields.items():
        found = page.locator(f"main [name='v.{name}']")
        if found.first.get_attribute("type") == "radio":
            page.locator(f"main [name='v.{name}'][value='{value}']").check()
        else:
            found.fill(value)
    page.locator("main form.record-form > .bar .btn").click()
    if "/letter/" in page.url:
        page.locator("main form.bar .btn").first.click()
    expect(page.locator(".done").first, page.locator("main").inner_text()).to_be_visible()


def test_a_firm_gets_its_first_certificate(live: Any, page: Any, database_server: Any) -> None:
    publish_moves(database_server)
    open_organs()
    firm = make_person("firm_manager", "firm", FIRM)
    officer, approver = (make_person(role, role, CITY) for role in ("officer", "approver"))
    record = lay_firm(as_actor(firm))
    sign_in(page, live.url, firm)
    page.locator("main a", has_text="我的资格").click()
    assert page.locator("h1").inner_text() == "尚未取得资格证"
    staff_up(record, by=as_actor(firm))
    page.reload()
    page.locator("tr", has_text="初次申领").locator("a.btn").click()
    check_page(page)
    page.locator("main form .btn").click()
    with work_in(Scope(*find_range("440100"))):
        case = Case.objects.get(procedure="certificate")
    assert str(case.public_id) in page.url
    page.context.clear_cookies()
    sign_in(page, live.url, officer)
    for code, fields in (("claim", {}), ("accept", {}), ("examine", {"finding": "met"})):
        act(page, live.url, case, code, **fields)
    page.context.clear_cookies()
    sign_in(page, live.url, approver)
    act(page, live.url, case, "grant")
    act(page, live.url, case, "issue")
    check_page(page)
    shoot(page, "certificate-case")
    page.context.clear_cookies()
    check_certificate(page, live.url)
    sign_in(page, live.url, firm)
    page.goto(f"{live.url}/my-qualification/")
    assert page.locator("h1").inner_text().startswith("四级，有效至")
    look(page, live.url, "qualification-own", "/my-qualification/")


def check_certificate(page: Any, url: str) -> None:
    """Anyone finds it, and its PDF leads to the page that verifies it."""
    row = Certificate.objects.get()
    with work_in(Scope(*find_range("440100"))):
        letter = Letter.objects.get(public_id=row.letter)
        with pikepdf.open(io.BytesIO(read_blob(letter))) as pdf:
            assert len(pdf.pages) == 1
    page.goto(f"{url}/certificates/")
    page.fill("#f-q", "示例安防")
    page.locator("main form .btn").click()
    check_page(page)
    page.locator("main td, main th").locator("a").first.click()
    assert "有效" in page.locator(".verdict strong").inner_text()
    over = row.valid_until + timedelta(days=1)
    look(page, url, "certificate", f"/certificates/{row.public_id}/?on={over}")
    assert "not valid" in page.locator(".verdict strong").inner_text()
    page.goto(f"{url}/verify/{letter.code}")
    assert "资格证" in page.locator("main").inner_text()


# -- every procedure once --------------------------------------------------------------------------

SECURITY = Scope(administration="security_admin")
PROVINCE_ORGAN = Body("organ", "ps-440000", "广东省公安机关（演示）", "440000")


class Journey:
    """A firm's member and an approving officer with a browser, who change bodies between journeys:
    signing in is tried elsewhere."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.member = make_person("firm_manager", "member", FIRM)
        self.approver = make_person("approver", "decider", CITY)
        self.cookies = {}
        for person in (self.member, self.approver):
            client = sign_in_without(person)
            self.cookies[person.account.pk] = client.cookies["sessionid"].value

    def sit(self, person: Person, body: Body) -> None:
        """Go on as a person, of a body."""
        with work_in(SECURITY):
            Membership.objects.filter(pk=person.membership.pk).update(
                party=body.party, body_name=body.name, organ_region=body.organ_region
            )
        self.page.context.clear_cookies()
        cookie = self.cookies[person.account.pk]
        self.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.url}])

    def lay(self, party: str, region: str = "440106") -> Organisation:
        """A firm in the register, and its member."""
        by = replace(PEOPLE["firm"], body=Body("firm", party, party, "440100"))
        with within(by):
            return declare_organisation(
                by, {"kind": "firm", "name": f"示例{party}公司（演示）", "region": region}
            )

    def hold(self, firm: Organisation, level: int, ends_in: int, years: int = 2) -> None:
        """Its certificate on paper."""
        signer = PEOPLE["signer" if level <= 2 else "approver"]
        until, since = today() + timedelta(days=ends_in), add_years(today(), -years)
        issued = max(add_years(until, -2), since)
        with within(clerk := replace(signer, role="officer")):
            row = enter_paper(
                clerk, Paper(firm.party, f"纸{firm.party}", issued, until, level, since)
            )
            check_entered(replace(clerk, public_id="second-officer"), row, confirmed=True)

    def apply(self, firm: Organisation, kind: str, **fields: str) -> Case:
        """Through the page of the firm's own."""
        self.sit(self.member, Body("firm", firm.party, firm.name, firm.organ_region))
        self.page.goto(f"{self.url}/my-qualification/apply/{kind}/")
        for name, value in fields.items():
            found = self.page.locator(f"main [name='{name}']")
            if found.first.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            elif found.first.evaluate("e => e.tagName") == "SELECT":
                found.select_option(value)
            else:
                found.fill(value)
        self.page.locator("main form .btn").click()
        with work_in(Scope("44", "45")):
            case = Case.objects.filter(party=firm.party).latest("pk")
        assert str(case.public_id) in self.page.url, self.page.locator("main").inner_text()
        return case

    def refuse(self, firm: Organisation, kind: str, *words: str) -> None:
        """The form is there to be read, says why not and by which provision, and opens nothing."""
        self.sit(self.member, Body("firm", firm.party, firm.name, firm.organ_region))
        assert self.page.goto(f"{self.url}/my-qualification/apply/{kind}/").status == 409
        said = self.page.locator("main .error").inner_text()
        for word in words:
            assert word in said, said
        expect(self.page.locator("main .error .cite").first).to_be_visible()

    def decide(self, case: Case, *steps: str, by: Body = CITY, **fields: str) -> Case:
        """The steps of the approving officer, each with its letter looked at and signed."""
        self.sit(self.approver, by)
        for code in steps:
            act(self.page, self.url, case, code, **(fields if code == "extend" else {}))
        return reread(case)

    def read_letter(self, case: Case, template: str) -> None:
        """The firm reads the letter as it went out: a PDF of a page."""
        with work_in(Scope("44", "45")):
            letter = Letter.objects.filter(party=case.party, template=template).latest("pk")
        link = f"/cases/{case.public_id}/letters/{letter.public_id}/"
        came = self.page.request.get(f"{self.url}{link}")
        with pikepdf.open(io.BytesIO(came.body())) as pdf:
            assert len(pdf.pages) == 1


def prepare(
    case: Case, officer: str = "officer", *, finding: bool = True, whole: bool = True
) -> Case:
    """What the officers do before the decision."""
    do(officer, case, "claim")
    if whole:
        do(officer, case, "accept")
    do(officer, case, "examine", **({"more": {"finding": "met"}} if finding else {}))
    return reread(case)


def test_every_procedure_from_application_to_letter(
    live: Any, page: Any, database_server: Any
) -> None:
    publish_moves(database_server)
    open_organs()
    go = Journey(page, live.url)
    for travel in (promote, renew, extend, rise, change, file_from_outside):
        travel(go)


def promote(go: Journey) -> None:
    firm = go.lay("firm-promote")
    go.hold(firm, 4, 300, years=1)
    by = replace(PEOPLE["firm"], body=Body("firm", firm.party, firm.party, "440100"))
    staff_up(firm, 10, 5, by=by)
    go.refuse(firm, "initial", "不是初次申领", "第15条")
    case = prepare(go.apply(firm, "promotion"))
    # Level 3 asks for three millions in two years, which are not entered: the finding stands in.
    go.decide(case, "grant", "issue")
    row = Certificate.objects.get(party=firm.party, how="promotion")
    assert (row.level, row.level_since) == (3, today())
    go.read_letter(case, "certificate")


def renew(go: Journey) -> None:
    early, late, firm = (go.lay(f"firm-{n}") for n in ("early", "late", "renew"))
    go.hold(early, 4, 40)
    go.hold(late, 4, -1)
    go.hold(firm, 4, 10)
    opens = today() + timedelta(days=10)
    go.refuse(early, "renewal", "第15条第2款")
    assert str(opens.day) in go.page.locator("main").inner_text()
    go.refuse(late, "renewal", "第15条第2款")
    case = prepare(go.apply(firm, "renewal"))
    go.decide(case, "grant", "issue")
    assert Certificate.objects.get(party=firm.party, how="renewal").valid_until == add_years(
        today(), 2
    )
    go.read_letter(case, "certificate")


def extend(go: Journey) -> None:
    firm = go.lay("firm-extend")
    go.hold(firm, 4, 5)
    case = prepare(go.apply(firm, "extension", cause="yes"))
    go.decide(case, "extend", days="400")
    row = Certificate.objects.get(party=firm.party)
    assert find_end(row) == row.valid_until + timedelta(days=90)  # more is cut to that
    go.read_letter(case, "licence_granted")
    go.refuse(firm, "extension", "第15条第2款")


def rise(go: Journey) -> None:
    firm = go.lay("firm-rise")
    go.hold(firm, 3, 300, years=1)
    case = prepare(go.apply(firm, "promotion"))
    assert case.procedure == "certificate_first"
    go.decide(case, "forward")
    with work_in(Scope("44", "45")):
        upper = Case.objects.get(procedure="certificate_province", party=firm.party)
    upper = prepare(upper, "province", whole=False)
    go.decide(upper, "grant", "issue", by=PROVINCE_ORGAN)
    row = Certificate.objects.get(party=firm.party, level=2)
    assert (row.organ, row.how) == ("ps-440000", "promotion")
    go.sit(go.member, Body("firm", firm.party, firm.name, "440100"))
    go.read_letter(upper, "certificate")


def change(go: Journey) -> None:
    firm = go.lay("firm-change")
    go.hold(firm, 4, 200, years=1)
    case = prepare(go.apply(firm, "reissue"), finding=False)
    go.decide(case, "grant", "issue")
    old, new = Certificate.objects.filter(party=firm.party).order_by("pk")
    assert (new.valid_until, new.how) == (old.valid_until, "reissue")
    go.read_letter(case, "certificate")


def file_from_outside(go: Journey) -> None:
    firm = go.lay("firm-outside", "430100")
    go.sit(go.member, Body("firm", firm.party, firm.name, "440000"))
    until = str(today() + timedelta(days=200))
    case = go.apply(firm, "filing", home_number="湘-1", home_level="3", home_valid_until=until)
    prepare(case, "province")
    go.decide(case, "grant", "issue", by=PROVINCE_ORGAN)
    row = Certificate.objects.get(party=firm.party)
    assert (row.kind, row.valid_until) == ("filing", add_years(today(), 1))
    go.read_letter(case, "filing_certificate")
