"""Assessing a dossier: every question the Measures allow, put to the part it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jifang.law.assessment.dossier import SECTIONS, Dossier, read_dossier
from jifang.law.assessment.findings import Finding
from jifang.law.assessment.report import Assessment
from jifang.law.decision import FOUND_TODAY, Decision
from jifang.law.engine.law import Law
from jifang.law.engine.prose import name_value
from jifang.law.engine.types import NONE
from jifang.law.errors import Text
from jifang.law.places import find_place_setting, name_organ
from jifang.law.rules.duties import DUTY, PROVISIONS, ROLE

Row = Mapping[str, Any]
ORDER_FACTS = (
    "ordered_on",
    "correct_by",
    "corrected_on",
    "refused",
    "serious_consequences",
    "unlawful_income",
)
VIDEO_KINDS = frozenset(("video_surveillance", "video_analysis", "road_checkpoint"))
OTHER_KINDS = frozenset(("intrusion_alarm", "access_control", "electronic_patrol"))
"""Kinds of system (art. 40) that capture video, and kinds that do not."""


@dataclass(frozen=True)
class Place:
    """Where in the dossier a question is put: a row of a section."""

    section: str
    index: int
    row: Row

    @property
    def name(self) -> Text:
        """What the row is called."""
        return name_row(self.section, self.index, self.row)


@dataclass(frozen=True)
class Assessor:
    """The law, the day, and one dossier."""

    law: Law
    on: date
    dossier: Dossier

    def ask(self, question: str, facts: Row) -> Decision:
        """Put a question, keeping only the facts it declares."""
        declared = {f.name for f in self.law.questions[question].facts}
        known = {k: v for k, v in facts.items() if k in declared}
        return self.law.judge(question, known, self.on)

    def run(self) -> Iterator[Finding]:
        """Every finding, section by section; only the scope where the Measures do not apply."""
        scope = self._find_scope()
        yield scope
        if scope.decision.outcome in ("outside_province", "before_commencement", "not_in_force"):
            return
        yield self._find_installation()
        if scope.decision.outcome == "other_law":
            return  # building and managing follow other law; the duty to install stays
        yield self._find_responsible_party()
        for section, find in FINDERS.items():
            for index, row in enumerate(self.dossier.section(section)):
                yield from find(self, index, row)
        yield from self._find_duties()

    # -- the site ------------------------------------------------------------------------------

    @property
    def setting(self) -> Row:
        """What the site counts as: as stated, else by its kind of place (arts. 7 and 9)."""
        site = self.dossier.site
        if "setting" in site:
            return {"setting": site["setting"]}
        kind = site.get("place_kind")
        if kind is None:
            return {}
        setting = find_place_setting(kind)
        if setting == "other" and "public_area" not in site:
            return {}
        if setting == "other" and site["public_area"]:
            setting = "public_area"
        return {"setting": setting}

    def _find_scope(self) -> Finding:
        decision = self.ask("scope", {**self.dossier.site, "occurred_on": self.on})
        unknown = decision.outcome == "unknown"
        headline = Text("适用范围：", "Scope: ")
        return self._site_finding(decision, headline, None if unknown else False)

    def _find_installation(self) -> Finding:
        """Art. 9: must this site have a system, and has it one? Asked for the site as a whole."""
        site = self.dossier.site
        facts = {
            **{k: v for k, v in site.items() if k in ("place_kind", "public_area")},
            "privacy_place": False,
            "captures": (),
            "authorized": True,
            "public_part": True,
            "coverage_within_need": True,
        }
        decision = self.ask("siting", facts)
        installed = site.get("system_installed")
        if installed is None and self.dossier.section("systems"):
            installed = True
        must = decision.outcome == "must_install"
        if must and installed is False:
            return self._site_finding(
                decision,
                Text("应当安装而没有安装：", "Required but not installed: "),
                True,
                self._expose("art_9__para_1", {"offender": "unit"})
                if decision.values.get("setting") == "key_unit"
                else None,
            )
        breached = False if installed or decision.outcome == "may_install" else None
        missing = ("system_installed",) if must and installed is None else decision.missing
        headline = Text("安装义务：", "Duty to install: ")
        return self._site_finding(decision, headline, breached, missing=missing)

    def _find_responsible_party(self) -> Finding:
        decision = self.ask("responsible_party", self.dossier.site)
        open_ = decision.outcome == "unknown"
        party = decision.values.get("party")
        said = (
            Text(f"责任主体：{party}，", f"Responsible party: {party}; ")
            if party
            else Text("责任主体：", "Responsible party: ")
        )
        return self._site_finding(decision, said, None if open_ else False)

    def _site_finding(
        self,
        decision: Decision,
        headline: Text,
        breached: bool | None,
        exposure: Decision | None = None,
        missing: tuple[str, ...] | None = None,
    ) -> Finding:
        return Finding(
            "site",
            None,
            self.site_name,
            add_outcome(headline, decision),
            decision,
            breached,
            exposure,
            remedies_of(decision) if breached else (),
            decision.missing if missing is None else missing,
        )

    @property
    def site_name(self) -> Text:
        """The site as it is called in the dossier."""
        name = self.dossier.site.get("name")
        return Text(name, name) if name else Text("本场所", "this site")

    # -- exposure ------------------------------------------------------------------------------

    def _expose(self, breach: str, facts: Row, row: Row | None = None) -> Decision:
        """What the breach exposes to today, an order already given taken into account.

        `row` is where it was found; its system tells whether the law on video systems governs.
        """
        order = next(
            (o for o in self.dossier.section("orders") if covers(o.get("breach", ""), breach)), {}
        )
        given = {k: order[k] for k in ORDER_FACTS if k in order}
        premises = given if "ordered_on" in given else {**FOUND_TODAY, **given}
        known = {"breach": breach, **premises, **self.setting, **self._video_system(row or {})}
        return self.law.judge("liability", {**known, **facts}, self.on)

    def _video_system(self, row: Row) -> Row:
        """Whether the system of a row (or the system that it is) captures video, by its kind.

        If none is named, the only one; kinds that may or may not capture video say nothing.
        """
        systems = self.dossier.section("systems")
        named = [s for s in systems if "system" not in row or s.get("name") == row["system"]]
        kinds = {row["kind"]} if "kind" in row else {s.get("kind") for s in named}
        if kinds and kinds <= VIDEO_KINDS:
            return {"video_system": True}
        return {"video_system": False} if kinds and kinds <= OTHER_KINDS else {}

    def expose_decision(self, decision: Decision, row: Row | None = None) -> Decision | None:
        """The exposure that a question itself names, with the orders of the dossier."""
        own = decision.liability
        if own is None:
            return None
        facts = {k: v for k, v in own.facts.items() if k not in (*FOUND_TODAY, "act_on")}
        return self._expose(facts.pop("breach"), facts, row)

    # -- sections ------------------------------------------------------------------------------

    def _finding(
        self,
        place: Place,
        question: str,
        facts: Row,
        headline: Text,
        *,
        adverse: Callable[[Decision], bool | None] | None = None,
    ) -> Finding:
        decision = self.ask(question, facts)
        breached = decide_breach(decision) if adverse is None else adverse(decision)
        return Finding(
            place.section,
            place.index,
            place.name,
            add_outcome(headline, decision),
            decision,
            breached,
            self.expose_decision(decision, place.row) if breached else None,
            remedies_of(decision) if breached else (),
            decision.missing if breached is None else (),
        )

    def find_spot(self, index: int, row: Row) -> Iterator[Finding]:
        """Arts. 7-10 for one spot where a device stands."""
        facts = {**pick_site(self.dossier.site, "place_kind", "public_area"), **row}
        decision = self.ask("siting", facts)
        wrong = {"art_7__para_3", "art_10__para_1"}
        lacks = [d for d in decision.duties if str(d.cite) in wrong]
        if decision.outcome == "unknown":
            breached: bool | None = None
        else:
            breached = decision.outcome == "must_not_install" or bool(lacks)
        exposure = (
            self.expose_decision(decision, row) if decision.outcome == "must_not_install" else None
        )
        headline = Text("点位：", "Spot: ")
        if lacks and exposure is None:
            headline = Text("点位（缺标识或者超范围）：", "Spot (no sign, or coverage too wide): ")
        yield Finding(
            "spots",
            index,
            name_row("spots", index, row),
            add_outcome(headline, decision),
            decision,
            breached,
            exposure,
            tuple(join_duty(d.who, d.what) for d in (lacks or decision.duties)) if breached else (),
            decision.missing if breached is None else (),
            str(lacks[0].cite) if lacks and exposure is None else "",
        )

    def find_storage(self, section: str, index: int, row: Row) -> Iterator[Finding]:
        """Art. 20, and the duty to delete of Decree 799 art. 17, for one system or one channel."""
        facts = {
            **pick_site(self.dossier.site, "counter_terrorism_target", "place_kind", "region"),
            **self.setting,
            **self._system_of(section, row),
            **row,
        }
        stored = row.get("effective_storage_days")
        said = "?" if stored is None else str(stored)
        headline = Text(f"有效存储 {said} 天：", f"Effective storage of {said} days: ")
        yield self._finding(
            Place(section, index, row), "retention", facts, headline, adverse=judge_storage
        )

    def _system_of(self, section: str, row: Row) -> Row:
        """What the dossier says of the system that a row is, or belongs to."""
        systems = self.dossier.section("systems")
        if section == "systems":
            systems = (row,)
        elif "system" in row:
            systems = tuple(s for s in systems if s.get("name") == row["system"])
        system: Row = systems[0] if len(systems) == 1 else {}
        known = pick_site(system, "other_law_days", "system_of_art_7")
        return {**self._video_system(row), **known}

    def find_system(self, index: int, row: Row) -> Iterator[Finding]:
        """A system's own storage, where no channel evidence is given for it, and its filing."""
        measured = any(s.get("system") == row.get("name") for s in self.dossier.section("storage"))
        if not measured:
            yield from self.find_storage("systems", index, row)
        facts = {
            **pick_site(self.dossier.site, "place_kind"),
            **rename(self.dossier.site, region="site_region"),
            **self._system_of("systems", row),
            **row,
        }
        filing = self.ask("system_filing", facts)
        if filing.outcome != "not_required":
            headline = Text("视频系统备案：", "Filing of the video system: ")
            yield self._finding(Place("systems", index, row), "system_filing", facts, headline)

    def find_channel(self, index: int, row: Row) -> Iterator[Finding]:
        """One row of storage evidence."""
        yield from self.find_storage("storage", index, row)

    def find_project(self, index: int, row: Row) -> Iterator[Finding]:
        """Arts. 17-19 for one project: who approves, the review, putting into use."""
        facts = {**row, **self.setting, **rename(self.dossier.site, region="site_region")}
        yield self._find_approval(index, row, facts)
        headline = Text("施工前审核：", "Review before construction: ")
        if any(k in row for k in ("documents", "review_passed", "construction_started_on")):
            yield self._finding(
                Place("projects", index, row),
                "preconstruction_review",
                facts,
                headline,
                adverse=is_past,
            )
        in_use = row.get("in_use")

        def judge_use(decision: Decision) -> bool | None:
            if decision.outcome == "must_not":
                return in_use
            return decide_breach(decision)

        headline = Text(
            "已投入使用：" if in_use else "尚未投入使用，现在：",
            "In use: " if in_use else "Not in use; now: ",
        )
        yield self._finding(
            Place("projects", index, row), "putting_into_use", facts, headline, adverse=judge_use
        )

    def _find_approval(self, index: int, row: Row, facts: Row) -> Finding:
        """Art. 17 ¶1: the organ that approves, and whether another one did."""
        decision = self.ask("design_approval", facts)
        organ = decision.values.get("organ")
        actual = row.get("design_approved_by")
        breached: bool | None = None if decision.outcome == "unknown" else False
        said = decision.result.label
        headline = Text(f"设计方案核准：{said.zh}", f"Approval of the design: {said.en}")
        if organ is not None:
            name = name_organ(organ)
            headline = Text(f"设计方案应报{name.zh}核准", f"The design goes to the {name.en}")
            if actual == organ:
                headline = Text(
                    f"设计方案由{name.zh}核准", f"The design was approved by the {name.en}"
                )
            elif actual not in (None, NONE):
                breached = True
                headline = Text(
                    f"核准机关不对，应为{name.zh}",
                    f"Approved by the wrong organ, not the {name.en}",
                )
        return Finding(
            "projects",
            index,
            name_row("projects", index, row),
            headline,
            decision,
            breached,
            None,
            (Text("报有权机关重新核准", "have it approved by the competent organ"),)
            if breached
            else (),
            decision.missing if breached is None else (),
        )

    def find_work(self, index: int, row: Row) -> Iterator[Finding]:
        """Arts. 14 and 16 for one piece of work taken on by a firm."""
        headline = Text("承接业务：", "Work taken on: ")
        projects = self.dossier.section("projects")
        own = next((p for p in projects if p.get("name") == row.get("project", "")), {})
        facts = {**pick_site(own, "project_amount", "system_risk_level"), **row}
        yield self._finding(Place("works", index, row), "undertaking", facts, headline)

    def find_certificate(self, index: int, row: Row) -> Iterator[Finding]:
        """Art. 15 for one certificate application."""
        headline = Text("资格证申请：", "Certificate application: ")
        yield self._finding(
            Place("certificates", index, row), "certificate_application", row, headline
        )

    def find_access(self, index: int, row: Row) -> Iterator[Finding]:
        """Arts. 24-27 for one case of viewing or copying."""
        setting = rename(self.setting, setting="system_setting")
        facts = {**setting, **self._video_system(row), **row}
        headline = Text("信息查看、复制：", "Access to information: ")
        yield self._finding(Place("access", index, row), "information_access", facts, headline)

    def _find_duties(self) -> Iterator[Finding]:
        """Arts. 3, 4, 7, 11, 13, 21, 22: one finding per duty that applies to a role given."""
        rows = self.dossier.section("duties")
        seen: dict[str, list[tuple[int, Row]]] = {}
        for index, row in enumerate(rows):
            if "role" in row and "duty" in row:
                seen.setdefault(row["role"], []).append((index, row))
        for role, entries in seen.items():
            evidence: dict[str, Any] = {}
            for _, row in entries:
                for key in ("held", "until"):
                    if key in row:
                        evidence[f"evidence.{row['duty']}.{key}"] = row[key]
            decision = self.ask("duties", {"role": role, **self.setting, **evidence})
            yield from self._split_duties(role, entries, decision)

    def _split_duties(
        self, role: str, entries: list[tuple[int, Row]], whole: Decision
    ) -> Iterator[Finding]:
        places = {row["duty"]: index for index, row in entries}
        for duty, state in whole.values.get("duties", {}).items():
            decision = self._ask_one_duty(whole, duty)
            breached = {"met": False, "breached": True, "unknown": None}[state]
            name = DUTY.label(duty)
            remedy = Text(f"建立并保持：{name.zh}", f"put in place and keep: {name.en}")
            yield Finding(
                "duties",
                places.get(duty),
                ROLE.label(role),
                headline_duty(duty, state, whole),
                decision,
                breached,
                self.expose_decision(decision) if breached else None,
                (remedy,) if breached else (),
                decision.missing if breached is None else (),
                PROVISIONS[duty],
            )

    def _ask_one_duty(self, whole: Decision, duty: str) -> Decision:
        """The same question about one duty alone: all others are taken as in order."""
        facts = {
            k: v
            for k, v in whole.facts.items()
            if not k.startswith("evidence.") or k.split(".")[1] == duty
        }
        for other in whole.values["duties"]:
            if other != duty:
                facts |= {f"evidence.{other}.held": True, f"evidence.{other}.until": NONE}
        return self.ask("duties", facts)


FINDERS: Mapping[str, Callable[[Assessor, int, Row], Iterator[Finding]]] = {
    "spots": Assessor.find_spot,
    "systems": Assessor.find_system,
    "storage": Assessor.find_channel,
    "projects": Assessor.find_project,
    "works": Assessor.find_work,
    "certificates": Assessor.find_certificate,
    "access": Assessor.find_access,
}


def decide_breach(decision: Decision) -> bool | None:
    """Adverse, in order, or not yet known."""
    return None if decision.outcome == "unknown" else decision.is_adverse


def judge_storage(decision: Decision) -> bool | None:
    """Stored too short, or kept although it is to be deleted."""
    kept = decision.values.get("delete_duty") is True
    return True if kept else decide_breach(decision)


def is_past(decision: Decision) -> bool | None:
    """For the review: building without it is a breach; papers still missing are not."""
    if decision.outcome == "unknown":
        return None
    return decision.outcome == "must_not_start"


def remedies_of(decision: Decision) -> tuple[Text, ...]:
    """What puts it right: the duties the decision names."""
    return tuple(join_duty(d.who, d.what) for d in decision.duties)


def join_duty(who: Text, what: Text) -> Text:
    """Who must do what, as one sentence."""
    return Text(f"{who.zh}：{what.zh}", f"{who.en}: {what.en}")


def add_outcome(headline: Text, decision: Decision) -> Text:
    """The headline with the outcome in words, and with what is lacking."""
    said = decision.result.label
    zh, en = headline.zh + said.zh, headline.en + said.en
    for name in ("lacks", "needs", "missing_documents"):
        if decision.values.get(name):
            zh += "，" + "：".join(name_value(decision, name, "zh"))
            en += "; " + ": ".join(name_value(decision, name, "en"))
    return Text(zh, en)


def headline_duty(duty: str, state: str, whole: Decision) -> Text:
    """One duty and how it stands: in place, lacking, lapsed, not known."""
    name = DUTY.label(duty)
    if state == "met":
        return Text(f"有：{name.zh}", f"in place: {name.en}")
    if state == "unknown":
        return Text(f"未知：{name.zh}", f"not known: {name.en}")
    if whole.facts.get(f"evidence.{duty}.held") is False:
        return Text(f"没有：{name.zh}", f"lacking: {name.en}")
    until = whole.facts.get(f"evidence.{duty}.until")
    return Text(f"已于 {until} 到期：{name.zh}", f"lapsed on {until}: {name.en}")


def name_row(section: str, index: int, row: Row) -> Text:
    """A row by its name, its channel, its firm, or its number."""
    for key in ("channel", "name", "firm"):
        if key in row:
            return Text(row[key], row[key])
    title = next(s.title for s in SECTIONS if s.name == section)
    return Text(f"{title.zh}第 {index + 1} 行", f"{title.en}, row {index + 1}")


def pick_site(row: Row, *names: str) -> dict[str, Any]:
    """Some facts of a record, as far as they are known."""
    return {n: row[n] for n in names if n in row}


def rename(row: Row, **names: str) -> dict[str, Any]:
    """Facts of a record under other names."""
    return {new: row[old] for old, new in names.items() if old in row}


def covers(ordered: str, breach: str) -> bool:
    """Whether an order for one provision covers a breach of another: one is part of the other."""
    if not ordered:
        return False
    return (
        ordered == breach
        or f"{breach}__".startswith(f"{ordered}__")
        or (f"{ordered}__".startswith(f"{breach}__"))
    )


def assess(
    raw: Mapping[str, Any], *, on: date, law: Law | None = None, from_workbook: bool = False
) -> Assessment:
    """Assess a dossier under the law of a day; raises `InputError` where it cannot be read."""
    from jifang.law import load_law

    dossier = read_dossier(raw, from_workbook=from_workbook)
    assessor = Assessor(law or load_law(), on, dossier)
    return Assessment(on, assessor.site_name, dossier, tuple(assessor.run()))
