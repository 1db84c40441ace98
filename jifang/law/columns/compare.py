"""What an amendment would change: every row under the law in force and under the amended law.

Both are computed in one scan; what moves is told by outcome and deciding provision, rows that stay
or become undecided included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from jifang.law.amendments import Amendment, list_read
from jifang.law.columns.intake import Intake
from jifang.law.columns.patterns import Ruling
from jifang.law.columns.plan import Plan, plan_question
from jifang.law.columns.polars_algebra import NONE_SUFFIX
from jifang.law.columns.polars_engine import cross_patterns
from jifang.law.columns.source import Source
from jifang.law.engine.law import Law
from jifang.law.engine.question import Question
from jifang.law.errors import InputError, Lang, Problem, Text
from jifang.law.instruments import Cite
from jifang.law.texts import MEASURES


class Answer(NamedTuple):
    """How a law answers a row: the outcome, and the provision that decides it."""

    outcome: str
    law: str | None
    provision: str | None
    open: tuple[Cite, ...] = ()
    """The provisions that keep it undecided for want of facts."""

    @property
    def cite(self) -> Cite | None:
        """The deciding provision with its instrument; None where nothing is decided."""
        if self.provision is None:
            return None
        return Cite(self.law or MEASURES, self.provision)

    def as_dict(self, question: Question, lang: Lang) -> dict[str, Any]:
        """The JSON form."""
        return {
            "outcome": self.outcome,
            "outcome_text": question.outcome(self.outcome).label.say(lang),
            "law": self.law,
            "provision": self.provision,
            "open": [c._asdict() for c in self.open],
        }


class Transition(NamedTuple):
    """So many rows go from one answer to another, or keep theirs."""

    before: Answer
    after: Answer
    rows: int

    @property
    def is_changed(self) -> bool:
        """The outcome differs, or another provision decides."""
        return self.before[:3] != self.after[:3]


@dataclass(frozen=True)
class Comparison:
    """One question under two laws over the same rows."""

    question: Question
    on: date | None
    day: str | None
    transitions: tuple[Transition, ...]

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(t.rows for t in self.transitions)

    @property
    def changed(self) -> int:
        """Rows whose outcome or deciding provision changes."""
        return sum(t.rows for t in self.transitions if t.is_changed)

    @property
    def outcome_changed(self) -> int:
        """Rows whose outcome changes."""
        return sum(t.rows for t in self.transitions if t.before.outcome != t.after.outcome)

    def matrix(self) -> dict[tuple[str, str], int]:
        """Rows by outcome before and after; the sum over the provisions."""
        found: Counter[tuple[str, str]] = Counter()
        for transition in self.transitions:
            found[transition.before.outcome, transition.after.outcome] += transition.rows
        return dict(found)

    def as_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """The JSON form."""
        return {
            "question": self.question.name,
            "title": self.question.title.say(lang),
            "on": None if self.on is None else self.on.isoformat(),
            "on_column": self.day,
            "rows": self.rows,
            "changed": self.changed,
            "outcome_changed": self.outcome_changed,
            "transitions": [
                {
                    "before": t.before.as_dict(self.question, lang),
                    "after": t.after.as_dict(self.question, lang),
                    "rows": t.rows,
                    "changed": t.is_changed,
                }
                for t in self.transitions
            ],
        }


def compare_laws(
    frame: pl.LazyFrame,
    name: str,
    before: Law,
    after: Law,
    *,
    on: date | None = None,
    day: str | None = None,
) -> Comparison:
    """Put every row of a frame to both laws, for one day (`on`) or each row's day (column `day`).

    Raises `InputError` where the question is not answered in batches.
    """
    plans = [plan_question(law, name, on=on, day=day) for law in (before, after)]
    return compare_plans([frame], *plans)


def compare_source(
    source: Source,
    name: str,
    before: Law,
    after: Law,
    *,
    on: date | None = None,
    day: str | None = None,
    passed: Sequence[str] = (),
    tell: Callable[[int], None] = lambda rows: None,
) -> Comparison:
    """The same for a file of any number of rows, read in batches and checked as facts are.

    `passed` are columns of the file's own; `tell` is told of the rows read since last time.
    Raises `InputError` with everything that is wrong in the file.
    """
    plans = [plan_question(law, name, on=on, day=day) for law in (before, after)]
    own = [n for n in passed if n not in name_columns(plans[0])]
    intake = Intake(plans[0], source.schema, own)

    def read() -> Iterator[pl.LazyFrame]:
        for batch in source.scan(intake.columns):
            rows = intake.read(batch)
            tell(len(batch))
            if not intake.has_problems:
                yield rows.lazy()
        intake.raise_problems()

    return compare_plans(read(), *plans)


def name_columns(plan: Plan) -> frozenset[str]:
    """The columns that a question reads: its facts, and what says that they are none."""
    names = {f.name for f in plan.question.facts}
    return frozenset(names | {n + NONE_SUFFIX for n in names})


def compare_plans(frames: Iterable[pl.LazyFrame], before: Plan, after: Plan) -> Comparison:
    """Every row of every frame under two plans of one question."""
    rows: Counter[tuple[Answer, Answer]] = Counter()
    for frame in frames:
        for was, now, count in cross_patterns(frame, before, after):
            rows[answer_pattern(before, was), answer_pattern(after, now)] += count
    found = (Transition(*pair, n) for pair, n in rows.items())
    order = sorted(found, key=lambda t: (not t.is_changed, -t.rows, str(t)))
    return Comparison(before.question, before.on, before.day, tuple(order))


def answer_pattern(plan: Plan, ruling: Ruling) -> Answer:
    """The answer that a pattern amounts to, with the provisions that are open if it is none."""
    open_ = dict.fromkeys(plan.question.clauses[i].cites[0] for i in ruling.open)
    return Answer(ruling.outcome, ruling.law, ruling.provision, tuple(open_))


def find_touched(before: Law, after: Law, amendment: Amendment) -> tuple[Question, ...]:
    """The questions answered in batches whose answers an amendment can change."""
    switched = {c.question for c in amendment.clauses}
    changed = {i for i, p in after.parameters.items() if before.parameters.get(i) != p}
    return tuple(
        q
        for q in before.questions.values()
        if q.batchable and (q.name in switched or changed & list_read(q))
    )


def choose_questions(
    touched: Sequence[Question], columns: Iterable[str], wanted: str | None
) -> tuple[Question, ...]:
    """The questions to compare: the one that is wanted, else those touched whose facts are given.

    Raises `InputError` where the wanted one is not touched, or no column is a fact of any.
    """
    names = ", ".join(q.name for q in touched)
    if not touched:
        said = Text("修改不影响可成批判断的问题", "it touches no question answered in batches")
        raise InputError(Problem("", None, said))
    if wanted is not None:
        found = tuple(q for q in touched if q.name == wanted)
        said = Text(f"修改不影响这个问题；影响的有：{names}", f"not touched; it touches: {names}")
        if not found:
            raise InputError(Problem("question", wanted, said))
        return found
    given = set(columns)
    found = tuple(q for q in touched if given & {f.name for f in q.facts})
    if not found:
        said = Text(
            f"数据没有这些问题的事实：{names}", f"the data hold no fact of the questions: {names}"
        )
        raise InputError(Problem("", None, said))
    return found


def total_matrix(comparison: Comparison) -> Mapping[str, Mapping[str, int]]:
    """Rows by outcome before, then by outcome after, in the order the question declares them."""
    cells = comparison.matrix()
    order = [o.code for o in comparison.question.outcomes] + ["unknown", "not_in_force"]
    used = [o for o in order if any(o in pair for pair in cells)]
    return {a: {b: cells.get((a, b), 0) for b in used} for a in used}
