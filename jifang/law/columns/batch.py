"""A file of rows decided in one go: read in batches, computed in an engine, written whole.

The rows are read once for the engine and, where columns are passed through or rows explained one
by one, a second time beside its results; so any number of rows fits in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

import polars as pl

from jifang.law.columns.engines import Batches, Engine, Group, count_batch
from jifang.law.columns.intake import Intake
from jifang.law.columns.patterns import explain_pattern
from jifang.law.columns.plan import Plan
from jifang.law.columns.polars_engine import Rulings, write_patterns
from jifang.law.columns.rows import read_row
from jifang.law.columns.source import Source, write_parquet
from jifang.law.columns.tally import Tally, tally_groups
from jifang.law.decision import Decision
from jifang.law.errors import DefinitionError, Lang

Explain = Literal["no", "pattern", "row"]
Stage = Literal["read", "write"]
Tell = Callable[[Stage, int], None]
"""Told of the rows read or written since last time."""


def stay_silent(stage: Stage, rows: int) -> None:
    """Nobody listens."""


@dataclass
class Batch:
    """One run over one file. `passed` are columns of the file kept through to the output."""

    plan: Plan
    source: Source
    passed: Sequence[str] = ()
    explain: Explain = "no"
    lang: Lang = "zh"
    tell: Tell = stay_silent
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        self.intake = Intake(self.plan, self.source.schema, self.passed)

    @property
    def given(self) -> list[str]:
        """The columns that an engine gets."""
        return self.intake.columns

    def read(self) -> Batches:
        """The batches as conditions read them.

        After the first mistake nothing more is given, but everything is read: all mistakes are
        told together, by an `InputError`, before an engine answers anything.
        """
        for batch in self.source.scan(self.given):
            read = self.intake.read(batch)
            self.tell("read", len(batch))
            if not self.intake.has_problems:
                yield read
        self.intake.raise_problems()

    def count(self, engine: Engine) -> Tally:
        """Counts per pattern; no row is made. Raises `InputError` where the rows are wrong."""
        return tally_groups(self.plan, engine.count(self.read()))

    def decide(self, engine: Engine, out: Path) -> Tally:
        """Every row's answer as a Parquet file, in the order of the rows, and their counts.

        Raises `InputError` where the rows are wrong or the file cannot be written; then there is
        no file.
        """
        rulings = Rulings(self.plan)
        groups: list[Group] = []
        beside = Beside(self._scan_beside())
        parts = engine.decide(self.read())
        with write_parquet(out, self._empty(rulings)) as sink:
            for batch in parts:
                answers = rulings.attach(batch)
                sink.write(self._complete(answers, beside.take(len(batch)), rulings, batch))
                groups += count_batch(self.plan, batch)
                self.tell("write", len(batch))
        return tally_groups(self.plan, groups)

    def _scan_beside(self) -> Callable[[], Iterator[pl.DataFrame]]:
        facts = self.given if self.explain == "row" else []
        return partial(self.source.scan, list(dict.fromkeys([*self.passed, *facts])))

    def _empty(self, rulings: Rulings) -> pl.DataFrame:
        schema: dict[str, Any] = {n: self.source.schema[n] for n in self.passed}
        schema |= rulings.schema
        return pl.DataFrame(schema=schema | ({"explanation": pl.String} if self._explains else {}))

    @property
    def _explains(self) -> bool:
        return self.explain != "no"

    def _complete(
        self, answers: pl.DataFrame, beside: pl.DataFrame, rulings: Rulings, parts: pl.DataFrame
    ) -> pl.DataFrame:
        """The rows of the output: what is passed through, the answers, their explanation."""
        found = beside.select(self.passed).hstack(answers) if self.passed else answers
        if self.explain == "row":
            said = pl.Series("explanation", self._explain_rows(beside), dtype=pl.String)
            return found.with_columns(said)
        if self.explain == "pattern":
            patterns = (r.pattern for r in rulings.rulings)
            texts = pl.Series([explain_pattern(self.plan, p, self.lang) for p in patterns])
            places = rulings.find_places(parts)
            return found.with_columns(texts.gather(places).alias("explanation"))
        return found

    def _explain_rows(self, beside: pl.DataFrame) -> list[str]:
        intake = Intake(self.plan, beside.select(self.given).schema)
        rows = intake.read(beside.select(self.given)).iter_rows(named=True)
        return [decide_row(self.plan, row).say(self.lang) for row in rows]


def decide_row(plan: Plan, row: dict[str, Any]) -> Decision:
    """The scalar decision of one row that was read: values, dates, duties, explanation."""
    on = plan.on if plan.day is None else row[plan.day]
    if not isinstance(on, date):
        raise DefinitionError("a row has no day")
    return plan.law.judge(plan.question.name, read_row(plan.question.facts, row), on)


def write_counts(tally: Tally, out: Path, explain: Explain, lang: Lang) -> None:
    """The counts per pattern as a Parquet file. Raises `InputError` where it cannot be written."""
    counted = tally.patterns
    rulings = [c.ruling for c in counted]
    frame = pl.DataFrame(
        {
            "outcome": pl.Series([r.outcome for r in rulings], dtype=pl.String),
            "provision": pl.Series([r.provision for r in rulings], dtype=pl.String),
            "law": pl.Series([r.law for r in rulings], dtype=pl.String),
            "pattern": write_patterns(tally.plan, [r.pattern for r in rulings]),
            "rows": pl.Series([c.rows for c in counted], dtype=pl.Int64),
        }
    )
    if explain != "no":
        texts = [explain_pattern(tally.plan, r.pattern, lang) for r in rulings]
        frame = frame.with_columns(pl.Series("explanation", texts, dtype=pl.String))
    with write_parquet(out, frame) as sink:
        sink.write(frame)


class Beside:
    """The same rows a second time, in pieces of any length."""

    def __init__(self, scan: Callable[[], Iterator[pl.DataFrame]]) -> None:
        self._scan = scan
        self._batches: Iterator[pl.DataFrame] | None = None
        self._held: list[pl.DataFrame] = []

    def take(self, rows: int) -> pl.DataFrame:
        """The next rows."""
        if self._batches is None:
            self._batches = self._scan()
        while sum(map(len, self._held)) < rows:
            self._held.append(next(self._batches))
        held = pl.concat(self._held, rechunk=False) if len(self._held) > 1 else self._held[0]
        self._held = [held.slice(rows)]
        return held.head(rows)
