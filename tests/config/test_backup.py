"""Backup and restore for real: files and rows, sealed, spoilt, put back, anchored, ended."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import jifang_verify as jv
import psycopg
import pytest

from jifang.config import backup, ledger
from jifang.config.backup_parts import Manifest, read_manifest
from jifang.config.environment import ROOT
from jifang.config.ledger_run import FROZEN
from jifang.foundation.postgres.connection import (
    BACKUP,
    SIGNER,
    Connection,
    Login,
    read_connection,
)
from jifang.foundation.postgres.launcher import (
    borrow_server,
    destroy_cluster,
    start_server,
    stop_server,
)
from jifang.ledger.signer import read_published
from soak.site import Site, throwaway

pytestmark = pytest.mark.timeout(300)
BLOB = b"a drawing"
NAME = hashlib.sha256(BLOB).hexdigest()


ENTRIES = """
INSERT INTO ledger_entry (organ, organ_region, kind, key, bytes)
SELECT 'o', '44', 'k', k, convert_to(json_build_object('organ', 'o', 'region', '44', 'kind', 'k',
    'key', k, 'at', now())::text, 'UTF8')
FROM (SELECT gen_random_uuid()::text AS k FROM generate_series(1, %s::int)) keys
"""
ROWS = "INSERT INTO soak_act SELECT gen_random_uuid()::text FROM generate_series(1, %s::int)"


def act(site: Site, more: int) -> None:
    """Some acts, signed and published."""
    server = read_connection(site.var)
    assert server
    with psycopg.connect(**server.as_params(server.application)) as session:
        session.execute("SELECT set_config('jifang.lo', '44', true)")
        session.execute("SELECT set_config('jifang.hi', '45', true)")
        session.execute(ENTRIES.encode(), [more])
        session.execute(ROWS.encode(), [more])
    site.begin(0)
    site.settle()
    site.end()


@pytest.fixture(scope="module")
def places() -> Iterator[Path]:
    """A folder inside the checkout for sites and backups."""
    found = ROOT / "var" / "tests" / "clusters" / uuid4().hex[:8]
    found.mkdir(parents=True)
    yield found
    for var in found.glob("*/postgres"):
        destroy_cluster(var.parent)
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture(scope="module")
def archive(places: Path) -> Path:
    return places / "archive"


@contextmanager
def archiving(to: Path) -> Iterator[None]:
    """What is started meanwhile archives its write-ahead log: the site itself alone. A restored one
    would find the names of its segments taken, and wait for each at its end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIFANG_WAL_ARCHIVE", str(to))
        yield


@pytest.fixture(scope="module")
def site(places: Path) -> Iterator[Site]:
    """A site with acts and a file; its cluster is stopped."""
    with throwaway(places / "site") as found:
        act(found, 100)
        stop_server(found.var)
        blob = found.var / "files" / "sha256" / NAME[:2] / NAME[2:]
        blob.parent.mkdir(parents=True)
        blob.write_bytes(BLOB)
        yield found


@pytest.fixture(scope="module")
def passphrase(places: Path) -> Path:
    path = places / "passphrase"
    path.write_text("correct horse battery staple\n")
    return path


@pytest.fixture(scope="module")
def copied(site: Site, places: Path, passphrase: Path, archive: Path) -> Path:
    """A sealed copy of the cluster's files, with keys."""
    target = places / "copied"
    shutil.copy(site.var / "ledger" / "public" / "checkpoint", places / "kept")
    sealed = ["--passphrase-file", str(passphrase), "--with-keys"]
    with archiving(archive):
        assert run(site.var, "create", target, *sealed) == 0
    return target


def run(var: Path, word: str, folder: Path, *more: str) -> int:
    return backup.main(["--var", str(var), word, str(folder), *more])


def run_ledger(var: Path, *words: str) -> int:
    """A command of the ledger, in a process of its own where it runs until it freezes, or where it
    asks Django for the database; those that freeze end by themselves."""
    if words[0] not in ("sequence", "sign") and "--new-log" not in words:
        return ledger.main(["--var", str(var), *words])
    command = [sys.executable, "-m", "jifang.config.ledger", "--var", str(var), *words]
    return subprocess.run(command, env=Site(var).environ, check=False, timeout=120).returncode


def count(server: Connection, table: str) -> int:
    with psycopg.connect(**server.as_params(server.find_service(BACKUP))) as session:
        row = session.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608
    return int(row[0]) if row else -1


def go_on(var: Path, more: int) -> None:
    """The restored site works: acts are sequenced, signed and verify offline."""
    restored = Site(var)
    start_server(var)
    act(restored, more)
    public = var / "ledger" / "public"
    assert jv.main(["audit", str(public / "policy"), str(public)]) == jv.VALID
    stop_server(var)


def test_files_are_copied_sealed_and_put_back_whole(
    site: Site, copied: Path, places: Path, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published = read_published(places / "kept")
    assert published
    manifest = read_manifest(copied)
    assert manifest.kind == "physical"
    assert (manifest.log_size, manifest.published_size) == (published.size, published.size)
    assert manifest.rows["ledger_entry"] == (published.size, published.size)
    assert all(name.endswith(".sealed") for name in manifest.parts)
    for path in copied.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert BLOB not in path.read_bytes()

    target = places / "whole"
    assert run(target, "restore", copied) == 1
    assert "--passphrase-file" in capsys.readouterr().err
    shutil.rmtree(target, ignore_errors=True)
    assert run(target, "restore", copied, "--passphrase-file", str(passphrase)) == 0
    assert (target / "files" / "sha256" / NAME[:2] / NAME[2:]).read_bytes() == BLOB
    assert (target / "ledger" / "keys" / "log.key").stat().st_mode & 0o077 == 0
    assert run(target, "restore", copied, "--passphrase-file", str(passphrase)) == 1
    assert "is not empty" in capsys.readouterr().err

    with borrow_server(target) as server:
        assert count(server, "ledger_entry") == published.size
        assert [run_ledger(target, word) for word in ("sequence", "sign")] == [FROZEN, FROZEN]
        assert run_ledger(target, "audit") == 0
        assert run_ledger(target, "anchor") == 1  # with nothing to compare with
        assert run_ledger(target, "anchor", "--published", str(places / "kept")) == 0


def test_restored_to_an_earlier_time_it_signs_nothing_until_the_log_is_ended(
    site: Site, copied: Path, places: Path, passphrase: Path, archive: Path
) -> None:
    with archiving(archive):
        start_server(site.var)
    act(site, 50)  # after the backup
    stop_server(site.var)
    kept = site.var / "ledger" / "public" / "checkpoint"
    last = read_published(kept)
    assert last
    target = places / "past"
    assert run(target, "restore", copied, "--passphrase-file", str(passphrase)) == 0
    with borrow_server(target):
        assert run_ledger(target, "anchor", "--published", str(kept)) == 1
        assert [run_ledger(target, word) for word in ("sequence", "sign")] == [FROZEN, FROZEN]
        assert (
            run_ledger(
                target, "anchor", "--published", str(kept), "--new-log", "jifang.local/ledger"
            )
            == 1
        )
        again = ["--published", str(kept), "--new-log", "jifang.local/ledger-2"]
        assert run_ledger(target, "anchor", *again) == 0
    go_on(target, 20)
    found = read_published(target / "ledger" / "public" / "checkpoint")
    assert found
    assert found.origin == "jifang.local/ledger-2"
    [ended] = (target / "ledger" / "ended").iterdir()
    assert {path.name for path in ended.iterdir()} == {"public", "signed", "log.key"}
    with borrow_server(target) as server:
        with psycopg.connect(**server.as_params(server.find_service(BACKUP))) as session:
            row = session.execute(
                "SELECT bytes FROM ledger_entry WHERE kind = 'ledger.anchored'"
            ).fetchone()
        assert row
        details = json.loads(bytes(row[0]))["details"]
        assert (details["ended_size"], details["ended"]) == (last.size, last.origin)
        assert details["kept_size"] == read_manifest(copied).log_size


def test_with_the_write_ahead_log_it_comes_back_to_the_end(
    site: Site, copied: Path, archive: Path, places: Path, passphrase: Path
) -> None:
    with archiving(archive):
        start_server(site.var)
    act(site, 50)
    stop_server(site.var)
    kept = site.var / "ledger" / "public" / "checkpoint"
    last = read_published(kept)
    assert last
    log, target = places / "wal", places / "replayed"
    # What was archived, and what was not yet when the server stopped.
    shutil.copytree(archive, log)
    shutil.copytree(site.place.data / "pg_wal", log, dirs_exist_ok=True)
    for path in [log, *log.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    sealed = ("--passphrase-file", str(passphrase))
    assert run(target, "restore", copied, *sealed, "--wal", str(log)) == 0
    assert run_ledger(target, "anchor", "--published", str(kept)) == 0
    with borrow_server(target) as server:
        assert count(server, "ledger_entry") == last.size
        assert run_ledger(target, "audit", "--kept", str(kept)) == 0
    go_on(target, 5)


def test_finished_segments_of_the_log_are_archived(archive: Path, copied: Path) -> None:
    assert any(len(path.name) == 24 for path in archive.iterdir())


def test_a_dump_of_rows_is_whole_and_refused_until_transactions_are_raised(
    site: Site, places: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    dumped, target = places / "dumped", places / "rows"
    with borrow_server(site.var) as server:
        burn_transactions(server)
        act(site, 5)
        assert run(site.var, "create", dumped, "--logical") == 0
    manifest = read_manifest(dumped)
    assert (manifest.kind, manifest.sealed) == ("logical", False)
    assert run(target, "restore", dumped) == 0
    keys = target / "ledger" / "keys"
    with borrow_server(target):
        mark = target / "ledger" / "restored.json"
        assert run_ledger(target, "sign") == FROZEN
        mark.unlink()
        assert run_ledger(target, "sign") == 1
        assert "put it back" in capfd.readouterr().err
        assert not keys.exists()  # none is made in the place of the one that signed
        shutil.copytree(site.var / "ledger" / "keys", keys)
        # Without the mark, as where rows are put back by hand, transaction ids give it away.
        assert run_ledger(target, "sequence") == FROZEN
        assert "must be anchored anew" in capfd.readouterr().err
        kept = ["--published", str(site.var / "ledger" / "public" / "checkpoint")]
        assert run_ledger(target, "anchor", *kept) == 1
        assert "stop the site" in capfd.readouterr().err
    assert run_ledger(target, "anchor", *kept) == 0
    assert "epoch" in capfd.readouterr().err
    go_on(target, 20)
    assert run_with(target, "audit") == 0


def test_a_database_of_ones_own_is_dumped_and_put_back_as_rows(
    site: Site, places: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own, elsewhere = places / "own", places / "elsewhere"
    with borrow_server(site.var) as server, borrow_server(elsewhere) as other:
        point_to(monkeypatch, server)
        monkeypatch.setenv("JIFANG_BACKUP_URL", name_place(server, server.application))
        assert run(site.var, "create", own) == 1
        assert "is bound by row-level security" in capsys.readouterr().err
        login = server.find_service(BACKUP)
        monkeypatch.setenv("JIFANG_BACKUP_URL", name_place(server, login))
        assert run(site.var, "create", own) == 0
        assert read_manifest(own).kind == "logical"

        point_to(monkeypatch, other)
        monkeypatch.setenv("JIFANG_BACKUP_URL", name_place(other, other.find_service(BACKUP)))
        assert run(places / "var", "restore", own) == 0
        assert count(other, "soak_act") == read_manifest(own).rows["soak_act"][1]
        assert run(places / "again", "restore", own) == 1
        assert "the database is not empty" in capsys.readouterr().err
        kept = ["--published", str(site.var / "ledger" / "public" / "checkpoint")]
        monkeypatch.setenv("JIFANG_LEDGER_URL", name_place(other, other.find_service(SIGNER)))
        assert ledger.main(["--var", str(places / "var"), "anchor", *kept]) == 1
        assert "run pg_resetwal -e" in capsys.readouterr().err


def point_to(monkeypatch: pytest.MonkeyPatch, server: Connection) -> None:
    """As an operator names a database of one's own."""
    monkeypatch.setenv("DATABASE_URL", name_place(server, server.application))
    monkeypatch.setenv("DATABASE_OWNER_URL", name_place(server, server.owner))


def name_place(server: Connection, login: Login) -> str:
    place = f"?host={server.host}&port={server.port}"
    return f"postgresql://{login.user}:{login.password}@/{server.database}{place}"


def burn_transactions(server: Connection) -> None:
    """Use up transaction ids, so that a fresh cluster is behind."""
    with psycopg.connect(**server.as_params(server.application), autocommit=True) as session:
        for _ in range(3000):
            session.execute("SELECT pg_current_xact_id()")


def run_with(var: Path, word: str) -> int:
    with borrow_server(var):
        return ledger.main(["--var", str(var), word])


def test_what_was_changed_cut_off_or_forged_is_not_put_back(
    copied: Path, places: Path, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed = ("--passphrase-file", str(passphrase))
    assert run(places, "check", copied, *sealed) == 0
    spoilt = places / "spoilt"
    for spoil in (flip, cut, exchange, drop):
        shutil.rmtree(spoilt, ignore_errors=True)
        shutil.copytree(copied, spoilt)
        manifest = read_manifest(spoilt)
        spoil(spoilt, manifest)
        capsys.readouterr()
        assert run(places, "check", spoilt, *sealed) == 1
        rewrite(spoilt, manifest)  # even where the manifest is made to agree
        assert run(places, "check", spoilt, *sealed) == 1
        assert run(places / "never", "restore", spoilt, *sealed) == 1
        assert not (places / "never" / "postgres" / "place.json").exists()
        shutil.rmtree(places / "never", ignore_errors=True)
    wrong = places / "wrong"
    wrong.write_text("another long passphrase")
    assert run(places, "check", copied, "--passphrase-file", str(wrong)) == 1
    wrong.write_text("short")
    assert run(places, "check", copied, "--passphrase-file", str(wrong)) == 1
    assert "too short" in capsys.readouterr().err


def flip(folder: Path, manifest: Manifest) -> None:
    path = folder / "files.tar.sealed"
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)


def cut(folder: Path, manifest: Manifest) -> None:
    path = folder / "database.tar.sealed"
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // (1024 * 1024) * (1024 * 1024)])


def exchange(folder: Path, manifest: Manifest) -> None:
    """A part of the same backup under another's name."""
    shutil.copy(folder / "ledger.tar.sealed", folder / "files.tar.sealed")


def drop(folder: Path, manifest: Manifest) -> None:
    (folder / "keys.tar.sealed").unlink()


def rewrite(folder: Path, manifest: Manifest) -> None:
    from jifang.config.backup_parts import Part

    for name in manifest.parts:
        path = folder / name
        data = path.read_bytes() if path.exists() else b""
        manifest.parts[name] = Part(hashlib.sha256(data).hexdigest(), len(data))
    manifest.write(folder)


def test_a_backup_that_was_cut_short_is_none_and_keys_go_sealed_only(
    site: Site, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(site.var, "create", places / "open", "--with-keys") == 1
    assert "sealed backup only" in capsys.readouterr().err
    assert run(site.var, "check", places) == 1
    assert "is no complete backup" in capsys.readouterr().err
    assert run(site.var, "create", places) == 1
    assert "is not empty" in capsys.readouterr().err
