"""Someone who signs in, as all of them do: password and app, the forms of acts, papers."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any, Final

import pikepdf

from soak.browser import Form, Page, Paper
from soak.case_clients import Person, Stop

CASE: Final = re.compile(r'href="(/cases/[0-9a-f-]{36}/)"')
ACT: Final = re.compile(r'href="/cases/([0-9a-f-]{36})/act/([a-z_]+)/"')
OPENED: Final = re.compile(r"/cases/([0-9a-f-]{36})/(\?done=1)?")
"""Where somebody is who opened a case."""
NAMED: Final = re.compile(r"(.*(organ|site|main|document)|on|v\.\w+_on)")
"""Fields that are left empty: what they name would have to exist."""
USUAL: Final = {"v.finding": "met", "v.days": "30", "item": "设计方案"}
"""What stands in a field most of the time."""
HALF_MINUTE: Final = 30
LAST: Final = 3
"""Forms that an act may take: the act, its letter, the signature."""
REFUSED: Final = frozenset({200, 403, 404, 409, 422})
"""What is answered where somebody was faster, or something is wanting."""


def make_code(secret: str, step: int) -> str:
    """The code of an authenticator app (RFC 6238: SHA-1, six digits)."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@cache
def make_paper() -> Paper:
    """A paper to hand in: a page of PDF with nothing on it."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return Paper("drill.pdf", "application/pdf", out.getvalue())


class Seat:
    """Someone with an account: `name`, `password`, `secret` of the app where the role needs one.

    `word` is how its pages are called where times are told.
    """

    word = "officer"

    def __init__(self, seat: Mapping[str, Any]) -> None:
        self.seat = seat
        self.inside = False

    def sign_in(self, person: Person) -> None:
        """As on any morning."""
        browser = person.browser
        browser.forget()
        page = browser.open("/account/login/")
        form = page.find_form(lambda f: f.has("password"))
        given = {"login": self.seat["name"], "password": self.seat["password"]}
        page = browser.send(page, form, given, f"{self.word}: sign in")
        if self.seat.get("secret"):
            form = page.find_form(lambda f: f.has("code"))
            code = make_code(self.seat["secret"], int(time.time()) // HALF_MINUTE)
            page = browser.send(page, form, {"code": code})
        self.inside = page.status == 200 and "/account/logout/" in page.text
        if not self.inside:
            person.odd(page)
            Stop.wait(HALF_MINUTE + 1)  # a code is taken once

    def look(self, person: Person, path: str, name: str) -> Page | None:
        """A page that only those see who are signed in; none where that has to be done again."""
        if not self.inside:
            self.sign_in(person)
        page = person.browser.open(path, f"{self.word}: {name}")
        if "/account/" in page.path or "second" in page.path or page.status == 403:
            self.inside = False
            return None
        return page

    def act(self, person: Person, case: str, act: str) -> bool:
        """Fill in the form of an act, and its letter; whether it was done, which is noted."""
        page = person.browser.open(f"/cases/{case}/act/{act}/", f"{self.word}: form")
        version = 0
        for _ in range(LAST):
            forms = [f for f in page.reader.forms if f.has("version")]
            if page.status != 200 or not forms:
                break
            version = int(forms[0].fields["version"][0])
            person.think(0.3)
            page = person.browser.send(
                page, forms[0], fill(forms[0], person), f"{self.word}: {act}", hand_in(forms[0])
            )
            if page.status == 200 and "/act/" not in page.path:
                person.notes.write("done", case, act, version + 1)
                return True
        if page.status not in REFUSED:
            person.odd(page)
        return False


def fill(form: Form, person: Person) -> dict[str, str | list[str]]:
    """Something in each field that is empty; of what several may be taken, all."""
    values: dict[str, str | list[str]] = {}
    for name in sorted({*form.fields, *form.choices} - {"csrfmiddlewaretoken", "version"}):
        held = [v for v in form.fields.get(name, []) if v]
        choices = [v for v in form.choices.get(name, []) if v]
        if held or NAMED.fullmatch(name):
            continue
        usual = USUAL.get(name)
        if usual and (not choices or (usual in choices and person.dice.random() < 0.85)):
            values[name] = usual
        elif choices:
            one = person.dice.choice(choices)
            values[name] = choices if name in form.several else one
        elif name in form.fields:
            values[name] = "演练"
    return values


def hand_in(form: Form) -> dict[str, Paper]:
    """A paper into each slot; nothing where papers are not asked for by class."""
    return {name: make_paper() for name in form.files if name.startswith("file.v.")}
