"""What those do who apply: firms for certificates and filings, units for the review of a design.

Most of them use the pages, some a program of their own with a token. They apply, look how it
stands, hand in what the one notice names, and now and then take an application back.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from soak.browser import LostError, Page
from soak.case_clients import Person, Stop
from soak.case_seats import ACT, CASE, OPENED, REFUSED, Seat, hand_in

WAY: Final = re.compile(r'href="/my-qualification/apply/([a-z]+)/"')
BUSY: Final = 429
NOT_NOW: Final = frozenset({400, *REFUSED})
"""What is answered where a colleague was faster, or the law does not let it pass."""
WITHDRAWN: Final = 0.04
"""How often an application is taken back at a look."""
URGED: Final = 0.03
API: Final = "/api/v1/"


class Applicant(Seat):
    """Somebody of a body that applies."""

    word = "firm"

    def follow(self, person: Person, path: str) -> None:
        """Look at a case; hand in what is wanting, or take it back."""
        page = person.browser.open(path, f"{self.word}: case")
        for case, act in ACT.findall(page.text):
            often = {"supply": 0.9, "withdraw": WITHDRAWN, "urge": URGED}.get(act, 0.0)
            if person.dice.random() < often:
                person.think(0.5)
                self.act(person, case, act)
                return
        person.think()

    def note_opened(self, person: Person, page: Page) -> bool:
        """Note a case that was opened; whether it was."""
        found = OPENED.fullmatch(page.path)
        if page.status == 200 and found:
            person.notes.write("done", found[1], "apply", 1)
            return True
        if page.status not in NOT_NOW:
            person.odd(page)
        return False


class Firm(Applicant):
    """A firm at the page of its qualification."""

    def work(self, person: Person) -> None:
        """Follow what goes on, or apply for what may be applied for."""
        page = self.look(person, "/my-qualification/", "my qualification")
        if page is None:
            return
        person.think(0.5)
        cases = sorted(set(CASE.findall(page.text)))
        ways = sorted(set(WAY.findall(page.text)))
        if cases:
            self.follow(person, person.dice.choice(cases))
        elif ways:
            self.apply(person, person.dice.choice(ways))
        else:
            person.browser.open("/notices/", "firm: notices")
            person.think()

    def apply(self, person: Person, kind: str) -> None:
        """One application."""
        page = person.browser.open(f"/my-qualification/apply/{kind}/", "firm: application")
        forms = [f for f in page.reader.forms if f.has("papers")]
        if page.status != 200 or not forms:
            return  # a colleague applied meanwhile: the page says so
        person.think()
        given = {
            "cause": "yes", "home_number": "演练外省证", "home_level": "3",
            "home_valid_until": self.seat["until"],
        }  # fmt: skip
        values = {name: value for name, value in given.items() if forms[0].has(name)}
        page = person.browser.send(page, forms[0], values, f"firm: apply {kind}")
        self.note_opened(person, page)


class Unit(Applicant):
    """A unit that builds: the designs of its projects are to be reviewed."""

    word = "unit"

    def __init__(self, seat: Mapping[str, Any]) -> None:
        super().__init__(seat)
        self.left = list(seat["projects"])

    def work(self, person: Person) -> None:
        """Follow what goes on, or apply for the next project."""
        page = self.look(person, "/work/", "work-basket")
        if page is None:
            return
        person.think(0.5)
        cases = sorted(set(CASE.findall(page.text)))
        if self.left and (not cases or person.dice.random() < 0.3):
            self.apply(person, self.left[-1])
        elif cases:
            self.follow(person, person.dice.choice(cases))
        else:
            person.think()

    def apply(self, person: Person, project: str) -> None:
        """Apply for the review of a project's design, with a paper of each class."""
        path = f"/cases/new/design_review/?about=project:{project}"
        page = person.browser.open(path, "unit: application")
        form = page.find_form(lambda f: f.has("subject"))
        person.think()
        page = person.browser.send(page, form, {}, "unit: apply for review", hand_in(form))
        self.note_opened(person, page)
        self.left.remove(project)


class Program(Applicant):
    """A firm's own program: it asks again under the same key until there is an answer."""

    def __init__(self, seat: Mapping[str, Any]) -> None:
        super().__init__(seat)
        self.case = ""

    def work(self, person: Person) -> None:
        """Apply, or see to the case."""
        if self.case:
            self.see_to(person)
        else:
            self.apply(person)
        person.think()

    def apply(self, person: Person) -> None:
        """A first application."""
        body = {
            "act": "apply", "organ": self.seat["organ"], "party": self.seat["party"],
            "subject": self.seat["firm"], "more": {"kind": "initial", "level": "4"},
        }  # fmt: skip
        said = self.write(person, "procedures/certificate/cases", body, "api: apply")
        if said is not None:
            self.case = said["case"]["id"]

    def see_to(self, person: Person) -> None:
        """Look how it stands, and do what is asked for."""
        said = self.read(person, f"cases/{self.case}", "api: case")
        if said is None or said["closed_at"]:
            self.case = ""
            person.think(3.0)
            return
        acts = self.read(person, f"cases/{self.case}/acts", "api: acts") or {"items": []}
        for act in acts["items"]:
            often = {"supply": 0.9, "withdraw": WITHDRAWN}.get(act["act"], 0.0)
            if act["allowed"] and person.dice.random() < often:
                body = {"version": said["version"]}
                self.write(
                    person, f"cases/{self.case}/acts/{act['act']}", body, f"api: {act['act']}"
                )
                return

    def read(self, person: Person, path: str, name: str) -> Any:
        """What is answered; nothing where it is refused."""
        return self.ask(lambda: person.browser.ask("GET", API + path, None, self.head(), name),
                        person)  # fmt: skip

    def write(self, person: Person, path: str, body: Mapping[str, Any], name: str) -> Any:
        """The same of an act, which is noted: once, however often it had to be asked for."""
        head = {**self.head(), "Content-Type": "application/json",
                "Idempotency-Key": uuid.UUID(int=person.dice.getrandbits(128)).hex}  # fmt: skip
        data = json.dumps(body, ensure_ascii=False).encode()
        said = self.ask(
            lambda: person.browser.ask("POST", API + path, data, head, name), person, again=True
        )
        if said is not None:
            event = said["event"]
            person.notes.write("done", said["case"]["id"], event["act"], event["version"])
        return said

    def head(self) -> dict[str, str]:
        """Who asks."""
        return {"Authorization": f"Bearer {self.seat['token']}"}

    def ask(self, question: Callable[[], Page], person: Person, *, again: bool = False) -> Any:
        """The answer as data; nothing where it is refused, or where all is to end."""
        while True:
            try:
                page = question()
            except LostError as error:
                if not again or Stop.is_set():
                    raise
                person.notes.write("lost", str(error))
                Stop.wait(person.dice.uniform(0.2, 1.5))
                continue
            if page.status in {200, 201}:
                return json.loads(page.text)
            if page.status == BUSY:
                Stop.wait(10)
            elif page.status not in NOT_NOW:
                person.odd(page)
            return None


def find_applicant(seat: Mapping[str, Any]) -> Firm | Unit | Program:
    """Who sits there."""
    if seat.get("token"):
        return Program(seat)
    return Unit(seat) if "projects" in seat else Firm(seat)
