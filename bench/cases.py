"""Cases that every contender is asked: complete ones, because no peer knows what unknown is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bench.rules import ON, load_bench_law
from jifang.law.engine.frame import build_frame

Facts = Mapping[str, Any]
PER_CLAUSE = 6
SEED = 238


@cache
def list_cases(question: str) -> tuple[Facts, ...]:
    """Complete cases on and beside the boundaries: as many for each clause that can decide."""
    compiled = load_bench_law().compiled(question, ON)
    found: dict[int | None, list[Facts]] = {i: [] for i in range(len(compiled.conditions))}
    for row in draw_rows(question):
        cases = found[compiled.judge(row, ON).settled.decider]
        if len(cases) < PER_CLAUSE:
            cases.append(row)
        if all(len(c) == PER_CLAUSE for c in found.values()):
            break
    mixed = [case for cases in found.values() for case in cases]
    random.Random(SEED).shuffle(mixed)  # noqa: S311 - a repeatable order, no secret
    return tuple(mixed)


def draw_rows(question: str, most: int = 100_000) -> Iterator[Facts]:
    """Seeded rows of boundary values in which every fact of the question is known."""
    values = build_frame(load_bench_law(), question, ON, limit=1).values
    names = [f.name for f in load_bench_law().questions[question].facts if f.name in values]
    draw = random.Random(SEED)  # noqa: S311 - a repeatable sample, no secret
    for _ in range(most):
        yield {n: draw.choice([v for v in values[n] if v is not None]) for n in names}
