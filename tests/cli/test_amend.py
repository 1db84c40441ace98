"""`jifang amend`: both laws over a file, in words and as JSON; every mistake named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jifang.cli import main
from jifang.law import load_law
from jifang.law.columns.samples import draw_rows

EXAMPLES = Path(__file__).parents[2] / "examples" / "amendments"
SIXTY = str(EXAMPLES / "1-retention-60.yaml")
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Invented rows of storage."""
    path = tmp_path_factory.mktemp("数据") / "sites.parquet"
    draw_rows(load_law(), "retention", date(2027, 1, 1), 5_000).write_parquet(path)
    return str(path)


def ask(capsys: Capture, *words: str) -> dict[str, Any]:
    assert main(["amend", *words, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_what_moves_is_told_by_provision_and_as_json(data: str, capsys: Capture) -> None:
    found = ask(capsys, SIXTY, data)
    (question,) = found["questions"]
    assert question["question"] == "retention"
    assert question["on"] == "2027-01-01"
    rows = len(pl.read_parquet(data))
    assert question["rows"] == sum(t["rows"] for t in question["transitions"]) == rows
    moved = [t for t in question["transitions"] if t["changed"]]
    assert {t["after"]["outcome"] for t in moved} >= {"falls_short"}
    assert any("unknown" in (t["before"]["outcome"], t["after"]["outcome"]) for t in moved)


@pytest.mark.parametrize(("lang", "said"), [("zh", "演示数据"), ("en", "demonstration data")])
def test_it_speaks_both_languages(data: str, capsys: Capture, lang: str, said: str) -> None:
    assert main(["amend", SIXTY, data, "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert said in shown
    assert "art_20__para_1" in shown
    assert f"{len(pl.read_parquet(data)):,}" in shown


def test_before_it_takes_effect_nothing_moves(data: str, capsys: Capture) -> None:
    found = ask(capsys, SIXTY, data, "--on", "2026-12-31")
    assert found["questions"][0]["changed"] == 0


def test_each_row_may_have_its_day(data: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "days.parquet"
    frame = pl.read_parquet(data)
    half = [date(2026, 12, 31), date(2027, 1, 1)] * len(frame)
    frame.with_columns(day=pl.Series(half[: len(frame)])).write_parquet(path)
    found = ask(capsys, SIXTY, str(path), "--on-column", "day")
    whole = ask(capsys, SIXTY, data)
    assert 0 < found["questions"][0]["changed"] < whole["questions"][0]["changed"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("words", "field"),
    [
        ((SIXTY, "nothing.parquet"), "DATA"),
        (("nothing.yaml", "DATA"), "nothing.yaml"),
        ((SIXTY, SIXTY), "DATA"),
        ((SIXTY, "DATA", "--question", "siting"), "question"),
        ((SIXTY, "DATA", "--on", "soon"), "--on"),
        ((SIXTY, "DATA", "--on", "2027-01-01", "--on-column", "day"), "--on-column"),
        ((SIXTY, "DATA", "--on-column", "day"), "day"),
    ],
)
def test_a_mistake_is_named(
    data: str, capsys: Capture, words: tuple[str, ...], field: str, lang: str
) -> None:
    told = [data if w == "DATA" else w for w in words]
    assert main(["amend", *told, "--format", "json", "--lang", lang]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert field in [e["field"] for e in errors]


def test_an_unknown_column_is_refused_unless_it_is_passed(
    data: str, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "more.parquet"
    pl.read_parquet(data).with_columns(name=pl.lit("甲")).write_parquet(path)
    assert main(["amend", SIXTY, str(path)]) == 2
    assert "name" in capsys.readouterr().err
    assert main(["amend", SIXTY, str(path), "--pass", "name"]) == 0


def test_a_wrong_value_is_told_with_its_rows(data: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "wrong.parquet"
    frame = pl.read_parquet(data)
    days = frame["effective_storage_days"].to_list()
    days[6] = -1
    frame.with_columns(effective_storage_days=pl.Series(days)).write_parquet(path)
    assert main(["amend", SIXTY, str(path), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "effective_storage_days" in said
    assert "7" in said
