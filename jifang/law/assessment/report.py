"""The result of an assessment: its findings in order of weight, in words and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jifang.law.assessment.dossier import Dossier
from jifang.law.assessment.findings import SEVERITIES, Finding, Severity
from jifang.law.engine.prose import ask_fact, name_provision, say_conflict, say_exposure
from jifang.law.errors import Lang, Text

ORDER: tuple[Severity, ...] = ("serious", "ordinary", "minor", "open", "ok")

OUTCOMES: Mapping[str, Text] = {
    "compliant": Text("没有发现违反", "no breach was found"),
    "breaches": Text("有违反", "there are breaches"),
    "unknown": Text("尚不能判断，还差事实", "cannot be decided yet; facts are missing"),
    "not_applicable": Text("不适用本办法", "the Measures do not apply"),
    "not_in_force": Text("当日办法尚未施行", "the Measures were not in force that day"),
}


@dataclass(frozen=True)
class Assessment:
    """Everything the Measures say about one site on one day."""

    on: date
    site: Text
    dossier: Dossier
    found: tuple[Finding, ...]

    question = "assessment"

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, the weightiest first, otherwise in the order of the dossier."""
        return tuple(sorted(self.found, key=lambda f: ORDER.index(f.severity)))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each severity."""
        counted = Counter(f.severity for f in self.found)
        return {s: counted[s] for s in ORDER}

    @property
    def breaches(self) -> int:
        """How many findings are breaches."""
        return sum(1 for f in self.found if f.breached)

    @property
    def outcome(self) -> str:
        """`breaches` if one is found, else `unknown` if something is open, else `compliant`."""
        scope = self.found[0].decision.outcome
        if scope == "before_commencement":
            return "not_in_force"
        if scope == "outside_province":
            return "not_applicable"
        if self.breaches:
            return "breaches"
        return "unknown" if self.counts["open"] else "compliant"

    @property
    def is_adverse(self) -> bool:
        """Some breach was found."""
        return self.outcome == "breaches"

    @property
    def title(self) -> Text:
        """The finding as a headline: 示例酒店：4 项违反，2 项未知."""
        wrong, open_ = self.breaches, self.counts["open"]
        if self.outcome in ("not_applicable", "not_in_force"):
            said = OUTCOMES[self.outcome]
            return Text(f"{self.site.zh}：{said.zh}", f"{self.site.en}: {said.en}")
        zh = [f"{wrong} 项违反" if wrong else "没有发现违反"]
        en = [f"{wrong} breach{'es' if wrong != 1 else ''}" if wrong else "no breach found"]
        if open_:
            zh.append(f"{open_} 项未知")
            en.append(f"{open_} not known")
        return Text(f"{self.site.zh}：{'，'.join(zh)}", f"{self.site.en}: {', '.join(en)}")

    @property
    def demonstration(self) -> bool:
        """Whether the dossier is marked as demonstration data."""
        return self.dossier.site.get("demonstration") is True

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts not given that would decide what is open, each with its place."""
        return tuple(dict.fromkeys(f"{f.path}.{name}" for f in self.findings for name in f.missing))

    def as_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """The JSON form: that of a Decision, its findings under `values`."""
        wrong = [f for f in self.findings if f.breached]
        basis = {g.cite: g for f in wrong for g in f.decision.basis if g.holds}
        return {
            "question": self.question,
            "on": self.on.isoformat(),
            "outcome": self.outcome,
            "outcome_text": OUTCOMES[self.outcome].say(lang),
            "title": self.title.say(lang),
            "site": self.site.say(lang),
            "demonstration": self.demonstration,
            "values": {
                "counts": dict(self.counts),
                "breaches": self.breaches,
                "findings": [f.as_dict(lang) for f in self.findings],
            },
            "basis": [g.as_dict(lang) for g in basis.values()],
            "missing": list(self.missing),
            "duties": [d.as_dict(lang) for f in wrong for d in f.decision.duties],
            "liability": {},
        }

    def say(self, lang: Lang = "zh") -> str:
        """The assessment in words, for a terminal."""
        zh = lang == "zh"
        mark = ("（演示数据）" if zh else " (demonstration data)") if self.demonstration else ""
        lines = [self.title.say(lang) + mark]
        lines.append(f"评估日 {self.on}" if zh else f"Assessed for {self.on}")
        for severity in ORDER:
            group = [f for f in self.findings if f.severity == severity]
            if group:
                lines += ["", f"{SEVERITIES[severity].say(lang)} ({len(group)})"]
                lines += [line for f in group for line in self._say_finding(f, lang)]
        return "\n".join(lines)

    @staticmethod
    def _say_finding(finding: Finding, lang: Lang) -> list[str]:
        zh = lang == "zh"
        cited = ("、" if zh else ", ").join(name_provision(p, lang) for p in finding.cited)
        lines = [f"  [{finding.subject.say(lang)}] {finding.headline.say(lang)}"]
        if finding.severity == "ok":
            return [f"{lines[0]} ({cited})"]
        lines.append(f"      {'依据：' if zh else 'Basis: '}{cited}")
        if finding.missing:
            asked = finding.decision.asked
            labels = {f.name: ask_fact(f, lang) for f in asked.facts}
            names = [labels.get(n, n) for n in finding.missing]
            lines.append(
                f"      {'还缺：' if zh else 'Missing: '}{('；' if zh else '; ').join(names)}"
            )
        lines += [f"      {'改正：' if zh else 'Remedy: '}{r.say(lang)}" for r in finding.remedies]
        lines += [f"      {line}" for line in say_finding_conflicts(finding, lang)]
        if finding.exposure is not None:
            head = "后果：" if zh else "Exposure: "
            lines.append(f"      {head}{say_exposure(finding.exposure, lang)}")
        return lines


def say_finding_conflicts(finding: Finding, lang: Lang) -> Iterator[str]:
    """Where other law meets a finding, in its answer and in its consequence, each once."""
    head = "与其他法：" if lang == "zh" else "With other law: "
    for met in finding.conflicts:
        what, by = say_conflict(met, lang)
        yield from (f"{head}{what}", by)
