"""Asking, answering, rating, reopening, referring, merging: and what the complainant sees of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, InternalError, ProgrammingError

from jifang.domains.complaints import api
from jifang.domains.complaints.data import Tracked
from jifang.domains.complaints.models import Complaint
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Membership
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, StaleError
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case, CasePeriod, Event
from jifang.foundation.cases.services import carry_out
from jifang.foundation.notifications.models import Notification
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError
from tests.domains.complaints.people import (
    ALWAYS,
    CONTACT,
    GUANGZHOU,
    NAME,
    TIANHE,
    WORDS,
    YUEXIU,
    do,
    file,
    reread,
    take,
    transfer_to,
    within,
)

pytestmark = pytest.mark.django_db
People = dict[str, Actor]
REFUSED = (IntegrityError, InternalError, ProgrammingError)


def track(code: str) -> Tracked:
    found = api.open_by_code(code)
    assert found is not None
    return found


def list_told(party: str) -> list[str]:
    with work_in(Scope(parties=(party,))):
        told = Notification.objects.filter(party=party).order_by("pk")
        return list(told.values_list("title_zh", flat=True))


def test_from_receipt_to_a_rated_answer_and_back(people: People) -> None:
    filed, case = file()
    take(people, case, "claim", "accept", "ask")
    asked = track(filed.code)
    assert (asked.state.zh, asked.asked) == ("待补充", "理由")
    api.supplement(asked, "门口也有一个")
    take(people, case, "inspect")
    with pytest.raises(StaleError):
        api.supplement(asked, "晚了一步")
    seen = track(filed.code)
    assert [n.text for n in seen.complaint.notes] == ["门口也有一个"]  # no inspection
    with within(people["officer"]):
        kinds = [n.kind for n in api.read_complaint(people["officer"], filed.case).notes]
    assert kinds == ["supplement", "inspection"]
    with within(people["approver"]):
        draft = draft_letter(people["approver"], filed.case, "reply")
    assert draft.addressee == "反映人"
    assert "擅自扩大覆盖范围" in draft.fields["body"]
    take(people, case, "reply")
    seen = track(filed.code)
    assert (seen.finding, seen.answer, seen.rateable) == ("founded", "已责令整改。", True)
    letter = next(h.letter for h in seen.happenings if h.act == "reply")
    assert letter
    with pytest.raises(InputError):
        api.rate(seen, 6)
    api.rate(seen, 2, "没说清楚")
    seen = track(filed.code)
    assert not seen.rateable
    with pytest.raises(CaseError, match="评价"):
        api.rate(seen, 5)
    with pytest.raises(InputError):
        api.reopen(seen, " ")
    api.reopen(seen, "镜头还在")
    again = reread(case.public_id)
    assert (again.state, again.holder) == ("accepted", people["officer"].public_id)
    take(people, case, "reply")
    assert track(filed.code).rateable  # another reply
    with within(people["officer"]):
        ratings = api.read_complaint(people["officer"], filed.case).ratings
    assert [(r.stars, r.remark) for r in ratings] == [(2, "没说清楚")]
    with work_in(EVERYTHING):
        assert not CasePeriod.objects.filter(case=case).exists()  # the Measures set no period


def test_outside_the_scope_says_where_to_go(people: People) -> None:
    filed, case = file(subject="other")
    with pytest.raises(InputError) as told:
        do(people["approver"], case, "reject", more={})
    assert [p.field for p in told.value.problems] == ["instead"]
    do(people["approver"], case, "reject")
    assert track(filed.code).instead == "其他主管部门"
    api.reopen(track(filed.code), "正是技防的事")
    assert reread(case.public_id).holder_party == case.organ


def test_referring_says_to_whom_and_a_known_organ_has_it_at_once(people: People) -> None:
    filed, case = file(sealed=True, name=NAME, contact=CONTACT)
    for more, wrong in (
        ({}, "to_organ"), ({"to_organ": case.organ}, "to_organ"), ({"to_organ": "no"}, "to_organ"),
        ({"to_organ": f"ps-{YUEXIU}", "to_name": "城管"}, "to_organ"),
    ):  # fmt: skip
        with pytest.raises(InputError) as told:
            do(people["approver"], case, "refer", more=more)
        assert told.value.problems[0].field == wrong
    do(people["approver"], case, "refer", more={"to_organ": f"ps-{YUEXIU}"}, reason="地点在越秀")
    seen = track(filed.code)
    assert (seen.case.organ, seen.complaint.what) == (f"ps-{YUEXIU}", WORDS)
    assert [h.act for h in seen.happenings] == ["file", "refer", "take_over"]
    assert seen.complaint.origin == case.public_id
    neighbour = people["neighbour"]
    with within(neighbour):
        there = api.read_complaint(neighbour, seen.case.public_id)
        assert (there.what, there.has_identity) == (WORDS, True)
        assert api.read_complaint(neighbour, case.public_id).what == WORDS  # and what was before
    plain, other = file()
    take(people, other, "claim", "refer")
    referred = track(plain.code).referred
    assert referred is not None
    assert (referred.to.zh, referred.reason) == ("城市管理部门", "理由")


def test_whoever_reported_the_same_follows_and_is_told(people: People) -> None:
    main_filed, main = file()
    joined_filed, joined = file(same_as=main.public_id, what="")
    other_filed, other = file()
    take(people, other, "claim")
    do(people["officer"], other, "merge", more={"main": str(main.public_id)})
    assert [joined.state, reread(other.public_id).state] == ["merged"] * 2
    assert any("又有一人反映" in told for told in list_told(main.organ))
    take(people, main, "claim", "accept", "reply")
    for code, case in ((joined_filed.code, joined), (other_filed.code, other)):
        seen = track(code).main
        assert seen is not None
        assert seen.answer == "已责令整改。"
        # Days, and neither the number nor when it was reported: the owner may have joined.
        assert [h.act for h in seen.happenings] == ["accept", "reply"]
        assert [type(h.on) for h in seen.happenings] == [date, date]
        assert main_filed.number not in str(seen)
        assert "已答复" in list_told(case.party)[-1]
    api.reopen(track(main_filed.code), "没有整改")
    assert "办理中" in list_told(joined.party)[-1]
    # It was not the same: the case stands by itself again, with the officer who had it.
    api.unmerge(track(other_filed.code), "不是同一处")
    again = reread(other.public_id)
    assert (again.state, again.holder) == ("received", people["officer"].public_id)
    assert track(other_filed.code).main is None
    # What others reported is not withdrawn with the main case.
    api.withdraw(track(main_filed.code))
    assert reread(joined.public_id).state == "received"


def test_a_merged_case_takes_its_followers_along(people: People) -> None:
    _, first = file()
    _, second = file()
    follower_filed, _ = file(same_as=first.public_id)
    do(people["approver"], first, "merge", more={"main": str(second.public_id)})
    seen = track(follower_filed.code).main
    assert seen is not None
    with work_in(EVERYTHING):
        assert Complaint.objects.get(case=first).main_id == second.pk
    _, third = file()
    _, elsewhere = file(division=YUEXIU)
    for wrong in (first, third, elsewhere):
        with pytest.raises(InputError) as told:
            do(people["approver"], third, "merge", more={"main": str(wrong.public_id)})
        assert told.value.problems[0].field == "main"
    for change in ({"subject": "other"}, {"what": "x"}, {"main": elsewhere}, {"main": third}):
        with work_in(EVERYTHING), pytest.raises(REFUSED), transaction.atomic():
            Complaint.objects.filter(case=third).update(**change)


def test_the_organ_complained_of_neither_sees_nor_gets_the_case(people: People) -> None:
    filed, case = file(subject="officials")
    assert filed.organ == f"ps-{GUANGZHOU}"
    superior, officer = people["superior"], people["officer"]
    with within(officer), pytest.raises(CaseError):
        api.read_complaint(officer, filed.case)
    do(superior, case, "claim")
    for act, to in (("transfer", officer), ("joint_opinion", officer)):
        with pytest.raises(CaseError) as told:
            do(superior, case, act, to=transfer_to(to))
        assert told.value.basis[0].provision == "art_39__para_1"
    with pytest.raises(InputError):
        do(superior, case, "refer", more={"to_organ": f"ps-{TIANHE}"})
    do(superior, case, "joint_opinion", to=transfer_to(people["neighbour"]))


def test_a_member_of_the_body_complained_of_stands_aside(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, case = file()
    take(people, case, "claim", "accept")
    with pytest.raises(InputError) as told:
        do(people["officer"], case, "link_site", more={"site": str(case.public_id)})
    assert told.value.problems[0].field == "site"
    site: Any = type("Site", (), {"public_id": "s-1", "party": "unit-2"})()
    monkeypatch.setattr("jifang.domains.complaints.effects.find_site_ref", lambda _: site)
    do(people["officer"], case, "link_site", more={"site": "s-1"})
    with work_in(EVERYTHING):
        Membership.objects.create(
            account_id=people["officer"].account, role="unit_member", body_kind="unit",
            party="unit-2", body_name="unit-2", organ_region=TIANHE, valid=ALWAYS,
        )  # fmt: skip
    with pytest.raises(CaseError, match="成员"):
        do(people["officer"], case, "inspect")
    do(people["approver"], case, "reply")


def test_the_bearer_sees_the_own_case_and_does_nothing_in_others(people: People) -> None:
    filed, _ = file()
    _, other = file()
    tracked = track(filed.code)
    with api.as_bearer(tracked) as bearer:
        assert list(Case.objects.values_list("pk", flat=True)) == [tracked.case.pk]
        with pytest.raises(CaseError):
            carry_out(bearer, other.public_id, "withdraw", Given(other.version))
    api.urge(tracked, "还没有回音")
    take(people, tracked.case, "claim")
    with api.as_bearer(tracked):
        acts = set(Event.objects.values_list("act", flat=True))
    assert acts == {"file", "urge"}  # that it was taken up is the organ's own business
