"""What the pages of the law show of a provision on a day: its life, its rules, other law.

Nothing is decided here: `jifang.law.lawbook` finds it, this puts it into the reader's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from jifang.law import InputError, load_law
from jifang.law.errors import Lang, Problem, Text
from jifang.law.instruments import Cite, CitedInstrument, UsedProvision, find_cited
from jifang.law.lawbook import (
    DatedValue,
    Meeting,
    Rule,
    Span,
    find_span,
    list_meetings,
    list_rules,
    list_touches,
    list_values,
)
from jifang.law.places import name_region
from jifang.law.schema import read_day_text
from jifang.law.texts import MEASURES, load_instrument
from jifang.portals.lifeline import PROVINCE, Life, Lifelines, Moment, Stretch, draw_lifelines
from jifang.portals.wording import get_reader_lang

LONGEST_DAY = 40  # characters of a day that are shown again where it cannot be read

WHOLE_STATE = Text("全国", "nationwide")
TEXT_OF = Text("本规定的文本", "Text of this provision")
AS_PROMULGATED = Text("公布时的文本", "as promulgated")
NUMBERS = Text("数值和读法", "Numbers and choices of reading")
OTHER_LAW = Text("其他法", "Other law")
IN_FORCE = Text("施行期间", "In force")


@dataclass(frozen=True, slots=True)
class AskedDay:
    """The day whose law a page shows: as it was asked, or today."""

    on: date
    entered: str
    problem: Problem | None
    is_chosen: bool

    @property
    def query(self) -> str:
        """What carries the day to another page: `on=2026-11-22`, or nothing."""
        kept = QueryDict(mutable=True)
        if self.is_chosen and self.problem is None:
            kept["on"] = self.on.isoformat()
        return kept.urlencode()


def read_asked_day(request: HttpRequest) -> AskedDay:
    """The day of `?on=`; today where none is given, and where it cannot be read."""
    today = timezone.localdate()
    entered = request.GET.get("on", "").strip()
    if not entered:
        return AskedDay(today, today.isoformat(), None, is_chosen=False)
    try:
        return AskedDay(read_day_text(entered), entered, None, is_chosen=True)
    except InputError as error:
        shown = entered[:LONGEST_DAY]
        return AskedDay(today, shown, error.problems[0], is_chosen=True)


def name_territory(instrument: CitedInstrument) -> Text:
    """Where an instrument applies: 全国, 深圳市."""
    prefix = instrument.territory
    return name_region(f"{prefix:0<6}") if prefix else WHOLE_STATE


def find_territory(law: str) -> Text:
    """Where an instrument applies, the Measures included."""
    return PROVINCE if law == MEASURES else name_territory(find_cited(law))


def find_confidence(cite: Cite) -> str:
    """How sure a provision of another instrument is, or that instrument as a whole."""
    instrument = find_cited(cite.law)
    provision = instrument.provisions.get(cite.provision)
    return instrument.confidence if provision is None else provision.confidence


@dataclass(frozen=True)
class ShownRule:
    """One clause as the law page lists it, with the numbers of the day."""

    rule: Rule
    condition: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One dated value of a parameter."""

    dated: DatedValue
    value: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class ShownTouch:
    """A provision of another instrument that meets a paragraph of the Measures."""

    instrument: CitedInstrument
    provision: UsedProvision
    cite: Cite
    span: Span
    territory: Text


@dataclass(frozen=True, slots=True)
class ShownMeeting:
    """Which of two provisions prevails, as a page lists it."""

    meeting: Meeting
    where: str


@dataclass(frozen=True)
class ProvisionDay:
    """A provision of the Measures on a day."""

    day: AskedDay
    lifelines: Lifelines
    rules: tuple[ShownRule, ...]
    idle: tuple[ShownRule, ...]
    """Rules that are no law on that day."""
    values: tuple[ShownValue, ...]
    touches: tuple[ShownTouch, ...]
    meetings: tuple[ShownMeeting, ...]
    is_in_force: bool

    @property
    def ours(self) -> int:
        """How many of the rules rest on a reading of ours."""
        return sum(1 for r in self.rules if r.rule.clause.reading)

    @property
    def asked(self) -> list[object]:
        """The questions of the rules, each once."""
        return list({r.rule.question.name: r.rule.question for r in self.rules}.values())


def describe_provision(eid: str, day: AskedDay) -> ProvisionDay:
    """Everything the page of a provision of the Measures shows besides its text."""
    law, lang, here = load_law(), get_reader_lang(), Cite(MEASURES, eid)
    rules = [show_rule(r, lang) for r in list_rules(law, here, day.on)]
    dated = list_values(law, here)
    touches = [show_touch(c) for c in list_touches(law, eid, day.on)]
    return ProvisionDay(
        day=day,
        lifelines=draw_provision(here, dated, touches, day.on, lang),
        rules=tuple(r for r in rules if r.rule.applies),
        idle=tuple(r for r in rules if not r.rule.applies),
        values=show_values(dated, day.on, lang),
        touches=tuple(touches),
        meetings=show_meetings(list_meetings(law, here, day.on), lang),
        is_in_force=find_span(here).is_in_force(day.on),
    )


def show_rule(rule: Rule, lang: Lang) -> ShownRule:
    """A rule in words."""
    return ShownRule(rule, rule.say_condition(lang), rule.say_outcome(lang))


def show_values(dated: Iterable[DatedValue], on: date, lang: Lang) -> tuple[ShownValue, ...]:
    """Dated values in words, those of the day marked."""
    return tuple(ShownValue(d, d.say(lang), d.span.is_in_force(on)) for d in dated)


def show_touch(cite: Cite) -> ShownTouch:
    """A provision of another instrument with its days and its territory."""
    instrument, span = find_cited(cite.law), find_span(cite)
    return ShownTouch(
        instrument,
        instrument.provisions[cite.provision],
        cite,
        span,
        name_territory(instrument),
    )


def show_meetings(meetings: Iterable[Meeting], lang: Lang) -> tuple[ShownMeeting, ...]:
    """What prevails over what, with the cases it is limited to."""
    return tuple(ShownMeeting(m, m.say_where(lang)) for m in meetings)


# --- the drawing ----------------------------------------------------------------------------------


def draw_provision(
    here: Cite, dated: Iterable[DatedValue], touches: Iterable[ShownTouch], on: date, lang: Lang
) -> Lifelines:
    """The life of a provision: its text, its numbers, the other law that meets it."""
    measures = load_instrument(here.law)
    stretch = Stretch(find_span(here), measures.rank, AS_PROMULGATED.say(lang), cite=here)
    groups = [
        (TEXT_OF, [Life(measures.short, PROVINCE, (stretch,), here)]),
        (NUMBERS, list_number_lives(dated, lang)),
        (OTHER_LAW, list_other_lives(touches)),
    ]
    return draw_lifelines(groups, measures.in_force_from, on, timezone.localdate())


def list_number_lives(dated: Iterable[DatedValue], lang: Lang) -> list[Life]:
    """One row a parameter, one bar a value."""
    return [
        Life(
            parameter.title,
            find_territory(steps[-1].cite.law),
            tuple(Stretch(d.span, "value", d.say(lang), d.step.confidence, d.cite) for d in steps),
        )
        for parameter, steps in ((p, list(s)) for p, s in groupby(dated, lambda d: d.parameter))
    ]


def list_other_lives(touches: Iterable[ShownTouch]) -> list[Life]:
    """One row an instrument; a provision with days of its own has a row of its own."""
    rows: dict[tuple[str, Span], list[ShownTouch]] = {}
    for touch in touches:
        rows.setdefault((touch.cite.law, touch.span), []).append(touch)
    return [draw_other(found) for found in rows.values()]


def draw_other(touches: list[ShownTouch]) -> Life:
    """The row of an instrument, or of one of its provisions."""
    first = touches[0]
    cite = first.cite if len(touches) == 1 else Cite(first.cite.law, "")
    confidence = find_confidence(cite)
    return Life(
        first.instrument.short,
        first.territory,
        (Stretch(first.span, first.instrument.rank, confidence=confidence, cite=cite),),
        cite,
        len(touches),
        list_moments(first.instrument),
    )


def list_moments(instrument: CitedInstrument) -> tuple[Moment, ...]:
    """The editions of an instrument."""
    return tuple(Moment(e.since, e.note, e.confidence) for e in instrument.editions)


def draw_instrument(instrument: CitedInstrument, on: date) -> Lifelines:
    """The life of another instrument, and of its provisions that have days of their own."""
    cites = [Cite(instrument.id, "")] + [
        Cite(instrument.id, p.eid)
        for p in instrument.provisions.values()
        if p.since is not None or p.until is not None
    ]
    lives = [
        Life(
            instrument.short,
            name_territory(instrument),
            (
                Stretch(
                    find_span(cite), instrument.rank, confidence=find_confidence(cite), cite=cite
                ),
            ),
            cite,
            moments=() if cite.provision else list_moments(instrument),
        )
        for cite in cites
    ]
    since = load_instrument().in_force_from
    return draw_lifelines([(IN_FORCE, lives)], since, on, timezone.localdate())


def group_by_rank(
    instruments: Mapping[str, CitedInstrument],
) -> list[tuple[str, list[CitedInstrument]]]:
    """The other instruments, the highest rank first."""
    return [(rank, list(found)) for rank, found in groupby(instruments.values(), lambda i: i.rank)]
