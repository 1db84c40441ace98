"""How many queries the officer's page of a complaint and its lawful acts take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifang.foundation.accounts.data import Body
from jifang.foundation.cases.selectors import learn_lawful_acts, list_lawful_acts
from tests.domains.complaints.people import (
    CONTACT,
    NAME,
    POINT,
    TIANHE,
    YUEXIU,
    do,
    file,
    lay_people,
    reread,
    take,
    within,
)
from tests.portals.people import make_person, sign_in

pytestmark = pytest.mark.django_db
BUDGETS = json.loads((Path(__file__).parent.parent / "budgets.json").read_text())


def test_a_complaint_under_seal_with_another_nearby() -> None:
    people = lay_people()
    _, case = file(name=NAME, contact=CONTACT, sealed=True)
    file(lat=POINT[0] + 0.0006, what="另一件")
    case = take(people, case, "claim", "accept")
    officer = Body("organ", f"ps-{TIANHE}", "天河区公安机关（演示）", TIANHE)
    client = sign_in(make_person("officer", "desk-officer", officer))
    url = f"/cases/{case.public_id}/"
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    assert len(taken) <= BUDGETS["cases: complaint"]
    case = reread(case.public_id)
    with within(people["officer"]):
        with CaptureQueriesContext(connection) as taken:
            list_lawful_acts(case, people["officer"])
        assert len(taken) <= BUDGETS["cases: lawful acts of a complaint"]
        acts = learn_lawful_acts(case, people["officer"])
        with CaptureQueriesContext(connection) as taken:
            assert list_lawful_acts(case, people["officer"]) == acts
        assert not taken, "learnt once for a case as it stands"
        with CaptureQueriesContext(connection) as taken:
            list_lawful_acts(case, people["approver"])
        assert taken, "what was learnt for one is nothing to another"


def test_nobody_is_there_to_hand_over_to() -> None:
    people = lay_people()
    held = {}
    for name, division in (("officer", TIANHE), ("neighbour", YUEXIU)):
        _, case = file(division=division)
        do(people[name], case, "claim")
        case = reread(case.public_id)
        with within(people[name]):
            acts = {a.transition.code: a.refusal for a in list_lawful_acts(case, people[name])}
        held[name] = {
            code: refusal.code for code in ("delegate", "add_signer")
            if (refusal := acts[code]) is not None
        }  # fmt: skip
    assert held == {
        "officer": {},
        "neighbour": {"delegate": "colleague", "add_signer": "colleague"},
    }
