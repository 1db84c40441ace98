"""Numbers of a series: every one once, none left out, whoever draws and whatever is rolled back."""

from __future__ import annotations

import random
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.documents.models import Number, NumberSeries
from jifang.foundation.documents.numbers import draw_number, find_gaps
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import NOBODY, work_in
from tests.foundation.documents.people import (
    NANSHAN,
    TIANHE,
    find_organ,
    of_territory,
    open_organs,
)

pytestmark = pytest.mark.django_db(transaction=True)
CONNECTIONS, DRAWS, GIVEN_UP = 12, 15, 0.4


class GivenUpError(Exception):
    """An act that fails after it drew its number."""


@pytest.fixture
def organ() -> Organ:
    open_organs()
    return find_organ()


def draw(organ: Organ, kind: str = "notice", year: int = 2026) -> int:
    with transaction.atomic():
        return draw_number(organ, kind, year).number


def test_every_organ_kind_and_year_counts_by_itself(organ: Organ) -> None:
    assert [draw(organ) for _ in range(3)] == [1, 2, 3]
    assert draw(organ, "receipt") == 1
    assert draw(organ, year=2027) == 1
    assert draw(find_organ(NANSHAN)) == 1
    assert draw(organ) == 4


def test_a_number_falls_with_its_act(organ: Organ) -> None:
    draw(organ)
    with pytest.raises(GivenUpError):
        draw_and_give_up(organ)
    assert draw(organ) == 2


def draw_and_give_up(organ: Organ) -> None:
    with transaction.atomic():
        draw_number(organ, "notice", 2026)
        raise GivenUpError


def test_outside_an_act_there_is_no_number(organ: Organ) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        draw_number(organ, "notice", 2026)


def test_a_number_is_drawn_in_whatever_scope_the_act_is(organ: Organ) -> None:
    """A unit's act may draw a number of the organ's; it sees none of them."""
    with work_in(NOBODY):
        assert draw_number(organ, "notice", 2026).number == 1
        assert not Number.objects.exists()
    with work_in(of_territory(NANSHAN)):
        assert not NumberSeries.objects.exists()
    with work_in(of_territory(TIANHE)):
        assert NumberSeries.objects.get().last == 1


def test_many_connections_and_rollbacks_leave_no_gap_and_no_double(organ: Organ) -> None:
    drawn: list[int] = []
    failed: list[BaseException] = []
    start = threading.Barrier(CONNECTIONS)

    def work(seed: int) -> None:
        dice = random.Random(seed)
        try:
            start.wait()
            for _ in range(DRAWS):
                try:
                    with transaction.atomic():
                        number = draw_number(organ, "notice", 2026).number
                        if dice.random() < GIVEN_UP:
                            raise GivenUpError
                    drawn.append(number)
                except GivenUpError:
                    pass
        except BaseException as error:  # reported by the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert CONNECTIONS * DRAWS / 3 < len(drawn) < CONNECTIONS * DRAWS
    assert sorted(drawn) == list(range(1, len(drawn) + 1))
    with work_in(EVERYTHING):
        assert Number.objects.count() == NumberSeries.objects.get().last == len(drawn)
        assert find_gaps() == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE number_series SET last = last + 2", "goes up by one"),
        ("UPDATE number_series SET last = last - 1", "goes up by one"),
        ("UPDATE number_series SET year = 2030, last = last + 1", "goes up by one"),
        ("DELETE FROM number_series", "permission denied"),
        ("UPDATE number_drawn SET number = 9", "permission denied"),
        ("DELETE FROM number_drawn", "permission denied"),
        (
            (
                "INSERT INTO number_series (organ_region, organ, kind, year, last)"
                " VALUES ('440106', 'o', 'k', 2026, 7)"
            ),
            "begins with 1",
        ),
    ],
)
def test_the_database_guards_the_order(organ: Organ, statement: str, said: str) -> None:
    draw(organ)
    with (
        pytest.raises(DatabaseError, match=said),
        work_in(EVERYTHING),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_gap_would_show(organ: Organ) -> None:
    draw(organ)
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("UPDATE number_series SET last = last + 1")
        assert [(g.organ, g.number) for g in find_gaps()] == [("ps-440106", 2)]
