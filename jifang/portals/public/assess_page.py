"""An assessment as its result page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jifang.law.assessment import SEVERITIES, Assessment, Finding, Severity
from jifang.law.engine.prose import ask_fact
from jifang.law.engine.question import Reading
from jifang.law.errors import Lang, Text
from jifang.portals.public.decision_page import ShownExposure, show_exposure

MARKS: Mapping[Severity, str] = {
    "serious": "stop",
    "ordinary": "warn",
    "minor": "warn",
    "open": "open",
    "ok": "ok",
}
WRONG: tuple[Severity, ...] = ("serious", "ordinary", "minor")


@dataclass(frozen=True)
class ShownFinding:
    """One finding with its words, chips and range."""

    finding: Finding
    lang: Lang

    @property
    def mark(self) -> str:
        """Its mark."""
        return MARKS[self.finding.severity]

    @property
    def headline(self) -> str:
        """What was found."""
        return self.finding.headline.say(self.lang)

    @property
    def subject(self) -> str:
        """What it was found of."""
        return self.finding.subject.say(self.lang)

    @property
    def remedies(self) -> list[str]:
        """What puts it right."""
        return [r.say(self.lang) for r in self.finding.remedies]

    @property
    def exposure(self) -> ShownExposure | None:
        """What the law can do about it."""
        found = self.finding.exposure
        return None if found is None else show_exposure(found, self.lang)

    @property
    def readings(self) -> list[Reading]:
        """Our readings it rests on."""
        grounds = [g for g in self.finding.decision.basis if g.interpretation and g.holds]
        return [g.interpretation for g in grounds if g.interpretation is not None]

    @property
    def missing(self) -> list[str]:
        """What would decide it."""
        asked = {f.name: ask_fact(f, self.lang) for f in self.finding.decision.asked.facts}
        own = {"system_installed": Text("是否已安装系统", "whether a system is installed")}
        return [
            asked.get(n) or (own[n].say(self.lang) if n in own else n) for n in self.finding.missing
        ]


@dataclass(frozen=True)
class AssessmentPage:
    """What the result page reads."""

    assessment: Assessment
    lang: Lang

    @property
    def title(self) -> str:
        """The finding as a headline."""
        return self.assessment.title.say(self.lang)

    def _of(self, severity: Severity) -> list[ShownFinding]:
        found = (f for f in self.assessment.findings if f.severity == severity)
        return [ShownFinding(f, self.lang) for f in found]

    @property
    def groups(self) -> list[tuple[str, str, list[ShownFinding]]]:
        """Breaches by severity: code, words, findings."""
        groups = ((s, SEVERITIES[s].say(self.lang), self._of(s)) for s in WRONG)
        return [g for g in groups if g[2]]

    @property
    def unknown(self) -> list[ShownFinding]:
        """What cannot be decided yet."""
        return self._of("open")

    @property
    def in_order(self) -> list[ShownFinding]:
        """What is in order."""
        return self._of("ok")

    @property
    def wrong(self) -> list[ShownFinding]:
        """Every breach that exposes to something, for the table of consequences."""
        return [f for s in WRONG for f in self._of(s) if f.exposure is not None]

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """Mark, number and words per severity that occurs."""
        counts = self.assessment.counts
        return [
            (MARKS[s], counts[s], SEVERITIES[s].say(self.lang)) for s in SEVERITIES if counts[s]
        ]

    @property
    def top(self) -> int:
        """The end of the common scale of the ranges."""
        highest = [f.exposure.high or 0 for f in self.wrong if f.exposure is not None]
        return 100_000 if max(highest, default=0) > 30_000 else 30_000

    @property
    def facts(self) -> Mapping[str, Any]:
        """The site's own facts."""
        return self.assessment.dossier.site
