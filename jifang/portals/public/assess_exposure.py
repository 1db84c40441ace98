"""What a breach exposes to, as the result page shows it: whom, how much, when, what besides.

Nothing is decided here: every figure and word comes from the answer to `liability`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jifang.law.decision import Decision
from jifang.law.engine.prose import GROUPS, ask_fact, name_value, say_ranges
from jifang.law.engine.question import Reading
from jifang.law.errors import Lang
from jifang.portals.wording import format_money_range

ORDER_FIRST = "order"
FINED = frozenset({"fine", "order_and_fine"})
PERSONS = ("persons_fine_min", "persons_fine_max", "persons_fine_mandatory")
BESIDES = (
    "warning",
    "confiscate",
    "delete",
    "confiscation",
    "confiscation_amount",
    "referrals",
    "public_order_provision",
    "if_serious_consequences",
    "also_punishable",
)


LOW_SCALE, HIGH_SCALE = 30_000, 100_000
"""Ends of the common scale in yuan: the highest fine of arts. 32-38, and that of art. 33."""


@dataclass(frozen=True, slots=True)
class Fine:
    """One statutory range in yuan, both ends included, and on whom."""

    who: str
    low: int
    high: int
    said: str


@dataclass(frozen=True)
class Exposure:
    """The answer to `liability` for one finding."""

    decision: Decision
    lang: Lang

    @property
    def is_later(self) -> bool:
        """A fine comes only after an order to correct that was not obeyed."""
        return self.decision.outcome == ORDER_FIRST

    @property
    def when(self) -> str:
        """When the law may fine, if it may."""
        if self.is_later:
            return _("only after a failed order")
        if self.decision.outcome in FINED:
            return _("now")
        if self.decision.outcome == "unknown":
            return _("not known yet")
        return _("no fine")

    @property
    def provision(self) -> str:
        """The paragraph that says so."""
        return str(self.decision.decided_cite or "")

    @property
    def fines(self) -> list[Fine]:
        """The ranges, one per kind of offender; after a failed order those of that step."""
        if self.is_later or "fine_min" not in self.decision.values:
            return [
                self._fine(GROUPS[key].say(self.lang), v)
                for key, v in self._groups.items()
                if "fine_min" in v and "fine_max" in v
            ]
        _label, who = name_value(self.decision, "on_whom", self.lang)
        return [self._fine(who, self.decision.values)]

    @property
    def _groups(self) -> Mapping[str, Mapping[str, Any]]:
        """Ranges per kind of offender: after a failed order, or while the offender is unknown."""
        name = "if_not_corrected" if self.is_later else "fine_by_offender"
        found: Mapping[str, Mapping[str, Any]] = self.decision.values.get(name, {})
        return found

    def _fine(self, who: str, values: Mapping[str, Any]) -> Fine:
        low, high = int(values["fine_min"]), int(values["fine_max"])
        return Fine(who.strip(" :："), low, high, format_money_range(low, high, self.lang))

    @property
    def persons(self) -> list[str]:
        """What the responsible persons of a unit may or must be fined."""
        sources = [*self._groups.values(), *([] if self.is_later else [self.decision.values])]
        kept = ({k: v for k, v in each.items() if k in PERSONS} for each in sources)
        return [said for each in kept for said in say_ranges(each, self.lang)]

    @property
    def besides(self) -> list[str]:
        """What comes with it: warning, confiscation, referral, the step of serious harm."""
        return [self._name(n) for n in BESIDES if self._has(n)]

    @property
    def organs(self) -> str:
        """Who decides."""
        return self._name("organ_kinds") if self._has("organ_kinds") else ""

    def _has(self, name: str) -> bool:
        return self.decision.values.get(name) not in (None, False, (), {})

    def _name(self, name: str) -> str:
        label, said = name_value(self.decision, name, self.lang)
        if self.decision.values[name] is True:
            return label
        return f"{label}：{said}" if self.lang == "zh" else f"{label}: {said}"

    @property
    def ground(self) -> str:
        """Where there is no fine: why, in the words of the clause that decides."""
        if self.fines or self.decision.outcome == "unknown" or not self.decision.basis:
            return ""
        return self.decision.basis[0].text.say(self.lang)

    @property
    def missing(self) -> list[str]:
        """The facts that would settle it."""
        asked = self.decision.asked
        return [ask_fact(asked.fact(n), self.lang) for n in self.decision.missing]

    @property
    def readings(self) -> Iterator[Reading]:
        """Our readings that it rests on."""
        for ground in self.decision.basis:
            if ground.interpretation is not None and ground.holds is not False:
                yield ground.interpretation


def find_scale(exposures: Iterable[Exposure]) -> int:
    """The end of a common scale for some exposures, in yuan."""
    highest = max((fine.high for e in exposures for fine in e.fines), default=0)
    return next((end for end in (LOW_SCALE, HIGH_SCALE) if highest <= end), highest)
