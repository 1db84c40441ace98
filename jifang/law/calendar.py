"""The working-day calendar and the counting of periods.

A period is counted as the Civil Code, arts. 201–203, says: the day on which it begins is not
counted; a period in days ends with its last day, and where that day is a day off it ends with the
next working day; a period in months or years ends on the corresponding day, or with the month
where there is none. A period in working days counts the days that are worked, make-up workdays
included (interplay 5.3). Art. 203 speaks of statutory days off (法定休假日): weekends and rest days
swapped by the yearly notice are read as such, make-up workdays are not.

Days off and make-up workdays are those of the yearly notices (`data/workdays.yaml`). After the
last year whose notice is recorded only weekends are known: a term that reaches there is
*provisional* and says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from jifang.law.errors import DefinitionError, InputError, Text, fail_input
from jifang.law.intake.limits import decode_text
from jifang.law.intake.yaml12 import parse_yaml

MAX_DAYS = 3_660
"""Longest period that is counted day by day: ten years."""

_ONE_DAY = timedelta(days=1)
_DATA = Path(__file__).with_name("data") / "workdays.yaml"


class DayKind(StrEnum):
    """What a day is for the counting of periods."""

    WORK = "work"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """A day off by the yearly notice, whether the festival itself or a swapped rest day."""
    MAKEUP = "makeup"
    """A Saturday or Sunday that the notice makes a workday."""

    @property
    def is_worked(self) -> bool:
        """Whether the day is a working day."""
        return self in (DayKind.WORK, DayKind.MAKEUP)


FESTIVALS: Mapping[str, str] = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}
_WEEKEND = Text("周末", "weekend")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the General Office of the State Council on the days off of a year."""

    title: str
    number: str | None
    """Document number; None where it could not be verified."""
    issued_on: date


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The recorded years: which days are off, which weekends are worked, and by which notices."""

    first_year: int
    verified_through: int
    holidays: Mapping[date, Text]
    """Each day off with the name of its festival."""
    makeup_days: frozenset[date]
    notices: Mapping[int, tuple[Notice, ...]]
    reaching_back: Mapping[date, int] = field(default_factory=lambda: MappingProxyType({}))
    """Days of a December that the notice of the following year set, with that year."""

    def known_through(self, year: int) -> WorkCalendar:
        """The calendar as it was known when the notice of `year` was the last one published."""

        def known(day: date) -> bool:
            return max(day.year, self.reaching_back.get(day, 0)) <= year

        return WorkCalendar(
            self.first_year,
            min(year, self.verified_through),
            MappingProxyType({day: name for day, name in self.holidays.items() if known(day)}),
            frozenset(day for day in self.makeup_days if known(day)),
            MappingProxyType({y: notices for y, notices in self.notices.items() if y <= year}),
            MappingProxyType({day: y for day, y in self.reaching_back.items() if y <= year}),
        )

    def kind_of(self, day: date) -> DayKind:
        """What the day is; raises `InputError` for a day before the first recorded year."""
        if isinstance(day, datetime):
            raise fail_input(
                "date",
                day.isoformat(),
                "应为日期，不含时刻。",
                "a date is expected, without a time of day",
            )
        if day.year < self.first_year:
            raise fail_input(
                "date",
                day.isoformat(),
                f"工作日历自 {self.first_year} 年起，没有更早的年份。",
                f"the working-day calendar begins in {self.first_year}; no earlier year is in it",
            )
        if day in self.holidays:
            return DayKind.HOLIDAY
        if day in self.makeup_days:
            return DayKind.MAKEUP
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORK

    def is_assumed(self, day: date) -> bool:
        """Whether the day lies after the last recorded notice, so that only weekends are known."""
        return day.year > self.verified_through


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a term, as the day strip shows it."""

    date: date
    kind: DayKind
    ordinal: int | None
    """Its number within the period; None for the start day and for days that do not count."""
    name: Text | None = None
    """The festival, for a day off."""
    assumed: bool = False
    """True after the last recorded notice."""


Unit = Literal["working_days", "calendar_days"]


@dataclass(frozen=True, slots=True)
class Term:
    """A counted period: its last day and how it was found."""

    start: date
    length: int
    unit: Unit
    counted_to: date
    """The last day counted, before any move."""
    due_on: date
    """The last day on which the act is in time."""
    provisional: bool
    """True if the term reaches a year whose days off are not yet known."""
    days: tuple[Day, ...]
    """Every day from the start day to the due day."""
    steps: tuple[Text, ...]
    """The computation in sentences."""

    @property
    def moved(self) -> bool:
        """Whether the due day was moved because the last day was a day off."""
        return self.due_on != self.counted_to


def day_kind(day: date, calendar: WorkCalendar | None = None) -> DayKind:
    """What a day is: worked, weekend, day off by notice, or make-up workday.

    Raises:
        InputError: for a day before the first recorded year.
    """
    return (calendar or load_calendar()).kind_of(day)


def is_working_day(day: date, calendar: WorkCalendar | None = None) -> bool:
    """Whether a day is a working day; make-up workdays are."""
    return day_kind(day, calendar).is_worked


def count_working_days(start: date, n: int, calendar: WorkCalendar | None = None) -> Term:
    """The term of `n` working days after `start`, which is itself not counted.

    Args:
        start: the day of the event; it need not be a working day.
        n: working days, 1 or more.
        calendar: the calendar to count by; the recorded one if not given.

    Raises:
        InputError: for a start before the first recorded year, or a length out of range.
    """
    book = calendar or load_calendar()
    _check_length(n)
    days = [describe_day(book, start, None)]
    done = 0
    while done < n:
        following = step_day(days[-1].date)
        if book.kind_of(following).is_worked:
            done += 1
            days.append(describe_day(book, following, done))
        else:
            days.append(describe_day(book, following, None))
    last = days[-1].date
    steps = (
        _say_beginning(start, n, Text("个工作日", "working days")),
        *say_skipped(days[1:]),
        *say_makeup(days[1:]),
        Text(f"第 {n} 个工作日为 {last}。", f"Working day {n} is {last}."),
    )
    return _finish_term(book, (start, n, "working_days"), last, days, steps)


def count_calendar_days(
    start: date, n: int, roll: bool = True, calendar: WorkCalendar | None = None
) -> Term:
    """The term of `n` days after `start`, which is itself not counted (Civil Code, art. 201).

    Args:
        start: the day of the event.
        n: days, 1 or more; days off count like others.
        roll: whether a last day that is a day off moves to the next working day (art. 203).
        calendar: the calendar to count by; the recorded one if not given.

    Raises:
        InputError: for a start before the first recorded year, or a length out of range.
    """
    book = calendar or load_calendar()
    _check_length(n)
    days = [describe_day(book, start, None)]
    for ordinal in range(1, n + 1):
        days.append(describe_day(book, step_day(days[-1].date), ordinal))
    last = days[-1]
    while roll and not days[-1].kind.is_worked:
        days.append(describe_day(book, step_day(days[-1].date), None))
    steps = [
        _say_beginning(start, n, Text("日", "days")),
        Text(f"第 {n} 日为 {last.date}。", f"Day {n} is {last.date}."),
    ]
    if days[-1] is not last:
        steps.append(_say_move(last, days[-1].date))
    return _finish_term(book, (start, n, "calendar_days"), last.date, days, steps)


def count_back_days(day: date, n: int) -> date:
    """The day `n` calendar days before `day`; where the last `n` days before an end begin."""
    _check_length(n)
    return step_day(day, -n)


def add_months(day: date, n: int) -> date:
    """The corresponding day `n` months on, or the month's last day where there is none (art. 202).

    A negative number counts back.
    """
    years, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= years <= date.max.year:
        raise _refuse_far_date(day)
    return date(years, month0 + 1, min(day.day, monthrange(years, month0 + 1)[1]))


def add_years(day: date, n: int) -> date:
    """The corresponding day `n` years on; 29 February ends on 28 February (art. 202)."""
    return add_months(day, 12 * n)


def anniversary_reached(since: date, n_years: int, on: date) -> bool:
    """Whether `n_years` full years since a day are reached on a day, the anniversary included."""
    return add_years(since, n_years) <= on


def _check_length(n: int) -> None:
    if isinstance(n, bool) or not 1 <= n <= MAX_DAYS:
        raise fail_input(
            "days",
            n,
            f"天数应为 1 至 {MAX_DAYS} 的整数。",
            f"a number of days is a whole number from 1 to {MAX_DAYS}",
        )


def step_day(day: date, by: int = 1) -> date:
    """The day `by` days on. Raises `InputError` out of the range of dates."""
    try:
        return day + by * _ONE_DAY
    except OverflowError:
        raise _refuse_far_date(day) from None


def _refuse_far_date(day: date) -> InputError:
    return fail_input(
        "date", day.isoformat(), "计算结果超出日期范围。", "the result is out of the range of dates"
    )


def describe_day(book: WorkCalendar, day: date, ordinal: int | None) -> Day:
    """A day of a term: what it is, its number in the term, its festival."""
    return Day(day, book.kind_of(day), ordinal, book.holidays.get(day), book.is_assumed(day))


def _finish_term(
    book: WorkCalendar,
    asked: tuple[date, int, Unit],
    counted_to: date,
    days: list[Day],
    steps: Iterable[Text],
) -> Term:
    start, length, unit = asked
    provisional = days[-1].assumed
    closing = (_say_provisional(book),) if provisional else ()
    return Term(
        start=start,
        length=length,
        unit=unit,
        counted_to=counted_to,
        due_on=days[-1].date,
        provisional=provisional,
        days=tuple(days),
        steps=(*steps, *closing),
    )


def _say_beginning(start: date, n: int, unit: Text) -> Text:
    return Text(
        f"{start} 为起始日，不计入；自次日起算 {n} {unit.zh}（《民法典》第二百零一条）。",
        f"The start day {start} is not counted; {n} {unit.en} are counted from the next day"
        " (Civil Code, art. 201).",
    )


def say_skipped(days: Iterable[Day]) -> Iterator[Text]:
    """Which runs of days off among these were passed over, by name."""
    zh: list[str] = []
    en: list[str] = []
    off = [day for day in days if not day.kind.is_worked]
    # Within a run of consecutive days, the day less its place among the days off stays the same.
    places = {day.date: day.date.toordinal() - place for place, day in enumerate(off)}
    for (name, _), run in groupby(off, key=lambda day: (day.name or _WEEKEND, places[day.date])):
        first, *rest = [day.date for day in run]
        zh.append(f"{name.zh} {first}" + (f" 至 {rest[-1]}" if rest else ""))
        en.append(f"{name.en} {first}" + (f" to {rest[-1]}" if rest else ""))
    if zh:
        yield Text(f"不计：{'；'.join(zh)}。", f"Not counted: {'; '.join(en)}.")


def say_makeup(days: Iterable[Day]) -> Iterator[Text]:
    """Which make-up workdays are among these."""
    worked = [str(day.date) for day in days if day.kind is DayKind.MAKEUP]
    if worked:
        yield Text(
            f"调休上班，计入：{'、'.join(worked)}。",
            f"Make-up workdays, counted: {', '.join(worked)}.",
        )


def _say_move(last: Day, due_on: date) -> Text:
    name = last.name or _WEEKEND
    return Text(
        f"{last.date} 为{name.zh}休息日，顺延至其后首个工作日 {due_on}（《民法典》第二百零三条）。",
        f"{last.date} is a day off ({name.en}), so the term ends on the next working day, {due_on}"
        " (Civil Code, art. 203).",
    )


def _say_provisional(book: WorkCalendar) -> Text:
    year = book.verified_through
    return Text(
        f"{year} 年以后的放假安排尚未收录，只按周末推算；结果为暂定。",
        f"The days off after {year} are not yet recorded and only weekends were taken into account:"
        " the date is provisional.",
    )


@cache
def load_calendar(path: Path = _DATA) -> WorkCalendar:
    """The recorded calendar, checked while it is read.

    Raises:
        DefinitionError: if the data contradict themselves or the yearly pattern of the notices.
    """
    try:
        data = parse_yaml(decode_text(path.read_bytes(), path.name), path.name)
    except InputError as error:
        raise DefinitionError(str(error)) from error
    return build_calendar(data)


def build_calendar(data: Any) -> WorkCalendar:
    """A calendar from plain data laid out as `data/workdays.yaml`; raises `DefinitionError`."""
    _check_keys("workdays", data, {"verified_through", "years"})
    sections = data["years"]
    if not isinstance(sections, list) or not sections:
        raise DefinitionError("workdays: years must be a list of at least one year")
    for section in sections:
        _check_keys("workdays.years", section, {"year", "notices", "days_off", "workdays"})
    years = [section["year"] for section in sections]
    if any(type(year) is not int for year in years):
        raise DefinitionError("workdays: a year must be a number")
    if years != list(range(years[0], years[0] + len(years))):
        raise DefinitionError(f"workdays: the years must follow each other without gap: {years}")
    if data["verified_through"] != years[-1]:
        raise DefinitionError(f"workdays: verified_through must be the last year, {years[-1]}")
    return _gather_years(sections)


def _gather_years(sections: list[dict[str, Any]]) -> WorkCalendar:
    holidays: dict[date, Text] = {}
    makeup: set[date] = set()
    reaching_back: dict[date, int] = {}
    notices: dict[int, tuple[Notice, ...]] = {}
    for section in sections:
        year = section["year"]
        notices[year] = tuple(_read_notice(year, each) for each in _list(section, "notices"))
        if not notices[year]:
            raise DefinitionError(f"workdays {year}: a year needs the notice it comes from")
        for day, name in _read_days_off(year, _list(section, "days_off")):
            if day in holidays:
                raise DefinitionError(f"workdays {year}: {day} is a day off twice")
            holidays[day] = name
            if day.year != year:
                reaching_back[day] = year
        for day in _list(section, "workdays"):
            _check_makeup(year, day, makeup)
            makeup.add(day)
            if day.year != year:
                reaching_back[day] = year
    both = makeup & holidays.keys()
    if both:
        raise DefinitionError(f"workdays: {min(both)} is both a day off and a workday")
    first, last = sections[0]["year"], sections[-1]["year"]
    return WorkCalendar(
        first,
        last,
        MappingProxyType(holidays),
        frozenset(makeup),
        MappingProxyType(notices),
        MappingProxyType(reaching_back),
    )


def _check_keys(where: str, value: Any, keys: set[str]) -> None:
    if not isinstance(value, dict) or value.keys() != keys:
        raise DefinitionError(f"{where}: expected exactly the fields {sorted(keys)}")


def _list(section: dict[str, Any], key: str) -> list[Any]:
    value = section[key]
    if not isinstance(value, list):
        raise DefinitionError(f"workdays {section['year']}: {key} must be a list")
    return value


def _read_notice(year: int, value: Any) -> Notice:
    _check_keys(f"workdays {year} notices", value, {"title", "number", "issued_on"})
    title, number, issued_on = value["title"], value["number"], value["issued_on"]
    if not isinstance(title, str) or f"{year}年" not in title:
        raise DefinitionError(f"workdays {year}: the notice {title!r} is not on {year}")
    if type(issued_on) is not date or issued_on.year not in (year - 1, year):
        raise DefinitionError(f"workdays {year}: issued_on {issued_on!r} is not near that year")
    if number is not None:
        found = re.fullmatch(r"国办发明电〔([0-9]{4})〕[1-9][0-9]*号", str(number))
        if not found or int(found.group(1)) != issued_on.year:
            raise DefinitionError(f"workdays {year}: {number!r} is no number of {issued_on.year}")
    return Notice(title, number, issued_on)


def _read_days_off(year: int, entries: list[Any]) -> Iterator[tuple[date, Text]]:
    named: list[str] = []
    for entry in entries:
        _check_keys(f"workdays {year} days_off", entry, {"name", "from", "to"})
        festivals = str(entry["name"]).split("、")
        named += festivals
        if unknown := set(festivals) - FESTIVALS.keys():
            raise DefinitionError(f"workdays {year}: unknown festival {min(unknown)}")
        first, last = entry["from"], entry["to"]
        _check_day(year, first)
        _check_day(year, last)
        if not 0 <= (last - first).days < 15:
            raise DefinitionError(f"workdays {year}: {first} to {last} is no span of days off")
        english = " and ".join(FESTIVALS[each] for each in festivals)
        for offset in range((last - first).days + 1):
            yield first + offset * _ONE_DAY, Text(entry["name"], english)
    if sorted(named) != sorted(FESTIVALS):
        raise DefinitionError(f"workdays {year}: each of the seven festivals must be given once")


def _check_day(year: int, day: Any) -> None:
    in_year = type(day) is date and (
        day.year == year or (day.year, day.month, day.day >= 25) == (year - 1, 12, True)
    )
    if not in_year:
        raise DefinitionError(f"workdays {year}: {day!r} is not a day of that year")


def _check_makeup(year: int, day: Any, known: set[date]) -> None:
    _check_day(year, day)
    if day.weekday() < 5:
        raise DefinitionError(f"workdays {year}: the make-up workday {day} is no weekend")
    if day in known:
        raise DefinitionError(f"workdays {year}: the make-up workday {day} is given twice")
