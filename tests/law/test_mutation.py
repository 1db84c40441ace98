"""The cases of the law kill the mutants of the rules: at least nine in ten, survivors reported."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jifang.law import load_law
from jifang.law.decision import Decision
from jifang.law.engine.frame import Row, build_frame
from jifang.law.engine.law import Law
from jifang.law.errors import DefinitionError
from jifang.law.schema import read_facts
from tests.law.law_cases import ON, Case
from tests.law.mutants import Mutant, list_read_parameters, mutate_parameter, mutate_question
from tests.law.test_law_cases import CASES, find_difference

# Under coverage the same decisions take three times as long and cover nothing new.
pytestmark = [pytest.mark.timeout(900), pytest.mark.no_cover]
LAW = load_law()
REPORTS = Path("var/reports")
FLOOR = 0.9
FRAME_ROWS = 2_000
MOST = int(os.environ.get("JIFANG_MUTANTS", "60"))
"""So many mutants of a question are tried, spread over all; `make mutate` tries every one."""


def cases_by_question() -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = defaultdict(list)
    for case in CASES:
        found[case.question].append(case)
    return found


BY_QUESTION = cases_by_question()
READ: dict[int, Mapping[str, Any]] = {}


def is_killed(mutant: Mutant) -> bool:
    """Some case of the law is answered otherwise, or asks for a parameter that has no value yet."""
    law = mutant.build()
    names = (mutant.question,) if mutant.question else mutant.readers
    try:
        return any(kills(BY_QUESTION[name], law) for name in names)
    except DefinitionError:
        return True  # it reads a parameter that has no value at that time: it cannot even be asked


def kills(cases: list[Case], law: Law) -> bool:
    """Whether one of the cases does. It is asked first of the next mutant, which is often alike."""
    killer = next((c for c in cases if find_difference(c, judge(c, law))), None)
    if killer is not None:
        cases.insert(0, cases.pop(cases.index(killer)))
    return killer is not None


def judge(case: Case, law: Law) -> Decision:
    """What a law answers; facts are read once, for no mutant reads them otherwise."""
    key = id(case)
    if key not in READ:
        READ[key] = read_facts(LAW.questions[case.question].facts, case.facts)
    return law.judge(case.question, READ[key], case.on)


def is_idle(mutant: Mutant) -> bool:
    """Nothing on the question's frame tells it from the original: no outcome, provision, value.

    Such a mutant changes no answer at any boundary (two clauses that cite the same paragraph for
    the same outcome, a reading that is switched on); it is reported, and not counted as a survivor.
    """
    if not mutant.question:
        return False
    law, name = mutant.build(), mutant.question
    return all(answer(law, name, r) == given for r, given in original_of(name))


@cache
def frame_of(name: str) -> tuple[Row, ...]:
    rows = build_frame(LAW, name, ON, limit=20_000).rows
    return rows[:: max(1, len(rows) // FRAME_ROWS)]


@cache
def original_of(name: str) -> tuple[tuple[Row, tuple[object, ...]], ...]:
    """The rows with the original's answers."""
    return tuple((r, answer(LAW, name, r)) for r in frame_of(name))


def answer(law: Law, name: str, row: Row) -> tuple[object, ...]:
    decision = law.judge(name, row, ON)
    return decision.outcome, decision.decided_by, tuple(decision.values.items())


def report(name: str, mutants: list[Mutant]) -> float:
    """Kill what can be killed, write the survivors, return the share killed."""
    alive = [m for m in mutants if not is_killed(m)]
    idle: list[str] = []
    survivors: list[str] = []
    for mutant in alive:  # several mutants of a clause may be called alike
        (idle if is_idle(mutant) else survivors).append(mutant.what)
    share = 1 - len(survivors) / (len(mutants) - len(idle))
    REPORTS.mkdir(parents=True, exist_ok=True)
    shown = {"mutants": len(mutants), "killed": len(mutants) - len(alive), "idle": idle}
    text = json.dumps({**shown, "survivors": survivors}, ensure_ascii=False, indent=1)
    (REPORTS / f"mutation-{name}.json").write_text(text, "utf-8")
    return share


@pytest.mark.parametrize("name", list(LAW.questions))
def test_mutants_of_a_question_are_killed(name: str) -> None:
    mutants = list(mutate_question(LAW, LAW.questions[name]))
    step = max(1, len(mutants) // MOST)
    assert report(name, mutants[::step]) >= FLOOR


def test_mutants_of_the_parameters_are_killed() -> None:
    mutants = [m for p in list_read_parameters(LAW) for m in mutate_parameter(LAW, p)]
    assert Counter(m.question for m in mutants)[""] == len(mutants)
    assert report("parameters", mutants[:: max(1, len(mutants) // MOST)]) >= FLOOR
