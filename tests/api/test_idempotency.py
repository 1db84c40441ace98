"""A write is done once, however often it is tried, and its answer is the same every time."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from jifang.api import gate
from jifang.foundation.access_tokens.answers import Try, find_answer, purge_answers
from jifang.foundation.access_tokens.models import AccessToken, KeptAnswer
from jifang.foundation.access_tokens.selectors import find_caller
from jifang.foundation.walls.scope import Scope, enter_scope, work_in
from tests.api.asking import BASE, get, post
from tests.foundation.access_tokens.people import give_token, make_person

pytestmark = pytest.mark.django_db(transaction=True)
CUTS = 25


def ask_for(label: str = "对账程序") -> dict[str, Any]:
    last = timezone.localdate() + timedelta(days=5)
    return {"label": label, "scopes": ["profile"], "last_day": last.isoformat()}


def list_kinds() -> list[str]:
    with work_in(Scope("4", "5")), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_entry ORDER BY id")
        return [kind for (kind,) in cursor.fetchall()]


@pytest.fixture
def secret() -> str:
    return give_token(make_person("unit_manager")).secret


@pytest.mark.parametrize("key", ["", " ", "a b", "键", "x" * 256])
def test_a_write_without_a_key_is_refused(secret: str, key: str) -> None:
    came = post("tokens", ask_for(), secret=secret, headers={"Idempotency-Key": key})
    assert (came.status, came.code) == (400, "key-missing")
    assert list_kinds() == ["token.created"]


def test_a_retry_gets_the_same_answer_and_does_nothing(secret: str) -> None:
    first = post("tokens", ask_for(), secret=secret, key="one")
    again = post("tokens", ask_for(), secret=secret, key="one")
    assert (first.status, again.status) == (201, 201)
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert list_kinds() == ["token.created", "token.created"]
    assert get("me", secret=first.body["secret"]).status == 200
    assert first.headers["Cache-Control"] == "no-store"


def test_a_key_goes_with_one_request(secret: str) -> None:
    assert post("tokens", ask_for(), secret=secret, key="one").status == 201
    other = post("tokens", ask_for("另一个"), secret=secret, key="one")
    assert (other.status, other.code) == (422, "key-reused")
    elsewhere = post("tokens/ffffffffffff/revoke", secret=secret, key="one")
    assert elsewhere.code == "key-reused"
    assert len(list_kinds()) == 2


def test_a_key_is_the_tokens_own(secret: str) -> None:
    other = give_token(make_person("unit_manager")).secret
    first = post("tokens", ask_for(), secret=secret, key="one")
    second = post("tokens", ask_for(), secret=other, key="one")
    assert (first.status, second.status) == (201, 201)
    assert first.body["act_key"] != second.body["act_key"]


def test_a_refusal_is_not_kept_and_changes_nothing(secret: str) -> None:
    refused = post("tokens", ask_for("") | {"label": ""}, secret=secret, key="one")
    assert refused.status == 422
    assert post("tokens", ask_for(), secret=secret, key="one").status == 201


def test_two_at_once_are_done_once(secret: str) -> None:
    caller = find_caller(secret)
    assert caller is not None
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                enter_scope(caller.bounds)
                find_answer(Try(caller, "one", "0" * 64))
                held.set()
                done.wait(30)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    busy = post("tokens", ask_for(), secret=secret, key="one")
    free = post("tokens", ask_for(), secret=secret, key="two")
    done.set()
    other.join()
    assert (busy.status, busy.code) == (409, "key-busy")
    assert "Retry-After" in busy.headers
    assert free.status == 201
    assert post("tokens", ask_for(), secret=secret, key="one").status == 201


def test_a_fault_after_the_act_takes_the_act_back(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(gate, "keep_answer", broken)
        assert post("tokens", ask_for(), secret=secret, key="one").status == 500
    assert list_kinds() == ["token.created"]
    assert post("tokens", ask_for(), secret=secret, key="one").status == 201


def test_the_answer_is_unreadable_in_the_database(secret: str) -> None:
    made = post("tokens", ask_for(), secret=secret, key="one").body["secret"]
    caller = find_caller(secret)
    assert caller is not None
    with work_in(Scope(actor=str(caller.actor.account))):
        assert made.encode() not in bytes(KeptAnswer.objects.get().sealed)


def test_after_its_days_a_key_is_new(secret: str) -> None:
    post("tokens", ask_for(), secret=secret, key="one")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert purge_answers() == 1


def send_and_cut(url: str, secret: str, key: str, body: bytes) -> None:
    """Send the whole request and hang up without reading a byte of the answer."""
    place = urlsplit(url)
    assert place.hostname is not None
    head = (
        f"POST {BASE}tokens HTTP/1.1\r\nHost: {place.hostname}\r\n"
        f"Authorization: Bearer {secret}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((place.hostname, place.port or 80)) as line:
        line.sendall(head.encode() + body)


def send(url: str, secret: str, key: str, body: bytes) -> tuple[int, bytes, bool]:
    """Send and read; whether it was answered before."""
    place = urlsplit(url)
    assert place.hostname is not None
    line = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    headers = {
        "Authorization": f"Bearer {secret}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    line.request("POST", f"{BASE}tokens", body, headers)
    came = line.getresponse()
    content = came.read()
    line.close()
    return came.status, content, came.headers.get("Idempotency-Replayed") == "true"


def ask_again(root: str, secret: str, key: str, body: bytes) -> tuple[int, bytes, bool]:
    """Until the request that was cut off is answered, early or late."""
    came = send(root, secret, key, body)
    while came[0] == 409:
        came = send(root, secret, key, body)
    return came


def test_cut_between_commit_and_reply_a_retry_makes_no_second_leaf(
    live: Any, settings: Settings
) -> None:
    settings.API_LIMITS = {name: (name, 10**6, 10**6) for name in settings.API_LIMITS}
    secrets = [give_token(make_person("unit_manager")).secret for _ in range(3)]
    before, found = len(list_kinds()), 0
    for number in range(CUTS):
        secret, key = secrets[number % len(secrets)], f"cut-{number}"
        body = json.dumps(ask_for(f"程序 {number}")).encode()
        send_and_cut(live.url, secret, key, body)
        status, first, was_done = ask_again(live.url, secret, key, body)
        assert status == 201
        assert ask_again(live.url, secret, key, body) == (201, first, True)
        found += was_done
        assert len(list_kinds()) == before + number + 1
    assert found > 0  # some were committed before the retry, and their answers were lost
    with work_in(Scope(administration="security_admin")):
        assert AccessToken.objects.count() == len(secrets) + CUTS
