"""What every template and style sheet keeps to: no script or style in a page, no far file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jifang.config.messages import PACKAGE, list_sources, strip_template_tags

TEMPLATES = list_sources(PACKAGE / "portals" / "templates", ".html")
SHEETS = list_sources(PACKAGE / "portals" / "static" / "jifang", ".css")


def name_file(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


class InlineFinder(HTMLParser):
    """Finds what a strict Content-Security-Policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.found += [f"{tag} {name}" for name in values if name == "style" or name[:2] == "on"]
        if tag == "style":
            self.found.append(tag)
        # A script of this site, or data that a browser never runs.
        if tag == "script" and "src" not in values and values.get("type") != "application/json":
            self.found.append(tag)
        for name in ("href", "src", "action"):
            if re.match(r"\s*(https?:|//|javascript:|data:)", values.get(name) or ""):
                self.found.append(f"{tag} {name} {values[name]}")


@pytest.mark.parametrize("path", TEMPLATES, ids=name_file)
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    finder = InlineFinder()
    finder.feed(strip_template_tags(path.read_text(encoding="utf-8")))
    assert finder.found == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        '<a onclick="x()">',
        "<style>p {}</style>",
        "<script>x()</script>",
        '<a href="javascript:x()">',
        '<img src="https://far.example/x.png">',
    ],
)
def test_the_finder_finds(source: str) -> None:
    finder = InlineFinder()
    finder.feed(source)
    assert finder.found


@pytest.mark.parametrize("path", TEMPLATES, ids=name_file)
def test_a_button_or_link_is_what_it_looks_like(path: Path) -> None:
    """A link goes somewhere; nothing is made clickable that a keyboard cannot reach."""
    source = path.read_text(encoding="utf-8")
    assert not re.search(r'href="#?"', source)
    assert not re.search(r'tabindex="[1-9]', source)


@pytest.mark.parametrize("path", SHEETS, ids=name_file)
def test_a_style_sheet_loads_nothing_and_stays_readable(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "url(" not in source
    assert "@import" not in source
    assert len(source.splitlines()) <= 600
    assert source.count("{") == source.count("}")


def test_every_page_loads_every_sheet_in_order() -> None:
    part = (PACKAGE / "portals" / "templates" / "parts" / "sheets.html").read_text("utf-8")
    named = re.findall(r"jifang/(\w+)\.css", part)
    assert sorted(named) == sorted(path.stem for path in SHEETS)
    assert named[0] == "tokens"
    assert named[-1] == "narrow"


def test_each_token_that_is_used_is_defined() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SHEETS)
    defined = set(re.findall(r"(--[a-z0-9-]+):", source))
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", source))
    assert used <= defined
