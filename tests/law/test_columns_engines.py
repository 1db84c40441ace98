"""Every question on every engine: the same outcome, provision, instrument and pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from jifang.foundation.postgres.connection import Connection
from jifang.law import InputError, load_law
from jifang.law.columns import spark
from jifang.law.columns.batch import Batch
from jifang.law.columns.engines import (
    DuckDbEngine,
    Engine,
    PolarsEngine,
    PostgresEngine,
    stage_file,
)
from jifang.law.columns.intake import read_frame
from jifang.law.columns.patterns import join_parts
from jifang.law.columns.plan import plan_question
from jifang.law.columns.rows import write_cell, write_columns
from jifang.law.columns.source import open_source
from jifang.law.columns.sql import write_sql
from jifang.law.columns.tally import Tally
from jifang.law.engine.expr import Fact
from jifang.law.engine.frame import Row, build_frame
from jifang.law.engine.types import NONE
from jifang.law.schema import find_refusal

LAW = load_law()
ON = date(2026, 11, 22)
NAMES = [q.name for q in LAW.questions.values() if q.batchable]
DAYS = [e + timedelta(n) for e in LAW.epochs for n in (-1, 0)] + [ON]
ROWS = 600
SPARK_ROWS = 60
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For a Java that runs for seconds: no optimising compiler and no parallel collector. Half the
work; nothing of Spark's."""

MakeEngine = Callable[[Batch], Engine]


def is_accepted(fact: Fact, value: Any) -> bool:
    """Whether the reader takes a value as a file would give it."""
    return find_refusal(fact, value if value is NONE else write_cell(fact, value)) is None


@cache
def list_rows(name: str, most: int) -> list[Row]:
    """Rows spread over the frame that the reader accepts, every other one without what the law
    supplies where it is left out."""
    question = LAW.questions[name]
    rows = build_frame(LAW, name, ON, limit=20_000).rows
    step = max(1, len(rows) // most)
    found = [
        {k: v for k, v in row.items() if at % 2 or k not in question.defaults}
        for at, row in enumerate(rows[::step])
    ]
    facts = {f.name: f for f in question.facts}
    return [
        row
        for row in found
        if not (question.check and list(question.check(row)))
        and all(is_accepted(facts[n], v) for n, v in row.items())
    ]


def run(
    name: str, rows: list[Row], make: MakeEngine, folder: Path, days: list[date] | None = None
) -> tuple[pl.DataFrame, Tally, Tally]:
    """The rows through a file and an engine: the answers, their counts, and counts alone."""
    frame = write_columns(LAW.questions[name].facts, rows)
    if days is not None:
        frame = frame.with_columns(pl.Series("the day", days))
    frame.write_parquet(folder / "data.parquet")
    plan = (
        plan_question(LAW, name, on=ON) if days is None else plan_question(LAW, name, day="the day")
    )
    source, out = open_source(folder / "data.parquet"), folder / "out.parquet"
    batch, again = Batch(plan, source), Batch(plan, source)
    tally = batch.decide(make(batch), out)
    return pl.read_parquet(out), tally, again.count(make(again))


def check(
    name: str, rows: list[Row], make: MakeEngine, folder: Path, days: list[date] | None = None
) -> None:
    """The engine answers as the scalar law does, and counts what it answers."""
    decided, tally, counted = run(name, rows, make, folder, days)
    each = days or [ON] * len(rows)
    alone = [LAW.judge(name, r, d) for r, d in zip(rows, each, strict=True)]
    wanted = [(d.outcome, d.decided_by, d.decided_by_law, d.pattern) for d in alone]
    assert decided.rows() == wanted
    assert counted.as_dict("zh") == tally.as_dict("zh")
    assert tally.rows == len(rows)
    missing = set(tally.missing)
    for decision in alone[:: max(1, len(alone) // 100)]:
        assert set(decision.missing) <= missing


@pytest.mark.parametrize("name", NAMES)
def test_polars(name: str, tmp_path: Path) -> None:
    check(name, list_rows(name, ROWS), lambda b: PolarsEngine(b.plan, b.given), tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_duckdb(name: str, tmp_path: Path) -> None:
    check(name, list_rows(name, ROWS), lambda b: DuckDbEngine(b.plan, b.given, tmp_path), tmp_path)


@pytest.fixture
def session(database_server: Connection) -> Iterator[psycopg.Connection[Any]]:
    params = database_server.as_params(database_server.owner)
    with psycopg.connect(**params) as opened:
        yield opened


@pytest.mark.parametrize("name", NAMES)
def test_postgres(name: str, tmp_path: Path, session: psycopg.Connection[Any]) -> None:
    check(name, list_rows(name, ROWS), lambda b: PostgresEngine(b.plan, b.given, session), tmp_path)
    left = session.execute("SELECT count(*) FROM pg_class WHERE relname = 'jifang_facts'")
    assert left.fetchone() == (0,)


@pytest.mark.parametrize("name", ["retention", "siting", "liability", "scope"])
def test_the_law_of_each_rows_day(
    name: str, tmp_path: Path, session: psycopg.Connection[Any]
) -> None:
    rows = list_rows(name, 300)
    days = [DAYS[(i * 5 + i // len(DAYS)) % len(DAYS)] for i in range(len(rows))]
    check(name, rows, lambda b: DuckDbEngine(b.plan, b.given, tmp_path), tmp_path, days)
    check(name, rows, lambda b: PostgresEngine(b.plan, b.given, session), tmp_path, days)


def test_columns_that_are_not_given_are_unknown_on_every_engine(
    tmp_path: Path, session: psycopg.Connection[Any]
) -> None:
    frame = pl.DataFrame({"effective_storage_days": [18, 90, None]})
    frame.write_parquet(tmp_path / "data.parquet")
    engines: list[MakeEngine] = [
        lambda b: PolarsEngine(b.plan, b.given),
        lambda b: DuckDbEngine(b.plan, b.given, tmp_path),
        lambda b: PostgresEngine(b.plan, b.given, session),
    ]
    told = []
    for make in engines:
        batch = Batch(
            plan_question(LAW, "retention", on=ON), open_source(tmp_path / "data.parquet")
        )
        tally = batch.decide(make(batch), tmp_path / "out.parquet")
        told.append((pl.read_parquet(tmp_path / "out.parquet").rows(), tally.as_dict("en")))
    rows: list[Row] = [{"effective_storage_days": 18}, {"effective_storage_days": 90}, {}]
    alone = [LAW.judge("retention", r, ON).pattern for r in rows]
    assert [row[3] for row in told[0][0]] == alone
    assert told[0] == told[1] == told[2]


@pytest.fixture(scope="module")
def spark_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    folder = tmp_path_factory.mktemp("spark 火花")
    try:
        spark.check_spark()
    except InputError as refused:
        pytest.skip(refused.say("en"))
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("JDK_JAVA_OPTIONS", QUICK_JAVA)
        opened = stack.enter_context(spark.open_session(folder))
        patch.undo()
        # A few rows a question: compiling every plan to Java would take longer than running it.
        opened.conf.set("spark.sql.codegen.wholeStage", "false")
        opened.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        opened.conf.set("spark.sql.shuffle.partitions", "1")
        yield opened, folder


@pytest.mark.timeout(300)
def test_spark_on_every_question(spark_session: tuple[Any, Path]) -> None:
    opened, folder = spark_session
    for name in NAMES:
        rows = list_rows(name, SPARK_ROWS)
        frame = write_columns(LAW.questions[name].facts, rows)
        plan = plan_question(LAW, name, on=ON)
        path = folder / f"{name}.parquet"
        stage_file(plan, frame.columns, [read_frame(frame, plan)], path)
        opened.read.parquet(str(path)).createOrReplaceTempView(name)
        sql = write_sql(plan, frame.columns, "pyspark", table=name, by_row=True)
        width = len(plan.parts)
        found = [join_parts(tuple(row)[:width]) for row in opened.sql(sql).collect()]
        assert found == [LAW.judge(name, r, ON).pattern for r in rows], name


@pytest.mark.timeout(300)
def test_spark_through_its_engine(spark_session: tuple[Any, Path]) -> None:
    opened, folder = spark_session
    rows = list_rows("retention", SPARK_ROWS)
    days = [DAYS[i % len(DAYS)] for i in range(len(rows))]

    def make(batch: Batch) -> Engine:
        return spark.SparkEngine(batch.plan, batch.given, folder, opened)

    check("retention", rows, make, folder, days)


def test_the_session_of_spark_speaks_to_no_one(spark_session: tuple[Any, Path]) -> None:
    opened, folder = spark_session
    conf = opened.sparkContext.getConf()
    assert conf.get("spark.driver.bindAddress") == "127.0.0.1"
    assert conf.get("spark.ui.enabled") == "false"
    assert str(folder) in conf.get("spark.sql.warehouse.dir")
