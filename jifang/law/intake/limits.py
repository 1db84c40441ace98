"""Limits of the intake and the small tools its readers share.

The limits keep a hostile file from costing more than an honest one: a dossier of a real site is
a few dozen kilobytes. Everything here refuses; nothing is shortened, repaired or guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO, NoReturn

from jifang.law.errors import InputError, Problem, Text, shorten_value

KIB = 1024
MIB = 1024 * KIB

MAX_TEXT_BYTES = 1 * MIB
"""Largest YAML or JSON input, in bytes."""
MAX_XLSX_BYTES = 5 * MIB
"""Largest workbook as stored, in bytes."""
MAX_XLSX_EXPANDED = 40 * MIB
"""Largest workbook when every part is unpacked, in bytes."""
MAX_DEPTH = 32
"""Deepest nesting of lists and mappings; the top level counts as one."""
MAX_NODES = 200_000
"""Most values, keys included, in one YAML or JSON input."""
MAX_CELLS = 200_000
"""Most cells in one workbook."""
MAX_DIGITS = 18
"""Most digits of a number: enough for any amount, and for the longest code written bare."""
MAX_EXPONENT = 18
"""Largest power of ten, up or down, in which a number may be written."""
MAX_PROBLEMS = 20
"""Most problems reported for one input; a broken file would otherwise report thousands."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BOM_UTF8 = b"\xef\xbb\xbf"
_BOMS_OTHER = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class ScalarError(Exception):
    """One value is not acceptable; the reader adds where it stands."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


@dataclass
class Findings:
    """Problems gathered while one input is read, so that a reader can mend all of them at once."""

    name: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, value: object, message: Text) -> None:
        """Note a problem and go on; stops the reading when there are too many to be useful."""
        self.problems.append(Problem(where or self.name, value, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise InputError(self.problems)

    def stop(self, where: str, value: object, message: Text) -> NoReturn:
        """Note a problem after which nothing further can be read."""
        raise self.fail(where, value, message)

    def fail(self, where: str, value: object, message: Text) -> InputError:
        """The error of `stop`, to raise."""
        self.problems.append(Problem(where or self.name, value, message))
        return InputError(self.problems)

    def settle(self) -> None:
        """Raise `InputError` if anything was noted."""
        if self.problems:
            raise InputError(self.problems)


def place_text(line: int, column: int, zh: str, en: str) -> Text:
    """A message with its place in the source; line and column count from one."""
    return Text(f"第 {line} 行第 {column} 列：{zh}", f"line {line}, column {column}: {en}")


def join_path(parts: list[str | int]) -> str:
    """A path as shown in messages: `systems[0].organ.level`."""
    shown = ""
    for part in parts:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            key = shorten_value(part)
            shown += f".{key}" if shown else key
    return shown


def read_bounded(stream: BinaryIO, most: int) -> bytes:
    """Read at most `most` bytes, however large the stream; a short read is not its end."""
    parts: list[bytes] = []
    left = most
    while left > 0:
        part = stream.read(min(left, 64 * KIB))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def refuse_size(name: str, most: int) -> InputError:
    """The error for an input over its limit."""
    shown = f"{most // MIB} MiB"
    return InputError(
        Problem(
            name,
            "",
            Text(
                f"文件过大：上限为 {shown}，其余部分未读取。",
                f"the file is too large: the limit is {shown}; the rest was not read",
            ),
        )
    )


def decode_text(data: bytes, name: str) -> str:
    """UTF-8 bytes (a BOM is allowed) as text; any other encoding and control characters refused."""
    findings = Findings(name)
    for mark, encoding in _BOMS_OTHER:
        if data.startswith(mark):
            findings.stop("", encoding, _say_encoding(encoding))
    body = data.removeprefix(_BOM_UTF8)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        findings.stop("", body[error.start : error.start + 4], _explain_decoding(body, error))
    found = _CONTROL.search(text)
    if found:
        line, column = locate_offset(text, found.start())
        code = f"U+{ord(found.group()):04X}"
        findings.stop(
            "",
            code,
            place_text(line, column, f"不允许控制字符 {code}。", f"control character {code}"),
        )
    return text


def _say_encoding(encoding: str) -> Text:
    return Text(
        f"编码为 {encoding}；请另存为 UTF-8。",
        f"the encoding is {encoding}; save the file as UTF-8",
    )


def _explain_decoding(body: bytes, error: UnicodeDecodeError) -> Text:
    line = body.count(b"\n", 0, error.start) + 1
    # Everything before the fault is valid, so the column can be counted in characters.
    before = body[body.rfind(b"\n", 0, error.start) + 1 : error.start]
    column = len(before.decode("utf-8", "replace")) + 1
    if error.reason == "unexpected end of data":
        return place_text(
            line,
            column,
            "文件在一个字符中间结束，内容不完整。",
            "the file ends in the middle of a character: it is incomplete",
        )
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return place_text(
            line, column, "不是 UTF-8 编码；请另存为 UTF-8。", "not UTF-8; save the file as UTF-8"
        )
    return place_text(
        line,
        column,
        "不是 UTF-8 编码（可能是 GBK）；请另存为 UTF-8。",
        "not UTF-8 (perhaps GBK); save the file as UTF-8",
    )


def locate_offset(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from one, of a character offset."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - text.rfind("\n", 0, offset)


def check_characters(value: str) -> str:
    """The text itself, if it holds no control character and no half of a surrogate pair."""
    found = _CONTROL.search(value)
    if found:
        code = f"U+{ord(found.group()):04X}"
        raise ScalarError(f"不允许控制字符 {code}。", f"control character {code} is not allowed")
    return value


def read_integer(digits: str, base: int = 10) -> int:
    """An integer of at most 18 digits; a longer one is refused before it is computed."""
    sign = -1 if digits.startswith("-") else 1
    bare = digits.lstrip("+-").lstrip("0") or "0"
    value = int(bare, base) if len(bare) <= MAX_DIGITS else None
    if value is None or value >= 10**MAX_DIGITS:
        raise ScalarError(
            f"整数不得超过 {MAX_DIGITS} 位；编号请加引号写成文本。",
            f"an integer has at most {MAX_DIGITS} digits; quote a code to make it text",
        )
    return sign * value


def read_decimal(written: str) -> Decimal:
    """A decimal number, exactly as written; digits and power of ten are bounded."""
    mantissa, _, exponent = written.lower().partition("e")
    digits = sum(ch.isdigit() for ch in mantissa)
    power = exponent.lstrip("+-").lstrip("0")
    if digits > 2 * MAX_DIGITS or len(power) > 2 or int(power or "0") > MAX_EXPONENT:
        raise ScalarError(
            f"数字过长：至多 {2 * MAX_DIGITS} 位数字，幂次至多 {MAX_EXPONENT}。",
            f"the number is too long: at most {2 * MAX_DIGITS} digits"
            f" and a power of ten of at most {MAX_EXPONENT}",
        )
    return Decimal(written)


def require_mapping(value: Any, name: str) -> dict[str, Any]:
    """The value, if it is a mapping of fields; the top level of every input is one."""
    if isinstance(value, dict):
        return value
    kind = "列表" if isinstance(value, list) else "单个值"
    kind_en = "a list" if isinstance(value, list) else "a single value"
    raise InputError(
        Problem(
            name,
            value,
            Text(
                f"最外层应为“字段: 值”的映射，实为{kind}。",
                f"the top level must be a mapping of fields to values, not {kind_en}",
            ),
        )
    )
