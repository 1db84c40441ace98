"""The log tells what happened and leads to nobody."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import structlog
from django.db import IntegrityError
from django.test import Client

from jifang.config.log import JsonFormatter, build_logging, hide_private
from jifang.foundation.accounts.models import Account
from jifang.foundation.audit.context import name_request
from jifang.foundation.watch.security import EVENTS, FIELDS, log_security

IDENTITY = "44010619900101123X"
TOKEN = "Zm9vYmFyYmF6cXV4cXV1eA_-q"


class Written:
    """What was logged, as lines."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    """Everything that goes through the handler in use, whatever pytest does to loggers."""
    found = Written()
    handler = logging.StreamHandler(found.stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield found
    root.removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/results/Zm9vYmFyYmF6cXV4cXV1eA/print", "/results/…/print"),
        ("/law/a32?name=li", "/law/a32…"),
        ("/units/%E6%9D%8E%E6%9F%90", "/units/…"),
        ("/law/gd-decree-238", "/law/gd-decree-238"),
        (f"id {IDENTITY} of 李某", "id … of …"),
        ("138 0013 8000", "…"),
        ("li.mou@example.cn wrote\nagain", "… wrote again"),
        ("3 rows in 2026", "3 rows in 2026"),
    ],
)
def test_private_parts_of_a_text_are_left_out(text: str, shown: str) -> None:
    assert hide_private(text) == shown


def test_a_line_is_one_object_with_time_level_source_and_event(written: Written) -> None:
    with name_request() as request:
        logging.getLogger("jifang.x").warning("%d rows of %s", 3, "李某")
    [line] = written.lines
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "warning", "logger": "jifang.x", "event": "3 rows of …", "request": request
    }  # fmt: skip


def test_a_librarys_message_is_not_filled_in(written: Written) -> None:
    logging.getLogger("somewhere").error("cannot find %s", "li mou")
    logging.getLogger("django.security.DisallowedHost").error("Invalid host: li-mou.example")
    logging.getLogger("procrastinate.worker").error(
        "Job x[1](a=1) failed", extra={"action": "job_error", "job": {"task_name": "x", "id": 1}}
    )
    assert [line["event"] for line in written.lines] == [
        "cannot find %s", "suspicious request", "job_error",
    ]  # fmt: skip
    assert "mou" not in written.text


def test_of_an_exception_types_and_places_are_kept_and_never_what_it_says(
    written: Written,
) -> None:
    def fail() -> None:
        try:
            raise ValueError("李某 li mou")
        except ValueError as error:
            raise IntegrityError("Key (name)=(li mou) already exists") from error

    try:
        fail()
    except IntegrityError:
        logging.getLogger("jifang.x").exception("it failed")
        structlog.get_logger("jifang.y").warning("it failed", exc_info=True)
    for line in written.lines:
        assert line["fault"]["types"] == ["django.db.utils.IntegrityError", "builtins.ValueError"]
        assert line["fault"]["places"][-1].endswith("fail")
    assert "mou" not in written.text
    assert len(written.lines) == 2


def test_the_security_log_takes_what_is_listed_and_nothing_else(written: Written) -> None:
    account = uuid4()
    log_security("signin.failed", account=account, network="203.0.113.77", reason="password")
    log_security("signin.locked", network="2001:db8:1:2::3", count=5, method="totp")
    log_security("permission.refused", account="李某", reason="Li Mou", count=10**7, network="x")
    first, second, third = written.lines
    assert (first["logger"], first["level"]) == ("jifang.security", "warning")
    assert (first["account"], first["network"]) == (str(account), "203.0.113.0/24")
    assert (second["network"], second["count"]) == ("2001:db8:1::/48", 5)
    assert {third[name] for name in ("account", "reason", "count", "network")} == {"…"}
    with pytest.raises(ValueError, match="not in the security log"):
        log_security("signin.failed", name="x")
    with pytest.raises(ValueError, match="not in the security log"):
        log_security("signin.odd")
    assert EVENTS
    assert FIELDS


@pytest.mark.django_db
def test_a_hostile_session_leaves_no_trace_of_a_person_in_the_log(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, identity numbers, tokens and links in every part of a request."""
    Account.objects.create(username="limou", name="李某")
    browser = Client(raise_request_exception=False)
    private = ("李某", "LiMou", IDENTITY, TOKEN, "13800138000", "limou@example.cn", "%E6%9D%8E")
    for path in ("/", "/law/", "/units/", "/assess/r/", "/en/assess/r/", "/log/", "/healthz"):
        for word in private:
            browser.get(f"{path}{word}", {"q": word, "name": word}, headers={"referer": word})
            browser.post(f"{path}{word}", {"name": word, "id": IDENTITY})
            browser.generic("LIMOU", f"{path}{word}")
    browser.get("/", headers={"host": f"{TOKEN}.limou.cn", "user-agent": "李某"})
    browser.get("/about", headers={"cookie": f"sessionid={TOKEN}; name=LiMou"})

    def fail(*_: object) -> None:
        raise IntegrityError(f"Key (name)=(李某 {IDENTITY} LiMou {TOKEN}) already exists")

    monkeypatch.setattr("jifang.portals.public.shell_views.render", fail, raising=False)
    monkeypatch.setattr("jifang.config.health.run_check", fail)
    assert browser.get("/readyz?name=LiMou").status_code == 500
    text = written.text
    assert "answered" in text
    assert '"fault"' in text
    for word in (*private, "limou", "LIMOU"):
        assert word not in text, next(x for x in text.splitlines() if word in x)
    for line in written.lines:
        assert {"at", "level", "logger", "event"} <= line.keys()


def test_a_line_about_an_answer_names_the_route_the_status_and_the_time(written: Written) -> None:
    answer = Client().get("/about?x=1")
    [line] = [x for x in written.lines if x["event"] == "answered"]
    assert (line["route"], line["method"], line["status"]) == ("about", "GET", 200)
    assert line["request"] == answer.headers["X-Request-Id"]
    assert line["ms"] >= 0
    assert "actor" not in line


def test_what_settings_use_is_this() -> None:
    held = build_logging()
    assert held["root"]["handlers"] == ["stderr"]
    assert held["formatters"]["json"]["()"] == "jifang.config.log.JsonFormatter"
