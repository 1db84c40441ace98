"""How the form is gone through, as a browser without scripts does it."""

from __future__ import annotations

import html
import io
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from tests.domains.complaints.people import POINT, TIANHE, WORDS

SUBJECT = {"subject": "coverage"}
PLACE = {
    "division": TIANHE, "address": "天河区体育西路1号", "place_note": "大堂",
    "lat": str(POINT[0]), "lon": str(POINT[1]),
}  # fmt: skip
WHAT = {"what": WORDS}
ANONYMOUS = {"who": "anonymous"}
SEALED = {"who": "sealed", "name": "欧阳密封", "contact": "13800138777"}
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}")


def say(answer: Any) -> str:
    """The page as text."""
    text: str = answer.content.decode()
    return html.unescape(text)


def read_kept(answer: Any) -> str:
    """What the form carries along."""
    found = re.search(r'name="kept" value="([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return html.unescape(found[1])


def read_step(answer: Any) -> str:
    """Which screen it is."""
    found = re.search(r'name="at" value="(\w+)"', answer.content.decode())
    return found[1] if found else ""


class Form:
    """Somebody at the form, screen after screen."""

    def __init__(self, lang: str = "", client: Client | None = None) -> None:
        self.client = client or Client()
        self.path = f"{lang}/report/new/"
        self.answer: Any = self.client.get(self.path)

    def go(self, given: dict[str, Any] | None = None, to: str = "next") -> HttpResponse:
        """Send the screen that is shown."""
        sent = {"kept": read_kept(self.answer), "at": read_step(self.answer), "to": to}
        self.answer = self.client.post(self.path, sent | (given or {}))
        return self.answer  # type: ignore[no-any-return]  # the client's own answer

    @property
    def step(self) -> str:
        return read_step(self.answer)

    @property
    def text(self) -> str:
        return say(self.answer)

    def fill(self, who: dict[str, str] | None = None, **more: dict[str, str]) -> Form:
        """Everything, up to the last screen; a screen that is asked for in between is answered by
        "mine is another"."""
        self.go(more.get("subject", SUBJECT))
        self.go(more.get("place", PLACE))
        if self.step == "nearby":
            self.go(more.get("nearby", {"same_as": "other"}))
        self.go(more.get("what", WHAT))
        self.go(who or ANONYMOUS)
        assert self.step == "check", self.text
        return self


def make_photo(name: str = "门口.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    """A picture with a place in it."""
    body = io.BytesIO()
    image = Image.new("RGB", (60, 40), (90, 120, 150))
    exif = Image.Exif()
    exif[0x010E] = "GPS 23.1 113.3"
    image.save(body, kind, exif=exif)
    return SimpleUploadedFile(name, body.getvalue(), f"image/{kind.lower()}")


def send(form: Form, *photos: SimpleUploadedFile) -> str:
    """Send what was filled in; the code."""
    answer = form.go({"photos": list(photos)} if photos else {}, "send")
    assert answer.status_code == 302, say(answer)
    page = say(form.client.get(answer.headers["Location"]))
    found = CODE.search(page)
    assert found, page
    return found[0]
