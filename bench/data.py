"""Rows for any question answered in batches: seeded, plausible, with some facts not given.

Values are drawn from those that can matter to the question (its frame), so that every clause is
met. The shares are made up and plausible, not statistics of anything: most systems store long
enough, a few are counter-terrorism targets, and 4 to 10 % of every fact is unknown.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from bench.rules import ON, load_bench_law
from jifang.law.columns.polars_algebra import NONE_SUFFIX
from jifang.law.columns.rows import read_row, write_cell, write_dtype
from jifang.law.engine.expr import Fact
from jifang.law.engine.frame import build_frame
from jifang.law.engine.question import Question
from jifang.law.engine.types import NONE, Kind
from jifang.law.schema import find_refusal

CHUNK = 1_000_000
SEED = 238
SOUND = 40_000
"""So many rows are drawn of a question that refuses contradictions; the sound ones recur."""
NONE_SHARE = 0.3
UNKNOWN_SHARES = (0.04, 0.10)

SHARES: Mapping[str, Mapping[Any, float]] = {
    "setting": {"public_area": 0.3, "key_unit": 0.5, "other": 0.2},
    "system_setting": {"public_area": 0.6, "key_unit": 0.3, "other": 0.1},
    "counter_terrorism_target": {True: 0.05, False: 0.95},
    "effective_storage_days": {15: 0.1, 29: 0.05, 30: 0.4, 60: 0.1, 89: 0.05, 90: 0.2, 180: 0.1},
    "other_law_days": {30: 0.5, 60: 0.2, 90: 0.3},
    "requester": {
        "public_security": 0.4, "national_security": 0.02, "emergency_department": 0.03,
        "other_department": 0.1, "judicial_or_supervisory": 0.05, "citizen": 0.2,
        "relative_or_guardian": 0.05, "using_unit_staff": 0.1, "other": 0.05,
    },
    "purpose": {
        "law_enforcement": 0.5, "public_emergency": 0.05, "own_loss": 0.2, "duty": 0.1,
        "statutory_reason": 0.05, "other": 0.1,
    },
    "action": {"view": 0.5, "copy": 0.25, "retrieve": 0.15, "refilm": 0.05, "connect": 0.05},
    "staff_count": {1: 0.1, 2: 0.7, 3: 0.2},
    "work_cards_shown": {True: 0.9, False: 0.1},
    "letter_shown": {True: 0.85, False: 0.15},
    "registered": {True: 0.9, False: 0.1},
}  # fmt: skip
"""How often a value is met; what is not listed here is drawn evenly from its frame."""

NONES: Mapping[str, float] = {"other_law_days": 0.9, "approved_by_builder_organ": 0.8}
"""How often a fact for which null is an answer is known to be none, where not `NONE_SHARE`."""


def make_rows(question: str, count: int) -> pl.DataFrame:
    """Rows of a question's facts, in one piece."""
    return pl.concat(list(make_chunks(question, count)), rechunk=True)


def make_chunks(question: str, count: int) -> Iterator[pl.DataFrame]:
    """Rows of a question's facts, a million at a time; the same whenever they are made."""
    asked = load_bench_law().questions[question]
    sound = None if asked.check is None else draw_sound_rows(asked)
    for number, start in enumerate(range(0, count, CHUNK), 1):
        draw = np.random.default_rng((SEED, zlib.crc32(question.encode()), number))
        rows = min(CHUNK, count - start)
        if sound is None:
            yield draw_rows(asked, rows, draw)
        else:
            yield sound.select(pl.all().gather(draw.integers(0, len(sound), rows)))


def draw_sound_rows(asked: Question) -> pl.DataFrame:
    """Rows that do not contradict themselves, of a question that refuses those that do."""
    draw = np.random.default_rng((SEED, zlib.crc32(asked.name.encode()), 0))
    rows = draw_rows(asked, SOUND, draw)
    check = asked.check or (lambda _: ())
    cases = (read_row(asked.facts, row) for row in rows.iter_rows(named=True))
    return rows.filter(pl.Series([not any(True for _ in check(case)) for case in cases]))


def draw_rows(asked: Question, rows: int, draw: np.random.Generator) -> pl.DataFrame:
    """Rows whose facts are drawn independently of each other."""
    values = build_frame(load_bench_law(), asked.name, ON, limit=1).values
    facts = [f for f in asked.facts if f.name in values]
    pools = {f.name: make_pool(f, values[f.name]) for f in facts}
    return pl.DataFrame([s for f in facts for s in draw_fact(f, pools[f.name], rows, draw)])


def make_pool(fact: Fact, values: Sequence[Any]) -> tuple[pl.Series, Sequence[float] | None]:
    """The values to draw from, with their shares."""
    shares = SHARES.get(fact.name)
    known = [v for v in values if v is not None and v is not NONE]
    if shares is not None:
        known = list(shares)
    if fact.type.kind is Kind.PROVISION:  # a frame also holds what no instrument records
        known = [v for v in known if find_refusal(fact, v) is None]
    cells = [write_cell(fact, v) for v in known]
    if fact.type.kind is Kind.CODE and fact.type.domain is not None:
        dtype: Any = pl.Enum(fact.type.domain.codes)
    else:
        dtype = write_dtype(fact)
    return pl.Series(fact.name, cells, dtype=dtype), None if shares is None else [*shares.values()]


def draw_fact(
    fact: Fact,
    pool: tuple[pl.Series, Sequence[float] | None],
    rows: int,
    draw: np.random.Generator,
) -> list[pl.Series]:
    """The column of a fact and, where null is an answer, the column that says where it is none."""
    values, weights = pool
    index = draw.choice(len(values), rows, p=weights).astype(np.uint32)
    low, high = UNKNOWN_SHARES
    share = low + (high - low) * (zlib.crc32(fact.name.encode()) % 100) / 100
    hidden = draw.random(rows) < share
    if not fact.type.nullable:
        return [take(values, index, hidden)]
    none = (draw.random(rows) < NONES.get(fact.name, NONE_SHARE)) & ~hidden
    return [take(values, index, hidden | none), pl.Series(fact.name + NONE_SUFFIX, none)]


def take(pool: pl.Series, index: Any, hidden: Any) -> pl.Series:
    """Values by their place in the pool, null where they are hidden."""
    places = pl.DataFrame({"place": index, "hidden": hidden})
    shown = places.select(pl.when(~pl.col("hidden")).then("place")).to_series()
    return pool.gather(shown)
