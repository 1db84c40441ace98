"""Restores: to the end (the root must be the published one) and to the past (nothing is signed).

A base copy is taken of the stopped server, while everything else waits for it; later its
write-ahead log is kept. The end is base and log, the past is the base alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from jifang.config.ledger_run import FROZEN
from jifang.foundation.postgres.launcher import start_server
from jifang.ledger.signer import read_published
from soak.site import Site, stop, wait_for


@dataclass(frozen=True, slots=True)
class Drill:
    """What the restores gave."""

    published: int
    root: bytes
    restored: int
    restored_root: bytes
    behind: int
    codes_behind: tuple[int, int]
    code_whole: int


def take_base(site: Site, acts: int) -> None:
    """Copy the server, stopped while nothing is under way; then so many acts more."""
    site.stop_clients()
    site.settle()
    stop(site)
    keep_log(site.place.data)
    copy(site.place.data, site.var / "base")
    start_server(site.var)
    before = len(site.read_acked())
    site.resume_clients()
    wait_for(lambda: len(site.read_acked()) > before + acts, 120, "no acts")


def copy(source: Path, target: Path) -> None:
    """Copy a folder with its owners and modes."""
    subprocess.run(["cp", "-a", "--", str(source), str(target)], check=True)


def run(site: Site) -> Drill:
    """Both restores of a site of which a base was taken and all is settled, one after the other."""
    base, log = site.var / "base", site.var / "wal"
    site.end()
    stop(site)
    copy(site.place.data / "pg_wal", log)
    published = read_published(site.var / "ledger" / "public" / "checkpoint")
    if published is None:
        raise RuntimeError("nothing was published")
    put_back(site, base)
    behind, _ = read_head(site)
    codes = tuple(run_ledger(site, word) for word in ("sequence", "sign"))
    stop(site)

    put_back(site, base)
    recover(site, log)
    restored, root = read_head(site)
    whole = run_ledger(site, "audit")
    stop(site)
    return Drill(
        *(published.size, published.root, restored, root, behind), (codes[0], codes[1]), whole
    )


def keep_log(data: Path) -> None:
    """Have the server keep its write-ahead log: else the stretch that follows the base copy is
    used again as soon as a segment is full, and nothing can be replayed."""
    with (data / "postgresql.auto.conf").open("a", encoding="ascii") as file:
        file.write("wal_keep_size = '1GB'\n")


def put_back(site: Site, base: Path) -> None:
    """Put the base copy in place of the data."""
    shutil.rmtree(site.place.data)
    copy(base, site.place.data)


def recover(site: Site, log: Path) -> None:
    """Have the server replay the write-ahead log that was kept, to its end."""
    data = site.place.data
    for name, text in (
        ("postgresql.auto.conf", f"restore_command = 'cp {log}/%f %p'\n"),
        ("recovery.signal", ""),
    ):
        (data / name).write_text(text, "ascii")
        shutil.chown(data / name, site.place.account.uid, site.place.account.gid)
    for path in [log, *log.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def read_head(site: Site) -> tuple[int, bytes]:
    """The size and root of the log in the database."""
    start_server(site.var)
    with site.connect() as session:
        row = session.execute(
            "SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
    return (int(row[0]), bytes(row[1])) if row else (0, b"")


def run_ledger(site: Site, word: str) -> int:
    """Run one of the ledger's processes; those that freeze end by themselves."""
    command = [sys.executable, "-m", "jifang.config.ledger", "--var", str(site.var), word]
    return subprocess.run(command, env=site.environ, check=False, timeout=120).returncode


def find_faults(drill: Drill) -> list[str]:
    """What a drill did not show."""
    faults = []
    if (drill.restored, drill.restored_root) != (drill.published, drill.root):
        faults.append(f"restored {drill.restored} entries, published were {drill.published}")
    if drill.code_whole:
        faults.append("the restored log does not agree with itself or with what was published")
    if drill.behind >= drill.published:
        faults.append("the base copy was not of the past")
    if drill.codes_behind != (FROZEN, FROZEN):
        faults.append(f"behind the published head it did not freeze: {drill.codes_behind}")
    return faults
