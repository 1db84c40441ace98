"""Making a cluster: files, settings, the two roles and the database.

No password of the superuser is ever set, so nobody can log in as it. What needs it is done by the
server in single-user mode, before it accepts anyone.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jifang.foundation.postgres.binaries import read_major, read_version
from jifang.foundation.postgres.connection import (
    APPLICATION,
    BACKUP,
    DATABASE,
    OWNER,
    PORT,
    ROLES,
    SERVICES,
)
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.place import Place, make_user_folder, write_private
from jifang.law.errors import Text

SUPERUSER = "jifang_super"

# Built into PostgreSQL, so the same on every system: sorted by code point, letters per Unicode.
LOCALE = "C.UTF-8"

HBA = f"""\
# Written by the launcher at every start.
# Nobody is trusted: the platform's roles log in with their SCRAM passwords over the Unix socket; no
# one else logs in, and no TCP port is open. The backup may copy the cluster's files.
local  all  {",".join(ROLES)}  scram-sha-256
local  replication  {BACKUP}  scram-sha-256
local  all  all  reject
"""


@dataclass(frozen=True, slots=True)
class Profile:
    """What differs between a cluster in use and one that a test throws away.

    durable: whether a committed transaction must survive a crash of the machine.
    owner_creates_databases: whether the owner may make further databases, and drop them while
        the server's own workers (autovacuum) are in them.
    """

    durable: bool = True
    owner_creates_databases: bool = False


IN_USE = Profile()

ROLES_VERSION = "2"
"""Which edition of the roles' rights a cluster has: 2 lets the backup copy the cluster's files."""


def quote_setting(value: str) -> str:
    """A text as `postgresql.conf` writes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def write_config(place: Place, profile: Profile) -> None:
    """Write the server's settings and log-in rules; done at every start, so they stay ours."""
    settings = {
        "listen_addresses": "''",
        "port": str(PORT),
        "unix_socket_directories": quote_setting(str(place.run)),
        "unix_socket_permissions": "0700",
        "hba_file": quote_setting(str(place.hba)),
        "password_encryption": "'scram-sha-256'",
        "max_connections": "60",
        "shared_buffers": "'128MB'",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "logging_collector": "on",
        "log_directory": quote_setting(str(place.log)),
        "log_filename": "'postgresql-%a.log'",
        "log_rotation_age": "'1d'",
        "log_truncate_on_rotation": "on",
        "log_file_mode": "0600",
        "log_line_prefix": "'%m [%p] %q%u@%d '",
        # A failing statement or the row it met can hold personal data: neither is logged.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    archive = os.environ.get("JIFANG_WAL_ARCHIVE")
    if archive and profile.durable:
        settings |= write_archiving(place, Path(archive))
    if not profile.durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    text = "# Written by the launcher at every start.\n"
    text += "".join(f"{name} = {value}\n" for name, value in settings.items())
    write_private(place.config, text, 0o644)
    write_private(place.hba, HBA, 0o644)


def write_archiving(place: Place, archive: Path) -> dict[str, str]:
    """Settings that keep every finished segment of the write-ahead log in a folder.

    With a backup they bring a restore up to the last minute. The folder is the server user's; a
    segment is there whole or not at all, and never written over.
    """
    if not archive.is_absolute():
        raise PostgresError(
            Text(
                f"JIFANG_WAL_ARCHIVE={archive}：须为绝对路径。",
                f"JIFANG_WAL_ARCHIVE={archive}: must be an absolute path.",
            )
        )
    make_user_folder(place.account, archive)
    to = shlex.quote(str(archive))
    command = f'test ! -f {to}/%f && cp "%p" {to}/.%f && sync {to}/.%f && mv {to}/.%f {to}/%f'
    return {
        "archive_mode": "on",
        "archive_command": quote_setting(command),
        "archive_timeout": "'60s'",
    }


def make_cluster(place: Place, install: Path, profile: Profile) -> None:
    """Make the cluster. One left half-made (no `ready`) is made again: nobody was given it."""
    shutil.rmtree(place.data, ignore_errors=True)
    make_user_folder(place.account, place.data)
    command: list[str | Path] = [
        *(install / "bin" / "initdb", "--pgdata", place.data, "--username", SUPERUSER),
        *("--encoding", "UTF8", "--locale", "C", "--text-search-config", "simple"),
        *("--locale-provider", "builtin", "--builtin-locale", LOCALE),
        *("--auth", "reject", "--data-checksums", "--no-instructions"),
    ]
    if not profile.durable:
        command.append("--no-sync")
    made = place.account.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        raise PostgresError(
            Text(
                f"无法建立数据库：\n{made.stderr.strip()}",
                f"The database cluster could not be made:\n{made.stderr.strip()}",
            )
        )
    passwords = draw_passwords()
    run_single_user(place, install, "postgres", write_roles(passwords, profile))
    run_single_user(place, install, DATABASE, write_grants(DATABASE))
    write_connection(place, passwords)
    write_private(place.roles, f"{ROLES_VERSION}\n", 0o644)
    write_private(place.ready, f"{read_major(read_version(install))}\n", 0o644)


def draw_passwords() -> dict[str, str]:
    """A new random password for each role, of letters, digits, `-` and `_`."""
    return {role: secrets.token_urlsafe(32) for role in ROLES}


def reset_passwords(place: Place, install: Path) -> None:
    """Give every role a new password, where the file that held them is gone or knows fewer roles.

    Roles that an older release did not have are made. Server stopped.
    """
    passwords = draw_passwords()
    statements = [
        f"DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        f" THEN CREATE ROLE {role} {write_rights(role)}; END IF; END$$"
        for role in SERVICES
    ]
    statements += [f"ALTER ROLE {role} PASSWORD '{word}'" for role, word in passwords.items()]
    statements += [f"GRANT pg_read_all_data TO {BACKUP}"]
    run_single_user(place, install, "postgres", statements)
    run_single_user(place, install, DATABASE, write_grants(DATABASE))
    write_connection(place, passwords)


def has_current_roles(place: Place) -> bool:
    """Whether the roles may what this release has them do."""
    return place.roles.is_file() and place.roles.read_text("ascii").strip() == ROLES_VERSION


def renew_roles(place: Place, install: Path) -> None:
    """Give the roles of an older release's cluster what they may do now. Server stopped."""
    statements = [f"ALTER ROLE {role} {write_rights(role)}" for role in ROLES if role != OWNER]
    run_single_user(place, install, "postgres", statements)
    write_private(place.roles, f"{ROLES_VERSION}\n", 0o644)


def write_connection(place: Place, passwords: dict[str, str]) -> None:
    """Write down address and passwords, readable by the one who starts the platform alone."""
    held = {"host": str(place.run), "port": PORT, "database": DATABASE, "passwords": passwords}
    write_private(place.keep / "connection.json", json.dumps(held, indent=2) + "\n")


def write_roles(passwords: dict[str, str], profile: Profile) -> list[str]:
    """The statements that make the roles and the database."""
    creates = "CREATEDB" if profile.owner_creates_databases else "NOCREATEDB"
    rights = {role: f"{write_rights(role)} NOCREATEDB" for role in ROLES}
    rights[OWNER] = f"{write_rights(OWNER)} {creates}"
    return [
        *(f"CREATE ROLE {r} {rights[r]} PASSWORD '{word}'" for r, word in passwords.items()),
        f"GRANT pg_read_all_data TO {BACKUP}",
        *([f"GRANT pg_signal_backend TO {OWNER}"] if profile.owner_creates_databases else []),
        "REVOKE ALL ON DATABASE postgres FROM PUBLIC",
        "REVOKE ALL ON DATABASE template1 FROM PUBLIC",
        write_create_database(DATABASE),
    ]


def write_rights(role: str) -> str:
    """What a role may be: none is above the others; the backup alone reads past row security, and
    the files of the cluster."""
    more = "REPLICATION BYPASSRLS" if role == BACKUP else "NOREPLICATION NOBYPASSRLS"
    return f"LOGIN NOSUPERUSER NOCREATEROLE {more}"


def write_create_database(name: str) -> str:
    """The statement that makes a database of the owner's: UTF-8, sorted by code point."""
    return (
        f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
        f" LOCALE_PROVIDER builtin BUILTIN_LOCALE '{LOCALE}'"
    )


def write_grants(database: str) -> list[str]:
    """What the application may do in a database: rows of the owner's tables, nothing else.

    Run by the owner or above it, once, before the first table: the grants on tables are defaults
    for those the owner makes later.
    """
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {', '.join((APPLICATION, *SERVICES))}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {', '.join((APPLICATION, *SERVICES))}",
        f"{default} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION}",
        f"{default} GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION}",
    ]


def run_single_user(place: Place, install: Path, database: str, statements: Sequence[str]) -> None:
    """Run statements as the superuser on a stopped server. One statement is one line."""
    command: list[str | Path] = [
        *(install / "bin" / "postgres", "--single", "-D", place.data),
        *("-c", f"config_file={place.config}", "-c", "logging_collector=off"),
        *("-c", "exit_on_error=on", database),
    ]
    ran = place.account.run(
        command,
        input="".join(f"{statement};\n" for statement in statements),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if ran.returncode != 0 or "ERROR:" in ran.stderr or "FATAL:" in ran.stderr:
        raise PostgresError(
            Text(
                f"无法设置数据库的角色：\n{ran.stderr.strip()}",
                f"The database roles could not be set up:\n{ran.stderr.strip()}",
            )
        )
