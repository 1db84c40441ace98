"""The two database aliases: `default` is the application's role, `owner` runs migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.models import Model

from jifang.foundation.postgres.connection import (
    APPLICATION,
    DATABASE,
    OWNER,
    PORT,
    Connection,
    Login,
    read_connection,
    read_url_connection,
)

OWNER_ALIAS = "owner"

# A page must not hold the database: the application's statements are bounded, migrations are not.
APPLICATION_LIMITS = (
    "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
)


def find_connection(var: Path) -> Connection:
    """The database in force: `DATABASE_URL`, else the embedded one.

    Before its first start the embedded one has no address yet; what is returned then lets settings
    load (for checks that need no database) and any query fails with a plain connection error.
    """
    found = read_url_connection() or read_connection(var)
    if found is None:
        nowhere = str(var / "postgres" / "not-started")
        found = Connection(nowhere, PORT, DATABASE, Login(OWNER, ""), Login(APPLICATION, ""), {})
    return found


def build_alias(connection: Connection, login: Login, options: str = "") -> dict[str, Any]:
    """One entry of Django's DATABASES."""
    held = dict(connection.options)
    given = f"{held.pop('options', '')} {options}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": connection.host,
        "PORT": str(connection.port),
        "NAME": connection.database,
        "USER": login.user,
        "PASSWORD": login.password,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**held, **({"options": given} if given else {}), "connect_timeout": 10},
    }


def build_databases(var: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES."""
    connection = find_connection(var)
    return {
        "default": build_alias(connection, connection.application, APPLICATION_LIMITS),
        OWNER_ALIAS: build_alias(connection, connection.owner) | {"CONN_MAX_AGE": 0},
    }


class OwnerMigrates:
    """Router: the owner alone changes the schema; all reading and writing is the default's."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """No opinion, so Django uses `default`."""
        return None

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        """Both aliases are one database, so rows read through either may relate."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Only the owner's alias may change tables."""
        return db == OWNER_ALIAS
