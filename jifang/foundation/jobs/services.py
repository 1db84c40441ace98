"""Asking for a job, and running it: within a scope, in one transaction, with its effect once.

    @define_job("notice.deliver")
    def deliver_notice(run: Run, *, notice: int) -> None: ...

    enqueue_job("notice.deliver", notice=notice.pk)      # inside the transaction of the act

The queue holds ids only: a worker reads the rest behind the same walls as whoever asked. A job
that fails is tried again; a job whose worker was killed too. A job's work is one transaction, and
as long as it lasts the ledger waits for it: keep it short, and ask for another job for the rest.
What takes long and changes nothing that counts (reading a large file) goes `first`, before the
transaction: it may be done again from its beginning, and gives what the work then takes up.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jifang.foundation.audit.context import name_request, read_request
from jifang.foundation.jobs.data import JobError, Run
from jifang.foundation.walls.scope import NOBODY, Scope, read_scope, work_in

QUEUE = "default"
ATTEMPTS = 10
RETRY = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=2)
"""Tries again after 4, 8, 16 … seconds, over half an hour in all."""

Id = int | str
Work = Callable[..., None]
First = Callable[..., Any]

WORKS: dict[str, Work] = {}
"""Every job by its name."""
FIRSTS: dict[str, First] = {}
"""What is done before a job's transaction, by the name of the job."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,95}")
# Resident identity numbers, old and new, and mobile numbers: a clear one is never an id of ours.
_PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")


def define_job(name: str, *, every: str = "", first: First | None = None) -> Callable[[Work], Work]:
    """Make a function the work of a job; `every` (a cron line) has it run by the clock.

    `first` is called before the transaction begins, with the bounds and the ids; the work takes
    what it returns as `found`.

    The function takes a `Run` and ids by name. Definitions stand in an application's `tasks.py`.
    """

    def define(work: Work) -> Work:
        def run_asked(
            *, key: str, request: str, scope: Mapping[str, Any], ids: Mapping[str, Id]
        ) -> None:
            run_job(name, key, request, read_bounds(scope), ids)

        def run_by_clock(timestamp: int) -> None:
            run_job(name, f"{name}@{timestamp}", "", NOBODY, {})

        if name in WORKS:
            raise JobError(f"there is a job {name} already")
        if every:
            app.periodic(cron=every)(app.task(name=name, queue=QUEUE, retry=RETRY)(run_by_clock))
        else:
            app.task(name=name, queue=QUEUE, retry=RETRY)(run_asked)
        WORKS[name] = work
        if first is not None:
            FIRSTS[name] = first
        return work

    return define


def enqueue_job(
    name: str, /, *, scope: Scope | None = None, not_before: datetime | None = None, **ids: Id
) -> str:
    """Ask for a job; it is there once the transaction going on is committed, and not before.

    Args:
        scope: within which bounds it works; those in force where left out.
        not_before: the earliest time it may run.

    Returns the key of the job. Raises `JobError` outside a transaction, for an unknown job, and
    for what is no id.
    """
    if not connection.in_atomic_block:
        raise JobError("a job is asked for inside the transaction that needs it")
    if name not in WORKS:
        raise JobError(f"there is no job {name}")
    for given in ids.values():
        check_id(given)
    key = f"{name}:{secrets.token_hex(12)}"
    bounds = read_scope() if scope is None else scope
    for text in (*bounds.parties, *bounds.grants):
        check_id(text)
    # Under its own lock a job that is tried again never runs beside itself.
    task = app.configure_task(name, queue=QUEUE, lock=key, schedule_at=not_before)
    task.defer(key=key, request=read_request(), scope=asdict(bounds), ids=dict(ids.items()))
    return key


def check_id(given: object) -> None:
    """Refuse what is no id: text of other letters, prose, numbers that belong to a person."""
    if isinstance(given, int) and not isinstance(given, bool):
        return
    if not (isinstance(given, str) and _ID.fullmatch(given)) or _PERSONAL.search(given):
        raise JobError("a job takes ids alone: the rest stays where the walls are")


def read_bounds(held: Mapping[str, Any]) -> Scope:
    """The scope that a job carries; a job of the clock has none and sees what is open to all."""
    lists = {name: tuple(held[name]) for name in ("parties", "grants")}
    return Scope(**{**held, **lists})


def run_job(name: str, key: str, request: str, scope: Scope, ids: Mapping[str, Id]) -> bool:
    """Do a job's work in one transaction, unless it was done; tells whether it was done now."""
    with name_request(request):
        first = FIRSTS.get(name)
        found = {} if first is None else {"found": first(scope, **ids)}
        with work_in(scope):
            if not mark_done(name, key):
                return False
            WORKS[name](Run(key, name), **found, **ids)
            return True


def mark_done(name: str, key: str) -> bool:
    """Note that a job has had its effect; False where it had it before.

    A second worker with the same job waits here until the first has committed or failed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO job_run (key, name, at) VALUES (%s, %s, now()) ON CONFLICT DO NOTHING",
            [key, name],
        )
        return bool(cursor.rowcount)
