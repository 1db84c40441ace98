"""An amendment as a page shows it: what is changed, and what moves from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jifang.law.amendments import PROPOSED, STATUS, Amendment, Change
from jifang.law.engine.prose import say_number, say_value
from jifang.law.engine.question import Outcome
from jifang.law.engine.types import BOOL
from jifang.law.errors import Lang
from jifang.law.instruments import Cite
from jifang.law.parameters import CONFIDENCE, UNITS
from jifang.law.schema import write_value

if TYPE_CHECKING:  # a heavy library, loaded only where it is used: every process would wait for it
    from jifang.law.columns.compare import Answer, Comparison, Transition

MOST_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: rows that go from one outcome to another."""

    rows: str
    share: str
    is_kept: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the matrix: an outcome under the law in force."""

    outcome: Outcome
    cells: tuple[Cell, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Side:
    """An answer as it is shown: the outcome and what decides it or keeps it open."""

    outcome: Outcome
    cite: Cite | None
    open: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One transition as it is shown."""

    before: Side
    after: Side
    rows: str
    share: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One difference between the two laws in words."""

    what: str
    since: date
    before: str
    after: str


class ShownComparison:
    """One question under both laws."""

    def __init__(self, comparison: Comparison, lang: Lang) -> None:
        from jifang.law.columns.compare import total_matrix

        self.comparison = comparison
        self.matrix = total_matrix(comparison)
        self.lang: Lang = lang

    @property
    def title(self) -> str:
        """The question."""
        return self.comparison.question.title.say(self.lang)

    @property
    def rows(self) -> str:
        """All rows."""
        return say_number(self.comparison.rows)

    @property
    def changed(self) -> str:
        """Rows whose outcome or deciding provision changes."""
        return say_number(self.comparison.changed)

    @property
    def outcome_changed(self) -> str:
        """Rows whose outcome changes."""
        return say_number(self.comparison.outcome_changed)

    @property
    def share(self) -> str:
        """Their share of all rows."""
        return self._share(self.comparison.outcome_changed)

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes that occur, in the order the question declares them."""
        return [self._outcome(code) for code in self.matrix]

    @property
    def lines(self) -> list[Line]:
        """The matrix of outcomes: in force (lines) and amended (cells)."""
        return [
            Line(
                self._outcome(before),
                tuple(
                    Cell(say_number(n), self._share(n), before == after, n == 0)
                    for after, n in cells.items()
                ),
                say_number(sum(cells.values())),
            )
            for before, cells in self.matrix.items()
        ]

    @property
    def moved(self) -> list[Move]:
        """What changes by provision, the largest first."""
        return [self._show_move(t) for t in self._list(is_changed=True)[:MOST_SHOWN]]

    @property
    def kept(self) -> list[Move]:
        """What stays as it is, the largest first."""
        return [self._show_move(t) for t in self._list(is_changed=False)[:MOST_SHOWN]]

    @property
    def more(self) -> int:
        """Transitions that are not shown."""
        both = (len(self._list(is_changed=c)) for c in (True, False))
        return sum(max(0, n - MOST_SHOWN) for n in both)

    def _list(self, *, is_changed: bool) -> list[Transition]:
        return [t for t in self.comparison.transitions if t.is_changed is is_changed]

    def _show_move(self, move: Transition) -> Move:
        return Move(
            self._show_side(move.before),
            self._show_side(move.after),
            say_number(move.rows),
            self._share(move.rows),
        )

    def _show_side(self, answer: Answer) -> Side:
        return Side(self._outcome(answer.outcome), answer.cite, answer.open)

    def _outcome(self, code: str) -> Outcome:
        return self.comparison.question.outcome(code)

    def _share(self, rows: int) -> str:
        return f"{100 * rows / max(1, self.comparison.rows):.1f} %"


class AmendmentPage:
    """An amendment and what it would change."""

    def __init__(
        self,
        amendment: Amendment,
        changes: Sequence[Change],
        compared: Sequence[ShownComparison],
        lang: Lang,
    ) -> None:
        self.amendment = amendment
        self.compared = compared
        self.lang: Lang = lang
        self._changes = changes

    @property
    def status(self) -> str:
        """Whether it has been passed."""
        return STATUS.label(self.amendment.status).say(self.lang)

    @property
    def is_draft(self) -> bool:
        """It is no law."""
        return self.amendment.confidence == PROPOSED

    @property
    def confidence(self) -> str:
        """How sure what it sets is."""
        return CONFIDENCE[self.amendment.confidence].say(self.lang)

    @property
    def changes(self) -> list[ShownChange]:
        """Every difference in words."""
        return [
            ShownChange(
                c.what.say(self.lang), c.since, self._say(c, c.before), self._say(c, c.after)
            )
            for c in self._changes
        ]

    def _say(self, change: Change, value: Any) -> str:
        if value is None:
            return "—"
        of, unit = (BOOL, None) if isinstance(value, bool) else UNITS[change.unit]
        return say_value(value, of, self.lang, unit)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        amendment = self.amendment
        return {
            "amendment": amendment.id,
            "title": amendment.title.say(self.lang),
            "status": amendment.status,
            "from": amendment.since.isoformat(),
            "demonstration": amendment.demonstration,
            "data": "demonstration",
            "changes": [
                {
                    "what": c.what.say(self.lang),
                    "since": c.since.isoformat(),
                    "before": write_value(c.before),
                    "after": write_value(c.after),
                    "questions": list(c.of),
                }
                for c in self._changes
            ],
            "questions": [c.comparison.as_dict(self.lang) for c in self.compared],
        }
