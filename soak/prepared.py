"""A cluster whose tables are made already, to be copied: making them takes longer than most of
what is then done with a site that is thrown away.

It is kept below `var/tests` for as long as no file of the platform changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from jifang.config.environment import ROOT
from jifang.foundation.postgres.binaries import prepare_install
from jifang.foundation.postgres.cluster import (
    IN_USE,
    Profile,
    run_single_user,
    write_config,
    write_connection,
)
from jifang.foundation.postgres.launcher import destroy_cluster, start_server, stop_server
from jifang.foundation.postgres.place import Place, make_keep, make_place, read_place

KEPT: Final = ROOT / "var" / "tests" / "prepared"
COPIED: Final = ("data", "roles")
READY: Final = ("ready",)
READ: Final = frozenset({".py", ".yaml", ".csv"})


def digest_code() -> str:
    """What stands for the state of the platform: its files, by path and content."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "jifang").rglob("*")):
        if path.suffix in READ:
            found.update(f"{path.relative_to(ROOT)}\0".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:16]


def make_prepared() -> Path:
    """The run-time directory to copy from: made once, by whoever comes first."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        var = KEPT / digest_code()
        if not (var / "whole").exists():
            forget_prepared()
            start_server(var)
            left = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
            environ = {**left, "JIFANG_VAR": str(var), "DJANGO_SETTINGS_MODULE": "soak.settings"}
            command = [sys.executable, "-m", "jifang.config.manage", "migrate", "--verbosity=0"]
            (var / "static").mkdir()
            subprocess.run(command, env=environ, check=True)
            stop_server(var)
            (var / "whole").touch()
    return var


def forget_prepared() -> None:
    """Delete what is kept, also where its cluster lies outside the checkout."""
    for var in KEPT.glob("*/postgres"):
        destroy_cluster(var.parent)
        shutil.rmtree(var.parent, ignore_errors=True)


def copy_prepared(
    var: Path, profile: Profile = IN_USE, changes: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Make the cluster of a run-time directory that has none: as it is after the migrations.

    changes: statements by database, made before anyone is let in.
    """
    source = read_place(make_prepared())
    if source is None:
        raise RuntimeError("no cluster")
    make_keep(var)
    place = make_place(var)
    install = prepare_install(place.home, place.account)
    for names in COPIED, READY:  # a copy that was cut short is made again
        paths = [source.home / name for name in names]
        subprocess.run(["cp", "-a", *paths, place.home], check=True)
        if names is COPIED:
            copy_passwords(source, place)
            write_config(place, profile)
            for database, statements in (changes or {}).items():
                run_single_user(place, install, database, statements)


def copy_passwords(source: Place, place: Place) -> None:
    """The roles came with the data, and so did their passwords."""
    held = json.loads((source.keep / "connection.json").read_text("utf-8"))
    write_connection(place, held["passwords"])
