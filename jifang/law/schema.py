"""Reading facts: every value is checked against its declaration, and nothing is coerced.

All problems of an input are reported together, each with its field, the value given and what
would be allowed. The same declarations give the published JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jifang.law.engine.expr import Fact
from jifang.law.engine.question import Question
from jifang.law.engine.types import NONE, Domain, Kind, Organ
from jifang.law.errors import DefinitionError, InputError, Problem, Text, shorten_value
from jifang.law.instruments import load_cited_instruments
from jifang.law.places import ORGAN_LEVELS, clean_region, is_county_precise, load_divisions
from jifang.law.texts import load_instrument

MAX_COUNT = 10**9
MAX_AMOUNT = Decimal(10) ** 12
MAX_AMOUNTS = 1_000
"""Amounts a list may hold: more projects than a firm does in two years."""
MAX_TEXT = 200
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _RefusedError(Exception):
    """A value cannot be taken; holds why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def _read_bool(value: Any, fact: Fact) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError("应为 true 或 false", "must be true or false")
    return value


def _read_count(value: Any, fact: Fact) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _RefusedError(
            f"应为整数（{fact.unit.zh}）", f"must be a whole number ({fact.unit.en})"
        )
    if value < 0:
        raise _RefusedError("不得为负数", "must not be negative")
    top = fact.maximum if fact.maximum is not None else MAX_COUNT
    if not fact.minimum <= value <= top:
        raise _RefusedError(
            f"应在 {fact.minimum} 与 {top} 之间", f"must lie between {fact.minimum} and {top}"
        )
    found: int = value
    return found


def _read_amount(value: Any, fact: Fact) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _RefusedError("应为以元计的金额数字", "must be an amount in yuan, as a number")
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise _RefusedError("应为有限的数", "must be a finite number")
    if exact < 0:
        raise _RefusedError("不得为负数", "must not be negative")
    if exact != exact.quantize(Decimal("0.01")) if exact <= MAX_AMOUNT else True:
        raise _RefusedError(
            f"最多两位小数，且不超过 {MAX_AMOUNT:,} 元",
            f"must have at most two decimal places and not exceed {MAX_AMOUNT:,} yuan",
        )
    return exact


def _read_amounts(value: Any, fact: Fact) -> tuple[Decimal, ...]:
    if not isinstance(value, list | tuple) or len(value) > MAX_AMOUNTS:
        raise _RefusedError(
            f"应为以元计的金额列表，最多 {MAX_AMOUNTS} 个",
            f"must be a list of amounts in yuan, at most {MAX_AMOUNTS}",
        )
    found = []
    for number, each in enumerate(value, 1):
        try:
            found.append(_read_amount(each, fact))
        except _RefusedError as refused:
            said, given = refused.text, shorten_value(each)
            raise _RefusedError(
                f"第 {number} 个（{given}）{said.zh}", f"no. {number} ({given}) {said.en}"
            ) from None
    return tuple(found)


def read_date(value: Any) -> date:
    """A date from a date or from ISO 8601 text; anything else is refused."""
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise _RefusedError("应为日期，写作 2026-11-22", "must be a date, written as 2026-11-22")
    if isinstance(value, date):
        return value
    if not _ISO.fullmatch(value):
        raise _RefusedError("应为日期，写作 2026-11-22", "must be a date, written as 2026-11-22")
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise _RefusedError("没有这一天", "there is no such day") from None
    return found


def read_day_text(written: str) -> date:
    """The day a reader wrote; raises `InputError` with what is allowed."""
    try:
        return read_date(written)
    except _RefusedError as refused:
        raise InputError(Problem("on", written, refused.text)) from None


def _read_date(value: Any, fact: Fact) -> date:
    found = read_date(value)
    if not 1900 <= found.year <= 2999:
        raise _RefusedError("年份应在 1900 与 2999 之间", "the year must lie between 1900 and 2999")
    return found


def _allowed(domain: Domain) -> Text:
    shown = ", ".join(domain.codes[:12]) + (" …" if len(domain.codes) > 12 else "")
    return Text(f"允许：{shown}", f"allowed: {shown}")


def _closed_list(fact: Fact) -> Domain:
    if fact.type.domain is None:
        raise DefinitionError(f"`{fact.name}` has no closed list")
    return fact.type.domain


def _read_code(value: Any, fact: Fact) -> str:
    domain = _closed_list(fact)
    allowed = _allowed(domain)
    if not isinstance(value, str):
        raise _RefusedError(f"应为代码文字；{allowed.zh}", f"must be a code as text; {allowed.en}")
    if value not in domain.codes:
        raise _RefusedError(f"没有这个代码；{allowed.zh}", f"unknown code; {allowed.en}")
    return value


def _read_codes(value: Any, fact: Fact) -> tuple[str, ...]:
    allowed = _allowed(_closed_list(fact))
    if not isinstance(value, list | tuple):
        raise _RefusedError(f"应为代码列表；{allowed.zh}", f"must be a list of codes; {allowed.en}")
    if fact.numbered:
        if any(isinstance(v, bool) or not isinstance(v, int) for v in value):
            raise _RefusedError(
                f"应为项号整数列表；{allowed.zh}", f"must be item numbers; {allowed.en}"
            )
        value = [str(v) for v in value]
    found = tuple(_read_code(v, fact) for v in value)
    if len(set(found)) != len(found):
        raise _RefusedError("同一代码出现两次", "the same code is given twice")
    return found


def _read_region(value: Any, fact: Fact) -> str:
    if not isinstance(value, str):
        raise _RefusedError(
            '应为行政区划代码文字，例如 "440104"（要加引号）',
            'must be a division code as text, such as "440104" (in quotes)',
        )
    found = clean_region(value)
    if found is None:
        raise _RefusedError(
            "没有这个行政区划代码；应为 6 位、9 位（乡镇）或 12 位（统计用）代码",
            "unknown division code; give 6 digits, 9 (township) or 12 (statistical)",
        )
    if fact.county and not is_county_precise(found):
        raise _RefusedError(
            "应具体到县级（区、县、县级市）",
            "must name the county-level division (district, county)",
        )
    return found


def _read_organ(value: Any, fact: Fact) -> Organ:
    if not isinstance(value, Mapping) or set(value) != {"level", "region"}:
        raise _RefusedError("应写作 {level, region}", "must be written as {level, region}")
    level = value["level"]
    if not isinstance(level, str) or level not in ORGAN_LEVELS:
        raise _RefusedError(
            "level 应为 county、prefecture 或 province",
            "level must be county, prefecture or province",
        )
    region = _read_region(value["region"], Fact(fact.name, fact.type, fact.label))
    division = load_divisions().get(region)
    if division is not None and division.level != level:
        raise _RefusedError(
            f"{division.name.zh}的级别是 {division.level}，不是 {level}",
            f"{division.name.en} is of level {division.level}, not {level}",
        )
    return Organ(level, region)


def _read_text(value: Any, fact: Fact) -> str:
    if not isinstance(value, str):
        raise _RefusedError("应为文字", "must be text")
    if not value.strip() or len(value) > MAX_TEXT or not value.isprintable():
        raise _RefusedError(
            f"应为 1 至 {MAX_TEXT} 个可见字符", f"must be 1 to {MAX_TEXT} visible characters"
        )
    return value.strip()


def _read_provision(value: Any, fact: Fact) -> str:
    if not isinstance(value, str):
        raise _RefusedError(
            "应为条款编号文字，例如 art_20__para_1", "must be a provision id as text"
        )
    law, slash, eid = value.rpartition("/")
    if slash:
        cited = load_cited_instruments().get(law)
        if cited is None or eid not in cited.provisions:
            raise _RefusedError(
                "没有收录这一条款；其他法的条款写作 cn-decree-799/art_14",
                "no such provision is recorded; one of another instrument is written as"
                " cn-decree-799/art_14",
            )
        return value
    try:
        return load_instrument().resolve(value)
    except InputError as error:
        message = error.problems[0].message
        raise _RefusedError(message.zh, message.en) from None


READERS: Mapping[Kind, Callable[[Any, Fact], Any]] = {
    Kind.BOOL: _read_bool,
    Kind.COUNT: _read_count,
    Kind.AMOUNT: _read_amount,
    Kind.AMOUNTS: _read_amounts,
    Kind.DATE: _read_date,
    Kind.CODE: _read_code,
    Kind.CODES: _read_codes,
    Kind.REGION: _read_region,
    Kind.ORGAN: _read_organ,
    Kind.TEXT: _read_text,
    Kind.PROVISION: _read_provision,
}


def read_value(fact: Fact, value: Any) -> Any:
    """One value as the engine takes it; null becomes `NONE` where null is an answer."""
    if value is None or value is NONE:
        if not fact.type.nullable:
            raise _RefusedError(
                "不接受 null；不知道就不要写这一项",
                "null is no answer here; leave the field out where it is not known",
            )
        return NONE
    return READERS[fact.type.kind](value, fact)


def find_refusal(fact: Fact, value: Any) -> Text | None:
    """Why one value cannot be taken for a fact; `None` where it can."""
    try:
        read_value(fact, value)
    except _RefusedError as refused:
        return refused.text
    return None


def read_facts(
    facts: Sequence[Fact], raw: Mapping[str, Any], where: str = "", extra: Iterable[str] = ()
) -> dict[str, Any]:
    """All facts of a question from their plain form.

    Raises `InputError` with every problem: unknown field, wrong type, impossible date, unknown
    code, negative number. `where` prefixes the field names; `extra` are fields read elsewhere.
    """
    if not isinstance(raw, Mapping):
        raise InputError(
            Problem(where, raw, Text("应为字段与值的对照", "must be fields with values"))
        )
    declared = {f.name: f for f in facts}
    skip = frozenset(extra)
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in flatten_fields(raw, declared).items():
        field = f"{where}.{name}" if where else str(name)
        fact = declared.get(name)
        if fact is None:
            if name not in skip:
                problems.append(_unknown_field(field, value, declared))
            continue
        try:
            found[name] = read_value(fact, value)
        except _RefusedError as refused:
            problems.append(Problem(field, value, refused.text))
    if problems:
        raise InputError(problems)
    return found


def flatten_fields(raw: Mapping[Any, Any], declared: Mapping[str, Fact]) -> dict[str, Any]:
    """Nested mappings as dotted names, as far as declared facts have dotted names."""
    prefixes = {n[:i] for n in declared for i, c in enumerate(n) if c == "."}
    flat: dict[str, Any] = {}

    def put(prefix: str, node: Mapping[Any, Any]) -> None:
        for key, value in node.items():
            name = f"{prefix}{key}"
            if name in prefixes and isinstance(value, Mapping):
                put(f"{name}.", value)
            else:
                flat[name] = value

    put("", raw)
    return flat


def _unknown_field(field: str, value: Any, declared: Mapping[str, Fact]) -> Problem:
    names = ", ".join(declared)
    return Problem(
        field, value, Text(f"没有这个字段；允许：{names}", f"unknown field; allowed: {names}")
    )


_WRITTEN = frozenset({Kind.REGION, Kind.TEXT, Kind.CODE})


def restore_codes(facts: Sequence[Fact], row: Mapping[str, Any]) -> dict[str, Any]:
    """Digits that a workbook turned into a number, as the text the field asks for."""
    kinds = {f.name: f.type.kind for f in facts}

    def restore(name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {k: restore(k, v) for k, v in value.items()}
        written = kinds.get(name) in _WRITTEN or name == "region"
        if written and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return value

    return {k: restore(k, v) for k, v in row.items()}


def write_value(value: Any) -> Any:
    """A value in its JSON form."""
    if value is NONE or value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Organ):
        return value.as_dict()
    if isinstance(value, tuple | list | frozenset):
        return [write_value(v) for v in value]
    if isinstance(value, Mapping):
        return {k: write_value(v) for k, v in value.items()}
    return value


_SHAPES: Mapping[Kind, dict[str, Any]] = {
    Kind.BOOL: {"type": "boolean"},
    Kind.COUNT: {"type": "integer"},
    Kind.AMOUNT: {"type": "number", "minimum": 0},
    Kind.AMOUNTS: {
        "type": "array",
        "items": {"type": "number", "minimum": 0},
        "maxItems": MAX_AMOUNTS,
    },
    Kind.DATE: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Kind.REGION: {"type": "string", "pattern": r"^(\d{6}|\d{9}|\d{12})$"},
    Kind.TEXT: {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
    Kind.PROVISION: {
        "type": "string",
        "pattern": r"^([a-z0-9-]+/)?(whole|(art|cl)_[0-9_]+?(__para_\d+)?(__item_\d+)?)$",
    },
    Kind.ORGAN: {
        "type": "object",
        "properties": {
            "level": {"enum": list(ORGAN_LEVELS)},
            "region": {"type": "string", "pattern": r"^\d{6}$"},
        },
        "required": ["level", "region"],
        "additionalProperties": False,
    },
}


def describe_fact(fact: Fact) -> dict[str, Any]:
    """The JSON Schema of one fact, with its names in both languages."""
    kind, domain = fact.type.kind, fact.type.domain
    if domain is not None:
        shape: dict[str, Any] = {"type": "string", "enum": list(domain.codes)}
        if fact.numbered:
            shape = {"type": "integer", "enum": [int(c) for c in domain.codes]}
        if kind is Kind.CODES:
            shape = {"type": "array", "items": shape, "uniqueItems": True}
    else:
        shape = dict(_SHAPES[kind])
    if kind is Kind.COUNT:
        shape["minimum"] = fact.minimum
        shape["maximum"] = fact.maximum if fact.maximum is not None else MAX_COUNT
    if fact.type.nullable:
        shape = {"anyOf": [shape, {"type": "null"}]}
    shape |= {"title": fact.label.en, "x-title-zh": fact.label.zh, "x-kind": kind.value}
    if fact.unit.en:
        shape["x-unit"] = fact.unit.en
    if fact.none.en:
        shape["x-null-means"] = {"zh": fact.none.zh, "en": fact.none.en}
    return shape


def describe_fields(facts: Iterable[Fact]) -> dict[str, Any]:
    """The JSON Schema of an object with these facts; dotted names nest. Nothing is required."""
    shape: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    for fact in facts:
        *parents, leaf = fact.name.split(".")
        node = shape
        for parent in parents:
            node = node["properties"].setdefault(
                parent, {"type": "object", "properties": {}, "additionalProperties": False}
            )
        node["properties"][leaf] = describe_fact(fact)
    return shape


def describe_facts(question: Question) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a question's facts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": question.name,
        "description": f"{question.asks.zh} / {question.asks.en}",
        **describe_fields(question.facts),
    }
