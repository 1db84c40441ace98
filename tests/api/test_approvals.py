"""The traps of arts. 17 to 19 through the API: another organ approves (2), another applies (6), a
second notice (9), another organ accepts (10)."""

from __future__ import annotations

from typing import Any

import pytest

from jifang.domains.approvals.data import ACCEPTANCE, NOT_HANDED_IN, SLOTS
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import work_in
from tests.api.asking import get
from tests.api.case_people import give_secrets, send, take
from tests.domains.approvals.conftest import Bench, bench, publish, world
from tests.domains.approvals.world import (
    OTHER,
    OWNER,
    PEOPLE,
    World,
    apply,
    approve_design,
    do,
    examine,
    hand_in,
    reread,
    within,
)
from tests.domains.qualifications.world import TIANHE
from tests.portals.people import make_person

__all__ = ["bench", "publish", "world"]
pytestmark = pytest.mark.django_db
SEATS = {
    "owner": ("unit_member", Body("unit", OWNER, "示例中学（演示）", "440106")),
    "stranger": ("unit_member", Body("unit", OTHER, "示例", "440106")),
    "officer": ("officer", Body("organ", "ps-440106", "示例机关", "440106")),
    "mayor": ("approver", Body("organ", "ps-440100", "示例市级机关", "440100")),
    "shenzhen": ("approver", Body("organ", "ps-440300", "示例市级机关", "440300")),
}
DEFECT = [{"item": t.zh, "text": NOT_HANDED_IN} for t in SLOTS.values()]


def lay_people() -> dict[str, Actor]:
    found = {}
    for name, (role, body) in SEATS.items():
        person = make_person(role, f"api-{name}", body)
        found[name] = Actor(person.account.pk, str(person.account.public_id), role, body)
    return found


def test_the_traps(world: World) -> None:
    secrets = give_secrets(lay_people())
    about = {"kind": "project", "id": str(world.project.public_id)}
    body: dict[str, Any] = {
        "act": "apply", "party": OWNER, "subject": "示例项目", "about": about, "organ": "",
    }  # fmt: skip

    def open_(procedure: str, who: str = "owner", **more: Any) -> Any:
        return send(f"procedures/{procedure}/cases", body | more, secrets[who])

    def why(came: Any) -> tuple[int, str, str]:
        return came.status, came.body["reason"], came.body["basis"][0]["provision"]

    for organ in ("ps-440100", "ps-440300", "ps-440000"):
        assert why(open_("design_review", organ=organ)) == (422, "organ", "art_17__para_1")
        assert open_("acceptance", organ=organ).status == 422
    assert open_("design_review", "stranger").status in {403, 404, 422}
    assert open_("design_review", about=None).fields == ["about"]
    came = open_("design_review")
    assert came.status == 201, came.content.decode()
    case = came.body["case"]["id"]
    assert came.body["case"]["organ"] == f"ps-{TIANHE}" or TIANHE in str(came.body["case"]["organ"])
    assert take(case, "claim", secrets["officer"]).status == 200
    own = {"addressee": "别的单位", "subject": "示例", "fields": {}}
    other = take(case, "notify", secrets["officer"], defects=DEFECT, letter=own)
    assert (other.status, other.body["reason"]) == (422, "letter_differs")
    draft = get(f"cases/{case}/acts/notify/letter", secret=secrets["officer"]).body
    letter = {name: draft[name] for name in ("addressee", "subject", "fields")}
    letter["fields"].pop("items", None)
    told = take(case, "notify", secrets["officer"], defects=DEFECT, letter=letter)
    assert told.status == 200, told.content.decode()
    assert take(case, "supply", secrets["owner"]).status == 422  # nothing was handed in
    again = take(case, "notify", secrets["officer"], defects=DEFECT, letter=letter)
    assert again.status == 422
    with work_in(EVERYTHING):
        held = Case.objects.get(public_id=case)
        assert held.state == "waiting"
    with within(PEOPLE["owner"]):
        papers = hand_in(PEOPLE["owner"], *SLOTS)
    do("owner", held, "supply", **papers)
    again = take(case, "notify", secrets["officer"], defects=DEFECT, letter=letter)
    assert why(again) == (422, "second_notice", "art_17__para_2")


def test_acceptance_by_another_organ(world: World, bench: Bench) -> None:
    """Asked for elsewhere, or given by somebody else, of a design that was approved."""
    approve_design(world)
    secrets = give_secrets(lay_people())
    about = {"kind": "project", "id": str(world.project.public_id)}
    body: dict[str, Any] = {
        "act": "apply", "party": OWNER, "subject": "示例项目", "about": about,
    }  # fmt: skip
    for organ in ("ps-440100", "ps-440300", "ps-440000"):
        came = send("procedures/acceptance/cases", body | {"organ": organ}, secrets["owner"])
        assert (came.status, came.body["reason"]) == (422, "organ")
        assert came.body["basis"][0]["provision"] == "art_19__para_1"
    came = send("procedures/acceptance/cases", body | {"organ": "ps-440100"}, secrets["mayor"])
    assert came.status in {403, 422}
    case = apply(world, ACCEPTANCE, classes=())
    examine(case)
    for who, wanted in (("mayor", 403), ("shenzhen", 404), ("owner", 403)):
        came = take(str(case.public_id), "pass", secrets[who], version=reread(case).version)
        assert came.status == wanted, came.content.decode()
        if wanted == 403:
            assert came.body["basis"][0]["provision"] == "art_19__para_1"
    assert reread(case).state == "examined"
