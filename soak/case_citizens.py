"""What a citizen does: report something, look how it stands, rate the answer, have it reopened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from soak.browser import Form, Page
from soak.case_clients import Person, Stop

NUMBER: Final = re.compile(r'<dd translate="no">([^<]+)</dd>')
ROADS: Final = 40
"""So few addresses that reports meet."""
LOOKS: Final = 12
TOO_OFTEN: Final = 429
SUBJECTS: Final = ("not_installed", "coverage", "no_sign", "not_kept", "other", "misuse")


SCREENS: Final = ("subject", "place", "nearby", "what", "who", "check")
MOST_SCREENS: Final = 12


def find_screen(page: Page) -> tuple[str, Form]:
    """Which screen of a report a page is. Raises `LookupError`."""
    form = page.find_form(lambda f: f.fields.get("at", [""])[0] in SCREENS)
    return form.fields["at"][0], form


def answer(person: Person, screen: str, form: Form, region: str) -> dict[str, str]:
    """What is filled in on a screen."""
    dice = person.dice
    match screen:
        case "subject":
            return {"subject": dice.choice(SUBJECTS)}
        case "place":
            return {"division": region, "address": f"演练路{dice.randrange(ROADS)}号"}
        case "nearby":
            return {"same_as": dice.choice(form.choices["same_as"])}
        case "what":
            return {"what": "演练：请查看"}
    return {"who": "anonymous"}


def fill_in(person: Person, region: str) -> tuple[Page, Form]:
    """A report up to the last screen. Others report meanwhile: then the screen of reports nearby
    comes once more."""
    page = person.browser.open("/report/new/", "report: first screen")
    for _ in range(MOST_SCREENS):
        screen, form = find_screen(page)
        if screen == "check":
            return page, form
        person.think()
        values = {**answer(person, screen, form, region), "to": "next"}
        page = person.browser.send(page, form, values, "report: next screen")
    raise LookupError(f"no last screen: {page.title}")


@dataclass(frozen=True)
class Citizen:
    """Somebody who reports what is in one of these counties."""

    counties: Sequence[str]

    def report_once(self, person: Person) -> None:
        """One report from its first screen to the rating of the answer."""
        browser = person.browser
        browser.forget()
        region = person.dice.choice(self.counties)
        page, form = fill_in(person, region)
        person.think()
        page = browser.send(page, form, {"to": "send"}, "report: send")
        if page.status == TOO_OFTEN:
            Stop.wait(30)
            return
        if page.status != 200 or not page.path.endswith("/report/sent/"):
            person.odd(page)
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
        for act, often in (("supplement", 0.1), ("rate", 0.7)):
            if f"/report/follow/{act}/" in page.text and person.dice.random() < often:
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
    if page.status == TOO_OFTEN:
        Stop.wait(30)
    elif page.status not in {200, 409}:
        person.odd(page)
