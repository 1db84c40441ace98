"""YAML 1.2, core schema and dates, read into plain data.

PyYAML scans and parses; what a bare word means is decided here, because its own resolvers follow
YAML 1.1, where `no` is false and `12:30` is 750. The events are consumed as they come, so
depth, number of values, anchors and tags are refused before anything is built from them.

A bare scalar is, in this order: nothing, `~`, `null` (none); `true`, `false`; a decimal, `0o` or
`0x` integer; a decimal number (kept exactly); a date `2026-11-22`; else text. A quoted scalar is
always text. `on`, `off`, `yes`, `no`, `1_000` and `12:30` are text; `017` is 17.

Refused: anchors and aliases, tags (except `!` and `!!str`, which say "text"), merge keys, keys
that are not text, the same key twice, several documents, directives but `%YAML 1.2`, dates with
a time, `.inf` and `.nan`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from jifang.law.errors import Text, shorten_value
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

Plain = None | bool | int | str | date | Any

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INT = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCT = re.compile(r"0o[0-7]+", re.ASCII)
_HEX = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:.*", re.ASCII)
_DIRECTIVE = re.compile(r"^%(?!YAML )", re.MULTILINE)
_STARTS_SPECIAL = frozenset("-+.0123456789")
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser behind the events: libyaml where PyYAML was built with it, else pure Python."""


def resolve_plain(written: str) -> Any:
    """What a bare scalar stands for; raises `ScalarError` for a date or number that is none."""
    if written in _NULLS:
        return None
    if written in _BOOLS:
        return _BOOLS[written]
    if written[0] not in _STARTS_SPECIAL:
        return check_characters(written)
    if _INT.fullmatch(written):
        return read_integer(written)
    if _OCT.fullmatch(written):
        return read_integer(written[2:], 8)
    if _HEX.fullmatch(written):
        return read_integer(written[2:], 16)
    if _FLOAT.fullmatch(written):
        return read_decimal(written)
    if _NOT_FINITE.fullmatch(written):
        raise ScalarError("数字必须是有限数。", "a number must be finite")
    return _resolve_date(written)


def _resolve_date(written: str) -> Any:
    found = _DATE.fullmatch(written)
    if found:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            raise ScalarError(
                f"没有 {written} 这一天。", f"there is no such day as {written}"
            ) from None
    if _DATE_TIME.fullmatch(written):
        raise ScalarError(
            "只接受日期（如 2026-11-22），不接受时刻。",
            "only a date is accepted (such as 2026-11-22), not a time of day",
        )
    return check_characters(written)


@dataclass
class _Frame:
    """One open mapping or list."""

    node: dict[str, Any] | list[Any]
    key: str | None = None
    awaits_key: bool = True
    keys: dict[str, int] = field(default_factory=dict)


_SKIPPED = "\x00"
"""Stands for a key that was refused: its value is still read, and then dropped."""


class _Builder:
    """Builds plain data from the events of one document, with an explicit stack."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.stack: list[_Frame] = []
        self.result: Any = None
        self.documents = 0
        self.nodes = 0

    def take(self, event: Any) -> None:
        """Consume one event."""
        if isinstance(event, yaml.ScalarEvent):
            self._check_node(event)
            self._take_scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(event, {})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(event, [])
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse_anchor(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event)

    def _start_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(event, "---", "只接受一个文档。", "only one document is accepted")
        if event.version not in (None, (1, 2)):
            self._stop(
                event,
                "%YAML " + ".".join(str(part) for part in event.version),
                "只接受 YAML 1.2。",
                "only YAML 1.2 is accepted",
            )

    def _check_node(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop(
                event,
                "",
                f"内容过多：至多 {MAX_NODES} 个值。",
                f"too much content: at most {MAX_NODES} values",
            )
        if event.anchor is not None:
            self._refuse_anchor(event)
        if event.tag is not None and not (
            isinstance(event, yaml.ScalarEvent) and event.tag in _TEXT_TAGS
        ):
            self._stop(
                event,
                event.tag,
                "不接受标签；要写文本请加引号。",
                "tags are not accepted; quote a value to make it text",
            )

    def _refuse_anchor(self, event: Any) -> None:
        self._stop(
            event,
            event.anchor,
            "不接受锚点（&）和别名（*）；以这两个符号开头的文本请加引号。",
            "anchors (&) and aliases (*) are not accepted; quote text that starts with them",
        )

    def _open(self, event: Any, node: dict[str, Any] | list[Any]) -> None:
        self._check_node(event)
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.node, dict) and frame.awaits_key:
            self._stop(event, "", "字段名必须是文本。", "a field name must be text")
        if len(self.stack) >= MAX_DEPTH:
            self._stop(
                event, "", f"嵌套过深：至多 {MAX_DEPTH} 层。", f"nested deeper than {MAX_DEPTH}"
            )
        self._put(node)
        self.stack.append(_Frame(node))

    def _take_scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        is_key = frame is not None and isinstance(frame.node, dict) and frame.awaits_key
        value = self._resolve(event)
        if is_key and frame is not None:
            self._take_key(frame, event, value)
        else:
            self._put(value)

    def _resolve(self, event: Any) -> Any:
        bare = event.tag is None and event.implicit[0]
        try:
            return resolve_plain(event.value) if bare else check_characters(event.value)
        except ScalarError as refused:
            self._note(event, event.value, refused.text.zh, refused.text.en)
            return ""

    def _take_key(self, frame: _Frame, event: Any, key: Any) -> None:
        frame.awaits_key = False
        frame.key = _SKIPPED
        if not isinstance(key, str):
            self._note(
                event,
                event.value,
                "字段名必须是文本；若本意是文本请加引号。",
                "a field name must be text; quote it if text is meant",
            )
        elif key == "<<" and event.implicit[0]:
            self._note(event, key, "不接受合并键（<<）。", "merge keys (<<) are not accepted")
        elif key in frame.keys:
            first, shown = frame.keys[key], shorten_value(key)
            self._note(
                event,
                key,
                f"字段“{shown}”重复（首次在第 {first} 行）。",
                f"the field “{shown}” is given twice (first in line {first})",
            )
        else:
            frame.key = key
            frame.keys[key] = event.start_mark.line + 1

    def _put(self, value: Any) -> None:
        if not self.stack:
            self.result = value
            return
        frame = self.stack[-1]
        if isinstance(frame.node, list):
            frame.node.append(value)
        else:
            if frame.key is not None and frame.key != _SKIPPED:
                frame.node[frame.key] = value
            frame.awaits_key = True

    def _path(self) -> str:
        """Where the value being read stands."""
        parts: list[str | int] = []
        for frame in self.stack:
            innermost = frame is self.stack[-1]
            if isinstance(frame.node, list):
                # An open child already stands in its list; the value being read does not yet.
                parts.append(len(frame.node) - (0 if innermost else 1))
            elif frame.key not in (None, _SKIPPED) and not (innermost and frame.awaits_key):
                parts.append(str(frame.key))
        return join_path(parts)

    def _note(self, event: Any, value: object, zh: str, en: str) -> None:
        mark = event.start_mark
        self.findings.add(self._path(), value, place_text(mark.line + 1, mark.column + 1, zh, en))

    def _stop(self, event: Any, value: object, zh: str, en: str) -> None:
        mark = event.start_mark
        self.findings.stop(self._path(), value, place_text(mark.line + 1, mark.column + 1, zh, en))


def parse_yaml(text: str, name: str = "") -> Any:
    """Plain data of one YAML document.

    Args:
        text: decoded and free of control characters (`limits.decode_text`).
        name: the file's name, for messages.

    Raises:
        InputError: naming the field, the line and column, and what is allowed.
    """
    findings = Findings(name)
    builder = _Builder(findings)
    _refuse_directives(findings, text)
    try:
        for event in _iterate_events(text):
            builder.take(event)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        _refuse_syntax(findings, text, error)
    findings.settle()
    if builder.documents == 0:
        findings.stop("", "", Text("文件为空。", "the file is empty"))
    return builder.result


def _iterate_events(text: str) -> Iterator[Any]:
    return yaml.parse(text, Loader=Loader)


def _refuse_directives(findings: Findings, text: str) -> None:
    """Directives define tags, which are refused anyway; libyaml takes ages over thousands."""
    found = _DIRECTIVE.search(text)
    if found:
        line, column = locate_offset(text, found.start())
        zh = "不接受指令（以 % 开头的行）。"
        en = "directives (lines that begin with %) are not accepted"
        findings.stop("", "%", place_text(line, column, zh, en))


def _refuse_syntax(findings: Findings, text: str, error: Exception) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        findings.stop("", "", Text("不是合法的 YAML。", "this is not valid YAML"))
    lines = text.splitlines()
    source = lines[mark.line] if mark.line < len(lines) else ""
    zh, en = "YAML 语法错误。", "YAML syntax error"
    if "\t" in source[: mark.column + 1] and not source[: mark.column].strip():
        zh, en = "缩进请用空格，不用制表符。", "indent with spaces, not tabs"
    findings.stop("", source.strip(), place_text(mark.line + 1, mark.column + 1, zh, en))
