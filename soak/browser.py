"""A browser without a screen: pages over HTTP, cookies, and forms filled in as they are.

What a form asks for is read off the page, so that nothing is sent that a person could not send.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urljoin, urlsplit

SECONDS = 60.0
MOST_REDIRECTS = 8
ENCODED = "application/x-www-form-urlencoded"
FAILED = 500
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Paper:
    """A file that is handed in."""

    name: str
    kind: str
    data: bytes


class LostError(Exception):
    """No answer came: a server was killed, the connection broke, or there was no database."""


@dataclass
class Form:
    """A form of a page: where it is sent, and what stands in it."""

    action: str
    method: str = "get"
    encoding: str = ENCODED
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    """Those of its choices of which several may be taken."""
    files: list[str] = field(default_factory=list)
    buttons: Pairs = field(default_factory=list)

    def add(self, name: str, value: str) -> None:
        """A value that stands in a field."""
        self.fields.setdefault(name, []).append(value)

    def has(self, name: str) -> bool:
        """Whether it asks for something."""
        return name in self.fields or name in self.choices or name in self.files


class FormReader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open = False
        self.select = ""
        self.area: tuple[str, list[str]] | None = None
        self.heading: list[str] = []
        self.in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Forms, and what stands in them."""
        found = {name: value or "" for name, value in attrs}
        if tag == "h1":
            self.in_heading = True
        elif tag == "form":
            self.open = True
            form = Form(found.get("action", ""), found.get("method", "get").lower())
            form.encoding = found.get("enctype", ENCODED)
            self.forms.append(form)
        elif self.open and "disabled" not in found:
            self.read_field(tag, found.get("name", ""), found)

    def read_field(self, tag: str, name: str, found: Mapping[str, str]) -> None:
        """A part of the form that is open."""
        form = self.forms[-1]
        match tag:
            case "input" if name:
                read_input(form, name, found)
            case "button":
                form.buttons.append((name, found.get("value", "")))
                if not name and "formaction" in found:
                    form.action = found["formaction"]
            case "select":
                self.select = name
                form.choices.setdefault(name, [])
            case "option" if self.select:
                form.choices[self.select].append(found.get("value", ""))
                if "selected" in found:
                    form.add(self.select, found.get("value", ""))
            case "textarea" if name:
                self.area = (name, [])

    def handle_data(self, data: str) -> None:
        """The words of a text field, or of the heading."""
        if self.area is not None:
            self.area[1].append(data)
        if self.in_heading:
            self.heading.append(data)

    def handle_endtag(self, tag: str) -> None:
        """The end of a form or of a field."""
        match tag:
            case "form":
                self.open = False
            case "h1":
                self.in_heading = False
            case "select":
                self.select = ""
            case "textarea" if self.area is not None:
                self.forms[-1].add(self.area[0], "".join(self.area[1]))
                self.area = None


def read_input(form: Form, name: str, found: Mapping[str, str]) -> None:
    """An input: what it holds, or what may be chosen."""
    kind, value = found.get("type", "text"), found.get("value", "")
    if kind in {"radio", "checkbox"}:
        value = found.get("value", "on")
        form.choices.setdefault(name, []).append(value)
        if kind == "checkbox":
            form.several.add(name)
        if "checked" in found:
            form.add(name, value)
    elif kind == "file":
        form.files.append(name)
    elif kind in {"submit", "image"}:
        form.buttons.append((name, value))
    else:
        form.add(name, value)


@dataclass
class Page:
    """An answer."""

    status: int
    path: str
    text: str

    @property
    def reader(self) -> FormReader:
        """Its forms and its heading."""
        found = FormReader()
        found.feed(self.text)
        return found

    @property
    def title(self) -> str:
        """Its heading."""
        return "".join(self.reader.heading).strip()

    def find_form(self, wanted: Callable[[Form], bool]) -> Form:
        """The first form that is wanted. Raises `LookupError`."""
        for form in self.reader.forms:
            if wanted(form):
                return form
        raise LookupError(f"{self.status} {self.path}: {self.title}")


class Browser:
    """One person's browser, at an address of its own. `times` notes how long each named page took,
    in seconds."""

    def __init__(
        self,
        port: int,
        times: Callable[[str, float], None] | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.port = port
        self.address = address
        self.cookies: dict[str, str] = {}
        self.line: HTTPConnection | None = None
        self.note = times or (lambda name, seconds: None)

    def close(self) -> None:
        """Close the connection."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def forget(self) -> None:
        """Another person sits down."""
        self.cookies.clear()

    def open(self, path: str, name: str = "") -> Page:
        """A page. Raises `LostError`."""
        return self.ask("GET", path, None, {}, name)

    def send(
        self, page: Page, form: Form, values: Mapping[str, str | Sequence[str]], name: str = "",
        papers: Mapping[str, Paper] | None = None,
    ) -> Page:  # fmt: skip
        """Send a form of a page with some of its fields filled in. Raises `LookupError` for a field
        that it does not ask for, `LostError`."""
        for asked in (*values, *(papers or {})):
            if not form.has(asked) and asked not in {n for n, _ in form.buttons}:
                raise LookupError(f"{page.path} does not ask for {asked}")
        pairs = [(n, v) for n, held in form.fields.items() for v in held if n not in values]
        for asked, given in values.items():
            pairs += [(asked, v) for v in ([given] if isinstance(given, str) else given)]
        target = urljoin(page.path, form.action) if form.action else page.path
        if form.method == "get":
            return self.open(f"{target.partition('?')[0]}?{urlencode(pairs)}", name)
        body, kind = encode(pairs, form.encoding, papers or {})
        headers = {"Content-Type": kind, "Referer": f"http://127.0.0.1:{self.port}{page.path}"}
        return self.ask("POST", target, body, headers, name)

    def ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], name: str
    ) -> Page:
        """One question, and the pages it leads on to."""
        begun = time.monotonic()
        for _ in range(MOST_REDIRECTS):
            status, text, to = self.exchange(method, path, body, headers)
            if not to:
                if status >= FAILED:
                    raise LostError(f"{status} {path}")
                if name:
                    self.note(name, time.monotonic() - begun)
                return Page(status, path, text)
            parts = urlsplit(urljoin(path, to))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            method, body, headers = "GET", None, {}
        raise LostError(f"{path} leads nowhere")

    def exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """One request: status, text, where it leads on to. Raises `LostError`."""
        if self.line is None:
            self.line = HTTPConnection(
                "127.0.0.1", self.port, timeout=SECONDS, source_address=(self.address, 0)
            )
        held = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        try:
            self.line.request(method, path, body, {**headers, "Cookie": held} if held else headers)
            answer = self.line.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, HTTPException) as error:
            self.close()
            raise LostError(str(error)) from error
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.keep(value)
        to = answer.getheader("Location", "") if answer.status in {301, 302, 303, 307} else ""
        return answer.status, text, to or ""

    def keep(self, cookie: str) -> None:
        """Keep a cookie, or throw it away where the server says so."""
        name, _, value = cookie.partition(";")[0].partition("=")
        if "max-age=0" in cookie.lower() or not value or value == '""':
            self.cookies.pop(name.strip(), None)
        else:
            self.cookies[name.strip()] = value


def encode(pairs: Pairs, encoding: str, papers: Mapping[str, Paper]) -> tuple[bytes, str]:
    """The body of a form and its type."""
    if encoding == ENCODED:
        return urlencode(pairs).encode(), ENCODED
    mark = uuid.uuid4().hex
    part = f'--{mark}\r\nContent-Disposition: form-data; name="'
    parts = [f'{part}{n}"\r\n\r\n{v}\r\n'.encode() for n, v in pairs]
    for name, paper in papers.items():
        head = f'{part}{name}"; filename="{paper.name}"\r\nContent-Type: {paper.kind}\r\n\r\n'
        parts += [head.encode(), paper.data, b"\r\n"]
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
