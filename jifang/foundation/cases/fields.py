"""What a step asks for by its fields, checked: nothing is guessed, nothing unasked is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from jifang.foundation.accounts.personal import Personal
from jifang.foundation.cases.data import Field, Given, Transition
from jifang.foundation.cases.openings import NO_ORGAN, NO_RECORD, find_record
from jifang.foundation.territory.models import Organ
from jifang.law.errors import Problem, Text

MUST = Text("须填写", "must be given")
SHOWN = 12
"""Characters of the word that is named before an invisible one."""
NOT_HANDED_IN = Text("文件须随这一步提交", "the document must be handed in with the step")
IN_ONE_SLOT = Text("一份文件只归一处", "a document stands in one place alone")
UNASKED = Text("这一步不问这一项", "this step does not ask for it")


def check_fields(transition: Transition, given: Given) -> Iterator[Problem]:
    """Every problem of what was given for the fields of a step."""
    for private, values in ((False, given.more), (True, given.private)):
        asked = {f.name: f for f in transition.fields if f.private == private}
        for name, value in values.items():
            if name not in asked:
                yield Problem(name, "" if private else value, UNASKED)
        for one in asked.values():
            yield from check_value(one, values)
    yield from check_slots(transition, given)


def check_slots(transition: Transition, given: Given) -> Iterator[Problem]:
    """Papers in slots were handed in with the step, each in one slot alone."""
    met: set[str] = set()
    for one in transition.fields:
        value = given.more.get(one.name)
        for paper in value if one.kind == "papers" and isinstance(value, list) else ():
            if paper not in given.documents:
                yield Problem(one.name, paper, NOT_HANDED_IN)
            elif paper in met:
                yield Problem(one.name, paper, IN_ONE_SLOT)
            met.add(str(paper))


def seal_given(transition: Transition, given: Given) -> Given:
    """What was given, with the fields sealed that are kept in no other form."""
    names = {f.name for f in transition.fields if f.sealed} & given.private.keys()
    if not names:
        return given
    closed = {
        name: Personal.close(value, "name").sealed if name in names else value
        for name, value in given.private.items()
    }
    return replace(given, private=closed)


def check_value(asked: Field, values: Mapping[str, Any]) -> Iterator[Problem]:
    """One field. A private value is not repeated in what is said of it."""
    value = values.get(asked.name)
    if value is None or value in ("", []):
        if asked.required:
            yield Problem(asked.name, value, MUST)
        return
    said = find_fault(asked, value)
    if said is not None:
        yield Problem(asked.name, "" if asked.private else value, said)


def find_fault(asked: Field, value: Any) -> Text | None:
    """What is wrong with a value of a kind; none where nothing is."""
    match asked.kind:
        case "line" | "text":
            return check_words(asked, value)
        case "choice" | "choices":
            return check_choice(asked, value)
        case "date":
            return None if is_day(value) else Text("须为日期，如 2026-01-31", "a day: 2026-01-31")
        case "yes_no":
            return None if isinstance(value, bool) else Text("须为是或否", "yes or no")
        case "whole":
            whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return None if whole else Text("须为不小于 0 的整数", "a whole number, not below 0")
        case "organ":
            known = isinstance(value, str) and Organ.objects.filter(
                code=value, valid__contains=timezone.localdate()
            ).exists()  # fmt: skip
            return None if known else NO_ORGAN
        case "case":
            return None if is_public_id(value) else Text("没有这个案件", "there is no such case")
        case "papers":
            ids = isinstance(value, list) and all(is_public_id(one) for one in value)
            return None if ids else Text("须为文件的列表", "a list of documents")
        case "record":
            there = is_public_id(value) and find_record(asked.register, value) is not None
            return None if there else NO_RECORD


def check_words(asked: Field, value: Any) -> Text | None:
    """Words: within their length, in one line where a line is asked for, nothing that hides."""
    if not isinstance(value, str):
        return Text("须为文字", "must be words")
    if len(value) > asked.longest:
        n = asked.longest
        return Text(f"至多 {n} 字，现有 {len(value)} 字", f"at most {n} characters: {len(value)}")
    return find_hidden(value, lines=asked.kind == "text")


def find_hidden(text: str, *, lines: bool) -> Text | None:
    """An invisible character in words, and after which word it stands; none where all is seen.

    lines: line breaks and tabs are allowed.
    """
    allowed = "\r\n\t" if lines else ""
    at = next((i for i, c in enumerate(text) if not c.isprintable() and c not in allowed), None)
    if at is None:
        return None
    before = "".join(c if c.isprintable() else " " for c in text[:at]).split()
    word = before[-1][-SHOWN:] if before else ""
    zh_where, en_where = (f"“{word}”之后", f"after “{word}”") if word else ("开头", "at the start")
    if text[at] in "\r\n\t":
        return Text(f"只能写一行：{zh_where}有换行或者制表符",
                    f"one line alone: a line break or tab stands {en_where}")  # fmt: skip
    sign = f"U+{ord(text[at]):04X}"
    return Text(f"{zh_where}有一个看不见的字符（{sign}），请删去后重新输入",
                f"an invisible character ({sign}) stands {en_where}: delete it")  # fmt: skip


def check_choice(asked: Field, value: Any) -> Text | None:
    """One of the choices, or several of them, each once."""
    given = value if asked.kind == "choices" else [value]
    words = isinstance(given, list) and all(isinstance(one, str) for one in given)
    if words and set(given) <= asked.choices.keys() and len(set(given)) == len(given):
        return None
    zh = "、".join(t.zh for t in asked.choices.values())
    en = "; ".join(t.en for t in asked.choices.values())
    return Text(f"只能是：{zh}", f"one of: {en}")


def is_day(value: Any) -> bool:
    """An ISO day, written in full."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_public_id(value: Any) -> bool:
    """A UUID, written as we write it."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False
