"""Reading the fields of a record: typed, nothing guessed, every fault said.

A reader takes what was given (text of a form or a spreadsheet, or a typed value of the API) and
gives the value, or raises `WrongError` with what is allowed. `None` and empty text are "not known"
and never reach a reader.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from jifang.foundation.history.data import Field, Reader, WrongError
from jifang.law.errors import Lang, Problem, Text
from jifang.law.places import clean_region, is_county_precise

LONGEST_NUMBER: Final = 20
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2999, 12, 31)
"""Bounds of the days of a register: a rule of the platform, which no provision gives."""
SPAN: Final = (
    f"{EARLIEST} 至 {LATEST}（平台规则）",
    f"from {EARLIEST} to {LATEST} (a rule of the platform)",
)
YES: Final = frozenset({"true", "yes", "1", "是"})
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, marks that turn the direction of writing, halves of characters, line separators."""
NO: Final = frozenset({"false", "no", "0", "否"})


def is_empty(value: Any) -> bool:
    """Whether nothing was given: not known."""
    return value is None or (isinstance(value, str) and not value.strip())


def text(longest: int, *, lines: bool = False) -> Reader:
    """A text of at most so many characters, on one line unless `lines`."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise WrongError("应为文本", "must be text")
        clean = unicodedata.normalize("NFC", value.strip())
        odd = [
            c for c in clean if unicodedata.category(c) in INVISIBLE and not (lines and c == "\n")
        ]
        if odd or len(clean) > longest:
            raise WrongError(
                f"至多 {longest} 个字，不含控制字符",
                f"at most {longest} characters, no control characters",
            )
        return clean

    return read


def symbols(longest: int, extra: str = "-_.:/ ") -> Reader:
    """A number or code of letters and digits (ASCII), as printed on a thing or a paper."""

    def read(value: Any) -> str:
        clean = str(value).strip() if isinstance(value, str | int) else ""
        allowed = clean.isascii() and all(c.isalnum() or c in extra for c in clean)
        if not clean or not allowed or len(clean) > longest or isinstance(value, bool):
            raise WrongError(
                f"1 至 {longest} 个英文字母、数字或者 {extra.strip()}",
                f"1 to {longest} letters, digits or {extra.strip()}",
            )
        return clean

    return read


def list_choices(choices: Mapping[str, Text] | Collection[str], lang: Lang) -> str:
    """What may be chosen, by code and by name; the first ones of a long list."""
    names = choices if isinstance(choices, Mapping) else {}
    shown = []
    for code in list(choices)[:30]:
        name = names[code].say(lang) if code in names else ""
        named = f"{name}（{code}）" if lang == "zh" else f"{code} ({name})"
        shown.append(named if name else code)
    return ("、" if lang == "zh" else ", ").join(shown) + ("…" if len(choices) > 30 else "")


def one_of(choices: Mapping[str, Text] | Collection[str]) -> Reader:
    """A code of a closed list; where names are known, the Chinese or English name does as well."""
    names: dict[str, str] = {}
    if isinstance(choices, Mapping):
        for code, said in choices.items():
            names.setdefault(said.zh, code)
            names.setdefault(said.en, code)

    def read(value: Any) -> str:
        given = str(value).strip() if isinstance(value, str | int) else ""
        if given in choices and not isinstance(value, bool):
            return given
        if given in names:
            return names[given]
        raise WrongError(f"可用：{list_choices(choices, 'zh')}",
                         f"may be: {list_choices(choices, 'en')}")  # fmt: skip

    return read


def many_of(choices: Mapping[str, Text] | Collection[str]) -> Reader:
    """Codes of a closed list: a list, or text with commas; each once, in the order of the list."""
    read_one = one_of(choices)

    def read(value: Any) -> list[str]:
        given = (
            value if isinstance(value, list | tuple) else str(value).replace("，", ",").split(",")
        )
        wanted = {read_one(v) for v in given if not is_empty(v)}
        return [code for code in choices if code in wanted]

    return read


def yes_no(value: Any) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    said = str(value).strip().lower()
    if said in YES | NO:
        return said in YES
    raise WrongError("应为 是 或者 否", "must be yes or no")


def day(value: Any) -> date:
    """A day, as YYYY-MM-DD."""
    if isinstance(value, date) and not hasattr(value, "hour"):
        found = value
    else:
        try:
            found = date.fromisoformat(str(value).strip())
        except ValueError:
            raise WrongError(
                "应为日期，如 2026-11-26", "must be a date such as 2026-11-26"
            ) from None
    if not EARLIEST <= found <= LATEST:
        raise WrongError(*SPAN)
    return found


def whole(least: int = 0, most: int = 2_000_000_000) -> Reader:
    """A whole number within bounds."""

    def read(value: Any) -> int:
        said = str(value).strip()
        plain = (
            not isinstance(value, bool | float)
            and len(said) < LONGEST_NUMBER
            and said.isascii()
            and said.removeprefix("-").isdigit()
        )
        if not plain or not least <= int(said) <= most:
            raise WrongError(f"{least} 至 {most} 的整数", f"a whole number from {least} to {most}")
        return int(said)

    return read


def decimal(least: str, most: str, places: int) -> Reader:
    """A decimal number within bounds, with at most so many places."""
    low, high = Decimal(least), Decimal(most)

    def read(value: Any) -> Decimal:
        try:
            found = Decimal(str(value).strip())
        except InvalidOperation:
            found = Decimal("NaN")
        exponent = found.as_tuple().exponent
        fits = isinstance(exponent, int) and -exponent <= places and not isinstance(value, bool)
        if not fits or not low <= found <= high:
            raise WrongError(
                f"{least} 至 {most}，至多 {places} 位小数",
                f"from {least} to {most}, at most {places} decimal places",
            )
        return found

    return read


def region(*, county: bool = True, guangdong: bool = True) -> Reader:
    """A division code (GB/T 2260): six digits, nine for a township; told down to the county."""

    def read(value: Any) -> str:
        given = str(value).strip() if isinstance(value, str | int) else ""
        code = clean_region(given)
        if code is None:
            raise WrongError(
                "应为行政区划代码（6 位，乡镇 9 位）",
                "must be a division code (6 digits, 9 for a township)",
            )
        if guangdong and not code.startswith("44"):
            raise WrongError("应在广东省内（44 开头）", "must lie in Guangdong (begins with 44)")
        if county and not is_county_precise(code):
            raise WrongError("应具体到县区", "must name the county")
        return code

    return read


def document(value: Any) -> str:
    """The public id of a document that was handed in."""
    try:
        return str(UUID(str(value).strip()))
    except ValueError:
        raise WrongError("应为文件编号", "must be the id of a document") from None


def documents(value: Any) -> list[str]:
    """Ids of documents: a list, or text with commas."""
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    return [document(v) for v in given if not is_empty(v)]


def amount(value: Any) -> Decimal:
    """An amount in yuan, at most two decimal places."""
    found: Decimal = decimal("0", "999999999999.99", 2)(value)
    return found


MISSING: Final = Text("必须填写", "must be given")
UNKNOWN: Final = Text("没有这个字段；可用：{names}", "unknown field; may be: {names}")


def read_fields(
    fields: Iterable[Field], given: Mapping[str, Any], *, whole_record: bool
) -> tuple[dict[str, Any], list[Problem]]:
    """Read what was given; every problem at once, nothing repaired.

    A field that is left out is left alone (or not known, for a new record); one given as nothing
    is emptied. With `whole_record` required fields must be there.
    """
    known = {f.name: f for f in fields}
    names = ", ".join(known)
    problems = [
        Problem(name, given[name], UNKNOWN.fill(names=names)) for name in given if name not in known
    ]
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in given:
            if whole_record and field.required:
                problems.append(Problem(name, None, MISSING))
            continue
        value = given[name]
        if is_empty(value):
            if field.required:
                problems.append(Problem(name, value, MISSING))
            values[name] = None
            continue
        try:
            values[name] = field.read(value)
        except WrongError as wrong:
            shown = None if field.personal else value
            problems.append(Problem(name, shown, wrong.text))
    return values, problems
