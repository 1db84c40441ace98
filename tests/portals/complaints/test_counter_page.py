"""At the counter: a name that is to be sealed is, and the walk-in leaves with the code."""

from __future__ import annotations

import pytest
from django.test import Client

from jifang.domains.complaints.api import open_by_code
from jifang.domains.complaints.models import Complaint
from jifang.foundation.accounts.data import Body
from jifang.foundation.cases.models import Event
from jifang.foundation.walls.scope import Scope, work_in
from tests.domains.people import open_organs
from tests.portals.complaints.world import CODE, PLACE, SEALED, SUBJECT, WHAT, say
from tests.portals.people import make_person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publish")]
HERE = "/report/counter/"
PAPER = {**SUBJECT, **PLACE, **WHAT, **SEALED, "once": "a-mark"}


@pytest.fixture
def officer() -> Client:
    open_organs()
    body = Body("organ", "ps-440106", "天河区公安机关（演示）", "440106")
    return sign_in(make_person("officer", "counter", body))


def test_a_sealed_name_is_nowhere_and_the_code_is_on_the_receipt(officer: Client) -> None:
    assert officer.get("/cases/new/complaint/").headers["Location"] == HERE
    assert "窗口" in say(officer.get(HERE))
    answer = officer.post(HERE, PAPER)
    page = say(answer)
    assert answer.status_code == 200, page
    found = CODE.search(page)
    assert found
    assert "no-store" in answer.headers["Cache-Control"]
    assert open_by_code(found[0]) is not None
    with work_in(Scope("44", "45")):
        complaint = Complaint.objects.get()
        event = Event.objects.get(act="file")
        assert complaint.sealed
    for name in (SEALED["name"], SEALED["contact"]):
        assert name not in page
        assert name not in str(vars(event)) + str(vars(complaint))
        assert name not in say(officer.get(f"/cases/{event.case_id and event.case.public_id}/"))
    again = officer.post(HERE, PAPER)
    assert again.status_code == 409
    with work_in(Scope("44", "45")):
        assert Complaint.objects.count() == 1


def test_what_is_wrong_keeps_what_was_typed(officer: Client) -> None:
    for wrong in ({"subject": ""}, {"division": ""}, {"who": ""}, {"received_on": "2999-01-01"},
                  {"received_on": "then"}):  # fmt: skip
        answer = officer.post(HERE, {**PAPER, **wrong})
        assert answer.status_code == 400, wrong
        assert WHAT["what"] in say(answer)


def test_it_is_the_officers(client: Client) -> None:
    assert client.get(HERE).status_code == 302
    assert sign_in(make_person("unit_manager")).get(HERE).status_code == 403
