"""What must be true before the site answers: messages, tables, static files.

`make serve` does it by itself; elsewhere `python -m jifang.config.prepare`, as the owner of the
tables, before web server and worker of a release start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from jifang.config.database import OWNER_ALIAS
from jifang.config.messages import compile_catalogues

PREPARING: Final = 0x70726570
"""The number of the lock that whoever prepares a database holds."""


def compile_messages() -> None:
    """Write the binary catalogues that Django reads."""
    compile_catalogues()


def migrate_as_owner() -> None:
    """Bring the tables up to date, as the role that owns them."""
    call_command("migrate", database=OWNER_ALIAS, interactive=False, verbosity=0)
    protect_migration_record()
    publish_moves(OWNER_ALIAS)
    publish_rules(OWNER_ALIAS)


def publish_moves(using: str) -> None:
    """Write the changes of state that the procedures allow where the database checks them."""
    from jifang.foundation.cases.procedures import publish_moves as write

    write(using)


def publish_rules(using: str) -> None:
    """Write the law's numbers where the database checks them: arts. 14-16, the trial run."""
    from jifang.domains.projects.keep import write_rules as write_trial_rules
    from jifang.domains.qualifications.keep import write_rules

    write_rules(using)
    write_trial_rules(using)


def protect_migration_record() -> None:
    """Let the application read which migrations ran, but not rewrite it."""
    roles = {settings.DATABASES[alias]["USER"] for alias in ("default", OWNER_ALIAS)}
    if len(roles) == 1:  # one login does both: nothing to take away
        return
    application = connections[OWNER_ALIAS].ops.quote_name(settings.DATABASES["default"]["USER"])
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations')")
        if cursor.fetchone() == (None,):  # no application has a table yet
            return
        cursor.execute(f"REVOKE ALL ON django_migrations FROM {application}")
        cursor.execute(f"GRANT SELECT ON django_migrations TO {application}")


def load_territory() -> None:
    """The official divisions and their public security organs, where they are missing."""
    from jifang.foundation.territory.services import (
        load_official_divisions,
        open_public_security_organs,
    )
    from jifang.foundation.walls.scope import Scope, work_in

    with work_in(Scope(administration="system_admin")):
        load_official_divisions()
        open_public_security_organs()


def collect_static() -> None:
    """Copy the static files to where they are served from, each with its digest in its name."""
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)


@contextmanager
def take_turns() -> Iterator[None]:
    """Wait for whoever prepares the same database: `make serve` and `make demo` may be begun at
    once in a fresh folder, web servers on several machines."""
    apart = connections[OWNER_ALIAS].copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        yield
    finally:
        apart.close()


def prepare() -> None:
    """Everything, in order, by one process at a time."""
    with take_turns():
        compile_messages()
        migrate_as_owner()
        load_territory()
        collect_static()


def main() -> int:
    """Prepare the site of the database in force."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    django.setup()
    prepare()
    return 0


if __name__ == "__main__":
    sys.exit(main())
