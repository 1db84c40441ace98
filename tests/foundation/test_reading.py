"""What is read once in a request: only as long as nothing can have made it another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.reading import read_once, reading
from jifang.foundation.walls.scope import Scope, enter_scope, look_in, read_scope, work_in

pytestmark = pytest.mark.django_db
HERE, THERE = Scope("4401", "4402"), Scope("4403", "4404")


@read_once
def count_organs(prefix: str) -> int:
    return Organ.objects.filter(code__startswith=prefix).count()


@pytest.fixture
def block() -> Iterator[None]:
    with transaction.atomic(), reading():
        enter_scope(HERE)
        assert count_organs("x") == 0
        yield


def count_asked() -> int:
    with CaptureQueriesContext(connection) as seen:
        assert count_organs("x") == 0
    return len(seen)


@pytest.mark.usefixtures("block")
def test_it_is_read_once() -> None:
    Organ.objects.filter(code="y").exists()
    assert count_asked() == 0
    with CaptureQueriesContext(connection) as seen:
        assert count_organs("y") == 0
    assert len(seen) == 1


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organ SET code = code WHERE false",
        "SELECT id FROM organ FOR UPDATE",
        "SELECT id FROM organ FOR NO KEY UPDATE SKIP LOCKED",
        "SELECT pg_advisory_xact_lock(7)",
        "WITH seen AS (SELECT 1) SELECT * FROM seen",
        "SAVEPOINT somewhere",
        "SET LOCAL work_mem = '4MB'",
    ],
)
def test_nothing_is_kept_past_what_is_no_plain_read(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert count_asked() == 1


@pytest.mark.usefixtures("block")
def test_an_act_reads_anew_and_what_it_read_is_not_handed_on() -> None:
    with transaction.atomic():
        assert count_asked() == 1
        assert count_asked() == 0
    assert count_asked() == 1


@pytest.mark.usefixtures("block")
def test_other_bounds_are_another_question() -> None:
    with look_in(THERE):
        assert count_asked() == 1
        assert count_asked() == 0
    assert count_asked() == 0
    with work_in(THERE):
        assert count_asked() == 1


@pytest.mark.usefixtures("block")
def test_bounds_that_went_with_a_savepoint_are_asked_of_the_database() -> None:
    with transaction.atomic():
        enter_scope(THERE)
        transaction.set_rollback(True)
    assert read_scope() == HERE
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jifang.lo', '44', true)")
    assert count_asked() == 1
    assert count_asked() == 1, "nobody said which bounds these are"
    assert read_scope().lo == "44"


def test_without_a_block_every_call_reads() -> None:
    with work_in(HERE):
        assert count_asked() == 1
        assert count_asked() == 1
        with reading():
            enter_scope(HERE)
            assert count_asked() == 1
            assert count_asked() == 0
        assert count_asked() == 1
    with reading():
        assert count_asked() == 1
