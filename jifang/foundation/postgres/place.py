"""Where a cluster lives, and how it is kept reachable to its user and closed to others.

    var/postgres/              ours, 0711
        place.json             where the home is and whose
        connection.json        address and passwords, 0600
        lock, users.lock
    HOME                       ours, 0711; var/postgres/server, or below /var/lib/jifang
        postgresql.conf, pg_hba.conf, start.log, ready, roles
        data/, run/, log/      the server user's, 0700

The launcher writes only in folders of its own, never inside one the server's user could have
rearranged.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jifang.foundation.postgres.account import (
    Account,
    check_may_act_as,
    choose_account,
    find_named_account,
    read_own_account,
)
from jifang.foundation.postgres.connection import PORT
from jifang.foundation.postgres.errors import PostgresError
from jifang.law.errors import Text

OUTSIDE = Path("/var/lib/jifang")

# The address of a Unix socket is 104 bytes on the narrowest system we run on, with its final zero.
LONGEST_SOCKET = 103
SOCKET_NAME = f".s.PGSQL.{PORT}"


@dataclass(frozen=True, slots=True)
class Place:
    """One cluster: the run-time directory it belongs to, its home, and the user it runs as."""

    var: Path
    home: Path
    account: Account

    @property
    def keep(self) -> Path:
        """The launcher's own notes about the cluster."""
        return self.var / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """PostgreSQL's own log, seven files, one per weekday."""
        return self.home / "log"

    @property
    def start_log(self) -> Path:
        """What the server said before its own log began."""
        return self.home / "start.log"

    @property
    def config(self) -> Path:
        """The server's settings."""
        return self.home / "postgresql.conf"

    @property
    def hba(self) -> Path:
        """Who may log in and how."""
        return self.home / "pg_hba.conf"

    @property
    def ready(self) -> Path:
        """Written when the cluster was completely made; holds its major version."""
        return self.home / "ready"

    @property
    def roles(self) -> Path:
        """Which edition of the roles' rights the cluster has."""
        return self.home / "roles"

    @property
    def run(self) -> Path:
        """The directory of the Unix socket: in the home, or below /tmp where the path is long."""
        inside = self.home / "run"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET:
            return inside
        return Path("/tmp") / f"jifang-{self.account.uid}-{shorten_path(self.home)}"  # noqa: S108


def shorten_path(path: Path) -> str:
    """A short name that stands for a path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def read_place(var: Path) -> Place | None:
    """The place that was chosen at the first start; None before it."""
    note = var / "postgres" / "place.json"
    try:
        held = json.loads(note.read_text(encoding="utf-8"))
        home, name = var / "postgres" / str(held["home"]), str(held["account"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise PostgresError(
            Text(
                f"{note} 已损坏：它记着数据库所在目录，应为 "
                '{"home": "目录", "account": "用户"}。',
                f"{note} is damaged: it tells where the database lies and must hold "
                '{"home": "directory", "account": "user"}.',
            )
        ) from None
    own = read_own_account()
    account = own if own.name == name else find_named_account(name)
    check_may_act_as(account, var)
    return Place(var, home, account)


def make_place(var: Path, environ: Mapping[str, str] = os.environ) -> Place:
    """Choose and note the place of a new cluster.

    The home is in `var` where the server's user reaches it; else below `/var/lib/jifang` (or
    `JIFANG_POSTGRES_HOME`). No folder that is not ours is opened.
    """
    keep = var / "postgres"
    account = choose_account(environ)
    if account.is_self or account.can_enter(keep):
        home, noted = keep / "server", "server"
    else:
        outside = Path(environ.get("JIFANG_POSTGRES_HOME") or OUTSIDE)
        make_closed_root(outside)
        home = outside / shorten_path(var)
        noted = str(home)
    home.mkdir(exist_ok=True)
    home.chmod(0o711)
    write_private(keep / "place.json", json.dumps({"home": noted, "account": account.name}))
    return Place(var, home, account)


def make_closed_root(outside: Path) -> None:
    """Make the folder that holds homes outside `var`; refuse one that others could change."""
    outside.mkdir(mode=0o755, parents=True, exist_ok=True)
    held = outside.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != os.geteuid() or held.st_mode & 0o022:
        raise PostgresError(
            Text(
                f"{outside} 须为本用户所有、他人不可写的目录。",
                f"{outside} must be a directory of this user that others cannot write.",
            )
        )


def make_keep(var: Path) -> Path:
    """Make `var/postgres`, which the server's user may pass through but not list."""
    keep = var / "postgres"
    keep.mkdir(parents=True, exist_ok=True)
    if keep.stat().st_uid == os.geteuid():
        keep.chmod(0o711)
    return keep


def make_user_folder(account: Account, folder: Path) -> None:
    """Make a folder that only the server's user enters (besides root); refuse any other found.

    Made by root and then given away; below /tmp it may exist already, and must be right.
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if not account.is_self:
            os.chown(folder, account.uid, account.gid)
    held = folder.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != account.uid or held.st_mode & 0o077:
        raise PostgresError(
            Text(
                f"{folder} 须为用户 {account.name} 所有、权限 0700 的目录；"
                f"现为 uid {held.st_uid}、{stat.filemode(held.st_mode)}。",
                f"{folder} must be a directory of the user {account.name} with mode 0700; "
                f"it is uid {held.st_uid}, {stat.filemode(held.st_mode)}.",
            )
        )


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file whole or not at all, with exactly this mode from the start."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    draft.replace(path)
