"""Jobs for real: in the transaction that asks, behind the walls, their effect once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from jifang.config.environment import ROOT
from jifang.foundation.audit.context import name_request, read_request
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.audit.services import record_act
from jifang.foundation.jobs.data import JobError, Run
from jifang.foundation.jobs.models import JobRun
from jifang.foundation.jobs.selectors import measure_queue
from jifang.foundation.jobs.services import WORKS, define_job, enqueue_job, run_job
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import NOBODY, Scope, read_scope, work_in
from tests.conftest import connect_owner

COUNTY = Scope("440103", "440104", ("unit-1",), (), "7")
SEEN: list[tuple[Run, str, Scope, dict[str, object]]] = []

if "test.look" not in WORKS:

    @define_job("test.look")
    def look(run: Run, **ids: object) -> None:
        SEEN.append((run, read_request(), read_scope(), ids))
        act = Act("test.done", "440103-psb", "440103", "", Target("test", str(ids.get("row"))))
        record_act(act, key=run.key)
        if ids.get("fails"):
            raise OSError("the post office is closed")


@pytest.fixture(autouse=True)
def forget() -> None:
    SEEN.clear()


def take(job: ProcrastinateJob) -> bool:
    held = job.args
    lists = {name: tuple(held["scope"][name]) for name in ("parties", "grants")}
    scope = Scope(**{**held["scope"], **lists})
    return run_job(job.task_name, held["key"], held["request"], scope, held["ids"])


def count_effects() -> int:
    with work_in(EVERYTHING):
        return Entry.objects.filter(kind="test.done").count()


@pytest.mark.django_db(transaction=True)
def test_it_is_there_with_the_act_and_gone_with_it() -> None:
    with pytest.raises(JobError, match="inside the transaction"):
        enqueue_job("test.look", row=1)
    with transaction.atomic():
        enqueue_job("test.look", row=1)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0
    with transaction.atomic():
        enqueue_job("test.look", row=1)
    assert ProcrastinateJob.objects.count() == 1
    assert measure_queue().waiting == 1


@pytest.mark.django_db
def test_it_works_within_the_bounds_and_under_the_request_of_whoever_asked() -> None:
    with name_request() as request, work_in(COUNTY):
        key = enqueue_job("test.look", row=5, name="unit-1")
    assert take(ProcrastinateJob.objects.get())
    [(run, seen, scope, ids)] = SEEN
    assert (run, seen, scope) == (Run(key, "test.look"), request, COUNTY)
    assert ids == {"row": 5, "name": "unit-1"}
    assert read_scope() == NOBODY


@pytest.mark.django_db(transaction=True)
def test_its_effect_stands_once_however_often_it_runs() -> None:
    with work_in(COUNTY):
        enqueue_job("test.look", row=5)
    job = ProcrastinateJob.objects.get()
    assert [take(job), take(job), take(job)] == [True, False, False]
    assert (count_effects(), JobRun.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_what_fails_leaves_nothing_and_may_be_tried_again() -> None:
    with work_in(COUNTY):
        enqueue_job("test.look", row=5, fails=1)
    job = ProcrastinateJob.objects.get()
    for _ in range(2):
        with pytest.raises(OSError, match="closed"):
            take(job)
    assert (count_effects(), JobRun.objects.count(), len(SEEN)) == (0, 0, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    ["李某", "a b", "", "x" * 97, "440106199001011234", "44010619900101123X", "13800138000",
     "440106900101123", 1.5, None, True, ["1"], {"a": 1}],
)  # fmt: skip
def test_nothing_but_ids_goes_into_the_queue(given: object) -> None:
    with transaction.atomic(), pytest.raises(JobError, match="ids alone"):
        enqueue_job("test.look", row=given)  # type: ignore[arg-type]
    with transaction.atomic(), pytest.raises(JobError):
        enqueue_job("test.look", scope=Scope(parties=("李某",)), row=1)
    assert ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db
def test_a_job_that_nobody_defined_is_refused_and_none_is_defined_twice() -> None:
    with transaction.atomic(), pytest.raises(JobError, match="no job"):
        enqueue_job("test.nothing")
    with pytest.raises(JobError, match="already"):
        define_job("test.look")(look)


@pytest.mark.django_db
def test_what_runs_by_the_clock_sees_what_is_open_to_all() -> None:
    with transaction.atomic():
        assert run_job("test.look", "test.look@1700000000", "", NOBODY, {})
        assert not run_job("test.look", "test.look@1700000000", "", NOBODY, {})
    assert SEEN[0][2] == NOBODY
    assert {"public.purge_expired", "access_tokens.purge_answers", "jobs.tidy"} <= WORKS.keys()


WORKER = """
import sys, time, django
sys.path.insert(0, sys.argv[1])
from django.conf import settings
django.setup()
from jifang.foundation.jobs.services import define_job
@define_job("test.slow")
def slow(run, *, row, wait):
    import pathlib
    from jifang.foundation.audit.data import Act, Target
    from jifang.foundation.audit.services import record_act
    record_act(Act("test.done", "440103-psb", "440103", "", Target("test", str(row))), key=run.key)
    mark = pathlib.Path(sys.argv[2]) / run.key.replace(":", "-")
    first = not mark.exists()
    mark.touch()
    time.sleep(600 if first and wait else 0)
from jifang.config import worker
worker.HEARTBEAT_SECONDS, worker.POLL_SECONDS, worker.STALLED_SECONDS = 0.2, 0.2, 1.0
worker.rescue_stalled.__defaults__ = (1.0,)
worker.STOP_SECONDS, worker.END_SECONDS = 0.2, 1.0
raise SystemExit(worker.main([]))
"""


def start_worker(folder: Path) -> subprocess.Popen[bytes]:
    """A real worker on this test's database."""
    held = settings.DATABASES["default"]
    url = f"postgresql://{held['USER']}:{held['PASSWORD']}@/{held['NAME']}?host={held['HOST']}"
    environ = {**os.environ, "DATABASE_URL": url, "JIFANG_VAR": str(folder)}
    environ["DJANGO_SETTINGS_MODULE"] = "jifang.config.settings"
    command = [sys.executable, "-c", WORKER, str(ROOT), str(folder)]
    return subprocess.Popen(command, env=environ)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_is_done_by_another_and_once(tmp_path: Path) -> None:
    if "test.slow" not in WORKS:
        define_job("test.slow")(lambda run, **ids: None)
    with work_in(COUNTY):
        enqueue_job("test.slow", row=1, wait=1)
    first = start_worker(tmp_path)
    try:
        wait_for(lambda: any(tmp_path.glob("test.slow-*")))
        assert count_effects() == 0  # its transaction is not committed
        first.kill()
        first.wait()
        second = start_worker(tmp_path)
        try:
            wait_for(lambda: ProcrastinateJob.objects.count() == 0)
            assert (count_effects(), JobRun.objects.filter(name="test.slow").count()) == (1, 1)
        finally:
            second.send_signal(signal.SIGTERM)
            assert second.wait(30) == 0
    finally:
        if first.poll() is None:
            first.kill()


@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_within_bounds_and_says_where_it_was_not_told_to(
    tmp_path: Path, database_server: Connection
) -> None:
    """A job that does not stop holds nothing up; one that lost its database is begun again."""
    if "test.slow" not in WORKS:
        define_job("test.slow")(lambda run, **ids: None)
    with work_in(COUNTY):
        enqueue_job("test.slow", row=1, wait=1)
    first = start_worker(tmp_path)
    second = None
    try:
        wait_for(lambda: any(tmp_path.glob("test.slow-*")))
        first.send_signal(signal.SIGTERM)
        assert first.wait(60) == 1
        second = start_worker(tmp_path)
        wait_for(lambda: ProcrastinateJob.objects.count() == 0)
        assert count_effects() == 1
        with shut_database(database_server):
            assert second.wait(60) == 1
    finally:
        for one in (first, second):
            if one is not None and one.poll() is None:
                one.kill()


@contextmanager
def shut_database(server: Connection) -> Iterator[None]:
    """The database takes nobody in, and whoever was in it is out, as when it is stopped."""
    name = connection.settings_dict["NAME"]
    with connect_owner(server, server.database) as session:
        session.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND usename = current_user"
                )
            yield
        finally:
            session.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def wait_for(condition: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)
