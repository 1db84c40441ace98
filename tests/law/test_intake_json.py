"""JSON is read strictly: nothing is dropped, rounded or guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from jifang.law.errors import InputError
from jifang.law.intake import read_bytes
from jifang.law.intake.limits import MAX_DEPTH, MAX_NODES


def read(text: str) -> dict[str, Any]:
    return read_bytes(text.encode(), "facts.json")


def refuse(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("-0", 0),
        ("1.50", Decimal("1.50")),
        ("0.1", Decimal("0.1")),
        ("5000000.01", Decimal("5000000.01")),
        ("1e3", Decimal(1000)),
        ("true", True),
        ("null", None),
        ('"2026-11-22"', "2026-11-22"),
        ('"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        ("[]", []),
        ('["video", "audio"]', ["video", "audio"]),
        ("999999999999999999", 999999999999999999),
    ],
)
def test_a_value_is_read_exactly(written: str, value: Any) -> None:
    read_value = read('{"fact": ' + written + "}")["fact"]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    ("text", "says", "field"),
    [
        ('{"a": 1, "a": 2}', "given twice", "a"),
        ('{"s": [{"a": 1, "a": 2}]}', "given twice", "s[0].a"),
        ('{"a": NaN}', "finite", "a"),
        ('{"a": Infinity}', "finite", "a"),
        ('{"a": [1, -Infinity]}', "finite", "a[1]"),
        ('{"a": 1000000000000000000}', "18 digits", "a"),
        ('{"a": ' + "9" * 100_000 + "}", "18 digits", "a"),
        ('{"a": 1E400}', "too long", "a"),
        ('{"a": 0.' + "1" * 100_000 + "}", "too long", "a"),
        ('{"a": "\\u0000"}', "control character U+0000", "a"),
        ('{"a": "\\ud800"}', "control character U+D800", "a"),
        ("[1]", "top level", "facts.json"),
        ('"text"', "top level", "facts.json"),
        ("", "empty", "facts.json"),
        ("  \n", "empty", "facts.json"),
    ],
)
def test_refused(text: str, says: str, field: str) -> None:
    error = refuse(text)
    assert says in error.say("en")
    assert error.problems[0].field == field


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1,}', "line 1"),
        ('{"a": 1\n "b": 2}', "line 2, column 2"),
        ("{'a': 1}", "line 1, column 2"),
        ('{"a": 1} {"b": 2}', "line 1, column 10"),
        ('{"a": "line\nbreak"}', "line 1"),
        ('{"a": "open', "line 1, column 7"),
        ('{"a": 01}', "line 1"),
        ('{"a": yes}', "line 1, column 7"),
    ],
)
def test_a_syntax_error_names_its_place(text: str, place: str) -> None:
    error = refuse(text)
    assert place in error.say("en")
    assert "JSON 语法错误" in error.say("zh")


def test_nesting_up_to_the_limit_is_read_and_beyond_it_refused() -> None:
    within = MAX_DEPTH - 1
    assert "top" in read('{"top": ' + "[" * within + "]" * within + "}")
    assert "nested" in refuse('{"top": ' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}").say("en")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_nesting_bomb_is_refused_before_the_parser_recurses(opening: str) -> None:
    assert "nested" in refuse('{"top": ' + opening * 100_000).say("en")


def test_brackets_inside_text_are_no_nesting() -> None:
    text = "[{" * 100 + '\\"' + "[" * 100
    assert read('{"a": "' + text + '"}') == {"a": text.replace('\\"', '"')}


def test_too_many_values_are_refused() -> None:
    assert "too much" in refuse('{"a": [' + ",".join("1" * (MAX_NODES + 1)) + "]}").say("en")


def test_every_problem_is_reported() -> None:
    assert [p.field for p in refuse('{"a": NaN, "b": {"c": 1e99, "c": 1}}')] == [
        "a",
        "b.c",
        "b.c",
    ]
