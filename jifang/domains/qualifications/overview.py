"""What a firm holds, what it may apply for now and why not, and what the next level asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from jifang.domains.qualifications.data import (
    APPLICATIONS,
    CHANGES,
    FILING,
    HOW,
    ISSUE,
    LEVELS,
    RENEW,
    Applied,
    Standing,
)
from jifang.domains.qualifications.facts import (
    ask_admission,
    ask_figures,
    explain,
    find_clash,
    list_running,
    say_clash,
)
from jifang.domains.qualifications.models import Certificate, Extension
from jifang.domains.qualifications.selectors import (
    find_extension,
    find_held,
    find_standing,
    list_of_party,
)
from jifang.domains.units.api import FirmRef, find_firm
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.models import Case
from jifang.law import Decision, decide, load_law
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.parameters import CONFIDENCE
from jifang.law.rules.firm_conditions import CONDITIONS, MEASURE, READ_FIGURES
from jifang.law.texts.loader import MEASURES

ALL_CASES = ("certificate", "certificate_first", "certificate_province", "certificate_change",
             FILING)  # fmt: skip


DEEMED_WAY = Text(
    "换证申请视为准予，公安机关还须发证",
    "the renewal counts as granted; the certificate is still to be issued",
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One figure that a level asks for: how much, how much the register has, what is lacking.

    each: what every counted project must come to, in yuan. held, lacking: None where it is unknown.
    """

    code: str
    label: Text
    unit: Text
    required: Any
    held: Any
    lacking: Any
    each: Any = None

    @property
    def state(self) -> str:
        """ok, stop, or open where it is not known."""
        if self.held is None:
            return "open"
        return "ok" if not self.lacking else "stop"


@dataclass(frozen=True, slots=True)
class Gap:
    """The conditions of a level against the register, with how sure their source is."""

    level: Text
    conditions: tuple[Condition, ...]
    confidence: str
    cite: Cite
    decision: Decision
    reading: Text = READ_FIGURES.name

    @property
    def outcome(self) -> str:
        """Whether the figures reach it: ok, stop, or open where one that matters is unknown."""
        return {"admit": "ok", "unknown": "open"}.get(self.decision.outcome, "stop")


@dataclass(frozen=True, slots=True)
class Way:
    """Something that may be applied for, or why not, with the provision."""

    kind: str
    name: Text
    allowed: bool
    said: Text
    cites: tuple[Cite, ...]
    level: int | None = None
    opens: date | None = None
    closes: date | None = None
    short: Text | None = None
    """For what asks for figures: which of them the register does not reach, or does not know."""

    @property
    def mark(self) -> str:
        """ok, stop, or open where it may be applied for and the figures do not reach it yet."""
        return ("open" if self.short else "ok") if self.allowed else "stop"

    @property
    def level_name(self) -> Text | None:
        """The level it is for, where it is for one."""
        return LEVELS.get(str(self.level))


@dataclass(frozen=True)
class Overview:
    """The page of a firm of its own."""

    firm: FirmRef
    on: date
    held: Certificate | None
    standing: Standing | None
    ways: tuple[Way, ...]
    gap: Gap | None
    window: tuple[date, date] | None
    promotion_from: date | None
    cases: tuple[Case, ...]
    former: tuple[tuple[Certificate, Standing], ...] = field(default=())

    @property
    def level_name(self) -> Text | None:
        """The level held."""
        return None if self.held is None else LEVELS.get(str(self.held.level))

    @property
    def extension(self) -> Extension | None:
        """The extension of the certificate held."""
        return None if self.held is None else find_extension(self.held)


def make_overview(by: Actor, on: date) -> Overview | None:
    """What a member sees of the own firm; nothing where it is not in the register."""
    firm = find_firm(by.body.party)
    return None if firm is None else describe_firm(firm, on)


def describe_firm(firm: FirmRef, on: date) -> Overview:
    """The same of any firm within reach."""
    held = find_held(firm.party, on, FILING if firm.is_outside else "qualification")
    standing = None if held is None else find_standing(held, on)
    found = Case.objects.filter(party=firm.party, procedure__in=ALL_CASES, closed_at=None)
    rows = list_of_party(firm.party, FILING if firm.is_outside else "qualification")
    former = tuple((r, find_standing(r, on)) for r in rows if held is None or r.pk != held.pk)
    if firm.is_outside:
        ways = (Way(FILING, HOW[FILING], True, Text("", ""), (Cite(MEASURES, "art_16__para_1"),)),)
        return Overview(firm, on, held, standing, ways, None, None, None, tuple(found), former)
    renewal = ask_admission(firm, Applied("renewal", None, None, on), on)
    open_ways = hold_back(list_ways(firm, held, standing, on), standing,
                         [kind for _, kind in list_running(firm.party)])  # fmt: skip
    gap = find_gap(firm, held, standing, on)
    return Overview(
        firm, on, held, standing, tuple(add_shortfall(open_ways, gap)), gap,
        find_window(renewal), find_promotion(firm, held, on), tuple(found), former,
    )  # fmt: skip


def find_window(renewal: Decision) -> tuple[date, date] | None:
    """From when to when renewal may be applied for, as the law counts it."""
    opens, closes = renewal.values.get("window_opens"), renewal.values.get("window_closes")
    return None if opens is None or closes is None else (opens, closes)


def find_promotion(firm: FirmRef, held: Certificate | None, on: date) -> date | None:
    """From when promotion may be applied for."""
    if held is None or held.level in {None, 1}:
        return None
    asked = ask_admission(firm, Applied("promotion", find_next(held, None), None, on), on)
    opens = asked.values.get("window_opens")
    return opens if isinstance(opens, date) else None


def find_first_level() -> int:
    """The level of a first application."""
    return int(load_law().parameters["certificate.first_level"].steps[-1].value)


def find_next(held: Certificate | None, standing: Standing | None) -> int | None:
    """The next level: above the one held, or the first; none above level 1."""
    first = find_first_level()
    if held is None or held.level is None or (standing is not None and not standing.holds):
        return first
    return held.level - 1 if held.level > 1 else None


def list_ways(
    firm: FirmRef, held: Certificate | None, standing: Standing | None, on: date
) -> Iterator[Way]:
    """Every kind of application, with the law's answer for the day."""
    following = find_next(held, standing)
    holds = standing is not None and standing.holds
    for kind, name in APPLICATIONS.items():
        level = following if kind in {"initial", "promotion"} else None
        if kind == "promotion" and (not holds or level is None):
            yield refuse_promotion(name, at_top=holds)
            continue
        if kind == "initial" and holds:
            level = find_first_level()
        cause = True if kind == "extension" else None
        asked = ask_admission(firm, Applied(kind, level, cause, on), on)
        cite = asked.decided_cite or ISSUE
        yield Way(
            kind, name, asked.outcome == "admit", explain(asked), (cite,), level,
            asked.values.get("window_opens"), asked.values.get("window_closes"),
        )  # fmt: skip
    lacks = Text("没有有效的资格证", "no valid certificate is held")
    for kind, name in CHANGES.items():
        yield Way(kind, name, holds, Text("", "") if holds else lacks, (ISSUE,))


def hold_back(ways: Iterable[Way], standing: Standing | None, running: list[str]) -> Iterator[Way]:
    """Nothing is applied for while a renewal that counts as granted is still to be issued, nor what
    stands upon an application that is going on: for the latter no provision is known."""
    deemed = standing is not None and standing.state == "deemed"
    for way in ways:
        clash = find_clash(way.kind, running)
        if deemed:
            yield replace(way, allowed=False, said=DEEMED_WAY, cites=(RENEW,))
        elif clash and way.allowed:
            yield replace(way, allowed=False, said=say_clash(clash), cites=())
        else:
            yield way


def add_shortfall(ways: Iterable[Way], gap: Gap | None) -> Iterator[Way]:
    """That one may apply says nothing of the conditions: they are examined before the decision.
    What the figures of the register do not reach is said with it."""
    for way in ways:
        if not way.allowed or way.kind not in {"initial", "promotion"} or gap is None:
            yield way
            continue
        said = Text(
            "可以申请；是否达到该等级的条件，受理后另行审查",
            "may be applied for; whether the conditions are met is examined afterwards",
        )
        yield replace(way, said=said, short=say_shortfall(gap))


def say_shortfall(gap: Gap) -> Text | None:
    """Which figures fall short, and which are not entered; nothing where all are reached."""
    short = [c for c in gap.conditions if c.state == "stop"]
    open_ = [c for c in gap.conditions if c.state == "open"]
    zh, en = [], []
    if short:
        zh.append("按登记尚未达到：" + "、".join(c.label.zh for c in short))
        en.append("by the register not reached: " + ", ".join(c.label.en for c in short))
    if open_:
        zh.append("登记中没有：" + "、".join(c.label.zh for c in open_))
        en.append("not in the register: " + ", ".join(c.label.en for c in open_))
    return Text("；".join(zh), "; ".join(en)) if zh else None


def refuse_promotion(name: Text, *, at_top: bool) -> Way:
    """There is no level to be promoted to, or from."""
    top = Text("一级是最高等级", "level 1 is the highest")
    none = Text("没有有效的资格证，没有可以晋级的等级", "without a valid certificate there is none")
    return Way(
        "promotion", name, False, top if at_top else none, (Cite(MEASURES, "art_15__para_1"),)
    )


def find_gap(
    firm: FirmRef, held: Certificate | None, standing: Standing | None, on: date
) -> Gap | None:
    """What the next level asks for, computed by the law from the register; none above level 1."""
    level = find_next(held, standing)
    if level is None:
        return None
    return describe_gap(firm, level, on)


def list_gaps(firm: FirmRef, on: date) -> list[tuple[int, Gap]]:
    """The gap to each level on a day, the lowest first: how far the figures of the register go,
    whichever level is the next."""
    return [(level, describe_gap(firm, level, on)) for level in (4, 3, 2, 1)]


def describe_application_gap(firm: FirmRef, applied: Applied) -> Gap | None:
    """What the level applied for asks, on the day of the application; none for what asks nothing
    of the figures."""
    if applied.kind not in {"initial", "promotion"} or applied.level is None:
        return None
    return describe_gap(firm, applied.level, applied.applied_on)


def describe_gap(firm: FirmRef, level: int, day: date) -> Gap:
    """The gap, condition by condition. Where what matters is not entered the law gives no answer;
    then what it asks for is read off the answer that it would give."""
    decision = ask_figures(firm, level, find_first_level(), day)
    shown = decision
    if decision.outcome == "unknown":
        facts = {**decision.facts, "meets_conditions": True}
        shown = decide(decision.question, facts, on=day)
    found: dict[str, Any] = dict(shown.values.get("gap", {}))
    units = {m.code: m.unit for spec in decision.asked.values if hasattr(spec, "measures")
             for m in spec.measures}  # fmt: skip
    conditions = tuple(
        Condition(
            code, MEASURE.label(code), units[code], row["required"], row.get("held"),
            row.get("lacking"), row.get("each_at_least"),
        )
        for code, row in found.items()
    )  # fmt: skip
    return Gap(LEVELS[str(level)], conditions, find_confidence(level), CONDITIONS, decision)


def find_confidence(level: int) -> str:
    """How sure the conditions of a level are: the least sure of them."""
    order = list(CONFIDENCE)
    held = {
        p.steps[-1].confidence
        for name, p in load_law().parameters.items()
        if name.startswith(f"conditions.level_{level}.")
    }
    return max(held, key=order.index)
