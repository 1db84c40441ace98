"""Ten million rows: patterns against OpenFisca, against Polars by hand, and two laws at once.

Ours gives the pattern of every row: with it the outcome, the deciding provision and the explanation
by look-up, unknown kept apart. By hand and in OpenFisca come the outcome and the number of the
deciding clause; neither knows what unknown is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from bench.data import make_rows
from bench.measure import Timing, take_turns
from bench.peers import handwritten, openfisca
from bench.report import Entry, find_worst
from bench.rules import LABELS, ON, QUESTIONS, RETENTION, load_bench_law
from bench.scalar import DisagreementError
from jifang.law.amendments import amend_law, read_amendment
from jifang.law.columns.plan import Plan, plan_question
from jifang.law.columns.polars_algebra import NONE_SUFFIX
from jifang.law.columns.polars_engine import add_parts, cross_patterns, decide_frame, name_parts
from jifang.law.engine.types import Kind

ROWS = 10_000_000
CHECKED = 500_000
SIXTY_DAYS = {
    "id": "retention-60",
    "title": {"zh": "六十日", "en": "sixty days"},
    "status": "draft",
    "from": "2026-01-01",
    "parameters": [{"id": "retention.minimum_days", "value": 60}],
}
PEERS = {
    "openfisca": "a simulation made of the rows, outcome and clause; unknown becomes a default",
    "openfisca_standing": "the same, its simulation standing ready",
    "handwritten": "Polars by hand, outcome and clause; unknown counts as no",
}


@dataclass(frozen=True)
class Contest:
    """One question over its rows, in the form every contender takes."""

    question: str
    frame: pl.DataFrame

    @cached_property
    def plan(self) -> Plan:
        """The question ready for columns."""
        return plan_question(load_bench_law(), self.question, on=ON)

    def give_patterns(self) -> pl.DataFrame:
        """Ours: the pattern of every row."""
        found = add_parts(self.frame.lazy(), [self.plan]).select(name_parts(self.plan))
        return found.collect(engine="streaming")

    def give_by_hand(self) -> pl.DataFrame:
        """The limit: outcome and clause by hand."""
        columns = handwritten.express(self.question)
        return self.frame.lazy().select(columns).collect(engine="streaming")

    @cached_property
    def vectors(self) -> dict[str, Any]:
        """The rows as OpenFisca takes them; what is unknown becomes the default."""
        system = openfisca.build_system(self.question)
        facts = load_bench_law().questions[self.question].facts
        return {
            f.name: to_vector(self.frame, f.name, system.variables[f.name], f.type.kind)
            for f in facts
        }

    @cached_property
    def simulation(self) -> Any:
        """A simulation of all rows that stands ready."""
        return openfisca.make_simulation(self.question, self.vectors, len(self.frame))

    def give_openfisca(self) -> Any:
        """OpenFisca, from vectors to outcome and clause."""
        made = openfisca.make_simulation(self.question, self.vectors, len(self.frame))
        return [made.calculate(name, openfisca.MONTH) for name in ("clause", "outcome")]

    def give_openfisca_standing(self) -> Any:
        """OpenFisca, computing anew in a simulation that stands ready."""
        for name in ("clause", "outcome"):
            self.simulation.delete_arrays(name)
        return [self.simulation.calculate(name, openfisca.MONTH) for name in ("clause", "outcome")]


def to_vector(frame: pl.DataFrame, name: str, variable: Any, kind: Kind) -> Any:
    """A column as a NumPy vector of what the variable holds."""
    column = frame[name]
    if kind is Kind.COUNT:
        return column.fill_null(variable.default_value).to_numpy().astype(np.int32)
    listed = getattr(variable, "possible_values", None)
    if listed is None:
        return column.fill_null(value=False).to_numpy()
    codes = [item.name for item in listed]
    if kind is Kind.BOOL:
        texts = column.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    else:
        texts = column.cast(pl.String)
    places = texts.replace_strict(codes, range(len(codes)), return_dtype=pl.UInt8)
    return openfisca.EnumArray(places.fill_null(len(codes) - 1).to_numpy().astype(np.int16), listed)


def check_agreement(contest: Contest) -> int:
    """Refuse to measure what differs on rows in which every fact is known; how many there are."""
    facts = load_bench_law().questions[contest.question].facts
    frame = contest.frame.head(CHECKED)
    frame = frame.filter(*(is_given(f.name, frame.columns) for f in facts))
    known = Contest(contest.question, frame)
    ours = decide_frame(frame, known.plan)["outcome"].cast(pl.String)
    codes = [o.code for o in known.plan.question.outcomes]
    for name, places in (
        ("by hand", known.give_by_hand()["outcome"].to_list()),
        ("openfisca", known.give_openfisca()[1].tolist()),
    ):
        wrong = int((ours != pl.Series([codes[i] for i in places])).sum())
        if wrong:
            raise DisagreementError(f"{contest.question}, {name}: {wrong} of {len(frame)} rows")
    return len(frame)


def is_given(name: str, columns: list[str]) -> pl.Expr:
    """The fact is known, be it as none."""
    given = pl.col(name).is_not_null()
    return given | pl.col(name + NONE_SUFFIX) if name + NONE_SUFFIX in columns else given


def measure(rounds: int, rows: int = ROWS) -> Iterator[Entry]:
    """Entries for both questions, and the one in which we gain less under the name itself."""
    found: dict[str, list[Entry]] = {peer: [] for peer in PEERS}
    for question in QUESTIONS:
        contest = Contest(question, make_rows(question, rows))
        agreed = check_agreement(contest)
        print(f"  {LABELS[question]}: {rows:,} rows, {agreed:,} complete ones agree", flush=True)
        contenders: dict[str, Callable[[], object]] = {
            "ours": contest.give_patterns,
            "handwritten": contest.give_by_hand,
            "openfisca": contest.give_openfisca,
            "openfisca_standing": contest.give_openfisca_standing,
        }
        times = take_turns(contenders, units=1, rounds=rounds)
        for peer, gives in PEERS.items():
            name = f"columnar_vs_{peer}.{LABELS[question]}"
            entry = Entry.of_times(name, times["ours"], times[peer], clock="wall", against=gives)
            found[peer].append(entry)
        if question == RETENTION:
            yield measure_what_if(contest, rounds)
    for peer, entries in found.items():
        yield from (*entries, find_worst(entries, f"columnar_vs_{peer}"))


def measure_what_if(contest: Contest, rounds: int) -> Entry:
    """Both laws in one scan, in passes of one law; the peer is a pass for each."""
    amended = amend_law(load_bench_law(), read_amendment(SIXTY_DAYS, load_bench_law()))
    after = plan_question(amended, contest.question, on=ON)
    lazy, names = contest.frame.lazy(), name_parts(contest.plan)
    one = add_parts(lazy, [contest.plan]).select(names).group_by(names).len("__rows")
    times = take_turns(
        {
            "one": lambda: one.collect(engine="streaming"),
            "both": lambda: cross_patterns(lazy, contest.plan, after),
        },
        units=1,
        rounds=rounds,
    )
    alone, both = times["one"], times["both"]
    passes = Timing(both.wall / alone.wall, both.cpu / alone.cpu)
    against = "a pass for each law"
    return Entry.of_counts("what_if_passes", passes, 2.0, unit="passes", against=against)
