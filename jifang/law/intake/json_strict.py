"""JSON read strictly into plain data.

Beyond the standard: the same key twice, `NaN` and `Infinity`, numbers of absurd length and deep
nesting are refused; a number with a fraction or an exponent becomes an exact `Decimal`. JSON has
no dates: a date stays text here, and the schema of the question turns it into a date.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from jifang.law.errors import InputError, Text, shorten_value
from jifang.law.intake.limits import (
    MAX_DEPTH,
    MAX_NODES,
    Findings,
    ScalarError,
    check_characters,
    join_path,
    locate_offset,
    place_text,
    read_decimal,
    read_integer,
)

# A string is skipped whole, so that brackets inside it do not count as nesting.
_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class JsonSyntaxError(InputError):
    """The text is not JSON at all, as against JSON that is refused."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """A value that was refused while parsing; the walk afterwards knows where it stands."""

    written: str
    text: Text


@dataclass(frozen=True, slots=True)
class _Pairs:
    """An object as its pairs, so that a key given twice is not lost."""

    pairs: list[tuple[str, Any]]


def parse_json(text: str, name: str = "") -> Any:
    """Plain data of one JSON text.

    Raises:
        InputError: naming the field, what was given and what is allowed; for a syntax error
            (`JsonSyntaxError`) the line and column.
    """
    findings = Findings(name)
    if not text.strip():
        findings.stop("", "", Text("文件为空。", "the file is empty"))
    _check_depth(findings, text)
    try:
        raw = json.loads(
            text,
            object_pairs_hook=_Pairs,
            parse_int=lambda written: _try_scalar(read_integer, written),
            parse_float=lambda written: _try_scalar(read_decimal, written),
            parse_constant=lambda written: _Refused(
                written, Text("数字必须是有限数。", "a number must be finite")
            ),
        )
    except json.JSONDecodeError as error:
        _refuse_syntax(findings, text, error)
    result = _Walk(findings).plain(raw, [])
    findings.settle()
    return result


def _try_scalar(read: Any, written: str) -> Any:
    try:
        return read(written)
    except ScalarError as refused:
        return _Refused(written, refused.text)


def _check_depth(findings: Findings, text: str) -> None:
    """Refuse deep nesting before the parser, which recurses, sees it."""
    depth = 0
    for found in _STRUCTURE.finditer(text):
        mark = found.group()
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            line, column = locate_offset(text, found.start())
            findings.stop(
                "",
                "",
                place_text(
                    line,
                    column,
                    f"嵌套过深：至多 {MAX_DEPTH} 层。",
                    f"nested deeper than {MAX_DEPTH}",
                ),
            )


def _refuse_syntax(findings: Findings, text: str, error: json.JSONDecodeError) -> NoReturn:
    lines = text.splitlines()
    source = lines[error.lineno - 1].strip() if error.lineno <= len(lines) else ""
    message = place_text(error.lineno, error.colno, "JSON 语法错误。", "JSON syntax error")
    raise JsonSyntaxError(findings.fail("", source, message).problems) from None


class _Walk:
    """Turns the parser's output into plain data; its depth is bounded by `_check_depth`."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.nodes = 0

    def plain(self, raw: Any, path: list[str | int]) -> Any:
        """The plain form of a value standing at `path`."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.findings.stop(
                "",
                "",
                Text(
                    f"内容过多：至多 {MAX_NODES} 个值。",
                    f"too much content: at most {MAX_NODES} values",
                ),
            )
        if isinstance(raw, _Pairs):
            return self._object(raw, path)
        if isinstance(raw, list):
            return [self.plain(item, [*path, index]) for index, item in enumerate(raw)]
        if isinstance(raw, _Refused):
            self.findings.add(join_path(path), raw.written, raw.text)
            return None
        return self._text(raw, path) if isinstance(raw, str) else raw

    def _object(self, raw: _Pairs, path: list[str | int]) -> dict[str, Any]:
        node: dict[str, Any] = {}
        for key, value in raw.pairs:
            self.nodes += 1
            here = [*path, key]
            self._text(key, here)
            if key in node:
                shown = shorten_value(key)
                self.findings.add(
                    join_path(here),
                    key,
                    Text(f"字段“{shown}”重复。", f"the field “{shown}” is given twice"),
                )
            node[key] = self.plain(value, here)
        return node

    def _text(self, value: str, path: list[str | int]) -> str:
        try:
            return check_characters(value)
        except ScalarError as refused:
            self.findings.add(join_path(path), value, refused.text)
            return ""
