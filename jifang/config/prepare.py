"""What must be true before the site answers: messages, tables, static files, nothing expired."""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import close_old_connections, connections

from jifang.config.database import OWNER_ALIAS
from jifang.config.messages import compile_catalogues

logger = logging.getLogger(__name__)

# The command that deletes what its time has run out for; an application may provide it.
PURGE = "purge_expired"
PURGE_EVERY_SECONDS = 3600.0


def compile_messages() -> None:
    """Write the binary catalogues that Django reads."""
    compile_catalogues()


def migrate_as_owner() -> None:
    """Bring the tables up to date, as the role that owns them."""
    call_command("migrate", database=OWNER_ALIAS, interactive=False, verbosity=0)
    protect_migration_record()


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


def purge_expired() -> None:
    """Delete what its time has run out for, such as results saved for 30 days."""
    if PURGE in get_commands():
        call_command(PURGE, verbosity=0)


class PurgeTimer(threading.Thread):
    """Purges every hour while the site runs; a failure is logged and the next hour tries again."""

    def __init__(self, seconds: float = PURGE_EVERY_SECONDS) -> None:
        super().__init__(name="purge-expired", daemon=True)
        self.seconds = seconds
        self.ended = threading.Event()

    def run(self) -> None:
        """Purge until told to stop."""
        while not self.ended.wait(self.seconds):
            try:
                close_old_connections()
                purge_expired()
            except Exception:
                logger.exception("purging what has expired failed")
            finally:
                connections.close_all()

    def stop(self) -> None:
        """Stop before the next round."""
        self.ended.set()
