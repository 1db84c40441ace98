"""The recorded days off: checked against two independent libraries, and refused when wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest

from jifang.law.calendar import (
    FESTIVALS,
    DayKind,
    build_calendar,
    day_kind,
    is_working_day,
    load_calendar,
)
from jifang.law.errors import DefinitionError
from jifang.law.intake import read_path

DATA = Path(__file__).parents[2] / "jifang" / "law" / "data" / "workdays.yaml"
YEARS = range(2017, 2027)


def iterate_days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_chinesecalendar(year: int) -> None:
    ours = {day: is_working_day(day) for day in iterate_days(year)}
    assert ours == {day: chinese_calendar.is_workday(day) for day in iterate_days(year)}


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_holidays(year: int) -> None:
    other = holidays.country_holidays("CN", years=year)
    ours = {day: is_working_day(day) for day in iterate_days(year)}
    assert ours == {day: other.is_working_day(day) for day in iterate_days(year)}


@pytest.mark.parametrize("year", YEARS)
def test_the_statutory_days_themselves_are_days_off(year: int) -> None:
    """The statutory days of the festivals, which the library dates by the lunar calendar."""
    for day in holidays.country_holidays("CN", years=year, categories="public"):
        assert day_kind(day) in (DayKind.HOLIDAY, DayKind.WEEKEND)


@pytest.mark.parametrize("year", YEARS)
def test_make_up_workdays_never_outnumber_the_weekdays_they_pay_for(year: int) -> None:
    book = load_calendar()
    off = [day for day in book.holidays if day.year == year and day.weekday() < 5]
    assert sum(day.year == year for day in book.makeup_days) <= len(off)


def test_two_festivals_in_one_span_are_both_named() -> None:
    name = build_calendar(read_path(DATA)).holidays[date(2025, 10, 6)]
    assert (name.zh, name.en) == ("国庆节、中秋节", "National Day and Mid-Autumn Festival")


def test_every_year_names_its_notice() -> None:
    book = build_calendar(read_path(DATA))
    assert (book.first_year, book.verified_through) == (2017, 2026)
    assert list(book.notices) == list(YEARS)
    assert len(book.notices[2019]) == len(book.notices[2020]) == 2
    newest = book.notices[2026][0]
    assert newest.title == "国务院办公厅关于2026年部分节假日安排的通知"
    assert newest.number == "国办发明电〔2025〕7号"
    assert newest.issued_on == date(2025, 11, 4)


def test_a_number_that_could_not_be_verified_is_left_open() -> None:
    extension = load_calendar().notices[2020][1]
    assert extension.number is None
    assert extension.issued_on == date(2020, 1, 26)


Change = Callable[[dict[str, Any]], object]


def plain() -> dict[str, Any]:
    """Three years of the data, to be spoilt."""
    data = copy.deepcopy(read_path(DATA))
    return {"verified_through": 2026, "years": data["years"][-3:]}


def section(data: dict[str, Any]) -> Any:
    return data["years"][-1]


def span(data: dict[str, Any], index: int = 0) -> Any:
    return section(data)["days_off"][index]


def notice(data: dict[str, Any]) -> Any:
    return section(data)["notices"][0]


def test_the_unspoilt_data_are_accepted() -> None:
    book = build_calendar(plain())
    assert (book.first_year, book.verified_through) == (2024, 2026)
    assert book.kind_of(date(2026, 10, 10)) is DayKind.MAKEUP


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(verified_through=2027), "^workdays: verified_.* last year, 2026$"),
        (lambda d: d.update(verified_through=2025), "verified_through"),
        (lambda d: d.update(extra=1), "^workdays: expected exactly the fields"),
        (lambda d: d.pop("years"), "exactly the fields"),
        (lambda d: d.update(years=[]), "at least one year"),
        (lambda d: d.update(years={}), "at least one year"),
        (lambda d: d["years"].append("x"), "^workdays.years: expected exactly the fields"),
        (lambda d: d["years"].reverse(), "without gap"),
        (lambda d: d["years"].append(section(d)), "without gap"),
        (lambda d: d["years"][0].update(year=2023), "without gap"),
        (lambda d: section(d).update(year="2026"), "must be a number"),
        (lambda d: section(d).update(year=True), "must be a number"),
        (lambda d: section(d).update(note="x"), "exactly the fields"),
        (lambda d: section(d).update(notices=[]), "needs the notice"),
        (lambda d: section(d).update(notices="x"), "must be a list"),
        (lambda d: section(d).update(workdays=None), "must be a list"),
        (lambda d: section(d).update(days_off={}), "must be a list"),
        (lambda d: notice(d).update(title="关于2025年的通知"), "is not on 2026"),
        (lambda d: notice(d).update(title=2026), "is not on 2026"),
        (lambda d: notice(d).update(number="7"), "is no number"),
        (lambda d: notice(d).update(number="国办发明电〔2024〕7号"), "is no number of 2025"),
        (lambda d: notice(d).update(issued_on="2025-11-04"), "is not near"),
        (lambda d: notice(d).update(issued_on=date(2024, 12, 31)), "is not near"),
        (lambda d: notice(d).update(issued_on=date(2027, 1, 1)), "is not near"),
        (lambda d: notice(d).pop("number"), "^workdays 2026 notices: expected exactly"),
        (lambda d: span(d).update(name="圣诞节"), "unknown festival 圣诞节"),
        (lambda d: span(d).update(name="春节"), "each of the seven"),
        (lambda d: span(d).update(name="元旦、春节"), "each of the seven"),
        (lambda d: section(d)["days_off"].pop(), "each of the seven"),
        (lambda d: span(d).pop("to"), "^workdays 2026 days_off: expected exactly"),
        (lambda d: span(d).update({"from": date(2026, 1, 4)}), "no span"),
        (lambda d: span(d).update(to=date(2026, 1, 16)), "no span"),
        (lambda d: span(d).update({"from": "2026-01-01"}), "not a day of that year"),
        (lambda d: span(d).update({"from": date(2025, 12, 24)}), "not a day of that year"),
        (lambda d: span(d).update({"from": date(2024, 12, 31)}), "not a day of that year"),
        (lambda d: span(d, -1).update(to=date(2027, 1, 1)), "not a day of that year"),
        (lambda d: span(d, 1).update({"from": date(2026, 11, 1)}), "no span"),
        (lambda d: span(d, 5).update(to=date(2026, 10, 1)), "2026-10-01 is a day off twice"),
        (lambda d: section(d)["workdays"].append(date(2026, 10, 12)), "no weekend"),
        (lambda d: section(d)["workdays"].append(date(2026, 10, 10)), "given twice"),
        (lambda d: section(d)["workdays"].append(date(2026, 10, 4)), "both a day off"),
        (lambda d: section(d)["workdays"].append(date(2027, 1, 2)), "not a day of that year"),
        (lambda d: section(d)["workdays"].append("2026-10-17"), "not a day of that year"),
        (lambda d: d["years"][1]["workdays"].append(date(2026, 1, 3)), "not a day of that year"),
    ],
)
def test_data_that_contradict_themselves_are_refused(change: Change, says: str) -> None:
    data = plain()
    change(data)
    with pytest.raises(DefinitionError, match=says):
        build_calendar(data)


@pytest.mark.parametrize(
    ("change", "day", "kind"),
    [
        (lambda d: notice(d).update(number=None), date(2026, 1, 1), DayKind.HOLIDAY),
        (
            lambda d: notice(d).update(issued_on=date(2026, 1, 1), number=None),
            date(2026, 1, 1),
            DayKind.HOLIDAY,
        ),
        (
            lambda d: span(d).update({"from": date(2025, 12, 25)}),
            date(2025, 12, 25),
            DayKind.HOLIDAY,
        ),
        (lambda d: span(d).update(to=date(2026, 1, 3)), date(2026, 1, 3), DayKind.HOLIDAY),
        (lambda d: span(d).update(to=date(2026, 1, 1)), date(2026, 1, 2), DayKind.WORK),
        (
            lambda d: section(d)["workdays"].append(date(2025, 12, 27)),
            date(2025, 12, 27),
            DayKind.MAKEUP,
        ),
        (
            lambda d: section(d)["workdays"].append(date(2026, 12, 27)),
            date(2026, 12, 27),
            DayKind.MAKEUP,
        ),
    ],
)
def test_what_a_notice_may_say_is_accepted(change: Change, day: date, kind: DayKind) -> None:
    data = plain()
    change(data)
    assert build_calendar(data).kind_of(day) is kind


def test_a_span_of_two_weeks_is_the_longest_accepted() -> None:
    data = plain()
    section(data)["workdays"].remove(date(2026, 1, 4))
    span(data).update(to=date(2026, 1, 15))
    assert build_calendar(data).kind_of(date(2026, 1, 15)) is DayKind.HOLIDAY


def test_a_data_file_that_is_no_yaml_is_a_definition_error(tmp_path: Path) -> None:
    path = tmp_path / "workdays.yaml"
    path.write_text("years: [", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"workdays\.yaml"):
        load_calendar(path)


def test_the_calendar_cannot_be_changed_by_those_who_read_it() -> None:
    book = load_calendar()
    with pytest.raises(TypeError):
        book.holidays[date(2026, 11, 23)] = book.holidays[date(2026, 10, 1)]  # type: ignore[index]


def test_every_festival_has_an_english_name() -> None:
    assert len(set(FESTIVALS.values())) == len(FESTIVALS) == 7
