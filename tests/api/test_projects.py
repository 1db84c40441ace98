"""A project through the API: entered, initiated, taken on by a firm, its stages held up with the
provision."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.api.asking import get
from tests.api.case_people import send, take
from tests.api.test_certificates import seat
from tests.domains.projects.builders import GIVEN, OWNER, Ground, ago, lay_ground, make_pdf
from tests.domains.qualifications.world import FIRM, FIRM_CODE, hold
from tests.foundation.cases.conftest import publish

__all__ = ["publish"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publish")]


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield lay_ground()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def test_a_project_from_its_entry_to_a_stage_that_is_held_up(ground: Ground) -> None:
    hold(4)
    unit, firm = seat("unit_manager", "unit", OWNER, "440106"), seat(
        "firm_manager", "firm", FIRM, "440100"
    )  # fmt: skip
    entered = send(
        "registers/project/records", {"parent": str(ground.unit.public_id), "values": GIVEN}, unit
    )
    assert entered.status == 201, entered.body
    at = f"projects/{entered.body['id']}"
    about = {"kind": "project", "id": entered.body["id"]}
    opened = send(
        "procedures/project/cases",
        {"act": "initiate", "party": OWNER, "subject": "示例工程", "about": about, "more": {}},
        unit,
    )
    assert opened.status == 201, opened.body
    assert get(at, secret=firm).status == 404
    naming: dict[str, Any] = {"role": "design", "credit_code": FIRM_CODE,
                              "work_from": str(ago(0)), "work_until": str(ago(-60))}  # fmt: skip
    assert send(f"{at}/members", {**naming, "work_from": None}, unit).fields == ["work_from"]
    named = send(f"{at}/members", naming, unit)
    assert (named.status, named.body["taken_on"]) == (201, None)
    assert [p["id"] for p in get("own/projects", secret=firm).body["items"]] == [about["id"]]
    assert get(at, secret=firm).body["case"] is None, "the file alone, not the case"
    member = f"project-members/{named.body['id']}"
    assert send(f"{member}/undertaking", {}, unit).status == 403
    assert send(f"{member}/undertaking", {}, firm).body["taken_on"] == str(ago(0))
    pdf = b64encode(make_pdf()).decode()
    paper = {"title": "隐蔽工程验收记录", "name": "记录.pdf", "content": pdf}
    put = send(f"{at}/papers", paper, firm)
    assert put.status == 201, put.body
    assert put.body["by"] == FIRM
    assert [p["id"] for p in get(at, secret=unit).body["papers"]] == [put.body["id"]]
    assert send(f"{at}/papers", {**paper, "content": "%%"}, firm).fields == ["content"]
    away = seat("firm_manager", "firm", "firm-z", "440100")
    assert send(f"{at}/papers", paper, away).status == 404
    case = get(at, secret=unit).body["case"]
    assert take(case, "tender", unit, more={"method": "open"}).status == 200
    assert take(case, "finish_design", unit, more={}).status == 200
    held = take(case, "start_construction", unit, more={})
    assert held.status == 422
    assert held.body["basis"][0]["provision"] == "art_14__para_2"
    assert send(f"{at}/trial-days", {"on": str(ago(0)), "normal": True}, unit).fields == ["on"]
    shown = get(at, secret=unit).body
    assert shown["stage"] == "designed"
    assert [s["code"] for s in shown["stages"] if s["reached_on"]] == [
        "initiated", "tendered", "designed",
    ]  # fmt: skip
    assert send(f"{member}/end", {"reason": "更换"}, unit).body["until"] == str(ago(0))
    assert get(at, secret=firm).status == 404
