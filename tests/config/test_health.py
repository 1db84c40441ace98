"""/healthz and /readyz: whether this process lives, and whether it can serve."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.test import Client

from jifang.config import health
from jifang.config.environment import EnvironmentValueError
from jifang.config.manage import add_owner

NAMES = {"database", "migrations", "ledger", "jobs", "disk", "static"}


def test_a_process_that_answers_lives(client: Client) -> None:
    answer = client.get("/healthz")  # without a database: pytest-django would refuse a query
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db(transaction=True)  # begins without entries that others left waiting
def test_ready_when_every_part_is_there(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "checks": dict.fromkeys(NAMES, "ok")},
    )
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db(transaction=True)  # outside a transaction, as a probe's request is
def test_not_ready_says_which_part_and_nothing_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseError("host=/secret/path")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["checks"]["database"] == "failed"
    assert answer.json()["checks"]["disk"] == "ok"
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_each_part_is_truly_looked_at(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Full:
        free = 1

    monkeypatch.setattr(shutil, "disk_usage", lambda path: Full)
    monkeypatch.setattr(health, "LONGEST_DELAY", -1.0)
    monkeypatch.setattr(health, "LONGEST_QUEUE", -1.0)
    monkeypatch.setattr(health, "MIGRATED", health._Once())
    monkeypatch.setattr(staticfiles_storage, "manifest_name", "gone.json", raising=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    monkeypatch.setattr(health, "list_missing", lambda: ["public.0002"])
    checks = client.get("/readyz").json()["checks"]
    assert checks == dict.fromkeys(NAMES - {"database"}, "failed") | {"database": "ok"}


def test_the_least_free_space_is_a_number() -> None:
    with pytest.raises(EnvironmentValueError, match="whole megabytes"):
        health.read_least_free.__wrapped__({"JIFANG_MIN_FREE_MB": "1 GB"})
    assert health.read_least_free.__wrapped__({"JIFANG_MIN_FREE_MB": "9"}) == 9


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_tests_run_as_the_application_on_the_real_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('statement_timeout')")
        assert cursor.fetchone() == ("jifang_app", "15s")
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_migrate_by_hand_runs_as_the_owner() -> None:
    assert add_owner(["manage", "migrate"]) == ["manage", "migrate", "--database=owner"]
    assert add_owner(["manage", "migrate", "--database", "x"]) == [
        "manage", "migrate", "--database", "x",
    ]  # fmt: skip
    assert add_owner(["manage", "check"]) == ["manage", "check"]
