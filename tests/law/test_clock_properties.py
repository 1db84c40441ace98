"""What holds for every clock, whatever happened to it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from jifang.law.calendar import count_calendar_days, count_working_days, is_working_day
from jifang.law.clock import Clock, Event, Extended, Paused, Resumed, Started, run_clock
from jifang.law.period_book import define_free, find_period, load_periods
from jifang.law.periods import Definition, Unit

STARTS = st.dates(date(2017, 1, 1), date(2027, 12, 31))
LENGTHS = st.integers(1, 60)
DAYS: st.SearchStrategy[Unit] = st.sampled_from(["working_days", "calendar_days"])
UNITS: st.SearchStrategy[Unit] = st.sampled_from(
    ["working_days", "calendar_days", "months", "years"]
)
GAPS = st.lists(st.integers(0, 25), min_size=0, max_size=8)
BOUNDED = settings(max_examples=100, deadline=None)
ONE_DAY = timedelta(days=1)


def define(length: int, unit: Unit, rolls: bool = True) -> Definition:
    longest = {"months": 12, "years": 2}.get(unit, length)
    return define_free(min(length, longest), (unit,), rolls=rolls)


DEFINITIONS = st.builds(define, LENGTHS, UNITS, st.booleans())


def pauses(start: date, gaps: list[int]) -> list[Event]:
    """Pauses one after the other, from gaps between them and their lengths in turn."""
    events: list[Event] = []
    day = start
    for gap, length in pairwise([*gaps, 0]):
        day += timedelta(days=gap)
        events += [Paused(day, "hearing"), Resumed(day + timedelta(days=length))]
        day += timedelta(days=length)
    return events


def run(definition: Definition, start: date, events: list[Event]) -> Clock:
    return run_clock(definition, [Started(start), *events])


def due(clock: Clock) -> date:
    assert clock.due_on is not None
    return clock.due_on


@BOUNDED
@given(STARTS, LENGTHS, st.booleans())
def test_without_events_it_is_the_plain_count(start: date, n: int, rolls: bool) -> None:
    working, calendar = count_working_days(start, n), count_calendar_days(start, n, rolls)
    first = run(define(n, "working_days"), start, []).decisive
    second = run(define(n, "calendar_days", rolls), start, []).decisive
    for count, term in ((first, working), (second, calendar)):
        assert (count.counted_to, count.ends_on) == (term.counted_to, term.due_on)
        assert tuple(cell.day for cell in count.days) == term.days


@BOUNDED
@given(STARTS, DEFINITIONS, GAPS)
def test_computing_again_gives_the_same(
    start: date, definition: Definition, gaps: list[int]
) -> None:
    events = pauses(start, gaps)
    assert run(definition, start, events) == run(definition, start, list(events))


@BOUNDED
@given(STARTS, DEFINITIONS, GAPS, st.integers(0, 60), st.integers(0, 30))
def test_another_pause_never_makes_it_earlier(
    start: date, definition: Definition, gaps: list[int], after: int, length: int
) -> None:
    events = pauses(start, gaps)
    last = events[-1].on if events else start
    more = Paused(last + timedelta(days=after), "test")
    longer = [*events, more, Resumed(more.on + timedelta(days=length))]
    before, behind = run(definition, start, events), run(definition, start, longer)
    assert due(behind) >= due(before)
    assert due(behind) <= due(before) + timedelta(days=length + 15)


@BOUNDED
@given(STARTS, DEFINITIONS, st.integers(0, 40), st.integers(1, 30), st.data())
def test_a_pause_in_two_parts_is_the_same_pause(
    start: date, definition: Definition, after: int, length: int, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, length))
    begins = start + timedelta(days=after)
    ends, middle = begins + timedelta(days=length), begins + timedelta(days=cut)
    whole: list[Event] = [Paused(begins, "hearing"), Resumed(ends)]
    parts: list[Event] = [
        Paused(begins, "hearing"),
        Resumed(middle),
        Paused(middle, "hearing"),
        Resumed(ends),
    ]
    first, second = run(definition, start, whole), run(definition, start, parts)
    assert first.decisive.days == second.decisive.days
    assert due(first) == due(second)


@BOUNDED
@given(STARTS, LENGTHS, DAYS, GAPS)
def test_a_longer_period_never_ends_earlier(
    start: date, n: int, unit: Unit, gaps: list[int]
) -> None:
    events = pauses(start, gaps)
    short, long = (run(define_free(k, (unit,)), start, events) for k in (n, n + 1))
    assert due(long) >= due(short)
    assert long.decisive.counted_to is not None
    assert short.decisive.counted_to is not None
    assert long.decisive.counted_to > short.decisive.counted_to


@BOUNDED
@given(STARTS, LENGTHS, DAYS, GAPS)
def test_a_later_start_never_ends_earlier(start: date, n: int, unit: Unit, gaps: list[int]) -> None:
    events = pauses(start + ONE_DAY, gaps)
    definition = define_free(n, (unit,))
    assert due(run(definition, start + ONE_DAY, events)) >= due(run(definition, start, events))


@BOUNDED
@given(STARTS, DEFINITIONS, GAPS)
def test_it_is_provisional_when_and_only_when_days_off_after_the_last_notice_matter(
    start: date, definition: Definition, gaps: list[int]
) -> None:
    clock = run(definition, start, pauses(start, gaps))
    matters = definition.rolls or definition.units == ("working_days",)
    assert clock.provisional == (matters and due(clock) > date(2026, 12, 31))


@BOUNDED
@given(STARTS, DEFINITIONS, GAPS)
def test_the_strip_is_every_day_once_and_numbers_what_counts(
    start: date, definition: Definition, gaps: list[int]
) -> None:
    clock = run(definition, start, pauses(start, gaps))
    cells = clock.decisive.days
    assert [cell.date for cell in cells] == [start + k * ONE_DAY for k in range(len(cells))]
    assert cells[-1].date == due(clock)
    numbers = [cell.day.ordinal for cell in cells if cell.role == "counted"]
    assert numbers == list(range(1, clock.decisive.total + 1))
    for cell in cells[1:]:
        assert (cell.role == "paused") == (clock.line.find_pause(cell.date) is not None)
        assert (cell.reason is not None) == (cell.role == "paused")
        assert (cell.day.ordinal is not None) == (cell.role == "counted")
        if cell.role == "counted" and definition.units == ("working_days",):
            assert cell.day.kind.is_worked


@BOUNDED
@given(STARTS, DEFINITIONS, GAPS, st.integers(-5, 120))
def test_days_used_and_left_are_all_the_days(
    start: date, definition: Definition, gaps: list[int], shift: int
) -> None:
    clock = run(definition, start, pauses(start, gaps))
    standing = clock.stand(max(start + shift * ONE_DAY, date(2017, 1, 1)))
    assert standing.used + standing.left == clock.decisive.total
    assert standing.left >= 0
    if definition.units == ("working_days",):
        assert standing.left == standing.working_days_left


@BOUNDED
@given(STARTS.filter(lambda day: day.year > 2017), st.sampled_from(sorted(load_periods())))
def test_every_named_period_counts_and_says_so_in_both_languages(start: date, name: str) -> None:
    period = find_period(name)
    value = period.values[-1]
    begins = period.fixed_start or max(start, value.since or start)
    clock = run_clock(period.at(begins), [Started(begins)])
    assert clock.due_on is not None
    assert clock.alert_on is None or clock.alert_on < clock.due_on
    for step in clock.steps:
        assert step.say("zh").endswith("。")
        assert step.say("en").endswith(".")
        assert step.say("en")[0].isupper() or step.say("en")[0].isdigit()
        assert not any("\u4e00" <= character <= "\u9fff" for character in step.say("en"))


@BOUNDED
@given(STARTS.filter(lambda day: day.year > 2017))
def test_what_is_counted_back_leaves_as_many_working_days_before_the_day(start: date) -> None:
    clock = run(find_period("hearing_notice").latest, start, [])
    first = due(clock)
    assert is_working_day(first)
    between = [first + k * ONE_DAY for k in range((start - first).days)]
    assert sum(is_working_day(day) for day in between) == 7


@BOUNDED
@given(STARTS, st.lists(st.integers(0, 40), max_size=1))
def test_an_extension_never_makes_it_earlier(start: date, after: list[int]) -> None:
    definition = find_period("licence_decision").latest
    events: list[Event] = [Extended(start + timedelta(days=n)) for n in after]
    plain, longer = run(definition, start, []), run(definition, start, events)
    in_time = bool(events) and events[0].on <= due(plain)
    assert (due(longer) > due(plain)) == in_time
