"""Reading a request strictly: JSON, the language, single values. Nothing is coerced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.parser import Parser

from jifang.api.problems import Fault, fail_field
from jifang.law.errors import InputError, Lang, Text
from jifang.law.intake import read_bytes
from jifang.law.schema import read_day_text

LANGS: tuple[Lang, ...] = ("zh", "en")
SAID: Mapping[str, Text] = {
    "missing": Text("必填", "must be given"),
    "extra_forbidden": Text("没有这个字段", "there is no such field"),
    "string_type": Text("应为文字", "must be text"),
    "int_type": Text("应为整数", "must be a whole number"),
    "bool_type": Text("应为 true 或 false", "must be true or false"),
    "list_type": Text("应为列表", "must be a list"),
    "dict_type": Text("应为“字段: 值”的映射", "must be an object of fields"),
    "model_type": Text("应为“字段: 值”的映射", "must be an object of fields"),
    "model_attributes_type": Text("应为“字段: 值”的映射", "must be an object of fields"),
}
OTHERWISE = Text("不是所允许的值", "is not an allowed value")
BOUNDS: Mapping[str, Text] = {
    "ge": Text("不小于 {ge}", "at least {ge}"),
    "le": Text("不大于 {le}", "at most {le}"),
    "min_length": Text("长度不小于 {min_length}", "a length of at least {min_length}"),
    "max_length": Text("长度不大于 {max_length}", "a length of at most {max_length}"),
    "pattern": Text("形如 {pattern}", "of the form {pattern}"),
    "expected": Text("{expected}", "{expected}"),
}
_LIMIT = re.compile(r"[1-9]\d{0,3}", re.ASCII)


class StrictParser(Parser):
    """Reads a body as the law's intake does: every key once, no NaN, bounded in every way."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Plain data; raises `InputError`."""
        return read_bytes(request.body, kind="json")


def find_lang(request: HttpRequest) -> Lang:
    """The language of the answer: `lang`, else the first of Accept-Language that there is.

    Raises `ApiError` for another `lang`; another Accept-Language is answered in Chinese.
    """
    given = request.GET.get("lang")
    if given is not None:
        for lang in LANGS:
            if given == lang:
                return lang
        raise fail_field("lang", given, OTHERWISE, Text("zh、en", "zh, en"))
    return guess_lang(request)


def guess_lang(request: HttpRequest) -> Lang:
    """The language by the header alone."""
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for lang in LANGS:
            if code == lang or code.startswith(f"{lang}-"):
                return lang
    return "zh"


def read_on(written: str | None, name: str = "on") -> date:
    """The day whose law or state is asked for; today where none is given. Raises `ApiError`."""
    if written is None:
        return timezone.localdate()
    try:
        found = read_day_text(written)
    except InputError as error:
        raise fail_field(name, written, error.problems[0].message) from None
    if not 1900 <= found.year <= 2999:
        said = Text("年份应在 1900 与 2999 之间", "the year must lie between 1900 and 2999")
        raise fail_field(name, written, said)
    return found


def read_limit(written: str | None, most: int = 200, usual: int = 50) -> int:
    """How many rows a page has. Raises `ApiError`."""
    if written is None:
        return usual
    if not _LIMIT.fullmatch(written) or int(written) > most:
        raise fail_field("limit", written, OTHERWISE, Text(f"1 至 {most}", f"1 to {most}"))
    return int(written)


def explain_errors(errors: list[dict[str, Any]]) -> tuple[Fault, ...]:
    """What the schema of a request found wrong, field by field."""
    return tuple(explain_error(e) for e in errors)


def explain_error(error: Mapping[str, Any]) -> Fault:
    """One of them; the first parts of its place say where the value came from."""
    parts = [p for p in error["loc"] if p not in ("body", "query", "path")]
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    bounds = [BOUNDS[k].fill(**{k: v}) for k, v in error.get("ctx", {}).items() if k in BOUNDS]
    allowed = None
    if bounds:
        allowed = Text("，".join(b.zh for b in bounds), ", ".join(b.en for b in bounds))
    return Fault(name, error.get("input"), SAID.get(error["type"], OTHERWISE), allowed)
