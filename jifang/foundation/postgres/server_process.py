"""Which processes serve a data directory, and what a killed server leaves behind.

A process is recognised by its working directory, which every PostgreSQL process sets to its data
directory; a number in a left-over file proves nothing.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.place import SOCKET_NAME, Place
from jifang.law.errors import Text

# Orphaned workers of a killed server end by themselves as soon as they notice: at most seconds.
ORPHAN_SECONDS = 30.0
FAST_STOP_SECONDS = 60.0
IMMEDIATE_STOP_SECONDS = 20.0


def is_serving(process: psutil.Process, data: Path) -> bool:
    """Whether a live process works in this data directory, given by its resolved path."""
    try:
        # The folder first: it is one look, and that of nearly every process is another.
        return process.cwd() == str(data) and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False


def find_server_processes(data: Path) -> list[psutil.Process]:
    """Every live process that works in this data directory."""
    found = data.resolve()
    return [process for process in psutil.process_iter() if is_serving(process, found)]


def find_postmaster(data: Path) -> psutil.Process | None:
    """The server's main process, if it is alive and truly serves this data directory."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        process = psutil.Process(pid)
    except (OSError, ValueError, psutil.NoSuchProcess):
        return None
    return process if is_serving(process, data.resolve()) else None


def is_alive(pid: int) -> bool:
    """Whether a process with that number runs (a dead one that nobody collected does not)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask until the condition holds or the time is up; tells which."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def clear_remains(place: Place) -> None:
    """Remove what a killed server left, once none of its processes is alive.

    PostgreSQL itself would refuse to start where another process has since taken the number in
    `postmaster.pid`. Taking the file away is safe only after the last worker has gone, so that
    is waited for.
    """
    if not wait_for(lambda: not find_server_processes(place.data), ORPHAN_SECONDS):
        left = ", ".join(str(process.pid) for process in find_server_processes(place.data))
        raise PostgresError(
            Text(
                f"上次运行留下的数据库进程仍未结束（{left}）：请结束它们后再启动。",
                f"Processes left from the last run have not ended ({left}): "
                "end them, then start again.",
            )
        )
    remains = [place.data / "postmaster.pid"]
    remains += [place.run / SOCKET_NAME, place.run / f"{SOCKET_NAME}.lock"]
    # As the server's user: root must not delete through a folder that user controls.
    place.account.run(["/bin/rm", "-f", "--", *remains])


def end_server(place: Place) -> bool:
    """Stop the server: open transactions are rolled back, the data are written out.

    Returns False where none was running. A server that does not stop so in time is stopped at
    once; it then recovers at its next start.
    """
    postmaster = find_postmaster(place.data)
    if postmaster is None:
        return False
    data = place.data.resolve()
    for sign, seconds in (
        (signal.SIGINT, FAST_STOP_SECONDS),
        (signal.SIGQUIT, IMMEDIATE_STOP_SECONDS),
    ):
        with contextlib.suppress(ProcessLookupError):
            os.kill(postmaster.pid, sign)
        # All processes of the machine are looked through only once the main one has gone.
        if wait_for(
            lambda: not is_serving(postmaster, data) and not find_server_processes(data), seconds
        ):
            return True
    raise PostgresError(
        Text(
            f"数据库进程 {postmaster.pid} 未能停止。",
            f"The database process {postmaster.pid} could not be stopped.",
        )
    )
