"""How long a trial run lasts: what the standards ask of its log on a day, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jifang.law import load_law
from jifang.law.instruments import Cite

RULES: Final = ("trial_run.gb_55029", "trial_run.gb_50348")
"""The parameters that ask for it, the later standard first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """So many days of log, by a provision; `confidence` says how sure its text is."""

    days: int
    cite: Cite
    confidence: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial run as it stands: from which day, the days with an entry, the days without one up to
    a day, how many are asked for."""

    since: date
    days: tuple[date, ...]
    gaps: tuple[date, ...]
    rule: Rule | None

    @property
    def wanting(self) -> int:
        """How many days with an entry are still wanting."""
        return 0 if self.rule is None else max(0, self.rule.days - len(self.days))


def find_rule(on: date) -> Rule | None:
    """What is asked of a trial run on a day; nothing before the first standard."""
    for name in RULES:
        for step in load_law().parameters[name].steps:
            if step.since <= on and (step.until is None or on <= step.until):
                return Rule(int(step.value), Cite(step.law, step.provision), step.confidence)
    return None


def read_trial(since: date, entries: Iterable[date], on: date) -> Trial:
    """A trial run by its log, up to a day."""
    days = sorted({day for day in entries if since <= day <= on})
    there = set(days)
    length = (on - since).days
    gaps = tuple(day for day in (since + timedelta(n) for n in range(length)) if day not in there)
    return Trial(since, tuple(days), gaps, find_rule(on))
