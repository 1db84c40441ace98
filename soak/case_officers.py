"""What an officer does: sign in, take from the pool what is there, do the next lawful act.

Several officers of an organ work on the same cases: somebody is always too late, and is told so.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Mapping
from typing import Final

from soak.browser import Form
from soak.case_clients import Person, Stop

CASE: Final = re.compile(r'href="(/cases/[0-9a-f-]{36}/)"')
ACT: Final = re.compile(r'href="/cases/([0-9a-f-]{36})/act/([a-z_]+)/"')
SELDOM: Final = frozenset(
    {
        "refer",
        "reject",
        "recuse",
        "recall",
        "urge",
        "set_target",
        "return_to_pool",
        "send_back",
    }
)
"""Done now and then."""
LEFT_ALONE: Final = frozenset(
    {
        "transfer",
        "delegate",
        "joint_opinion",
        "add_signer",
        "merge",
        "link_site",
    }
)
"""They need a person or a record to be named; the tests of the procedures do them."""
NAMED: Final = re.compile(r"(.*(organ|site|main|document)|on|v\.\w+_on)")
"""Fields that are left empty: what they name would have to exist."""
HALF_MINUTE: Final = 30
OFTEN: Final = 0.4
"""How often an officer looks for new cases before the own ones are done."""
LAST: Final = 3
"""Forms that an act may take: the act, its letter, the signature."""


def make_code(secret: str, step: int) -> str:
    """The code of an authenticator app (RFC 6238: SHA-1, six digits)."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


class Desk:
    """An officer's desk."""

    def __init__(self, seat: Mapping[str, str]) -> None:
        self.seat = seat
        self.inside = False

    def work(self, person: Person) -> None:
        """Sign in where one must; then one case."""
        if not self.inside:
            self.sign_in(person)
        page = person.browser.open("/work/", "officer: work-basket")
        if "/account/" in page.path or "second" in page.path or page.status == 403:
            self.inside = False
            return
        cases = sorted(set(CASE.findall(page.text)))
        if not cases or person.dice.random() < OFTEN:
            page = person.browser.open("/work/?f.whose=pool", "officer: pool")
            cases = sorted(set(CASE.findall(page.text)))
        if not cases:
            person.think()
            return
        person.think(0.3)
        page = person.browser.open(person.dice.choice(cases), "officer: case")
        acts = [(case, act) for case, act in ACT.findall(page.text) if act not in LEFT_ALONE]
        usual = [one for one in acts if one[1] not in SELDOM]
        wanted = usual if usual and person.dice.random() < 0.9 else acts
        if wanted:
            person.think(0.3)
            self.act(person, *person.dice.choice(wanted))

    def sign_in(self, person: Person) -> None:
        """With password and app, as on any morning."""
        browser = person.browser
        browser.forget()
        page = browser.open("/account/login/")
        form = page.find_form(lambda f: f.has("password"))
        given = {"login": self.seat["name"], "password": self.seat["password"]}
        page = browser.send(page, form, given, "officer: sign in")
        form = page.find_form(lambda f: f.has("code"))
        code = make_code(self.seat["secret"], int(time.time()) // HALF_MINUTE)
        page = browser.send(page, form, {"code": code})
        self.inside = page.status == 200 and "/work/" in page.text
        if not self.inside:
            person.odd(page)
            Stop.wait(HALF_MINUTE + 1)  # a code is taken once

    def act(self, person: Person, case: str, act: str) -> None:
        """Fill in the form of an act, and its letter; note it where it was done."""
        page = person.browser.open(f"/cases/{case}/act/{act}/", "officer: form")
        version = 0
        for _ in range(LAST):
            forms = [f for f in page.reader.forms if f.has("version")]
            if page.status != 200 or not forms:
                break
            version = int(forms[0].fields["version"][0])
            person.think(0.3)
            name = f"officer: {act}"
            page = person.browser.send(page, forms[0], fill(forms[0], person), name)
            if page.status == 200 and "/act/" not in page.path:
                person.notes.write("done", case, act, version + 1)
                return
        if page.status not in {200, 403, 404, 409, 422}:
            person.odd(page)


def fill(form: Form, person: Person) -> dict[str, str]:
    """Something in each field that is empty."""
    values = {}
    for name in {*form.fields, *form.choices} - {"csrfmiddlewaretoken", "version"}:
        held = [v for v in form.fields.get(name, []) if v]
        choices = [v for v in form.choices.get(name, []) if v]
        if held or NAMED.fullmatch(name):
            continue
        if choices:
            values[name] = person.dice.choice(choices)
        elif name in form.fields:
            values[name] = "演练"
    return values
