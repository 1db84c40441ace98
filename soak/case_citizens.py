"""What a citizen does: report something, look how it stands, rate the answer, have it reopened."""

from __future__ import annotations

import re
from typing import Final

from soak.browser import Form, Page
from soak.case_clients import Person, Stop
from soak.case_people import REGIONS

NUMBER: Final = re.compile(r'<dd translate="no">([^<]+)</dd>')
ROADS: Final = 40
"""So few addresses that reports meet."""
LOOKS: Final = 12
SUBJECTS: Final = ("not_installed", "coverage", "no_sign", "not_kept", "other", "misuse")


def go_on(person: Person, page: Page, step: str, values: dict[str, str]) -> Page:
    """Fill one screen in and go to the next."""
    form = page.find_form(lambda f: f.fields.get("at") == [step])
    person.think()
    return person.browser.send(page, form, {**values, "to": "next"}, "report: next screen")


def is_at(page: Page, step: str) -> bool:
    """Whether a page is a screen of a report."""
    return any(form.fields.get("at") == [step] for form in page.reader.forms)


def fill_in(person: Person, region: str) -> Page:
    """A report up to the last screen."""
    dice, browser = person.dice, person.browser
    page = browser.open("/report/new/", "report: first screen")
    page = go_on(person, page, "subject", {"subject": dice.choice(SUBJECTS)})
    road = f"演练路{dice.randrange(ROADS)}号"
    page = go_on(person, page, "place", {"division": region, "address": road})
    if is_at(page, "nearby"):
        form = page.find_form(lambda f: f.fields.get("at") == ["nearby"])
        page = go_on(person, page, "nearby", {"same_as": dice.choice(form.choices["same_as"])})
    page = go_on(person, page, "what", {"what": "演练：请查看"})
    return go_on(person, page, "who", {"who": "anonymous"})


def report_once(person: Person) -> None:
    """One report from its first screen to the rating of the answer."""
    browser = person.browser
    browser.forget()
    region = person.dice.choice(REGIONS)
    page = fill_in(person, region)
    form = page.find_form(lambda f: f.fields.get("at") == ["check"])
    person.think()
    page = browser.send(page, form, {"to": "send"}, "report: send")
    if page.status != 200 or not page.path.endswith("/report/sent/"):
        person.odd(page)
        Stop.wait(20)
        return
    found = NUMBER.search(page.text)
    person.notes.write("done", f"{found[1] if found else ''} {region}", "filed", 0)
    browser.send(page, page.find_form(is_kept), {}, "report: code kept")
    follow(person)


def is_kept(form: Form) -> bool:
    """The button that says the code is noted."""
    return form.action.endswith("/report/sent/")


def follow(person: Person) -> None:
    """Look now and then; do once what may be done."""
    for _ in range(LOOKS):
        if Stop.is_set():
            return
        person.think(3.0)
        page = person.browser.open("/report/follow/", "report: how it stands")
        if page.status != 200:
            person.odd(page)
            return
        for act in ("supplement", "rate"):
            if f"/report/follow/{act}/" in page.text and person.dice.random() < 0.7:
                take(person, act)
        if "/report/follow/reopen/" in page.text and person.dice.random() < 0.3:
            take(person, "reopen")


def take(person: Person, act: str) -> None:
    """One act of the complainant's."""
    page = person.browser.open(f"/report/follow/{act}/")
    values = {
        "supplement": {"text": "演练：补充"}, "reopen": {"reason": "演练：请再看"},
        "rate": {"stars": person.dice.choice("12345"), "remark": ""},
    }[act]  # fmt: skip
    forms = [f for f in page.reader.forms if all(f.has(name) for name in values)]
    if not forms:
        return  # somebody was faster: the page says why it cannot be done
    person.think()
    page = person.browser.send(page, forms[0], values, f"report: {act}")
    if page.status not in {200, 409}:
        person.odd(page)
