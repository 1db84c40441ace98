"""The findings of a site as its page shows them: those that say the same stand as one, with the
parts they were found of; and what is to be done next, each with the way to do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _

from jifang.domains.systems.models import Channel, System
from jifang.domains.units.models import Site
from jifang.foundation.accounts.data import Actor
from jifang.law.assessment import Assessment, Finding
from jifang.law.errors import Lang
from jifang.portals.public.assess_exposure import find_scale
from jifang.portals.public.assess_page import ShownFinding
from jifang.portals.sites.links import find_link, link_change, link_new

MOST_GROUPS: Final = 40
MOST_STEPS: Final = 6

OF_SITE: Final[Mapping[str, str]] = {
    "place_kind": "place_kind", "public_area": "public_area", "special_domain": "special_domain",
    "region": "region", "site_region": "region", "system_installed": "system_installed",
    "agreed_party": "has_agreement", "owner": "has_owner", "state_owned": "state_owned",
    "right_holder": "has_right_holder",
}  # fmt: skip
"""Facts of the law that a site's own record holds, with the field they are entered in."""
OF_SYSTEM: Final[Mapping[str, str]] = {
    "effective_storage_days": "declared_days", "system_of_art_7": "system_of_art_7",
    "filed_on": "filed_on", "changed_on": "changed_on", "in_use_since": "in_use_since",
}  # fmt: skip
OF_CHANNEL: Final[Mapping[str, str]] = {
    "effective_storage_days": "kept_days", "captures": "captures_video",
    "privacy_place": "privacy_place", "public_part": "public_part", "authorized": "authorized",
    "sign_displayed": "sign_displayed", "coverage_within_need": "coverage_within_need",
    "near_protected_unit": "near_protected_unit", "neighbour_consents": "neighbour_consents",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """The records behind a dossier, by what they are called in it."""

    site: Site
    systems: Mapping[str, System]
    channels: Mapping[tuple[str, str], Channel]
    by: Actor

    def link(self, finding: Finding, fact: str, row: Mapping[str, object]) -> str:
        """Where a fact that a finding lacks is entered; empty where no register holds it, or the
        reader may not."""
        if fact == "counter_terrorism_target":
            return link_new("designation", self.by, self.site)
        own = row.get("name") if finding.section == "systems" else row.get("system")
        system = self.systems.get(str(own))
        if finding.section == "systems" and fact in OF_SYSTEM and system is not None:
            return link_change("system", self.by, system, OF_SYSTEM[fact])
        named = row.get("channel", row.get("name"))
        channel = self.channels.get((str(own), str(named)))
        if finding.section in ("storage", "spots") and fact in OF_CHANNEL and channel is not None:
            return link_change("channel", self.by, channel, OF_CHANNEL[fact])
        if fact in OF_SYSTEM and system is not None:
            return link_change("system", self.by, system, OF_SYSTEM[fact])
        if fact in OF_SITE:
            return link_change("site", self.by, self.site, OF_SITE[fact])
        return ""

    def link_part(self, finding: Finding, row: Mapping[str, object]) -> str:
        """Where what was found is put right in the registers: the form of the part it is of."""
        if finding.decision.question == "siting" and finding.section == "site":
            return link_new("system", self.by, self.site)
        fact = "effective_storage_days" if finding.decision.question == "retention" else ""
        if finding.decision.question == "system_filing":
            fact = "filed_on"
        return self.link(finding, fact, row) if fact else ""


@dataclass(frozen=True)
class Group:
    """Findings that say the same of several parts."""

    shown: ShownFinding
    subjects: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The parts besides the first."""
        return self.subjects[1:]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, why, and where."""

    mark: str
    title: str
    text: str
    provision: str
    url: str
    label: str
    question: str
    finds_out: bool = False


@dataclass(frozen=True)
class Findings:
    """An assessment, grouped."""

    assessment: Assessment
    lang: Lang
    parts: Parts

    @cached_property
    def groups(self) -> list[Group]:
        """All findings, the weightiest first; of those that say the same only the first is shown
        with its parts named."""
        found: dict[tuple[str, ...], list[Finding]] = {}
        for f in self.assessment.findings:
            key = (f.severity, str(f.breached), f.decision.question, f.headline.zh, *f.missing)
            found.setdefault(key, []).append(f)
        return [
            Group(ShownFinding(fs[0], self.lang), tuple(f.subject.say(self.lang) for f in fs))
            for fs in found.values()
        ]

    def _pick(self, breached: bool | None) -> list[Group]:
        return [g for g in self.groups if g.shown.finding.breached is breached][:MOST_GROUPS]

    @cached_property
    def breaches(self) -> list[Group]:
        """What is to be put right."""
        return self._pick(breached=True)

    @cached_property
    def unknown(self) -> list[Group]:
        """What cannot be decided yet."""
        return self._pick(breached=None)

    @cached_property
    def in_order(self) -> list[Group]:
        """What is in order."""
        return self._pick(breached=False)

    @cached_property
    def top(self) -> int:
        """The end of the common scale of the ranges, in yuan."""
        found = (g.shown.exposure for g in self.breaches)
        return find_scale(e for e in found if e is not None)

    def _find_row(self, finding: Finding) -> Mapping[str, object]:
        if finding.index is None or finding.section == "site":
            return {}
        rows = self.assessment.dossier.section(finding.section)
        return rows[finding.index] if finding.index < len(rows) else {}

    @cached_property
    def steps(self) -> list[Step]:
        """What to do, in order: what can be fined now, what must be put right, what to find out."""
        every = [*self._correct(), *self._find_out()]
        once = {(s.title, s.url): s for s in reversed(every)}
        return list(reversed(once.values()))

    @property
    def to_find(self) -> int:
        """How many of the steps find out a fact; the same fact of several parts is one."""
        return sum(1 for s in self.steps if s.finds_out)

    @property
    def to_correct(self) -> int:
        """How many of them put something right."""
        return len(self.steps) - self.to_find

    @property
    def next(self) -> list[Step]:
        """The first steps."""
        return self.steps[:MOST_STEPS]

    @property
    def rest(self) -> list[Step]:
        """The steps that come after those."""
        return self.steps[MOST_STEPS:]

    def _correct(self) -> Iterator[Step]:
        for group in self.breaches:
            f = group.shown
            url = self.parts.link_part(f.finding, self._find_row(f.finding))
            title = f.remedies[0] if f.remedies else f.headline
            text = f.headline if f.remedies else ""
            yield Step(
                f.mark, title, join_subjects(text, group.subjects, self.lang),
                first(f.finding.cited), url, _("Enter what was put right"), f.question,
            )  # fmt: skip

    def _find_out(self) -> Iterator[Step]:
        for group in self.unknown:
            f = group.shown
            row = self._find_row(f.finding)
            for name, fact in zip(f.finding.missing, f.missing, strict=False):
                url = self.parts.link(f.finding, name, row)
                yield Step(
                    "open", _("Find out: %(fact)s") % {"fact": fact.ask},
                    join_subjects(fact.help, group.subjects, self.lang), first(f.finding.cited),
                    url, _("Enter it"), f.question, finds_out=True,
                )  # fmt: skip


def first(cited: Iterable[str]) -> str:
    """The deciding provision."""
    return next(iter(cited), "")


def join_subjects(text: str, subjects: tuple[str, ...], lang: Lang) -> str:
    """A text with the parts it is about, the first three by name."""
    named = ("、" if lang == "zh" else ", ").join(subjects[:3])
    more = len(subjects) - 3
    if more > 0:
        named += f" 等 {len(subjects)} 处" if lang == "zh" else f" and {more} more"
    return f"{text}{'：' if lang == 'zh' else ': '}{named}" if text else named


def link_question(name: str) -> str:
    """Where a rule is tried with facts of one's own."""
    return find_link("question", name)
