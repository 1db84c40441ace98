"""/metrics: counts by route, gauges of the ledger and the queue, and who may ask."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families

from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_refusal

pytestmark = pytest.mark.django_db


def read(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        f"{s.name}{sorted(s.labels.items())}": s.value
        for family in text_string_to_metric_families(answer.content.decode())
        for s in family.samples
    }


def test_requests_are_counted_by_route_and_never_by_path(client: Client) -> None:
    client.get("/about?name=LiMou")
    client.get("/LiMou/13800138000")
    client.generic("LIMOU", "/about")
    before = read(client)
    client.get("/about?name=LiMou")
    after = read(client)
    key = "jifang_requests_total[('method', 'GET'), ('route', 'about'), ('status', '200')]"
    assert after[key] - before[key] == 1
    assert "jifang_request_seconds_count[('route', 'about')]" in after
    assert any("'unresolved'" in name for name in after)
    assert not re.search(r"limou|138001|/", " ".join(after), re.IGNORECASE)


@pytest.mark.django_db(transaction=True)  # a refusal is written in a transaction of its own
def test_the_ledger_the_queue_and_refusals_are_there(client: Client) -> None:
    record_refusal(Act("filing.submitted", "p", "440103", "", Target("f", "1")), "late")
    found = read(client)
    for name in (
        "jifang_database_up", "jifang_ledger_size", "jifang_ledger_merge_delay_seconds",
        "jifang_jobs_oldest_seconds",
    ):  # fmt: skip
        assert f"{name}[]" in found
    assert found["jifang_database_up[]"] == 1
    assert found["jifang_jobs[('state', 'waiting')]"] == 0
    assert found["jifang_refusals_total[('kind', 'filing.submitted')]"] >= 1


def test_from_elsewhere_and_through_a_proxy_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    for name in ("x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via"):
        assert client.get("/metrics", headers={name: "1"}).status_code == 404
    assert client.post("/metrics").status_code == 405


@override_settings(HTTPS=True)
def test_behind_https_the_proxy_is_no_reason_to_answer(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


def test_with_a_secret_only_the_secret_opens(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    monkeypatch.setenv("JIFANG_METRICS_TOKEN_FILE", str(path))
    assert client.get("/metrics").status_code == 404  # the file has gone
    path.write_text("\n")
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    path.write_text("s3cret\n")
    for given in ("", "s3cret", "Bearer s3cre", "Bearer s3cret\u00e9"):
        assert client.get("/metrics", headers={"authorization": given}).status_code == 404
    read(client, authorization="Bearer s3cret")
