"""Tests through the API: commissioned, taken, written in one call, locked, read, refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Came, get
from tests.api.case_people import send
from tests.domains.testing.conftest import world
from tests.domains.testing.world import LAB, LAPSED, UNIT, World, last_leaf, today
from tests.foundation.access_tokens.people import give_token, make_person

__all__ = ["world"]
pytestmark = pytest.mark.django_db
CLAUSE = {
    "standard": "GB 55029-2022", "clause": "3.5.2(5)", "requirement": "保存不少于 30 日",
    "result": "conforms", "measured": "34", "unit": "日", "population": 8, "sampled": 4,
}  # fmt: skip


@pytest.fixture
def secrets(world: World) -> dict[str, str]:
    people = {
        "unit": make_person("unit_member", party=UNIT),
        "tester": make_person("lab_member", region="440100", party=LAB),
        "second": make_person("lab_manager", region="440100", party=LAB),
        "officer": make_person("officer"),
        "away": make_person("officer", region="440305"),
    }
    return {name: give_token(person).secret for name, person in people.items()}


def commission(world: World, secrets: dict[str, str], body: str = LAB) -> Came:
    given = {"project": world.project.public_id, "body": body, "planned_on": today().isoformat()}
    return send("testing/commissions", given, secrets["unit"])


def write(report: dict[str, Any], secret: str, *clauses: dict[str, Any], **more: Any) -> Came:
    day = today().isoformat()
    body = {"edition": report["edition"], "tested_from": day, "tested_on": day,
            "clauses": list(clauses), **more}  # fmt: skip
    return send(f"testing/reports/{report['report']}/clauses", body, secret)


def test_from_commission_to_report(world: World, secrets: dict[str, str]) -> None:
    listed = get("testing/bodies", secret=secrets["unit"]).body["items"]
    covered = {row["party"]: row["covered"] for row in listed}
    assert covered[LAB] == ["intrusion_alarm", "video_surveillance"]
    assert covered[LAPSED] == []
    came = commission(world, secrets, LAPSED)
    assert (came.status, came.body["reason"]) == (422, "accreditation")
    assert came.body["basis"][0]["provision"] == "art_18__para_1"
    came = commission(world, secrets)
    assert came.status == 201, came.body
    at = f"testing/commissions/{came.body['commission']}"
    answer = {"answer": "taken", "no_conflict": True, "declaration": "无利害关系"}
    assert send(f"{at}/answer", answer, secrets["unit"]).status == 403
    assert send(f"{at}/answer", answer, secrets["tester"]).body["answer"] == "taken"
    report = send(f"{at}/reports", {}, secrets["tester"]).body
    came = write(report, secrets["tester"], CLAUSE, {**CLAUSE, "unit": "", "result": "good"})
    assert {f["field"] for f in came.body["problems"]} == {"clauses[1].unit", "clauses[1].result"}
    odd = {**CLAUSE, "population": "x", "instrument_until": "2026-02-30", "more": 1}
    fields = {f["field"] for f in write(report, secrets["tester"], CLAUSE, odd).body["problems"]}
    assert fields
    assert all(f.startswith("clauses[1].") for f in fields), fields
    came = write(report, secrets["tester"], CLAUSE)
    assert (came.status, came.body["verdict"]) == (200, "passed")
    assert len(came.body["clauses"][0]["warnings"]) == 2
    assert write(report, secrets["tester"], CLAUSE).status == 409
    assert get(f"testing/reports/{report['report']}", secret=secrets["unit"]).status == 404
    lock = {"edition": came.body["edition"]}
    path = f"testing/reports/{report['report']}"
    came = send(f"{path}/lock", lock, secrets["tester"])
    assert (came.status, came.body["reason"]) == (422, "second_person")
    came = send(f"{path}/lock", lock, secrets["second"])
    assert (came.status, came.body["state"]) == (200, "locked")
    assert last_leaf()["kind"] == "test_report.locked"
    came = write(came.body, secrets["second"], CLAUSE)
    assert (came.status, came.body["reason"]) == (422, "locked")
    for who, status in (("unit", 200), ("officer", 200), ("away", 404)):
        assert get(path, secret=secrets[who]).status == status
    rows = get("testing/commissions", secret=secrets["officer"]).body["items"]
    assert [r["verdict"] for row in rows for r in row["reports"]] == ["passed"]
