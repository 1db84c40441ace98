"""The SQL of every question as it is printed, kept as files.

A change of a rule, of a parameter or of Ibis shows here as a difference to read. To renew the
files: `.venv/bin/python -m tests.law.test_columns_sql`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jifang.law import load_law
from jifang.law.columns.plan import plan_question
from jifang.law.columns.sql import DIALECTS, Dialect, list_all_columns, write_sql
from jifang.law.errors import DefinitionError

LAW = load_law()
ON = date(2026, 11, 22)
NAMES = [q.name for q in LAW.questions.values() if q.batchable]
SNAPSHOTS = Path(__file__).parent / "snapshots"
FOLDERS: dict[Dialect, str] = {"duckdb": "duckdb", "postgres": "postgres", "pyspark": "spark"}


def find_snapshot(dialect: Dialect, name: str) -> Path:
    return SNAPSHOTS / FOLDERS[dialect] / f"{name}.sql"


def print_sql(dialect: Dialect, name: str) -> str:
    plan = plan_question(LAW, name, on=ON)
    return write_sql(plan, list_all_columns(plan), dialect) + "\n"


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", NAMES)
def test_the_sql_is_the_one_on_file(dialect: Dialect, name: str) -> None:
    kept = find_snapshot(dialect, name).read_text("utf-8")
    assert print_sql(dialect, name) == kept, "renew: python -m tests.law.test_columns_sql"


def test_no_snapshot_is_left_over() -> None:
    kept = {(p.parent.name, p.stem) for p in SNAPSHOTS.glob("*/*.sql")}
    assert kept == {(folder, name) for folder in FOLDERS.values() for name in NAMES}


def test_no_unsigned_type_is_printed() -> None:
    for path in SNAPSHOTS.glob("*/*.sql"):
        printed = path.read_text("utf-8").upper()
        assert "UNSIGNED" not in printed
        assert "USMALLINT" not in printed


def test_an_unknown_dialect_is_refused() -> None:
    plan = plan_question(LAW, "retention", on=ON)
    with pytest.raises(DefinitionError):
        write_sql(plan, [], "oracle")  # type: ignore[arg-type]  # what is refused


def renew() -> None:
    """Write every file anew and remove those of questions that are gone."""
    for old in SNAPSHOTS.glob("*/*.sql"):
        old.unlink()
    for dialect in DIALECTS:
        for name in NAMES:
            path = find_snapshot(dialect, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(print_sql(dialect, name), "utf-8")


if __name__ == "__main__":
    renew()
