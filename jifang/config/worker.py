"""The worker that does jobs: `python -m jifang.config.worker`, until told to stop.

Several may run, here or on other machines. A job whose worker died is given to another one as
soon as its heartbeat is missed. A worker that loses its database ends, with exit code 1, and is to
be begun again; however it ends, it ends within bounds: a job that does not stop, or a connection
that does not answer, cannot keep a process that does nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime

import django

from jifang.config.parent import die_with_parent

logger = logging.getLogger("jifang.jobs")

CONCURRENCY = 2
HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 10.0
POLL_SECONDS = 2.0
STOP_SECONDS = 10.0
"""So long may a job go on that runs when the worker is told to stop."""
END_SECONDS = STOP_SECONDS + 8.0
"""After so long it is over in any case; whoever keeps it running waits longer than that."""


def end_within(seconds: float) -> None:
    """Let the process be over after some seconds, whatever it waits for then.

    A job that is cut off has no effect: its transaction is rolled back, and another worker takes
    it. Python 3.11 may swallow the cancelling of a task, and threads are waited for without end.
    """

    def end() -> None:
        logger.error("the worker did not end by itself within %s s: it is ended", seconds)
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


async def run_worker() -> bool:
    """Do jobs until SIGINT or SIGTERM, or until the database goes away; whether it was told to.

    What runs then is finished, within bounds.
    """
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.job_context import JobContext
    from procrastinate.worker import Worker

    class BoundedWorker(Worker):
        """Ends within bounds: told to, or because one of its side tasks failed, or because what
        came of a job could not be noted, which would be seen as under work for ever."""

        def stop(self) -> None:
            end_within(END_SECONDS)
            super().stop()  # type: ignore[no-untyped-call]  # the library's

        async def _process_job(self, context: JobContext) -> None:
            try:
                await super()._process_job(context)
            except Exception:
                logger.exception("what came of a job could not be noted: the worker ends")
                self.stop()

    told = False

    def stop() -> None:
        nonlocal told
        told = True
        worker.stop()

    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 - what settings give it
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            rescuing = asyncio.create_task(rescue_until_cancelled())
            try:
                app.perform_import_paths()  # type: ignore[no-untyped-call]  # the library's
                worker = BoundedWorker(
                    app,
                    name="worker",
                    concurrency=CONCURRENCY,
                    fetch_job_polling_interval=POLL_SECONDS,
                    delete_jobs="successful",
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                    shutdown_graceful_timeout=STOP_SECONDS,
                    install_signal_handlers=False,
                )
                for number in (signal.SIGINT, signal.SIGTERM):
                    asyncio.get_running_loop().add_signal_handler(number, stop)
                await worker.run()  # type: ignore[no-untyped-call]  # the library's
            finally:
                rescuing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await rescuing
    return told


async def rescue_until_cancelled() -> None:
    """Give the jobs of dead workers to others; a failure is logged and the next round tries."""
    while True:
        try:
            await rescue_stalled()
        except Exception:
            logger.exception("looking for jobs of dead workers failed")
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def rescue_stalled(seconds: float = STALLED_SECONDS) -> int:
    """Put jobs whose worker died back into the queue; how many.

    One that has died with its worker too often is given up: it may be what kills them.
    """
    from procrastinate.contrib.django import app
    from procrastinate.jobs import Status

    from jifang.foundation.jobs.services import ATTEMPTS

    manager, count = app.job_manager, 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        if job.attempts >= ATTEMPTS:
            logger.error("a job was given up: its worker died each time")
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        await manager.retry_job(job, retry_at=datetime.now(UTC))
        count += 1
    return count


def main(arguments: list[str] | None = None) -> int:
    """Run the worker; exit code 1 where it ends without having been told to."""
    parser = argparse.ArgumentParser(prog="python -m jifang.config.worker")
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.parent:
        die_with_parent(given.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    django.setup()
    try:
        told = asyncio.run(run_worker())
    except Exception:
        logger.exception("the worker ends: it is to be begun again")
        return 1
    return 0 if told else 1


if __name__ == "__main__":
    sys.exit(main())
