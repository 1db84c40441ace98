"""/healthz: whether this process and its database can serve."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from jifang.config.manage import add_owner


@pytest.mark.django_db
def test_ok_when_the_database_answers(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_unavailable_without_detail_when_it_does_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseError("host=/secret/path")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


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
