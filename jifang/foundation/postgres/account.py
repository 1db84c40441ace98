"""The operating-system user that the server runs as.

PostgreSQL refuses to run as root. Started by root, it is given to a user of its own that can do
nothing else; started by anyone else, it runs as that person.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jifang.foundation.postgres.errors import PostgresError
from jifang.law.errors import Text

DEDICATED = "jifang-db"
FALLBACK = "nobody"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "LANG": "C"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    @property
    def is_self(self) -> bool:
        """Whether this process already runs as that user."""
        return self.uid == os.geteuid()

    def run(self, command: Sequence[str | Path], **given: Any) -> subprocess.CompletedProcess[Any]:
        """Run a command as this user, from `/` and with a bare environment; failing is no error."""
        options = self.as_options() | {"cwd": "/"} | given
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        done: subprocess.CompletedProcess[Any] = subprocess.run(
            [str(part) for part in command], check=False, **options
        )
        return done

    def as_options(self) -> dict[str, Any]:
        """What `subprocess` needs to run something as this user and nobody more."""
        shared: dict[str, Any] = {"env": ENVIRONMENT, "umask": 0o077}
        if self.is_self:
            return shared
        return shared | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, directory: Path) -> bool:
        """Whether this user reaches the directory through all folders above it."""
        return (
            self.run(
                ["/bin/sh", "-c", 'cd -- "$1"', "sh", directory], stderr=subprocess.DEVNULL
            ).returncode
            == 0
        )


def look_up_account(name: str) -> Account | None:
    """The user of that name, if there is one."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def read_own_account() -> Account:
    """The user this process runs as; PostgreSQL needs that user to have a name."""
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise PostgresError(
            Text(
                f"当前用户（uid {os.geteuid()}）没有用户名，PostgreSQL 无法以其运行；"
                "请以有用户名的用户运行，或设置 DATABASE_URL。",
                f"The current user (uid {os.geteuid()}) has no name, so PostgreSQL cannot run as "
                "it: run as a named user, or set DATABASE_URL.",
            )
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def make_dedicated_account() -> Account | None:
    """Make the user that owns nothing but the database; None where the system has no useradd."""
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        return None
    subprocess.run(
        [
            *(
                useradd,
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
            ),
            *("--shell", "/usr/sbin/nologin", "--comment", "Jifang database", DEDICATED),
        ],
        capture_output=True,
        check=False,
    )
    return look_up_account(DEDICATED)


def choose_account(environ: Mapping[str, str] = os.environ) -> Account:
    """The user for a new cluster.

    Not root: oneself. Root: `JIFANG_POSTGRES_USER`, else the dedicated user (made where missing),
    else `nobody`.
    """
    if os.geteuid() != 0:
        return read_own_account()
    wanted = environ.get("JIFANG_POSTGRES_USER")
    if wanted:
        return find_named_account(wanted)
    found = look_up_account(DEDICATED) or make_dedicated_account() or look_up_account(FALLBACK)
    if found is None:
        raise PostgresError(
            Text(
                "以 root 启动时须有一个无特权用户来运行数据库：请用 JIFANG_POSTGRES_USER 指定。",
                "Started by root, the database needs an unprivileged user to run as: "
                "name one in JIFANG_POSTGRES_USER.",
            )
        )
    return found


def find_named_account(name: str) -> Account:
    """The user of that name; refuses root and unknown names."""
    found = look_up_account(name)
    if found is None or found.uid == 0:
        raise PostgresError(
            Text(
                f"JIFANG_POSTGRES_USER={name!r}：须为本机已有的、非 root 的用户。",
                f"JIFANG_POSTGRES_USER={name!r}: must be an existing user other than root.",
            )
        )
    return found


def check_may_act_as(account: Account, var: Path) -> None:
    """Refuse to touch a cluster that another user owns, unless this is root."""
    if account.is_self or os.geteuid() == 0:
        return
    raise PostgresError(
        Text(
            f"{var} 中的数据库属于用户 {account.name}：请以该用户或 root 运行，"
            "或用 JIFANG_VAR 另指目录。",
            f"The database in {var} belongs to the user {account.name}: run as that user or root, "
            "or choose another directory with JIFANG_VAR.",
        )
    )
