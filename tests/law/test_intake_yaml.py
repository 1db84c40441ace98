"""YAML is read as YAML 1.2: a bare `on`, `no` or `yes` is text, a date is a date."""

from __future__ import annotations

import textwrap
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from jifang.law.errors import InputError
from jifang.law.intake import read_bytes, yaml12
from jifang.law.intake.limits import MAX_DEPTH

PARSERS: dict[str, Any] = {"pure": yaml.SafeLoader}
if yaml.__with_libyaml__:
    PARSERS["libyaml"] = yaml.CSafeLoader


@pytest.fixture(autouse=True, params=sorted(PARSERS))
def _each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case runs with libyaml and with the pure Python parser that stands in for it."""
    monkeypatch.setattr(yaml12, "Loader", PARSERS[request.param])


def read(text: str) -> dict[str, Any]:
    return read_bytes(textwrap.dedent(text).encode(), "facts.yaml")


def refuse(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value


SCALARS: list[tuple[str, Any]] = [
    ("on", "on"),
    ("off", "off"),
    ("yes", "yes"),
    ("no", "no"),
    ("y", "y"),
    ("No", "No"),
    ("true", True),
    ("True", True),
    ("FALSE", False),
    ("tRue", "tRue"),
    ("null", None),
    ("NULL", None),
    ("~", None),
    ("", None),
    ("nil", "nil"),
    ("0", 0),
    ("17", 17),
    ("017", 17),
    ("-3", -3),
    ("+3", 3),
    ("0o17", 15),
    ("0x1F", 31),
    ("0b11", "0b11"),
    ("1_000", "1_000"),
    ("12:30", "12:30"),
    ("190:20:30", "190:20:30"),
    ("1.50", Decimal("1.50")),
    (".5", Decimal("0.5")),
    ("-0.1", Decimal("-0.1")),
    ("0.1000000000000000055", Decimal("0.1000000000000000055")),
    ("1e3", Decimal(1000)),
    ("1.", Decimal(1)),
    ("1.2.3", "1.2.3"),
    (".", "."),
    ("2026-11-22", date(2026, 11, 22)),
    ("2024-02-29", date(2024, 2, 29)),
    ("2026-1-5", "2026-1-5"),
    ("2026年11月22日", "2026年11月22日"),
    ("'2026-11-22'", "2026-11-22"),
    ('"017"', "017"),
    ("'true'", "true"),
    ("''", ""),
    ("!!str 017", "017"),
    ("! 2026-11-22", "2026-11-22"),
    ("=", "="),
    ("440106", 440106),
    ("999999999999999999", 999999999999999999),
    ("一、二", "一、二"),
]


@pytest.mark.parametrize(("written", "value"), SCALARS)
def test_a_scalar_means_what_yaml_1_2_says(written: str, value: Any) -> None:
    read_value = read(f"fact: {written}\n")["fact"]
    assert read_value == value
    assert type(read_value) is type(value)


def test_a_dossier_keeps_its_shape() -> None:
    dossier = read(
        """
        site:
          region: "440106"
          in_use_since: 2025-09-10
        systems:
          - setting: key_unit
            captures: [video, audio]
          - setting: other
        projects: []
        """
    )
    assert dossier == {
        "site": {"region": "440106", "in_use_since": date(2025, 9, 10)},
        "systems": [{"setting": "key_unit", "captures": ["video", "audio"]}, {"setting": "other"}],
        "projects": [],
    }


def test_keys_that_yaml_1_1_would_turn_into_truth_values_are_text() -> None:
    assert read("on: 2026-11-22\nno: 1\n") == {"on": date(2026, 11, 22), "no": 1}


REFUSED: list[tuple[str, str, str]] = [
    ("day: 2026-02-30", "2026-02-30", "day"),
    ("day: 2026-13-01", "2026-13-01", "day"),
    ("day: 0000-01-01", "0000-01-01", "day"),
    ("day: 2026-11-22T10:00:00Z", "time of day", "day"),
    ("day: 2026-11-22 10:00", "time of day", "day"),
    ("days: .inf", "finite", "days"),
    ("days: -.INF", "finite", "days"),
    ("days: .nan", "finite", "days"),
    ("amount: 1e999999999", "too long", "amount"),
    ("amount: 1e-19", "too long", "amount"),
    ("code: 1000000000000000000", "18 digits", "code"),
    ("code: 0xFFFFFFFFFFFFFFFF", "18 digits", "code"),
    ("a: &x 1", "anchors", "a"),
    ("a: *x", "aliases", "a"),
    ("a: !!python/object/apply:os.system [id]", "tags", "a"),
    ("a: !!python/name:os.system", "tags", "a"),
    ("a: !custom 1", "tags", "a"),
    ("a: !!int '1'", "tags", "a"),
    ("a: !!set {x}", "tags", "a"),
    ("<<: {a: 1}", "merge", ""),
    ("a: {<<: {b: 1}}", "merge", "a"),
    ("1: a", "must be text", ""),
    ("true: a", "must be text", ""),
    ("~: a", "must be text", ""),
    ("2026-11-22: a", "must be text", ""),
    ("? [a]\n: b", "must be text", ""),
    ("? {a: b}\n: b", "must be text", ""),
    ("a: 1\nb: 2\na: 3", "given twice", ""),
    ("s: {a: 1, a: 2}", "given twice", "s"),
    ("s: {a: 1, 'a': 2}", "given twice", "s"),
    ("- a\n- b", "top level", ""),
    ("just text", "top level", ""),
    ("42", "top level", ""),
    ("--- {a: 1}\n--- {b: 2}", "one document", ""),
    ("%YAML 1.1\n--- {a: 1}", "1.2", ""),
    ("%TAG ! tag:example.org:\n--- {a: 1}", "directives", ""),
    ("a: 1\n...\n%TAG ! x:\n", "directives", ""),
    ("a: [1, 2", "YAML", ""),
    ("a: b: c", "YAML", ""),
    ("a: 'open", "YAML", ""),
    ("a: @b", "YAML", ""),
    ('a: "\\0"', "control character U+0000", "a"),
    ('a: "\\x1b[31m"', "control character U+001B", "a"),
    ("", "empty", ""),
    ("# only a comment\n", "empty", ""),
]


@pytest.mark.parametrize(("text", "says", "field"), REFUSED)
def test_refused(text: str, says: str, field: str) -> None:
    error = refuse(text)
    assert says in error.say("en")
    assert error.problems[0].field == (field or "facts.yaml")
    assert error.problems[0].message.zh
    assert error.problems[0].message.zh != error.problems[0].message.en


def test_a_yaml_1_2_directive_is_accepted() -> None:
    assert read("%YAML 1.2\n---\na: no\n") == {"a": "no"}


def test_a_syntax_error_names_line_and_column() -> None:
    error = refuse("a: 1\nb: 2\nc: [1, 2\nd: 3\n")
    assert "line " in error.say("en")
    assert "第 " in error.say("zh")
    assert "column " in error.say("en")


def test_an_error_inside_a_list_names_the_entry() -> None:
    error = refuse("systems:\n  - built_on: 2026-01-01\n  - built_on: 2026-02-30\n")
    assert error.problems[0].field == "systems[1].built_on"
    assert "line 3, column 15" in error.say("en")


def test_a_scalar_in_a_list_is_named_by_its_index() -> None:
    assert refuse("days: [2026-01-01, 2026-02-30]").problems[0].field == "days[1]"


def test_a_tab_as_indentation_is_called_a_tab() -> None:
    assert "tabs" in refuse("a:\n\tb: 1\n").say("en")


def test_every_problem_is_reported_not_just_the_first() -> None:
    error = refuse("a: 2026-02-30\nb: .inf\nc: 1\nc: 2\n")
    assert [p.field for p in error] == ["a", "b", "facts.yaml"]


def test_reporting_stops_where_it_would_no_longer_help() -> None:
    error = refuse("\n".join(f"a{n}: .inf" for n in range(1000)))
    assert len(error.problems) == 20


def test_billion_laughs_is_refused_at_the_first_anchor() -> None:
    levels = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for here, before in zip("bcdefghi", "abcdefgh", strict=True):
        levels.append(f"{here}: &{here} [" + ", ".join([f"*{before}"] * 9) + "]")
    error = refuse("\n".join(levels))
    assert "anchors" in error.say("en")
    assert "line 1" in error.say("en")


def test_quadratic_blowup_is_refused() -> None:
    text = 'a: &a "' + "x" * 100_000 + '"\nb: [' + ", ".join(["*a"] * 100_000) + "]\n"
    assert "anchors" in refuse(text).say("en")


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_nesting_up_to_the_limit_is_read_and_beyond_it_refused(opening: str, closing: str) -> None:
    within = MAX_DEPTH - 1
    assert "top" in read("top: " + opening * within + closing * within)
    beyond = MAX_DEPTH
    assert "nested" in refuse("top: " + opening * beyond + closing * beyond).say("en")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_nesting_bomb_is_refused(opening: str) -> None:
    assert refuse(("" if opening == "- " else "top: ") + opening * 100_000).problems


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # The real limit would take the pure Python parser some ten seconds to reach.
    monkeypatch.setattr(yaml12, "MAX_NODES", 100)
    within = "a: [" + ",".join("1" * 97) + "]"
    assert len(read(within)["a"]) == 97
    assert "too much" in refuse(within.replace("]", ",1]")).say("en")


def test_a_python_tag_runs_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    target = tmp_path_factory.mktemp("proof") / "ran"
    refuse(f"a: !!python/object/apply:pathlib.Path.touch ['{target}']")
    assert not target.exists()
