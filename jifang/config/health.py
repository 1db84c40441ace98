"""Whether this process lives and whether it can serve: for balancers, monitors and `make serve`.

What is wrong is said by name alone; the log says more.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jifang.config.environment import EnvironmentValueError
from jifang.foundation.audit.selectors import measure_delay
from jifang.foundation.jobs.selectors import measure_queue

logger = logging.getLogger(__name__)

LONGEST_DELAY = 30.0
"""Seconds that an act may wait for its place in the ledger; the alarm is raised after five."""
LONGEST_QUEUE = 600.0
"""Seconds that a job may wait to be taken up."""
DEFAULT_FREE_MB = 512


@never_cache
@require_safe
def check_health(request: HttpRequest) -> JsonResponse:
    """200: the process answers. Nothing else is looked at, so that a fault elsewhere does not have
    every process restarted."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def check_readiness(request: HttpRequest) -> JsonResponse:
    """200 where everything that serving needs is there, else 503; each part by its name."""
    found = {name: run_check(name, check) for name, check in CHECKS.items()}
    ready = all(found.values())
    held = {name: "ok" if good else "failed" for name, good in found.items()}
    status = "ok" if ready else "unavailable"
    return JsonResponse({"status": status, "checks": held}, status=200 if ready else 503)


def run_check(name: str, check: Callable[[], bool]) -> bool:
    """Whether a part is in order; a fault in looking is not."""
    try:
        good = check()
    except (DatabaseError, OSError):
        logger.exception("readiness: looking at %s failed", name)
        return False
    if not good:
        logger.warning("readiness: %s is not in order", name)
    return good


def has_database() -> bool:
    """Whether the application's role, and no other, can query the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return bool(cursor.fetchone() == (settings.DATABASES["default"]["USER"],))


def has_migrations() -> bool:
    """Whether every change of the tables has been made."""
    return MIGRATED.holds() or MIGRATED.note(not list_missing())


class _Once:
    """A check that, once it was passed, holds for the life of the process."""

    def __init__(self) -> None:
        self.passed = False

    def holds(self) -> bool:
        return self.passed

    def note(self, good: bool) -> bool:
        self.passed = good
        return good


MIGRATED: Final = _Once()


def list_missing() -> list[str]:
    """Migrations that have not run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_ledger_in_time() -> bool:
    """Whether no act waits too long for its place in the ledger."""
    return measure_delay() <= LONGEST_DELAY


def are_jobs_taken() -> bool:
    """Whether no job waits too long for a worker."""
    return measure_queue().oldest <= LONGEST_QUEUE


def has_space() -> bool:
    """Whether the disk of run-time files has room."""
    return shutil.disk_usage(settings.VAR).free >= read_least_free() * 1024 * 1024


@cache
def read_least_free(environ: Mapping[str, str] = os.environ) -> int:
    """Free disk space in megabytes that is asked for: `JIFANG_MIN_FREE_MB`."""
    given = environ.get("JIFANG_MIN_FREE_MB") or str(DEFAULT_FREE_MB)
    if not (given.isascii() and given.isdigit()):
        raise EnvironmentValueError(
            f"环境变量 JIFANG_MIN_FREE_MB={given!r}：须为整数（兆字节）。\n"
            f"Environment variable JIFANG_MIN_FREE_MB={given!r}: must be whole megabytes."
        )
    return int(given)


def has_static_files() -> bool:
    """Whether the style sheets are where they are served from."""
    if not hasattr(staticfiles_storage, "manifest_name"):  # served from their sources
        return True
    return Path(settings.STATIC_ROOT, str(staticfiles_storage.manifest_name)).is_file()


CHECKS: Final[Mapping[str, Callable[[], bool]]] = {
    "database": has_database,
    "migrations": has_migrations,
    "ledger": is_ledger_in_time,
    "jobs": are_jobs_taken,
    "disk": has_space,
    "static": has_static_files,
}
