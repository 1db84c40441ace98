"""The form of the deadline calculator: what was entered, read back, and what is wrong with it.

The form is a GET: a computation can be linked and kept. It asks for dates and kinds only, nothing
that says who someone is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from jifang.law.clock import Clock
from jifang.law.clock_input import Written, WrittenPause, read_clock
from jifang.law.errors import InputError, Lang, Problem, Text
from jifang.law.period_book import load_counting, load_periods
from jifang.law.periods import GROUPS, Period
from jifang.portals.public.fact_fields import Option, OptionGroup
from jifang.portals.public.question_forms import ShownProblem
from jifang.portals.wording import get_reader_lang, join_phrases

MAX_ENTRY = 40
SPARE_PAUSES = 1
LEAST_PAUSES = 2
MOST_PAUSES = 12
MOST_EXTENSIONS = 2

SINGLE = ("period", "length", "unit", "fixed", "from", "finished", "at")
REPEATED = ("pause_reason", "pause_from", "pause_to", "extended")
NAMES: Mapping[str, str] = {"start": "from", "rolls": "fixed", "events": "pause", "date": "from"}
"""How the fields of a written clock are called here."""

LABELS: Mapping[str, Text] = {
    "period": Text("期限", "Period"),
    "length": Text("长度", "Length"),
    "unit": Text("单位", "Unit"),
    "fixed": Text("不顺延", "Does not move"),
    "from": Text("起算日", "Day it starts from"),
    "pause": Text("中止", "Pauses"),
    "extended": Text("准予延长的日期", "Day of the extension"),
    "finished": Text("办结的日期", "Day the act was done"),
    "at": Text("看哪一天", "Day looked at"),
}
UNIT_LABELS: Mapping[str, Text] = {
    "both": Text("日（没说是哪种，两种都算）", "days (which kind is not said: both)"),
    "working_days": Text("工作日", "working days"),
    "calendar_days": Text("自然日", "calendar days"),
    "months": Text("月", "months"),
    "years": Text("年", "years"),
}


@dataclass(frozen=True, slots=True)
class PauseRow:
    """One pause as it was entered."""

    number: int
    reasons: tuple[Option, ...]
    since: str
    until: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not (self.since or self.until or any(r.chosen and r.value for r in self.reasons))


@dataclass(slots=True)
class DeadlineForm:
    """What was entered, and what is wrong with it."""

    query: QueryDict
    today: date
    problems: list[ShownProblem] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return get_reader_lang()

    @property
    def is_sent(self) -> bool:
        """Whether an answer is asked for; a link may only choose a period."""
        return "from" in self.query

    def get(self, name: str) -> str:
        """What was entered in a field, bounded."""
        return self.query.get(name, "").strip()[:MAX_ENTRY]

    def get_all(self, name: str) -> list[str]:
        """What was entered in a field that may be there several times."""
        return [entry.strip()[:MAX_ENTRY] for entry in self.query.getlist(name)][:MOST_PAUSES]

    @property
    def length(self) -> str:
        """A length of one's own."""
        return self.get("length")

    @property
    def start(self) -> str:
        """The day it starts from; the law's own where it fixes one."""
        fixed = self.period.fixed_start if self.period else None
        return self.get("from") or (fixed.isoformat() if fixed else "")

    @property
    def start_hint(self) -> str:
        """What starts the period that was chosen, and how a day is written."""
        what = self.period.starts.say(self.lang) if self.period and self.period.starts else ""
        return join_phrases([part for part in (what, _("as 2026-11-22")) if part], self.lang)

    @property
    def finished(self) -> str:
        """The day the act was done."""
        return self.get("finished")

    @property
    def is_fixed(self) -> bool:
        """Whether the last day does not move."""
        return bool(self.get("fixed"))

    @property
    def labels(self) -> Mapping[str, Text]:
        """What the fields are called."""
        return LABELS

    @property
    def at(self) -> str:
        """The day looked at; today where none was entered."""
        return self.get("at") if "at" in self.query else self.today.isoformat()

    @property
    def period(self) -> Period | None:
        """The named period that was chosen, if it is one."""
        return load_periods().get(self.get("period"))

    @property
    def periods(self) -> tuple[OptionGroup, ...]:
        """The named periods by group, each with what starts it and how long it is."""
        chosen = self.get("period")
        return tuple(
            OptionGroup(
                title.say(self.lang),
                tuple(
                    Option(p.id, say_period(p, self.lang), p.id == chosen)
                    for p in load_periods().values()
                    if p.group == group
                ),
            )
            for group, title in GROUPS.items()
        )

    @property
    def units(self) -> tuple[Option, ...]:
        """How a length of one's own can be meant."""
        chosen = self.get("unit") or "both"
        return tuple(
            Option(name, said.say(self.lang), name == chosen) for name, said in UNIT_LABELS.items()
        )

    @property
    def pauses(self) -> list[PauseRow]:
        """The pauses entered, and a spare row."""
        entered = list(self._zip_pauses())
        rows = [row for row in entered if any(row)]
        spare = max(LEAST_PAUSES - len(rows), SPARE_PAUSES)
        rows += [("", "", "")] * min(spare, MOST_PAUSES - len(rows))
        return [
            PauseRow(number, tuple(self._list_reasons(reason)), since, until)
            for number, (reason, since, until) in enumerate(rows, 1)
        ]

    def _zip_pauses(self) -> Iterable[tuple[str, str, str]]:
        reasons, since, until = (self.get_all(f"pause_{p}") for p in ("reason", "from", "to"))
        return zip_longest(reasons, since, until, fillvalue="")

    def _list_reasons(self, chosen: str) -> Iterable[Option]:
        yield Option("", _("none"), not chosen)
        reasons = load_counting().pauses
        for reason in reasons.values():
            yield Option(reason.id, reason.title.say(self.lang), reason.id == chosen)
        if chosen and chosen not in reasons:
            named = load_counting().no_pauses.get(chosen)
            yield Option(chosen, named.title.say(self.lang) if named else chosen, True)

    @property
    def no_pauses(self) -> list[tuple[Text, Text]]:
        """What is often taken for a pause, and why it is none."""
        return [(n.title, n.reason) for n in load_counting().no_pauses.values()]

    @property
    def extensions(self) -> list[str]:
        """The days of extension entered, and empty ones."""
        entered = [entry for entry in self.get_all("extended") if entry]
        return (entered + [""] * MOST_EXTENSIONS)[: max(MOST_EXTENSIONS, len(entered))]

    @property
    def has_more(self) -> bool:
        """Whether something stands in the folded part of the form, or is wrong there."""
        entered = any(not row.is_empty for row in self.pauses) or any(self.extensions)
        wrong = {"pause", "extended", "finished"} & self.errors.keys()
        return bool(entered or self.finished or wrong)

    @property
    def has_own_length(self) -> bool:
        """Whether a length of one's own was entered, or is wrong."""
        wrong = {"length", "unit", "fixed"} & self.errors.keys()
        return bool(self.length or self.is_fixed or wrong)

    @property
    def kept(self) -> str:
        """The query as far as it is the form's, for a link to the same computation."""
        pairs = [(name, self.get(name)) for name in SINGLE if self.get(name)]
        for row in self._zip_pauses():
            names = ("pause_reason", "pause_from", "pause_to")
            pairs += zip(names, row, strict=True) if any(row) else ()
        pairs += [("extended", entry) for entry in self.get_all("extended") if entry]
        if self.is_sent and not self.get("from"):
            pairs.append(("from", ""))
        return urlencode(pairs)

    def read(self) -> tuple[Clock, date] | None:
        """The clock that was asked for and the day to look at; nothing if something is wrong."""
        written = Written(
            period=self.get("period"),
            length=self.length,
            unit=self.get("unit"),
            rolls=not self.is_fixed,
            start=self.start,
            pauses=tuple(
                WrittenPause(since, until, reason)
                for reason, since, until in self._zip_pauses()
                if reason or since or until
            ),
            extended=tuple(entry for entry in self.get_all("extended") if entry),
            finished=self.finished,
            at=self.at,
        )
        try:
            clock, at = read_clock(written, NAMES)
            day = at or self.today
            clock.stand(day)  # a day out of range is wrong here, not when the page is written
            clock.show_days(day)
        except InputError as error:
            self.note(error.problems)
            return None
        return clock, day

    def note(self, problems: Sequence[Problem]) -> None:
        """Keep what is wrong, above the form by label and beside each field."""
        for problem in problems:
            name = NAMES.get(problem.field, problem.field)
            name = name if name in LABELS else "pause"
            self.errors.setdefault(name, []).append(problem.message.say(self.lang))
            self.problems.append(ShownProblem(name, LABELS[name], problem.message))


def say_period(period: Period, lang: Lang) -> str:
    """A period as it is chosen: its title, what starts it, how long it is."""
    definition = period.latest
    length, title = definition.say_length().say(lang), period.title.say(lang)
    if period.starts is None:
        return f"{title}：{length}" if lang == "zh" else f"{title}: {length}"
    starts = period.starts.say(lang)
    if lang == "zh":
        return f"{title}：{starts}{'前' if definition.backward else '起'} {length}"
    return f"{title}: {length} {'before' if definition.backward else 'from'} {starts}"
