"""What an assessment finds: one Decision each, with severity, remedy and exposure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jifang.law.decision import Conflict, Decision
from jifang.law.engine.prose import say_exposure
from jifang.law.errors import Lang, Text
from jifang.law.schema import write_value

Severity = Literal["serious", "ordinary", "minor", "open", "ok"]

SEVERITIES: Mapping[Severity, Text] = {
    "serious": Text("现在即可处罚", "punishable now"),
    "ordinary": Text(
        "先责令限期改正，逾期才处罚", "first ordered to correct; a fine only if not obeyed"
    ),
    "minor": Text("应当改正，办法没有规定罚款", "to be put right; the Measures name no fine"),
    "open": Text("未知，还差事实", "not known; facts are missing"),
    "ok": Text("符合", "in order"),
}


@dataclass(frozen=True)
class Finding:
    """One question put to one part of the dossier, and what follows from the answer."""

    section: str
    index: int | None
    subject: Text
    headline: Text
    decision: Decision
    breached: bool | None  # None: cannot be decided yet
    exposure: Decision | None = None
    remedies: tuple[Text, ...] = ()
    missing: tuple[str, ...] = ()
    provision: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How pressing it is: by what the law can do about it now."""
        if self.breached is None:
            return "open"
        if not self.breached:
            return "ok"
        if self.exposure is None or self.exposure.outcome == "none":
            return "minor"
        if self.exposure.outcome == "unknown":
            return "open"
        return "ordinary" if self.exposure.outcome == "order" else "serious"

    @property
    def path(self) -> str:
        """Where in the dossier: `projects[0]`."""
        return self.section if self.index is None else f"{self.section}[{self.index}]"

    @property
    def cited(self) -> tuple[str, ...]:
        """The provisions the finding rests on, the deciding one first.

        Ids of the Measures; `law/provision` of another instrument.
        """
        if self.section == "duties":
            return (self.provision,)
        held = [str(g.cite) for g in self.decision.basis if g.holds]
        if not held:
            held = [str(g.cite) for g in self.decision.basis if g.holds is None]
        first = [self.provision] if self.provision else []
        return tuple(dict.fromkeys([*first, *held]))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where other law meets it, in its answer and in its consequence, each once."""
        decisions = [self.decision, *([] if self.exposure is None else [self.exposure])]
        return tuple(dict.fromkeys(met for d in decisions for met in d.conflicts))

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """The JSON form: the Decision with severity, remedy and exposure beside it."""
        return {
            **self.decision.as_dict(lang),
            "subject": self.path,
            "subject_name": self.subject.say(lang),
            "headline": self.headline.say(lang),
            "breached": self.breached,
            "severity": self.severity,
            "severity_text": SEVERITIES[self.severity].say(lang),
            "cited": list(self.cited),
            "missing": list(self.missing),
            "remedy": [r.say(lang) for r in self.remedies],
            "exposure": self._exposure(lang),
            **write_value(self.extra),
        }

    def _exposure(self, lang: Lang) -> dict[str, Any]:
        if self.exposure is None:
            return {}
        return {**self.exposure.as_dict(lang), "text": say_exposure(self.exposure, lang)}
