"""Lists of amounts in SQL: counted as in Polars and in a single decision."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jifang.law import load_law
from jifang.law.columns.engines import DuckDbEngine, PolarsEngine
from jifang.law.columns.plan import plan_question
from jifang.law.columns.rows import write_columns
from jifang.law.columns.sql import DIALECTS, write_sql
from jifang.law.engine.frame import build_frame

LAW = load_law()
ON = date(2026, 11, 22)
NAME = "certificate_application"


def test_an_application_with_its_figures_is_decided_alike_in_duckdb(tmp_path: Path) -> None:
    facts, supplied = LAW.questions[NAME].facts, LAW.questions[NAME].defaults
    rows = [{k: v for k, v in r.items() if k not in supplied} for r in
            build_frame(LAW, NAME, ON, limit=3_000).rows]  # fmt: skip
    assert any(r.get("project_amounts_2y") == () for r in rows)
    assert any("project_amounts_2y" not in r for r in rows)
    frame = write_columns(facts, rows)
    plan = plan_question(LAW, NAME, on=ON)
    (polars,) = PolarsEngine(plan, frame.columns).decide([frame])
    (duckdb,) = DuckDbEngine(plan, frame.columns, tmp_path).decide([frame])
    assert duckdb.equals(polars.select(duckdb.columns))
    alone = [LAW.judge(NAME, r, ON).pattern for r in rows]
    assert polars.to_series(0).to_list() == alone


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_can_count_the_amounts(dialect: Any) -> None:
    plan = plan_question(LAW, NAME, on=ON)
    sql = write_sql(plan, [f.name for f in plan.facts], dialect)
    assert "project_amounts_2y" in sql
