"""Cases through the API: opened, read, acted in, refused; letters; notifications."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import pytest

from jifang.foundation.accounts.data import Actor
from tests.api.asking import forget_request, get, post
from tests.api.case_people import give_secrets, send, take
from tests.foundation.cases.conftest import publish
from tests.foundation.cases.procedure import TIANHE, UNIT, apply, lay_people

__all__ = ["publish"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publish")]
OPENING = {"act": "apply", "organ": f"ps-{TIANHE}", "party": UNIT, "subject": "演练一号"}
DEFECTS = [{"item": "设计方案", "text": "缺少平面图"}]
WANTED = {"addressee": "示例单位", "subject": "验收申请", "fields": {}}


@pytest.fixture
def people() -> dict[str, Actor]:
    return lay_people()


@pytest.fixture
def secrets(people: dict[str, Actor]) -> dict[str, str]:
    return give_secrets(people)


def start(secrets: dict[str, str], procedure: str = "drill", **more: Any) -> str:
    came = send(f"procedures/{procedure}/cases", {**OPENING, **more}, secrets["applicant"])
    assert came.status == 201, came.body
    return str(came.body["case"]["id"])


def list_ids(query: str, secret: str) -> list[str]:
    came = get(f"cases?{query}", secret=secret)
    assert came.status == 200, came.body
    return [row["id"] for row in came.body["items"]]


def test_procedures_are_data_for_everyone() -> None:
    listed = {row["procedure"]: row for row in get("procedures?lang=en").body["items"]}
    assert listed["drill"]["opened_by"] == ["apply"]
    assert listed["drill"]["basis"]["label"] == "Measures, art. 17 ¶ 2"
    found = get("procedures/drill").body
    steps = {(s["act"], s["since"]): s for s in found["steps"]}
    assert steps["apply", ""]["asks"]["on"] is True
    assert steps["notify", "received"]["asks"]["defects"] is True
    assert [p["value"] for p in steps["send_to_test", "review"]["asks"]["pause"]]
    assert steps["approve", "examined"]["second_to"] == "examine"
    field = steps["accept", "received"]["fields"][0]
    assert (field["name"], field["kind"], field["required"]) == ("documents", "choices", False)
    assert field["choices"][0] == {"value": "design_scheme", "name": "design_scheme"}
    assert {s["state"] for s in found["states"] if s["final"]} == {
        "approved", "refused", "withdrawn"
    }  # fmt: skip
    taken = get("procedures/drill_accept").body["steps"][1]["asks"]["letter"]
    assert taken["template"] == "receipt"
    assert get("procedures/unheard").status == 404


def test_from_application_to_acceptance(secrets: dict[str, str]) -> None:
    case = start(secrets)
    officer, party = secrets["officer"], secrets["applicant"]
    assert list_ids("pool=true", officer) == [case]
    assert take(case, "claim", officer).body["case"]["holder"]["account"]
    done = take(case, "notify", officer, defects=DEFECTS).body
    assert done["event"]["details"] == {"defects": DEFECTS}
    assert done["case"]["holder"]["side"] == "applicant"
    assert take(case, "supply", party).status == 200
    done = take(case, "accept", officer).body
    assert (done["case"]["state"], done["case"]["version"]) == ("review", 5)
    assert done["case"]["due_on"]
    assert done["event"]["decision"]["answer"]["outcome"] == "complete"

    seen = get(f"cases/{case}", secret=party).body
    assert seen["holder"] == {"side": "organ", "party": f"ps-{TIANHE}", "account": None}
    events = get(f"cases/{case}/events", secret=party).body["items"]
    assert [e["act"] for e in events] == ["apply", "notify", "supply", "accept"]
    assert [bool(e["by"]) for e in events] == [True, False, True, False]
    first = get(f"cases/{case}/events?limit=3&lang=en", secret=officer).body
    rest = get(f"cases/{case}/events?limit=3&cursor={first['next']}", secret=officer).body
    every = [*first["items"], *rest["items"]]
    assert [(e["act"], e["internal"]) for e in every][1] == ("claim", True)
    assert (len(every), rest["next"]) == (5, None)
    assert all(e["by"] and "entry" in e and len(e["digest"]) == 64 for e in every)
    periods = get(f"cases/{case}/periods?lang=en", secret=officer).body["items"]
    assert [p["period"] for p in periods] == ["licence_notice", "design_review"]
    assert [e["act"] for e in periods[0]["events"]] == ["start", "finish"]
    assert periods[1]["steps"]
    assert periods[1]["target_on"] != periods[1]["due_on"]
    hidden = get(f"cases/{case}/periods", secret=party).body["items"]
    assert {p["target_on"] for p in hidden} == {None}


def test_lists_are_filtered_and_paged(secrets: dict[str, str], people: dict[str, Actor]) -> None:
    ids = [str(apply(people["applicant"]).public_id) for _ in range(4)]
    officer, newest = secrets["officer"], ids[::-1]
    assert list_ids("", officer) == list_ids("", secrets["applicant"]) == newest
    assert list_ids("", secrets["far"]) == list_ids("", secrets["stranger"]) == []
    take(ids[0], "claim", officer)
    take(ids[1], "withdraw", secrets["applicant"])
    assert list_ids("held=true", officer) == [ids[0]]
    assert list_ids("pool=true", officer) == [ids[3], ids[2]]
    assert list_ids("closed=true&procedure=drill&state=withdrawn", officer) == [ids[1]]
    assert list_ids("due_until=2026-01-01", officer) == []
    assert list_ids("due_until=2999-01-01", officer) == [ids[3], ids[2], ids[0]]
    page = get("cases?limit=2", secret=officer).body
    assert list_ids(f"limit=2&cursor={page['next']}", officer) == [ids[0]]
    other = get(f"cases?limit=2&closed=true&cursor={page['next']}", secret=officer)
    assert other.fields == ["cursor"]
    for query, field in (
        ("procedure=unheard", "procedure"), ("state=review", "state"), ("held=1", "held"),
        ("procedure=drill&state=x", "state"), ("held=true&pool=true", "pool"),
        ("due_until=soon", "due_until"), ("holder=me", "holder"),
    ):  # fmt: skip
        assert get(f"cases?{query}", secret=officer).fields == [field]


def test_what_may_be_done_and_why_not(secrets: dict[str, str]) -> None:
    case = start(secrets)
    came = get(f"cases/{case}/acts?lang=en", secret=secrets["officer"]).body
    acts = {a["act"]: a for a in came["items"]}
    assert came["version"] == 1
    assert [n for n, a in acts.items() if a["allowed"]] == ["claim", "recuse"]
    refusal = acts["accept"]["refusal"]
    assert refusal["code"] == "who"
    assert set(refusal["text"]) == {"zh", "en"}
    assert refusal["basis"][0]["provision"] == "art_17__para_2"
    assert acts["transfer"]["asks"]["to"] == "organ_or_officer"
    assert acts["delegate"]["asks"]["to"] == "colleague"
    assert acts["give_opinion"]["asks"]["agrees"] is True
    assert acts["recuse"]["asks"]["person"] is True
    assert acts["set_target"]["fields"][0]["kind"] == "date"
    assert "deem" not in acts


def test_what_is_refused_says_why(secrets: dict[str, str]) -> None:
    case, officer = start(secrets), secrets["officer"]
    other = take(case, "accept", secrets["applicant"], lang="en", version=1)
    assert (other.status, other.fields) == (422, ["lang"])
    other = take(case, "accept", secrets["applicant"], version=1)
    assert (other.status, other.code, other.body["reason"]) == (403, "not-allowed", "who")
    assert other.body["basis"][0]["label"] == "《办法》第十七条第二款"
    late = take(case, "tested", officer)
    assert (late.status, late.code, late.body["reason"]) == (422, "not-lawful", "state")
    assert take(case, "jump", officer).body["reason"] == "unknown_act"
    take(case, "claim", officer)
    stale = take(case, "accept", officer, version=1)
    assert (stale.status, stale.code, stale.body["version"]) == (409, "stale", 2)
    assert take(case, "accept", officer, reason="齐全").body["case"]["state"] == "review"
    case = start(secrets)
    take(case, "claim", officer)
    lacking = take(case, "accept", officer, more={"documents": ["contract"]})
    assert (lacking.status, lacking.body["reason"]) == (422, "law")


def test_what_is_given_is_named_where_it_is_wrong(secrets: dict[str, str]) -> None:
    case, officer = start(secrets), secrets["officer"]
    take(case, "claim", officer)
    wrong = {"more": {"documents": ["x"], "colour": 1}, "private": {"name": "y"}}
    assert set(take(case, "accept", officer, **wrong).fields) == {
        "more.documents", "more.colour", "private.name"
    }  # fmt: skip
    assert take(case, "notify", officer).fields == ["defects"]
    assert take(case, "set_target", officer, more={"target_on": "1.1."}).fields == [
        "more.target_on"
    ]
    assert take(case, "return_to_pool", officer).fields == ["reason"]
    unasked = take(case, "accept", officer, agrees=True, person="p", pause="test")
    assert unasked.fields == ["pause", "agrees", "person"]
    assert take(case, "accept", officer, on="2020-01-01").fields == ["on"]
    assert take(case, "accept", officer, version="1").fields == ["version"]
    assert take(case, "accept", officer, documents=[str(uuid4())]).fields == ["documents"]
    assert take(case, "accept", officer, letter=WANTED).fields == ["letter"]
    opening = {**OPENING, "organ": "ps-999999", "version": 1}
    assert send("procedures/drill/cases", opening, officer).fields == ["version"]
    del opening["version"]
    assert send("procedures/drill/cases", opening, officer).fields == ["organ"]
    for about, field in (({"kind": "x", "id": "1"}, "about.kind"),
                         ({"kind": "site", "id": str(uuid4())}, "about.id")):  # fmt: skip
        came = send("procedures/drill/cases", {**OPENING, "about": about}, officer)
        assert came.fields == [field]
    assert send("procedures/drill/cases", {**OPENING, "party": "a,b"}, officer).fields == ["party"]


def test_foreign_is_missing_and_a_retry_does_nothing(secrets: dict[str, str]) -> None:
    case = start(secrets)
    for path in ("", "/events", "/periods", "/acts", "/acts/accept/letter"):
        answers = [
            get(f"cases/{given}{path}", secret=secrets["far"])
            for given in (case, str(uuid4()), case.upper(), case.replace("-", ""))
        ]
        assert {a.status for a in answers} == {404}
        assert len({str(forget_request(a)) for a in answers}) == 1
    assert take(case, "claim", secrets["neighbour"], version=1).status == 404
    body = {"version": 1}
    path = f"cases/{case}/acts/claim"
    first = send(path, body, secrets["officer"], key="same")
    again = send(path, body, secrets["officer"], key="same")
    assert (first.status, again.content) == (200, first.content)
    assert get(f"cases/{case}", secret=secrets["officer"]).body["version"] == 2
    foreign = send("procedures/drill/cases", {**OPENING, "party": "unit-2"}, secrets["applicant"])
    assert (foreign.status, foreign.body["reason"]) == (403, "who")


def test_a_letter_is_drafted_previewed_and_goes_out_as_it_was_seen(secrets: dict[str, str]) -> None:
    case, officer = start(secrets, "drill_accept"), secrets["officer"]
    at = f"cases/{case}/acts/take"
    draft = get(f"{at}/letter?lang=en", secret=officer).body
    assert (draft["template"], draft["subject"]) == ("receipt", "演练一号")
    wanted: dict[str, Any] = {**WANTED, "fields": {f["name"]: "示例" for f in draft["asked"]}}
    for field in draft["asked"]:
        if field["kind"] == "date":
            wanted["fields"][field["name"]] = "2026-11-26"
    short = post(f"{at}/letter", {"letter": {**WANTED, "fields": {"x": "y"}}}, secret=officer)
    assert short.status == 422
    assert all(f.startswith("letter.fields.") for f in short.fields)
    preview = post(f"{at}/letter", {"letter": wanted}, secret=officer).body
    assert base64.b64decode(preview["pdf"]).startswith(b"%PDF")
    other = {**wanted, "subject": "别的", "previewed": preview["digest"]}
    refused = take(case, "take", officer, letter=other)
    assert (refused.status, refused.body["reason"]) == (422, "previewed")
    assert take(case, "take", officer).fields == ["letter"]
    done = take(case, "take", officer, letter={**wanted, "previewed": preview["digest"]})
    assert done.body["event"]["letter"]
    none = get(f"cases/{case}/acts/accept/letter", secret=officer)
    assert (none.status, none.body["reason"]) == (422, "letter")
    assert none.body["basis"]
    assert refused.body["basis"]


def test_notifications(secrets: dict[str, str]) -> None:
    start(secrets)
    officer = secrets["officer"]
    (told,) = get("notifications?unread=true", secret=officer).body["items"]
    assert (told["personal"], told["about"]["kind"], told["read_at"]) == (False, "case", None)
    for name in ("far", "applicant"):
        assert send(f"notifications/{told['id']}/read", None, secrets[name]).status == 404
    done = send(f"notifications/{told['id']}/read", None, officer).body
    assert done["changed"] is True
    assert done["notification"]["read_at"]
    assert send(f"notifications/{told['id']}/read", None, officer).body["changed"] is False
    assert get("notifications?unread=true", secret=officer).body["items"] == []
    assert len(get("notifications", secret=officer).body["items"]) == 1
