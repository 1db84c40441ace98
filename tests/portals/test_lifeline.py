"""The lines of life: where a day lies, what is open, what is cut off at the edge."""

from __future__ import annotations

from datetime import date

import pytest

from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.lawbook import Span
from jifang.portals.lifeline import (
    PROVINCE,
    Axis,
    Life,
    Moment,
    Stretch,
    draw_lifelines,
    draw_row,
)

AXIS = Axis(2015, 2024)  # ten years: a year is a tenth of the width
MEASURES_FROM = date(2017, 8, 1)
TODAY = date(2026, 11, 22)


def live(since: date | None, until: date | None = None, **fields: object) -> Life:
    stretch = Stretch(Span(since, until), "law")
    return Life(Text("甲", "a"), PROVINCE, (stretch,), **fields)  # type: ignore[arg-type]


class TestAxis:
    @pytest.mark.parametrize(
        ("day", "place"),
        [
            (date(2015, 1, 1), 0),
            (date(2020, 1, 1), 50),
            (date(2025, 1, 1), 100),
            (date(1990, 1, 1), 0),
            (date(2999, 1, 1), 100),
        ],
    )
    def test_a_day_lies_in_proportion_and_never_outside(self, day: date, place: float) -> None:
        assert AXIS.place(day) == pytest.approx(place, abs=0.05)

    def test_labels_are_thinned_out_where_there_are_many_years(self) -> None:
        labels = [t.label for t in Axis(2015, 2027).list_ticks()]
        assert labels[:4] == ["2015", "", "2017", ""]
        assert len([x for x in labels if x]) <= 7
        assert labels[-1] == ""


class TestBars:
    def test_a_bar_runs_from_its_first_day_to_the_end_of_its_last(self) -> None:
        bar = draw_row(live(date(2020, 1, 1), date(2021, 12, 31)), AXIS).bars[0]
        assert bar.classes == "law ended"
        assert float(bar.x.rstrip("%")) == pytest.approx(50, abs=0.05)
        assert float(bar.width.rstrip("%")) == pytest.approx(20, abs=0.05)

    def test_without_an_end_it_runs_to_the_edge(self) -> None:
        bar = draw_row(live(date(2020, 1, 1)), AXIS).bars[0]
        assert float(bar.x.rstrip("%")) + float(bar.width.rstrip("%")) == pytest.approx(100)

    def test_a_commencement_that_is_not_recorded_is_open(self) -> None:
        bar = draw_row(live(None), AXIS).bars[0]
        assert (bar.x, bar.width, bar.classes) == ("0.00%", "100.00%", "law unrecorded")

    def test_what_began_before_the_axis_runs_from_its_edge(self) -> None:
        bar = draw_row(live(date(1996, 10, 1)), AXIS).bars[0]
        assert (bar.x, bar.classes) == ("0.00%", "law earlier")

    def test_a_single_day_is_still_seen_and_a_life_outside_is_not_drawn(self) -> None:
        day = date(2020, 6, 1)
        assert float(draw_row(live(day, day), AXIS).bars[0].width.rstrip("%")) >= 0.4
        assert not draw_row(live(date(2030, 1, 1)), AXIS).bars
        assert not draw_row(live(None, date(2010, 1, 1)), AXIS).bars

    def test_editions_on_the_axis_are_marked(self) -> None:
        moments = (
            Moment(date(2020, 1, 1), Text("修改", "amended"), "A"),
            Moment(date(2005, 1, 1), Text("公布", "published"), "A"),
        )
        assert len(draw_row(live(date(2005, 1, 1), moments=moments), AXIS).marks) == 1


class TestDrawing:
    def test_it_begins_shortly_before_the_measures_and_ends_shortly_after_today(self) -> None:
        drawn = draw_lifelines(
            [(Text("组", "group"), [live(MEASURES_FROM)])], MEASURES_FROM, TODAY, TODAY
        )
        years = [t.label for t in drawn.ticks if t.label]
        assert years[0] == "2015"
        assert len(drawn.ticks) == 2027 - 2015 + 1

    @pytest.mark.parametrize(
        ("on", "late"), [(date(2017, 8, 1), False), (date(2026, 11, 22), True)]
    )
    def test_the_words_of_the_day_asked_stand_where_there_is_room(
        self, on: date, late: bool
    ) -> None:
        drawn = draw_lifelines([(Text("组", "g"), [live(MEASURES_FROM)])], MEASURES_FROM, on, TODAY)
        assert drawn.is_late is late

    @pytest.mark.parametrize(
        ("on", "x"), [(date(1900, 1, 1), "0.00%"), (date(2999, 1, 1), "100.00%")]
    )
    def test_a_day_far_away_lies_at_the_edge(self, on: date, x: str) -> None:
        drawn = draw_lifelines([(Text("组", "g"), [live(MEASURES_FROM)])], MEASURES_FROM, on, TODAY)
        assert drawn.on_x == x

    def test_a_group_without_rows_is_left_out(self) -> None:
        groups = [(Text("空", "none"), []), (Text("组", "g"), [live(None)])]
        drawn = draw_lifelines(groups, MEASURES_FROM, TODAY, TODAY)
        assert [g.name.en for g in drawn.groups] == ["g"]
        assert drawn.has_unrecorded
        assert not drawn.has_moments

    def test_where_it_is_law_is_told_only_if_it_is_not_just_the_province(self) -> None:
        assert live(None).elsewhere is None
        nationwide = Life(Text("甲", "a"), Text("全国", "nationwide"), (), Cite("cn-pipl", ""))
        assert nationwide.elsewhere is not None
