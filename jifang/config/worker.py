"""The worker that does jobs: `python -m jifang.config.worker`, until told to stop.

Several may run, here or on other machines. A job whose worker died is given to another one as
soon as its heartbeat is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
from datetime import UTC, datetime

import django

from jifang.config.parent import die_with_parent

logger = logging.getLogger("jifang.jobs")

CONCURRENCY = 2
HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 10.0
POLL_SECONDS = 2.0
STOP_SECONDS = 10.0


async def run_worker() -> None:
    """Do jobs until SIGINT or SIGTERM; what runs then is finished, within bounds."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 - what settings give it
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            rescuing = asyncio.create_task(rescue_until_cancelled())
            try:
                await app.run_worker_async(
                    name="worker",
                    concurrency=CONCURRENCY,
                    fetch_job_polling_interval=POLL_SECONDS,
                    delete_jobs="successful",
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                    shutdown_graceful_timeout=STOP_SECONDS,
                )
            finally:
                rescuing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await rescuing


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
    """Run the worker; exit code 1 where the database went away."""
    parser = argparse.ArgumentParser(prog="python -m jifang.config.worker")
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.parent:
        die_with_parent(given.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    django.setup()
    try:
        asyncio.run(run_worker())
    except Exception:
        logger.exception("the worker ends: it is to be begun again")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
