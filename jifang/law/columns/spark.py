"""Spark, an optional engine: found only where `make spark` was run and there is a Java 17.

The session is local, speaks to no other machine and shows no page: two threads, bound to
127.0.0.1, its files in a folder that is the caller's to remove.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from jifang.law.columns.engines import Batches, Group, list_result_columns, stage_file
from jifang.law.columns.ibis_algebra import ROW_COLUMN
from jifang.law.columns.plan import Plan
from jifang.law.columns.sql import write_sql
from jifang.law.errors import InputError, Problem, Text

JAVA = 17

NO_PYSPARK = Text(
    "没有安装 Spark；运行 make spark，或者改用 --engine polars",
    "Spark is not installed; run make spark, or use --engine polars",
)
NO_JAVA = Text(
    "Spark 需要 Java {java} 或更新版本，没有找到；安装后设 JAVA_HOME，或者改用 --engine polars",
    "Spark needs Java {java} or newer and none was found; install it and set JAVA_HOME, or use"
    " --engine polars",
)

LOG = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %m%n
"""
"""Spark says errors on standard error and nothing else."""


def find_java() -> str | None:
    """The Java program that Spark would start."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which(str(Path(home) / "bin" / "java") if home else "java")


def read_java_version(program: str) -> int:
    """The major version of a Java, 0 where it cannot be told."""
    try:
        told = subprocess.run(
            [program, "-version"], capture_output=True, text=True, check=False, timeout=30
        ).stderr
        version = told.split('"')[1].split(".")
        return int(version[1] if version[0] == "1" else version[0])
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired):
        return 0


def check_spark() -> None:
    """Refuse where Spark cannot run, saying what to do. Raises `InputError`."""
    if importlib.util.find_spec("pyspark") is None:
        raise InputError(Problem("--engine", "spark", NO_PYSPARK))
    java = find_java()
    if java is None or read_java_version(java) < JAVA:
        raise InputError(Problem("--engine", "spark", NO_JAVA.fill(java=JAVA)))


@contextmanager
def open_session(folder: Path) -> Iterator[Any]:
    """A local Spark session; its files stay in the folder. Raises `InputError` without Spark."""
    check_spark()
    with warnings.catch_warnings():
        # PySpark says that it does not know the newest pandas; no pandas is used here.
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        log = folder / "log4j2.properties"
        log.write_text(LOG, "utf-8")
        session = (
            SparkSession.builder.master("local[2]")
            .appName("jifang")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={log.as_uri()}")
            .config("spark.log.level", "ERROR")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .config("spark.local.dir", str(folder / "local"))
            .getOrCreate()
        )
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


class SparkEngine:
    """Spark, on a plain copy of the rows in a folder that is the caller's to remove."""

    def __init__(self, plan: Plan, given: Sequence[str], folder: Path, session: Any) -> None:
        self._plan = plan
        self._given = given
        self._folder = folder
        self._session = session

    def decide(self, batches: Batches) -> Iterator[pl.DataFrame]:
        """Pattern parts and unknown readings of every row."""
        self._load(batches)
        sql = write_sql(self._plan, self._given, "pyspark", by_row=True)
        # Spark has no order of its own; sorted files, read by their names, have the rows' order.
        result = self._folder / "result"
        self._session.sql(sql).write.mode("overwrite").parquet(str(result))
        names = list_result_columns(self._plan)
        for part in sorted(result.glob("part-*.parquet")):
            yield pl.read_parquet(part, columns=[*names, ROW_COLUMN]).select(names)

    def count(self, batches: Batches) -> Iterator[Group]:
        """The same, counted per pattern."""
        self._load(batches)
        sql = write_sql(self._plan, self._given, "pyspark", count=True)
        for row in self._session.sql(sql).collect():
            yield tuple(row)

    def _load(self, batches: Batches) -> None:
        path = self._folder / "facts.parquet"
        stage_file(self._plan, self._given, batches, path)
        self._session.read.parquet(str(path)).createOrReplaceTempView("facts")
