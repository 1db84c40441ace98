"""An assessment as its result page shows it: words, chips and ranges, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from jifang.law.assessment import SECTIONS, SEVERITIES, Assessment, Finding, Severity
from jifang.law.engine.prose import say_facts, say_value
from jifang.law.engine.question import Reading
from jifang.law.errors import Lang
from jifang.law.parameters import is_read
from jifang.portals.public.assess_exposure import Exposure, find_scale
from jifang.portals.public.assess_missing import MissingFact, show_missing
from jifang.portals.public.decision_page import DecisionPage, ShownParameter

MAX_SHOWN = 200
"""Findings of one kind on the page; the JSON form has them all."""

MARKS: Mapping[Severity, str] = {
    "serious": "stop",
    "ordinary": "warn",
    "minor": "warn",
    "open": "open",
    "ok": "ok",
}


@dataclass(frozen=True)
class ShownFinding:
    """One finding with its words, chips and range."""

    finding: Finding
    lang: Lang

    @property
    def mark(self) -> str:
        """Its mark."""
        return "warn" if self.finding.breached and self.is_open else MARKS[self.finding.severity]

    @property
    def is_open(self) -> bool:
        """Something about it cannot be decided yet."""
        return self.finding.severity == "open"

    @property
    def headline(self) -> str:
        """What was found."""
        return self.finding.headline.say(self.lang)

    @property
    def subject(self) -> str:
        """What it was found of."""
        return self.finding.subject.say(self.lang)

    @property
    def question(self) -> str:
        """The question that was put."""
        return self.finding.decision.question

    @property
    def facts(self) -> str:
        """The facts it was held to, in words, each once."""
        decision = self.finding.decision
        held = {k: v for g in decision.basis if g.holds for k, v in g.facts.items()}
        said = (say_facts(decision, {k: v}, self.lang) for k, v in held.items())
        return ("；" if self.lang == "zh" else "; ").join(dict.fromkeys(s for s in said if s))

    @property
    def remedies(self) -> list[str]:
        """What puts it right."""
        return [r.say(self.lang) for r in self.finding.remedies]

    @cached_property
    def exposure(self) -> Exposure | None:
        """What the law can do about it."""
        found = self.finding.exposure
        return None if found is None else Exposure(found, self.lang)

    @property
    def readings(self) -> list[Reading]:
        """Our readings it rests on, each once."""
        own = (g for g in self.finding.decision.basis if g.holds is not False)
        found = [g.interpretation for g in own if g.interpretation is not None]
        found += [] if self.exposure is None else self.exposure.readings
        return list({r.id: r for r in found}.values())

    @property
    def doubtful(self) -> list[ShownParameter]:
        """The numbers it rests on that were not read in the law itself."""
        pages = [DecisionPage(self.finding.decision, self.lang)]
        pages += [] if self.exposure is None else [DecisionPage(self.exposure.decision, self.lang)]
        found = (p for page in pages for p in page.parameters if not is_read(p.confidence))
        return list({p.name: p for p in found}.values())

    @cached_property
    def missing(self) -> list[MissingFact]:
        """What would decide it."""
        return show_missing(self.finding, self.lang)

    @property
    def open_grounds(self) -> list[str]:
        """What the law makes depend on it, in the words of the clauses that are open.

        A duty's clause only names the duty again.
        """
        decision = self.finding.decision
        if self.finding.section == "duties":
            return []
        if self.finding.breached and self.finding.exposure is not None:
            decision = self.finding.exposure
        said = (g.text.say(self.lang) for g in decision.basis if g.holds is None)
        return list(dict.fromkeys(said))


@dataclass(frozen=True)
class Group:
    """Findings of one kind: those shown, and how many there are."""

    code: str
    words: str
    total: int
    findings: list[ShownFinding]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.findings)


@dataclass(frozen=True)
class SiteFact:
    """A line about the site: label, words, and the paragraph it rests on."""

    label: str
    said: str
    provision: str = ""


@dataclass(frozen=True)
class AssessmentPage:
    """What the result page reads."""

    assessment: Assessment
    lang: Lang

    @property
    def title(self) -> str:
        """The finding as a headline."""
        return self.assessment.title.say(self.lang)

    @property
    def is_applicable(self) -> bool:
        """The Measures apply to the site on that day."""
        return self.assessment.outcome not in ("not_applicable", "not_in_force")

    def _group(self, severity: Severity, breached: bool | None) -> Group:
        every = self.assessment.findings
        found = [f for f in every if f.severity == severity and f.breached is breached]
        shown = [ShownFinding(f, self.lang) for f in found[:MAX_SHOWN]]
        return Group(severity, SEVERITIES[severity].say(self.lang), len(found), shown)

    @cached_property
    def groups(self) -> list[Group]:
        """Breaches by severity; last those whose consequence is not known yet."""
        kinds: tuple[Severity, ...] = ("serious", "ordinary", "minor", "open")
        groups = (self._group(s, breached=True) for s in kinds)
        return [g for g in groups if g.total]

    @cached_property
    def unknown(self) -> Group:
        """What cannot be decided yet."""
        return self._group("open", breached=None)

    @cached_property
    def in_order(self) -> Group:
        """What is in order."""
        return self._group("ok", breached=False)

    @property
    def consequences(self) -> list[ShownFinding]:
        """Every shown breach that the law attaches something to, article by article."""
        return [f for g in self.groups for f in g.findings if f.exposure is not None]

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """Mark, number and words per severity that occurs."""
        counts = self.assessment.counts
        return [
            (MARKS[s], counts[s], SEVERITIES[s].say(self.lang)) for s in SEVERITIES if counts[s]
        ]

    @property
    def serious(self) -> int:
        """How many can be fined now."""
        return self.assessment.counts["serious"]

    @property
    def ordinary(self) -> int:
        """How many can be fined only after a failed order."""
        return self.assessment.counts["ordinary"]

    @property
    def missing(self) -> int:
        """How many facts are missing that would decide something."""
        return len(self.assessment.missing)

    @cached_property
    def top(self) -> int:
        """The end of the common scale of the ranges, in yuan."""
        return find_scale(f.exposure for f in self.consequences if f.exposure is not None)

    @property
    def site(self) -> list[SiteFact]:
        """The site: its kind, where it is, what it counts as."""
        given, facts = self.assessment.dossier.site, {f.name: f for f in SECTIONS[0].facts}
        basis = {"place_kind": self._decided_by("siting"), "region": self._decided_by("scope")}
        shown = []
        for name in ("place_kind", "region", "setting"):
            if name in given:
                fact = facts[name]
                said = say_value(given[name], fact.type, self.lang, fact.unit)
                shown.append(SiteFact(fact.label.say(self.lang), said, basis.get(name, "")))
        return shown

    @property
    def party(self) -> SiteFact | None:
        """The responsible party, where it is known (art. 9)."""
        found = self._find_on_site("responsible_party")
        party = None if found is None else found.decision.values.get("party")
        if found is None or party is None:
            return None
        return SiteFact("", str(party), str(found.decision.decided_cite or ""))

    def _find_on_site(self, question: str) -> Finding | None:
        of_site = (f for f in self.assessment.found if f.section == "site")
        return next((f for f in of_site if f.decision.question == question), None)

    def _decided_by(self, question: str) -> str:
        found = self._find_on_site(question)
        return "" if found is None else str(found.decision.decided_cite or "")

    @property
    def material(self) -> list[str]:
        """What the dossier holds, section by section."""
        return list(self._count_rows())

    def _count_rows(self) -> Iterator[str]:
        for section in SECTIONS:
            number = len(self.assessment.dossier.section(section.name))
            if number:
                yield f"{section.title.say(self.lang)} {number}"
