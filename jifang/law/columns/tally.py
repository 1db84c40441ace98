"""How many rows came to what, and which facts the undecided ones miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jifang.law.columns.patterns import Parts, Ruling, rule_parts
from jifang.law.columns.plan import Plan
from jifang.law.engine.question import UNKNOWN
from jifang.law.errors import Lang
from jifang.law.instruments import label_provision, name_instrument


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows have a pattern, and in how many of them each fact is unknown."""

    ruling: Ruling
    rows: int
    unknown: Mapping[str, int]


@dataclass
class Tally:
    """Counts per pattern, added up batch by batch."""

    plan: Plan
    _rows: Counter[Parts] = field(default_factory=Counter)
    _unknown: dict[Parts, Counter[str]] = field(default_factory=dict)
    _rulings: dict[Parts, Ruling] = field(default_factory=dict)

    def add(self, parts: Parts, rows: int, unknown: Mapping[str, int]) -> None:
        """Rows of one pattern, and in how many of them each fact is unknown."""
        self._rows[parts] += rows
        self._unknown.setdefault(parts, Counter()).update(unknown)

    @property
    def rows(self) -> int:
        """All rows."""
        return self._rows.total()

    @property
    def patterns(self) -> list[Counted]:
        """Every pattern that occurs, the most frequent first."""
        self._rulings |= rule_parts(self.plan, self._rows.keys() - self._rulings.keys())
        found = [
            Counted(self._rulings[p], n, self._unknown.get(p, {})) for p, n in self._rows.items()
        ]
        return sorted(found, key=lambda c: (-c.rows, c.ruling.pattern or 0))

    @property
    def outcomes(self) -> dict[str, int]:
        """Rows by outcome, in the question's order; outcomes that do not occur are left out."""
        found: Counter[str] = Counter()
        for counted in self.patterns:
            found[counted.ruling.outcome] += counted.rows
        codes = [o.code for o in self.plan.question.outcomes]
        order = sorted(found, key=lambda o: codes.index(o) if o in codes else len(codes))
        return {o: found[o] for o in order}

    @property
    def grounds(self) -> dict[tuple[str, str | None, str | None], int]:
        """Rows by outcome, instrument and provision, the most frequent first."""
        found: Counter[tuple[str, str | None, str | None]] = Counter()
        for counted in self.patterns:
            ruling = counted.ruling
            found[ruling.outcome, ruling.law, ruling.provision] += counted.rows
        return dict(found.most_common())

    @property
    def missing(self) -> dict[str, int]:
        """For every fact, the undecided rows in which it is unknown and an open clause reads it."""
        found: Counter[str] = Counter()
        for counted in self.patterns:
            if counted.ruling.outcome != UNKNOWN:
                continue
            read = frozenset().union(*(self.plan.reads[i] for i in counted.ruling.open))
            found.update({f: n for f, n in counted.unknown.items() if f in read and n})
        return dict(found.most_common())

    @property
    def is_adverse(self) -> bool:
        """Some row is a breach, a refusal or falls short."""
        return any(o in self.plan.question.adverse for o in self.outcomes)

    @property
    def is_open(self) -> bool:
        """There are rows, and none of them is decided."""
        return self.rows > 0 and set(self.outcomes) == {UNKNOWN}

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """The JSON form."""
        question = self.plan.question
        return {
            "question": question.name,
            "on": self.plan.on.isoformat() if self.plan.on else None,
            "on_column": self.plan.day,
            "rows": self.rows,
            "outcomes": [
                {"outcome": o, "outcome_text": question.outcome(o).label.say(lang), "rows": n}
                for o, n in self.outcomes.items()
            ],
            "provisions": [
                {
                    "outcome": outcome,
                    "provision": provision,
                    "law": law,
                    "label": name_ground(law, provision, lang),
                    "rows": n,
                }
                for (outcome, law, provision), n in self.grounds.items()
            ],
            "missing": [
                {"fact": f, "fact_text": question.fact(f).label.say(lang), "rows": n}
                for f, n in self.missing.items()
            ],
            "patterns": [
                {
                    "pattern": c.ruling.pattern,
                    "outcome": c.ruling.outcome,
                    "provision": c.ruling.provision,
                    "law": c.ruling.law,
                    "rows": c.rows,
                }
                for c in self.patterns
            ],
        }


def name_ground(law: str | None, provision: str | None, lang: Lang) -> str | None:
    """A provision with its instrument, in words."""
    if law is None or provision is None:
        return None
    label, name = label_provision(law, provision).say(lang), name_instrument(law).say(lang)
    return f"{name}{label}" if lang == "zh" else f"{name}, {label}"


def tally_groups(plan: Plan, groups: Iterable[tuple[Any, ...]]) -> Tally:
    """A tally from rows of (parts …, rows, unknown per reading …), as every engine counts them."""
    width, facts = len(plan.parts), tuple(plan.readings)
    tally = Tally(plan)
    for group in groups:
        parts = tuple(None if p is None else int(p) for p in group[:width])
        unknown = {f: int(n) for f, n in zip(facts, group[width + 1 :], strict=True) if n}
        tally.add(parts, int(group[width]), unknown)
    return tally
