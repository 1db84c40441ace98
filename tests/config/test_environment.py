"""What the environment may set, and what is said when it is wrong."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from jifang.config.database import OwnerMigrates, build_alias, find_connection
from jifang.config.environment import (
    ROOT,
    EnvironmentValueError,
    find_var,
    read_flag,
    read_list,
    read_number,
    read_secret_key,
)
from jifang.foundation.postgres.connection import read_url_connection
from jifang.foundation.postgres.errors import PostgresError


@pytest.mark.parametrize(("value", "on"), [("1", True), ("0", False), ("", False)])
def test_flag(value: str, on: bool) -> None:
    assert read_flag("JIFANG_DEBUG", {"JIFANG_DEBUG": value}) is on
    assert read_flag("JIFANG_DEBUG", {}) is False


@pytest.mark.parametrize("value", ["true", "yes", "2", " 1", "１"])
def test_flag_of_another_form_is_refused(value: str) -> None:
    with pytest.raises(EnvironmentValueError, match="JIFANG_DEBUG"):
        read_flag("JIFANG_DEBUG", {"JIFANG_DEBUG": value})


def test_a_number_lies_within_its_bounds() -> None:
    assert read_number("JIFANG_API_RATE", 600, 1, 1000, {}) == 600
    assert read_number("JIFANG_API_RATE", 600, 1, 1000, {"JIFANG_API_RATE": "1000"}) == 1000
    for value in ("0", "1001", "-1", "1.5", "many", "１"):
        with pytest.raises(EnvironmentValueError, match="1 to 1000"):
            read_number("JIFANG_API_RATE", 600, 1, 1000, {"JIFANG_API_RATE": value})


def test_list() -> None:
    assert read_list("JIFANG_HOSTS", {"JIFANG_HOSTS": "a.gd.cn, b.gd.cn,"}) == [
        "a.gd.cn",
        "b.gd.cn",
    ]
    assert read_list("JIFANG_HOSTS", {}) == []


def test_var(tmp_path: Path) -> None:
    assert find_var({}) == ROOT / "var"
    assert find_var({"JIFANG_VAR": str(tmp_path)}) == tmp_path.resolve()


def test_secret_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = read_secret_key(tmp_path / "var", {})
    assert len(first) >= 64
    assert read_secret_key(tmp_path / "var", {}) == first
    assert stat.S_IMODE((tmp_path / "var/secret-key").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_secret_key_of_processes_that_start_together_is_one(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [
        threading.Thread(target=lambda: keys.append(read_secret_key(tmp_path, {})))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_secret_key_may_be_given(tmp_path: Path) -> None:
    assert read_secret_key(tmp_path, {"JIFANG_SECRET_KEY": "given"}) == "given"
    assert not (tmp_path / "secret-key").exists()


def test_database_url() -> None:
    found = read_url_connection(
        {"DATABASE_URL": "postgresql://app:p%40ss@db.gd.cn:5433/jf?sslmode=require"}
    )
    assert found is not None
    assert (found.host, found.port, found.database) == ("db.gd.cn", 5433, "jf")
    assert (found.application.user, found.application.password) == ("app", "p@ss")
    assert found.owner == found.application
    assert found.options == {"sslmode": "require"}


def test_database_url_over_a_unix_socket() -> None:
    found = read_url_connection({"DATABASE_URL": "postgres://app@/jf?host=/run/pg&port=6000"})
    assert found is not None
    assert (found.host, found.port) == ("/run/pg", 6000)


def test_database_url_with_an_owner_of_its_own() -> None:
    url = "postgresql://{}@db/jf"
    found = read_url_connection(
        {"DATABASE_URL": url.format("app:a"), "DATABASE_OWNER_URL": url.format("own:o")}
    )
    assert found is not None
    assert (found.owner.user, found.application.user) == ("own", "app")


def test_owner_of_another_database_is_refused() -> None:
    with pytest.raises(PostgresError, match="same database"):
        read_url_connection(
            {
                "DATABASE_URL": "postgresql://app:a@db/jf",
                "DATABASE_OWNER_URL": "postgresql://own:o@db/other",
            }
        )


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a:secret@db/jf",
        "postgresql://db/jf",
        "postgresql://a:secret@db/",
        "postgresql://a:secret@/jf",
        "postgresql://a:secret@db:x/jf",
        "postgresql://a:secret@db/jf?port=x",
        "jf",
    ],
)
def test_database_url_of_another_form_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(PostgresError, match="DATABASE_URL") as caught:
        read_url_connection({"DATABASE_URL": url})
    assert "secret" not in str(caught.value)


def test_settings_load_before_the_database_was_ever_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    connection = find_connection(tmp_path)
    assert connection.host == str(tmp_path / "postgres" / "not-started")


def test_alias_keeps_options_of_the_url() -> None:
    found = read_url_connection({"DATABASE_URL": "postgresql://a@db/jf?options=-c%20x.y%3D1"})
    assert found is not None
    alias = build_alias(found, found.application, "-c statement_timeout=1")
    assert alias["OPTIONS"]["options"] == "-c x.y=1 -c statement_timeout=1"


def test_only_the_owner_migrates() -> None:
    router = OwnerMigrates()
    assert router.allow_migrate("owner", "public") is True
    assert router.allow_migrate("default", "public") is False
