"""What columns refuse is what the scalar reader refuses, told with the rows it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from jifang.law import InputError, Problem, load_law
from jifang.law.columns.intake import Intake, read_frame
from jifang.law.columns.plan import Plan, plan_question
from jifang.law.columns.polars_engine import decide_frame
from jifang.law.columns.rows import read_row, write_cell, write_columns
from jifang.law.engine.expr import Fact
from jifang.law.engine.frame import build_frame
from jifang.law.engine.types import NONE
from jifang.law.schema import find_refusal, read_value

LAW = load_law()
ON = date(2026, 11, 22)
NAMES = [q.name for q in LAW.questions.values() if q.batchable]


def plan(name: str, **how: Any) -> Plan:
    return plan_question(LAW, name, **(how or {"on": ON}))


def refuse(name: str, columns: dict[str, Any], **how: Any) -> list[Problem]:
    """The problems of a frame that must not be read."""
    with pytest.raises(InputError) as refused:
        read_frame(pl.DataFrame(columns), plan(name, **how))
    for problem in refused.value:
        assert problem.message.zh
        assert problem.message.en
        assert "{" not in problem.message.en.replace("{level, region}", "")
    return list(refused.value.problems)


def write_plainly(fact: Fact, value: Any) -> Any:
    """A value as a file would give it."""
    return value if value is NONE else write_cell(fact, value)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_is_decided_as_it_was(name: str) -> None:
    question = LAW.questions[name]
    rows = build_frame(LAW, name, ON, limit=1_000).rows
    facts = {f.name: f for f in question.facts}
    accepted = [
        r for r in rows
        if all(find_refusal(facts[n], write_plainly(facts[n], v)) is None for n, v in r.items())
        and not (question.check and list(question.check(r)))
    ]  # fmt: skip
    assert accepted
    read = read_frame(write_columns(question.facts, accepted), plan(name))
    assert [read_row(question.facts, r) for r in read.iter_rows(named=True)] == [
        {n: read_value(facts[n], write_plainly(facts[n], v)) for n, v in r.items()}
        for r in accepted
    ]
    decided = decide_frame(read, plan(name))
    wanted = [LAW.judge(name, r, ON).pattern for r in accepted]
    assert decided["pattern"].to_list() == wanted


@pytest.mark.parametrize(
    ("dtype", "values"),
    [(pl.UInt8, [18, 90]), (pl.Int32, [18, 90]), (pl.UInt64, [18, 90]), (pl.Int64, [18, 90])],
)
def test_whole_numbers_of_any_width_are_counts(dtype: Any, values: list[int]) -> None:
    read = read_frame(
        pl.DataFrame({"effective_storage_days": pl.Series(values, dtype=dtype)}), plan("retention")
    )
    assert read["effective_storage_days"].to_list() == values


WRONG_TYPES = [
    ("retention", "effective_storage_days", pl.Series([18.0]), "whole numbers"),
    ("retention", "effective_storage_days", pl.Series(["18"]), "whole numbers"),
    ("retention", "counter_terrorism_target", pl.Series([1]), "Boolean"),
    ("certificate_application", "project_amounts_2y", pl.Series([[1.5]]), "lists of decimals"),
    ("retention", "setting", pl.Series([1]), "text"),
    ("scope", "occurred_on", pl.Series(["2026-01-01"]), "dates"),
    ("scope", "occurred_on", pl.Series([datetime(2026, 1, 1)]), "dates"),  # noqa: DTZ001 - what is refused
    ("scope", "region", pl.Series([440106]), "text"),
    ("siting", "captures", pl.Series(["video"]), "lists of text"),
    ("liability", "unlawful_income", pl.Series([0.5]), "no floats"),
    ("liability", "breach", pl.Series([20]), "text"),
    ("putting_into_use", "accepted_by", pl.Series(["440106"]), "structs"),
    ("inspection", "subjects", pl.Series([["1"]]), "lists of whole numbers"),
]


@pytest.mark.parametrize(("name", "column", "values", "wanted"), WRONG_TYPES)
def test_a_column_of_a_wrong_type(name: str, column: str, values: pl.Series, wanted: str) -> None:
    (problem,) = refuse(name, {column: values})
    assert problem.field == column
    assert wanted in problem.message.en
    assert str(values.dtype) in problem.message.en


BAD_VALUES: list[tuple[str, str, list[Any], Any, list[int]]] = [
    ("retention", "effective_storage_days", [18, -1, None, -1], -1, [2, 4]),
    ("retention", "effective_storage_days", [18, 100_001], 100_001, [2]),
    ("retention", "setting", ["key_unit", "bank", "other"], "bank", [2]),
    ("scope", "occurred_on", [date(1899, 12, 31), date(2026, 1, 1)], date(1899, 12, 31), [1]),
    ("scope", "region", ["440106", "440199", "990000"], "440199", [2, 3]),
    ("scope", "region", ["4401"], "4401", [1]),
    ("siting", "captures", [["video"], ["video", "smell"], []], ["video", "smell"], [2]),
    ("siting", "captures", [["video", "video"]], ["video", "video"], [1]),
    ("siting", "captures", [["video", None]], ["video", None], [1]),
    ("liability", "breach", ["art_20", "art_99"], "art_99", [2]),
    ("liability", "unlawful_income", [Decimal("0.01"), Decimal("-0.01")], Decimal("-0.01"), [2]),
    ("liability", "unlawful_income", [Decimal("0.001")], Decimal("0.001"), [1]),
    (
        "certificate_application", "project_amounts_2y",
        [[Decimal("1500000.00")], [Decimal("-0.01"), Decimal("1.00")], []],
        [Decimal("-0.01"), Decimal("1.00")], [2],
    ),
    (
        "certificate_application", "project_amounts_2y",
        [[Decimal("0.001")]], [Decimal("0.001")], [1],
    ),
    ("certificate_application", "project_amounts_2y", [[1, None]], [1, None], [1]),
    ("responsible_party", "owner", ["甲公司", " ", "乙\n"], " ", [2, 3]),
    ("responsible_party", "owner", ["甲" * 200, "甲" * 201], "甲" * 201, [2]),
    (
        "putting_into_use", "accepted_by",
        [{"level": "county", "region": "440106"}, {"level": "county", "region": "440100"}],
        {"level": "county", "region": "440100"}, [2],
    ),
    ("inspection", "subjects", [[1, 2], [7]], [7], [2]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "column", "values", "first", "rows"), BAD_VALUES)
def test_a_bad_value_is_told_with_its_rows(
    name: str, column: str, values: list[Any], first: Any, rows: list[int]
) -> None:
    problems = refuse(name, {column: values})
    fact: Fact = LAW.questions[name].fact(column)
    refusal = find_refusal(fact, first)
    assert refusal is not None
    assert problems[0].field == column
    assert problems[0].value == first
    assert problems[0].message.en.endswith(refusal.en)
    assert problems[0].message.zh.endswith(refusal.zh)
    assert sorted(r for p in problems for r in list_rows(p)) == rows


def list_rows(problem: Problem) -> Iterable[int]:
    """The rows a message names."""
    told = problem.message.en.partition(":")[0].partition("(")[0]
    return [int(w) for w in told.replace("rows", "").replace("row", "").split(",")]


def test_only_the_first_rows_are_named_and_all_are_counted() -> None:
    values = [-1 if i % 2 else 18 for i in range(10_000)]
    (problem,) = refuse("retention", {"effective_storage_days": values})
    assert problem.message.en.startswith("rows 2, 4, 6, 8, 10, … (5,000 rows): ")


def test_rows_are_counted_through_the_batches() -> None:
    good = pl.DataFrame({"effective_storage_days": [18, 90]})
    bad = pl.DataFrame({"effective_storage_days": [18, -1]})
    intake = Intake(plan("retention"), good.schema)
    for batch in (good, bad, bad):
        intake.read(batch)
    with pytest.raises(InputError) as refused:
        intake.raise_problems()
    (problem,) = refused.value.problems
    assert problem.message.en.startswith("rows 4, 6 (2 rows): ")


def test_every_problem_of_a_table_is_told_at_once() -> None:
    problems = refuse(
        "retention",
        {"setting": ["bank"], "effective_storage_days": [-1], "other_law_days": [-2]},
    )
    assert [p.field for p in problems] == ["setting", "effective_storage_days", "other_law_days"]


def test_columns_that_are_no_facts_must_be_passed_on_by_name() -> None:
    frame = pl.DataFrame({"site": ["甲"], "effective_storage_days": [18]})
    (problem,) = refuse("retention", {c.name: c for c in frame})
    assert problem.field == "site"
    assert "--pass" in problem.message.en
    assert read_frame(frame, plan("retention"), ["site"]).columns == ["effective_storage_days"]


@pytest.mark.parametrize("name", ["nowhere", "outcome"])
def test_a_column_that_cannot_be_passed_on(name: str) -> None:
    frame = pl.DataFrame({"outcome": ["甲"], "effective_storage_days": [18]})
    with pytest.raises(InputError) as refused:
        read_frame(frame, plan("retention"), ["outcome", name])
    assert name in {p.field for p in refused.value}


def test_known_to_be_none_is_said_in_a_column_of_its_own() -> None:
    flags = {"other_law_days": [None, 180], "other_law_days__none": [True, False]}
    read = read_frame(pl.DataFrame(flags), plan("retention"))
    assert read["other_law_days__none"].to_list() == [True, False]
    (problem,) = refuse("retention", {"other_law_days": [180], "other_law_days__none": [True]})
    assert problem.field == "other_law_days"
    (problem,) = refuse(
        "retention",
        {"other_law_days": [180, 90], "other_law_days__none": pl.Series([False, None])},
    )
    assert (problem.field, list_rows(problem)) == ("other_law_days__none", [2])


def test_a_fact_for_which_null_is_no_answer_has_no_such_column() -> None:
    (problem,) = refuse(
        "retention", {"effective_storage_days": [1], "effective_storage_days__none": [False]}
    )
    assert problem.field == "effective_storage_days__none"
    (problem,) = refuse("retention", {"other_law_days__none": [False]})
    assert "other_law_days besides" in problem.message.en


def test_the_day_of_each_row_is_a_date_and_given() -> None:
    (problem,) = refuse("retention", {"day": ["2026-01-01"]}, day="day")
    assert problem.field == "day"
    (problem,) = refuse("retention", {"day": [date(2026, 1, 1), None]}, day="day")
    assert (problem.field, list_rows(problem)) == ("day", [2])
    (problem,) = refuse("retention", {"effective_storage_days": [1]}, day="day")
    assert problem.field == "day"


def test_canonical_forms_are_those_of_the_scalar_reader() -> None:
    regions = ["440106", "441900003000", "441900003", "440106000000", "440106000"]
    read = read_frame(pl.DataFrame({"region": regions}), plan("scope"))
    assert read["region"].to_list() == ["440106", "441900003", "441900003", "440106", "440106"]
    short = pl.DataFrame({"breach": ["art_21__item_3", "art_20"]})
    read = read_frame(short, plan("liability"))
    assert read["breach"].to_list() == ["art_21__para_1__item_3", "art_20"]
    named = pl.DataFrame({"owner": ["甲", " 甲 ", "Ōsaka é"]})
    assert read_frame(named, plan("responsible_party"))["owner"].to_list() == [
        "甲",
        "甲",
        "Ōsaka é",
    ]


def test_facts_that_contradict_each_other_are_refused_as_alone() -> None:
    frame = {
        "breach": ["art_20", "art_23", "art_23", "art_13"],
        "setting": ["other", "public_area", "other", "other"],
        "offender": ["unit"] * 4,
    }
    problems = refuse("liability", frame)
    assert {p.field for p in problems} == {"setting"}
    assert sorted(r for p in problems for r in list_rows(p)) == [3, 4]
    with pytest.raises(InputError) as alone:
        LAW.decide("liability", {"breach": "art_23", "setting": "other"}, on=ON)
    (problem,) = alone.value.problems
    assert any(p.message.en.endswith(problem.message.en) for p in problems)


def test_categories_are_text() -> None:
    whole = pl.Enum(["public_area", "key_unit", "other"])  # the closed list itself
    for dtype in (pl.Categorical, pl.Enum(["other", "key_unit", "bank"]), whole):
        frame = pl.DataFrame({"setting": pl.Series(["key_unit", None, "other"], dtype=dtype)})
        assert read_frame(frame, plan("retention"))["setting"].to_list() == [
            "key_unit",
            None,
            "other",
        ]


def test_a_column_of_nulls_is_unknown() -> None:
    frame = pl.DataFrame(
        {f.name: pl.Series([None, None]) for f in LAW.questions["liability"].facts}
    )
    assert read_frame(frame, plan("liability"))["unlawful_income"].dtype == pl.Decimal(18, 2)
