"""A Decision as a page shows it: words, chips and strips, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jifang.law.calendar import count_calendar_days, count_working_days
from jifang.law.decision import Decision, Ground
from jifang.law.engine.expr import Fact
from jifang.law.engine.prose import ask_fact, name_value, say_facts, say_value
from jifang.law.engine.question import Reading
from jifang.law.errors import Lang
from jifang.law.instruments import Cite
from jifang.law.parameters import UNITS
from jifang.portals.public.assess_exposure import Exposure, find_scale
from jifang.portals.strips import Strip, draw_term


@dataclass(frozen=True, slots=True)
class ShownGround:
    """One provision of the basis with its mark; of another instrument as `law/provision`."""

    provision: str
    mark: str
    text: str
    facts: str
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A number of the law that the decision rests on."""

    name: str
    value: str
    since: date
    provision: str
    confidence: str


@dataclass(frozen=True)
class DecisionPage:
    """What the result part of a page reads."""

    decision: Decision
    lang: Lang
    assumed: tuple[str, ...] = ()
    """Facts that were put aside as met: shown as still to be examined, not as known."""

    @property
    def state(self) -> str:
        """The mark of the outcome."""
        return self.decision.result.tone

    @property
    def ask(self) -> str:
        """The question in words."""
        return self.decision.asked.title.say(self.lang)

    @property
    def answer(self) -> str:
        """The outcome in words."""
        return self.decision.result.label.say(self.lang)

    @property
    def values(self) -> list[tuple[str, str]]:
        """What the outcome fixes, in words."""
        return [name_value(self.decision, n, self.lang) for n in self.decision.values]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """The facts that would decide it: field name and words."""
        return [(n, self._ask(n)) for n in self.decision.missing]

    @property
    def open_values(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Values still open, each with the facts that would fix them."""
        labels = {v.name: v.label.say(self.lang) for v in self.decision.asked.values}
        return [
            (labels[n], [(f, self._ask(f)) for f in facts])
            for n, facts in self.decision.values_missing.items()
        ]

    def _ask(self, name: str) -> str:
        fact: Fact = self.decision.asked.fact(name)
        return ask_fact(fact, self.lang)

    @property
    def set_aside(self) -> list[str]:
        """What was put aside as met, in words."""
        used = {n for g in self.decision.basis for n in g.facts}
        asked = self.decision.asked
        return [asked.fact(n).label.say(self.lang) for n in self.assumed if n in used]

    @property
    def grounds(self) -> list[ShownGround]:
        """The basis, deciding provisions first."""
        return [self._show(g) for g in self.decision.basis]

    def _show(self, ground: Ground) -> ShownGround:
        marks = {True: "ok", False: "none", None: "open"}
        facts = say_facts(self.decision, self._known(ground), self.lang)
        text = ground.text.say(self.lang)
        return ShownGround(
            str(ground.cite), marks[ground.holds], text, facts, ground.interpretation
        )

    def _known(self, ground: Ground) -> dict[str, Any]:
        """The facts of a ground but those that were put aside."""
        return {n: v for n, v in ground.facts.items() if n not in self.assumed}

    @property
    def readings(self) -> list[Reading]:
        """Our readings among the provisions that hold or are open, each once."""
        found = [
            g.interpretation
            for g in self.decision.basis
            if g.interpretation and g.holds is not False
        ]
        return list({r.id: r for r in found}.values())

    @property
    def parameters(self) -> list[ShownParameter]:
        """The numbers the basis rests on, each once."""
        return list({p.name: p for p in self._parameters()}.values())

    def _parameters(self) -> Iterator[ShownParameter]:
        known = self.decision.compiled.law.parameters
        for ground in self.decision.basis:
            for name, cited in ground.parameters.items() if ground.holds is not False else ():
                parameter = known[name]
                yield ShownParameter(
                    parameter.title.say(self.lang),
                    say_value(cited["value"], parameter.type, self.lang, UNITS[parameter.unit][1]),
                    cited["since"],
                    str(Cite(cited["law"], cited["provision"])),
                    cited["confidence"],
                )

    @property
    def duties(self) -> list[tuple[str, str, date | None, str]]:
        """Who must do what, by when, on what ground."""
        return [
            (d.who.say(self.lang), d.what.say(self.lang), d.by, str(d.cite))
            for d in self.decision.duties
        ]

    @property
    def exposure(self) -> Exposure | None:
        """What a breach exposes to."""
        liability = self.decision.liability
        return None if liability is None else Exposure(liability, self.lang)

    @property
    def top(self) -> int:
        """The end of the scale that ranges are drawn on, in yuan."""
        return find_scale(() if self.exposure is None else (self.exposure,))

    @property
    def strip(self) -> Strip | None:
        """The days of the review before construction, where it runs."""
        values, start = self.decision.values, self.decision.facts.get("submitted_on")
        if "due_on" not in values or not isinstance(start, date):
            return None
        days = self.decision.compiled.values["review.days"]
        working = count_working_days(start, days)
        calendar = count_calendar_days(start, days)
        return draw_term(working, today=self.decision.on, early=calendar.due_on)
