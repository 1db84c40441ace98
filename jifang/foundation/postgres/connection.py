"""Where the database is and who may log in to it, as plain values.

The launcher writes this down when it makes a cluster; settings and commands only read it. Nothing
here starts a server.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from jifang.foundation.postgres.errors import PostgresError
from jifang.law.errors import Text

OWNER = "jifang_owner"
APPLICATION = "jifang_app"
SEQUENCER = "jifang_sequencer"  # orders the entries of the ledger
SIGNER = "jifang_signer"  # reads the ledger and stores signed checkpoints
BACKUP = "jifang_backup"  # reads every row, past row-level security; writes nothing
SERVICES = (SEQUENCER, SIGNER, BACKUP)
ROLES = (OWNER, APPLICATION, *SERVICES)
DATABASE = "jifang"
PORT = 5432  # only names the socket file: no TCP port is opened


@dataclass(frozen=True, slots=True)
class Login:
    """A database role and its password; the password never shows in a representation."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.user!r}, …)"


@dataclass(frozen=True, slots=True)
class Connection:
    """One database and the roles of the platform.

    `host` is a directory that holds the Unix socket, or a host name. `owner` owns the tables and
    runs migrations; `application` owns nothing and does everything else. `services` are the logins
    of the ledger's sequencer, its signer and the backup; a database of someone else's may lack
    them, and the owner then does their work.
    """

    host: str
    port: int
    database: str
    owner: Login
    application: Login
    options: Mapping[str, str]
    services: Mapping[str, Login] = field(default_factory=dict)

    def find_service(self, role: str) -> Login:
        """The login of a service; the owner's where the database has no such role."""
        return self.services.get(role, self.owner)

    def as_params(self, login: Login) -> dict[str, Any]:
        """The keyword arguments of a psycopg connection."""
        return {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": login.user,
            "password": login.password,
            **self.options,
        }

    def as_url(self, login: Login) -> str:
        """A libpq URL, for psql and other tools; it holds the password."""
        query = urlencode({"host": self.host, "port": self.port, **self.options})
        return (
            f"postgresql://{login.user}:{quote(login.password, safe='')}@/{self.database}?{query}"
        )


def parse_url(url: str, variable: str) -> tuple[str, int, str, Login, dict[str, str]]:
    """Host, port, database, login and options of a `postgresql://` URL.

    Raises `PostgresError` naming the environment variable it came from, without its password.
    """
    parts = urlsplit(url)
    options = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    options = {unquote(key): unquote(value) for key, value in options.items()}
    host = parts.hostname or options.pop("host", "")
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not (host and database and parts.username):
        raise PostgresError(
            Text(
                f"{variable} 应形如 postgresql://用户:密码@主机:端口/数据库。",
                f"{variable} must read like postgresql://user:password@host:port/database.",
            )
        )
    try:
        port = int(options.pop("port", 0)) or parts.port or PORT
    except ValueError:
        raise PostgresError(
            Text(f"{variable} 的端口应为数字。", f"The port in {variable} must be a number.")
        ) from None
    login = Login(unquote(parts.username), unquote(parts.password or ""))
    return unquote(host), port, database, login, options


def read_url_connection(environ: Mapping[str, str] = os.environ) -> Connection | None:
    """The connection given by `DATABASE_URL`, or None where the embedded server is to be used.

    `DATABASE_OWNER_URL` gives the owner's login; without it the one login does both, and the
    database then does not hold the application back from changing its own tables.
    """
    url = environ.get("DATABASE_URL")
    if not url:
        return None
    host, port, database, application, options = parse_url(url, "DATABASE_URL")
    owner = application
    owner_url = environ.get("DATABASE_OWNER_URL")
    if owner_url:
        *place, owner, _ = parse_url(owner_url, "DATABASE_OWNER_URL")
        if place != [host, port, database]:
            raise PostgresError(
                Text(
                    "DATABASE_OWNER_URL 与 DATABASE_URL 应指向同一数据库。",
                    "DATABASE_OWNER_URL and DATABASE_URL must name the same database.",
                )
            )
    return Connection(host, port, database, owner, application, options)


def read_connection(var: Path) -> Connection | None:
    """The connection that the launcher wrote down under `var`; None before the first start.

    An older release wrote down fewer roles: those are missing from `services`.
    """
    path = var / "postgres" / "connection.json"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Connection(
            host=held["host"],
            port=held["port"],
            database=held["database"],
            owner=Login(OWNER, held["passwords"][OWNER]),
            application=Login(APPLICATION, held["passwords"][APPLICATION]),
            options={},
            services={r: Login(r, w) for r, w in held["passwords"].items() if r in SERVICES},
        )
    except FileNotFoundError:
        return None
    except PermissionError:
        raise PostgresError(
            Text(
                f"无权读取 {path}：请以启动数据库的同一用户运行。",
                f"{path} cannot be read: run as the user who started the database.",
            )
        ) from None
    except (ValueError, KeyError, TypeError):
        raise PostgresError(
            Text(
                f"{path} 已损坏。删除它后重新启动，会设置新的数据库密码，数据不受影响。",
                f"{path} is damaged. Delete it and start again: new database passwords are set "
                "and the data stay.",
            )
        ) from None
