"""`jifang batch`: files in, files out, summaries, refusals, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from jifang.cli import main
from jifang.foundation.postgres.connection import Connection
from jifang.law.columns.spark import read_java_version
from tests.cli.conftest import COMMAND, Run

ON = ("--on", "2026-11-22")

SITES = pl.DataFrame(
    {
        "site": ["甲", "乙", "丙", "丁"],
        "setting": ["key_unit", "public_area", "other", None],
        "counter_terrorism_target": [False, True, False, False],
        "effective_storage_days": [30, 89, None, 29],
        "other_law_days": [None, None, None, None],
        "other_law_days__none": [True] * 4,
    },
    schema_overrides={"other_law_days": pl.Int64},
)
"""Art. 20: 30 days for a key unit, 90 for a counter-terrorism target, none for other places; and a
site of which it is not known whether it is bound."""


@pytest.fixture
def data(tmp_path: Path) -> str:
    path = tmp_path / "各站点 数据.parquet"
    SITES.write_parquet(path)
    return str(path)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "结果 ①.parquet"


def write(tmp_path: Path, columns: dict[str, Any]) -> str:
    path = tmp_path / "data.parquet"
    pl.DataFrame(columns).write_parquet(path)
    return str(path)


def test_every_row_is_answered_in_its_order(
    data: str, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", "retention", data, "--out", str(out), *ON, "--pass", "site"]) == 1
    answers = pl.read_parquet(out)
    assert answers.columns == ["site", "outcome", "provision", "law", "pattern"]
    assert answers["site"].to_list() == ["甲", "乙", "丙", "丁"]
    assert answers["outcome"].to_list() == ["meets", "falls_short", "not_required", "unknown"]
    assert answers["provision"].to_list() == ["art_20__para_1"] * 3 + [None]
    assert answers["law"].to_list() == ["gd-decree-238"] * 3 + [None]
    assert answers.schema["pattern"] == pl.Int64
    said = capsys.readouterr()
    assert said.err == ""
    for words in ("4 行", "存储时间不足", "办法第二十条第一款", "setting", "结果 ①.parquet"):
        assert words in said.out


def test_the_summary_as_json(data: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["batch", "retention", data, "--out", str(out), *ON, "--pass", "site"]
    assert main([*line, "--format", "json", "--lang", "en", "--exit-zero"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 4
    assert {o["outcome"]: o["rows"] for o in told["outcomes"]} == {
        "meets": 1, "falls_short": 1, "not_required": 1, "unknown": 1,
    }  # fmt: skip
    assert told["provisions"][0]["label"] == "Measures, art. 20 ¶ 1"
    missing = {m["fact"]: (m["fact_text"], m["rows"]) for m in told["missing"]}
    assert missing["setting"] == ("the place counts as", 1)
    assert "effective_storage_days" not in missing
    assert (told["engine"], told["out"], told["on"]) == ("polars", str(out), "2026-11-22")


def test_counts_make_no_rows(data: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["batch", "retention", data, "--counts", *ON, "--pass", "site"]
    assert main([*line, "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["out"] is None
    assert [p["rows"] for p in told["patterns"]] == [1, 1, 1, 1]
    assert main([*line, "--out", str(out), "--explain", "pattern"]) == 1
    counted = pl.read_parquet(out)
    assert counted.columns == ["outcome", "provision", "law", "pattern", "rows", "explanation"]
    assert counted["rows"].sum() == 4
    patterns = [p["pattern"] for p in told["patterns"]]
    assert sorted(counted["pattern"]) == sorted(patterns)


def test_rows_are_explained_by_pattern_or_one_by_one(data: str, out: Path) -> None:
    line = ["batch", "retention", data, "--out", str(out), *ON, "--pass", "site"]
    assert main([*line, "--explain", "pattern"]) == 1
    by_pattern = pl.read_parquet(out)["explanation"].to_list()
    assert by_pattern[1].startswith("存储时间不足\n第二十条第一款（成立）")
    assert main([*line, "--explain", "row"]) == 1
    by_row = pl.read_parquet(out)["explanation"].to_list()
    assert "89" in by_row[1]
    assert "89" not in by_pattern[1]


def test_the_law_of_each_rows_day(tmp_path: Path, out: Path) -> None:
    rows = {
        "effective_storage_days": [29, 29],
        "setting": ["key_unit"] * 2,
        "found": [date(2017, 7, 31), date(2017, 8, 1)],
    }
    data = write(tmp_path, rows)
    assert main(["batch", "retention", data, "--out", str(out), "--on-column", "found"]) == 1
    assert pl.read_parquet(out)["outcome"].to_list() == ["not_in_force", "falls_short"]


def test_exit_codes(tmp_path: Path, out: Path) -> None:
    def run(days: list[int | None], *more: str) -> int:
        rows = {"setting": ["key_unit"] * len(days), "effective_storage_days": days,
                "counter_terrorism_target": [False] * len(days),
                "other_law_days": pl.Series([None] * len(days), dtype=pl.Int64),
                "other_law_days__none": [True] * len(days)}  # fmt: skip
        data = write(tmp_path, rows)
        return main(["batch", "retention", data, "--out", str(out), *ON, *more])

    assert run([30, 31]) == 0
    assert run([30, 29]) == 1
    assert run([30, 29], "--exit-zero") == 0
    assert run([30, None]) == 0
    assert run([None, None], "--exit-zero") == 3


def test_a_file_without_rows_is_answered(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "empty.parquet"
    SITES.clear().write_parquet(path)
    for engine in ("polars", "duckdb"):
        line = ["batch", "retention", str(path), "--out", str(out), "--pass", "site"]
        assert main([*line, "--engine", engine]) == 0
        assert pl.read_parquet(out).shape == (0, 5)


def refuse(capsys: pytest.CaptureFixture[str], *line: str) -> list[dict[str, Any]]:
    assert main(["batch", *line, "--format", "json", "--lang", "en"]) == 2
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["errors"]
    return found


@pytest.mark.parametrize("name", ["duties", "assessment", "penalty_procedure", "nothing"])
def test_a_question_that_is_not_answered_in_batches(
    name: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (problem,) = refuse(capsys, name, data, "--counts")
    assert problem["field"] == "question"
    assert problem["value"] == name


def test_bad_rows_are_told_and_nothing_is_written(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write(
        tmp_path,
        {"setting": ["key_unit", "bank"], "effective_storage_days": [-1, 30], "site": ["甲", "乙"]},
    )
    line = ("retention", data, "--out", str(out))
    (problem,) = refuse(capsys, *line)
    assert problem["field"] == "site"
    for engine in ("polars", "duckdb"):
        problems = refuse(capsys, *line, "--pass", "site", "--engine", engine)
        assert [p["field"] for p in problems] == ["setting", "effective_storage_days"]
        assert "row 2:" in problems[0]["message"]
        assert "row 1: must not be negative" in problems[1]["message"]
    assert os.listdir(tmp_path) == ["data.parquet"]  # noqa: PTH208 - names alone


def test_bad_rows_in_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path, {"effective_storage_days": [30, -1]})
    assert main(["batch", "retention", data, "--counts"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "effective_storage_days：第 2 行：不得为负数（所给：-1）\n"


BAD_LINES: list[tuple[list[str], str]] = [
    (["{data}"], "--out"),
    (["{missing}", "--counts"], "DATA"),
    (["{text}", "--counts"], "DATA"),
    (["{data}", "--out", "{folder}"], "--out"),
    (["{data}", "--out", "{data}"], "--out"),
    (["{data}", "--out", "{folder}/no/out.parquet", "--pass", "site"], "--out"),
    (["{data}", "--counts", "--on", "2026-02-30"], "--on"),
    (["{data}", "--counts", "--on", "2026-11-22", "--on-column", "site"], "--on-column"),
    (["{data}", "--counts", "--on-column", "nowhere", "--pass", "site"], "nowhere"),
    (["{data}", "--counts", "--on-column", "site"], "site"),
    (["{data}", "--counts", "--pass", "nowhere", "--pass", "site"], "nowhere"),
    (["{data}", "--counts", "--engine", "sqlite"], "--engine"),
    (["{data}", "--counts", "--out", "{folder}/o.parquet", "--explain", "row"], "--explain"),
]


@pytest.mark.parametrize(("line", "field"), BAD_LINES)
def test_a_line_that_cannot_be_carried_out(
    line: list[str], field: str, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.parquet"
    text.write_text("no parquet")
    places = {"data": data, "missing": f"{data}.not", "text": text, "folder": tmp_path}
    problems = refuse(capsys, "retention", *(word.format(**places) for word in line))
    assert [p["field"] for p in problems] == [field]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["text.parquet", Path(data).name])


def test_postgres_answers_alike(
    data: str, out: Path, database_server: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database_server.as_url(database_server.owner)
    monkeypatch.setenv("DATABASE_URL", url)
    line = ["batch", "retention", data, "--out", str(out), *ON, "--pass", "site"]
    assert main([*line, "--engine", "polars"]) == 1
    wanted = pl.read_parquet(out)
    assert main([*line, "--engine", "postgres"]) == 1
    assert pl.read_parquet(out).equals(wanted)
    assert main([*line, "--engine", "duckdb"]) == 1
    assert pl.read_parquet(out).equals(wanted)


def test_bad_rows_leave_nothing_in_the_database(
    tmp_path: Path,
    database_server: Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_server.as_url(database_server.owner))
    data = write(tmp_path, {"effective_storage_days": [30, -1]})
    for more in (("--counts",), ("--out", str(tmp_path / "out.parquet"))):
        (problem,) = refuse(capsys, "retention", data, "--engine", "postgres", *more)
        assert "row 2: must not be negative" in problem["message"]
    assert [p.name for p in tmp_path.iterdir()] == ["data.parquet"]


def test_a_database_that_cannot_be_reached(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:no@127.0.0.1:1/nothing")
    line = ("retention", data, "--counts", "--pass", "site", "--engine", "postgres")
    (problem,) = refuse(capsys, *line)
    assert problem["field"] == "--engine"
    assert "cannot be used" in problem["message"]


def test_spark_without_java_says_what_to_do(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "none"))
    line = ("retention", data, "--counts", "--pass", "site", "--engine", "spark")
    (problem,) = refuse(capsys, *line)
    assert problem["field"] == "--engine"
    assert "Java 17" in problem["message"]
    assert "JAVA_HOME" in problem["message"]


def test_spark_that_is_not_installed_says_what_to_do(
    data: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    line = ("retention", data, "--counts", "--pass", "site", "--engine", "spark")
    (problem,) = refuse(capsys, *line)
    assert problem["field"] == "--engine"
    assert "make spark" in problem["message"]


@pytest.mark.parametrize(("told", "version"), [('"11.0.2"', 11), ('"1.8.0_292"', 8), ("", 0)])
def test_the_version_of_java(told: str, version: int, tmp_path: Path) -> None:
    program = tmp_path / "java"
    program.write_text(f"#!/bin/sh\necho 'openjdk version {told}' >&2\n")
    program.chmod(0o755)
    assert read_java_version(str(program)) == version


def start_long_run(tmp_path: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run that has begun to write."""
    data = tmp_path / "many.parquet"
    pl.concat([SITES] * 50_000).write_parquet(data)
    line = [
        "batch",
        "retention",
        str(data),
        "--out",
        str(out),
        "--pass",
        "site",
        "--explain",
        "row",
    ]
    process = subprocess.Popen([COMMAND, *line], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".*.part")):
        assert time.monotonic() < deadline, process.stderr
        assert process.poll() is None
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_leaves_no_half_file(
    number: signal.Signals, tmp_path: Path, out: Path, data: str
) -> None:
    process = start_long_run(tmp_path, out)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (130 if number is signal.SIGTERM else -signal.SIGKILL)
    assert not out.exists()
    assert len(list(tmp_path.glob(".*.part"))) == (number is signal.SIGKILL)
    # What a kill that cannot be answered left behind goes with the next run.
    assert main(["batch", "retention", data, "--out", str(out), "--pass", "site", *ON]) == 1
    assert not list(tmp_path.glob(".*.part"))


def test_a_result_that_is_there_is_replaced_only_by_a_whole_one(
    tmp_path: Path, data: str, out: Path
) -> None:
    out.write_bytes(b"before")
    bad = write(tmp_path, {"effective_storage_days": [-1]})
    assert main(["batch", "retention", bad, "--out", str(out)]) == 2
    assert out.read_bytes() == b"before"
    assert main(["batch", "retention", data, "--out", str(out), "--pass", "site", *ON]) == 1
    assert pl.read_parquet(out).height == 4


def test_a_disk_that_is_full_is_no_answer(tmp_path: Path, data: str, run_installed: Run) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    out = tmp_path / "out.parquet"
    # The file that is being written stands for the disk.
    code = (
        "import sys, jifang.law.columns.source as s;"
        "s.Sink.write = lambda *a: (_ for _ in ()).throw(OSError(28, 'No space left on device'));"
        "from jifang.cli import main; sys.exit(main())"
    )
    run = subprocess.run(
        [shutil.which("python3", path=str(COMMAND.parent)) or "", "-c", code, "batch", "retention",
         data, "--out", str(out), "--pass", "site"],
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode == 4
    assert b"No space left" in run.stderr
    assert not out.exists()


def test_amounts_and_organs_and_lists_through_every_engine(
    tmp_path: Path, out: Path, database_server: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_server.as_url(database_server.owner))
    county, city = (
        {"level": le, "region": r} for le, r in (("county", "440106"), ("prefecture", "440100"))
    )
    tables: dict[str, dict[str, Any]] = {
        "putting_into_use": {
            "setting": ["key_unit"] * 3,
            "design_approved_by": [county, county, None],
            "accepted_by": [county, city, county],
            "accepted": [True] * 3,
            "test_passed": [True] * 3,
            "tested_on": [date(2026, 1, 1)] * 3,
            "testing_body_accredited_until": [date(2026, 1, 1)] * 3,
            "testing_scope_covers": [True] * 3,
        },
        "siting": {
            "place_kind": ["a7.main_road"] * 3,
            "captures": [["video", "audio"], [], None],
        },
        "liability": {
            "breach": ["art_21__item_3", "art_14__para_2", "art_20"],
            "offender": ["unit", "individual", "unit"],
            "unlawful_income": [Decimal("0.01"), Decimal(30_000), None],
        },
    }
    for name, columns in tables.items():
        data = write(tmp_path, columns)
        found = []
        for engine in ("polars", "duckdb", "postgres"):
            out.unlink(missing_ok=True)
            line = ["batch", name, data, "--out", str(out), *ON, "--engine", engine]
            assert main([*line, "--exit-zero"]) in {0, 3}
            found.append(pl.read_parquet(out))
        assert found[0].height == 3
        assert found[0].equals(found[1])
        assert found[0].equals(found[2])
