"""The translated texts of the pages: collect, merge, compile and check them.

    python -m jifang.config.messages extract   print every message the code and the templates hold
    python -m jifang.config.messages update    merge them into the catalogue, dropping unused ones
    python -m jifang.config.messages compile   write the binary catalogues that Django reads
    python -m jifang.config.messages check     fail if anything is untranslated or not translatable

Messages are written in English; the catalogue holds the Chinese. Nothing outside Python is needed:
Django turns a template into text that Babel's Python extractor reads. Texts of the law are no
messages: they are `Text` values of the law package, complete in both languages.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
DOMAIN = "django"

KEYWORDS = dict(DEFAULT_KEYWORDS) | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# Written by hand so that merging changes nothing but messages: no dates, no tool names.
HEADER = """\
# 技防：页面文字的中文 / Chinese of the page texts
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|\{[a-z_0-9]+\}|%%")
LETTER = re.compile(r"[^\W\d_]")
CJK = "\u3400-\u4dbf\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{CJK}] ?[,;:?!()]|[,;:?!()] ?[{CJK}]")

SPOKEN_ATTRIBUTES = frozenset(
    {
        "alt",
        "aria-description",
        "aria-label",
        "aria-roledescription",
        "aria-valuetext",
        "data-l",
        "data-w",
        "label",
        "placeholder",
        "summary",
        "title",
    }
)
# HTML's elements without an end tag.
VOID_ELEMENTS = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link"}) | {
    "meta",
    "source",
    "track",
    "wbr",
}

Identity: TypeAlias = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a page from being complete in both languages."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


# --- collecting -----------------------------------------------------------------------------------


def list_sources(package: Path, suffix: str) -> list[Path]:
    """The package's own files with this suffix, in a stable order."""
    return sorted(path for path in package.rglob(f"*{suffix}") if "__pycache__" not in path.parts)


def read_python_form(path: Path) -> bytes | None:
    """A file as the Python source Babel's extractor reads; None if it holds no messages."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source.encode() if "django.utils.translation" in source else None
    # What templatize leaves of the markup keeps its indentation, which means nothing in Python.
    lines = templatize(source, origin=str(path)).splitlines()
    return "\n".join(line.lstrip() for line in lines).encode()


def collect_messages(package: Path = PACKAGE) -> Catalog:
    """Every message of the package's Python files and templates, with the files that use it."""
    catalog = Catalog(locale=LOCALE)
    for path in [*list_sources(package, ".html"), *list_sources(package, ".py")]:
        source = read_python_form(path)
        if source is None:
            continue
        place = (path.relative_to(package.parent).as_posix(), 0)
        found = extract("python", BytesIO(source), keywords=KEYWORDS, comment_tags=["Translators:"])
        for _line, message, comments, context in found:
            identity = message if isinstance(message, str) else tuple(message[:2])
            catalog.add(identity, locations=[place], auto_comments=comments, context=context)
    return catalog


# --- the catalogue file ---------------------------------------------------------------------------


def find_catalogue(package: Path = PACKAGE) -> Path:
    """Where the Chinese of this package's pages is kept."""
    return package / "portals" / "locale" / LOCALE / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(path: Path) -> Catalog:
    """The catalogue at `path`, or an empty one if there is none yet."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def render_catalogue(catalog: Catalog) -> bytes:
    """The catalogue as a .po file: sorted, without line numbers, so that differences stay small."""
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=100,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return HEADER.encode() + body.getvalue().lstrip()


def merge_messages(package: Path = PACKAGE) -> tuple[int, int]:
    """Merge what the sources hold into the catalogue.

    Returns how many messages there are and how many still lack their Chinese. Nothing is guessed
    from similar messages: a changed sentence has to be translated again.
    """
    path = find_catalogue(package)
    catalog = read_catalogue(path)
    catalog.update(collect_messages(package), no_fuzzy_matching=True)
    replace_file(path, render_catalogue(catalog))
    lacking = sum(1 for message in list_messages(catalog) if not all(list_strings(message)))
    return len(catalog), lacking


def compile_catalogues(package: Path = PACKAGE) -> list[Path]:
    """Write a binary catalogue beside every .po file of the package; returns those written."""
    written = []
    for path in list_sources(package, ".po"):
        target = path.with_suffix(".mo")
        body = BytesIO()
        write_mo(body, read_catalogue(path))
        replace_file(target, body.getvalue())
        written.append(target)
    return written


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new one, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


# --- checking the catalogue -----------------------------------------------------------------------


def list_messages(catalog: Catalog) -> Iterator[Message]:
    """The catalogue's messages without its header."""
    return (message for message in catalog if message.id)


def list_strings(message: Message) -> tuple[str, ...]:
    """What the message is in Chinese: one string, or one for each plural form."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def read_identity(message: Message) -> Identity:
    """What tells one message from another: its context and its (singular) English."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def find_placeholders(text: str) -> list[str]:
    """The slots of a message, sorted; how often each occurs counts."""
    return sorted(PLACEHOLDER.findall(text))


def check_message(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    english = message.id if isinstance(message.id, str) else message.id[-1]
    if message.fuzzy:
        yield "marked fuzzy"
    for chinese in list_strings(message):
        if not chinese.strip():
            yield "not translated"
        elif find_placeholders(chinese) != find_placeholders(english):
            yield f"placeholders differ: {chinese!r}"
        elif chinese == english:
            yield "the Chinese is the English"
        elif HALF_WIDTH.search(PLACEHOLDER.sub("", chinese)):
            yield f"half-width punctuation in Chinese: {chinese!r}"


def check_catalogue(catalog: Catalog, needed: Catalog, name: str) -> list[Fault]:
    """Compare a catalogue with the messages that the sources need."""
    held = {read_identity(message): message for message in list_messages(catalog)}
    wanted = {read_identity(message): message for message in list_messages(needed)}
    faults = [
        Fault(", ".join(place for place, _ in wanted[key].locations), f"{key[1]!r} is missing")
        for key in wanted.keys() - held.keys()
    ]
    faults += [Fault(name, f"{key[1]!r} is not used") for key in held.keys() - wanted.keys()]
    for key, message in held.items():
        faults += [Fault(name, f"{key[1]!r}: {what}") for what in check_message(message)]
    return sorted(faults, key=str)


# --- checking the templates -----------------------------------------------------------------------


def strip_template_tags(source: str) -> str:
    """The markup of a template without Django's tags and without what those tags translate.

    Line breaks stay, so that a place in the result is the same place in the template.
    """
    parts = []
    closing = ""
    for token in Lexer(source).tokenize():
        words = token.contents.split()
        breaks = "\n" * token.contents.count("\n")
        if token.token_type is TokenType.BLOCK and words:
            if closing and words[0] == closing:
                closing = ""
            elif not closing and words[0] in {"blocktranslate", "blocktrans", "comment"}:
                closing = f"end{words[0]}"
            parts.append(breaks)
        elif token.token_type is TokenType.TEXT and not closing:
            parts.append(token.contents)
        else:
            parts.append(breaks)
    return "".join(parts)


class BareTextFinder(HTMLParser):
    """Finds words in a template that no translation tag covers.

    An element with `translate="no"` may hold a name that is the same in every language.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.faults: list[Fault] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that are shown or read aloud."""
        values = {name: value or "" for name, value in attrs}
        spoken = set(SPOKEN_ATTRIBUTES & values.keys())
        if tag == "meta" and values.get("name") == "description":
            spoken.add("content")
        if tag == "input" and values.get("type") in {"submit", "button", "reset"}:
            spoken.add("value")
        for name in sorted(spoken & values.keys()):
            self.note(values[name], f"in {name}")
        if tag not in VOID_ELEMENTS:
            data = tag == "script" and values.get("type") == "application/json"
            self.open.append((tag, data or values.get("translate") == "no"))

    def handle_endtag(self, tag: str) -> None:
        """Close the element; an end tag that fits nothing open is let be."""
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        """Look at the text between the tags."""
        if not any(exempt for _, exempt in self.open):
            self.note(data, "in the text")

    def note(self, text: str, where: str) -> None:
        """Record a fault if the text holds a letter of any script."""
        letter = LETTER.search(text)
        if letter:
            line = self.getpos()[0] + text.count("\n", 0, letter.start())
            shown = " ".join(text.split())[:60]
            self.faults.append(
                Fault(f"{self.name}:{line}", f"{shown!r} {where} is not translatable")
            )


def check_template(source: str, name: str) -> list[Fault]:
    """Words of a template, Chinese or English, that stand outside translation tags."""
    finder = BareTextFinder(name)
    finder.feed(strip_template_tags(source))
    finder.close()
    return finder.faults


def check_package(package: Path = PACKAGE) -> list[Fault]:
    """Everything that keeps the package's pages from being complete in both languages."""
    path = find_catalogue(package)
    faults = check_catalogue(read_catalogue(path), collect_messages(package), path.name)
    for template in list_sources(package, ".html"):
        name = template.relative_to(package.parent).as_posix()
        faults += check_template(template.read_text(encoding="utf-8"), name)
    return faults


# --- the command ----------------------------------------------------------------------------------


def print_lines(lines: Iterable[object], stream: IO[str]) -> None:
    """Print one thing a line."""
    for line in lines:
        print(line, file=stream)


def run(command: str, package: Path = PACKAGE) -> int:
    """Carry out one command; the exit code is 1 if `check` finds a fault."""
    if command == "extract":
        print(render_catalogue(collect_messages(package)).decode(), end="")
    elif command == "update":
        count, lacking = merge_messages(package)
        print(f"{count} 条，待译 {lacking} 条 / {count} messages, {lacking} to translate")
    elif command == "compile":
        print_lines((os.path.relpath(path) for path in compile_catalogues(package)), sys.stdout)
    else:
        faults = check_package(package)
        print_lines(faults, sys.stderr)
        return 1 if faults else 0
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Entry point of `python -m jifang.config.messages`."""
    parser = argparse.ArgumentParser(
        prog="python -m jifang.config.messages",
        description="页面文字：收集、合并、编译、检查 / page texts: collect, merge, compile, check",
    )
    parser.add_argument("command", choices=["extract", "update", "compile", "check"])
    return run(parser.parse_args(arguments).command)


if __name__ == "__main__":
    sys.exit(main())
