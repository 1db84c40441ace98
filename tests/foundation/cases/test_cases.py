"""A case from its opening to its end: what an act writes, and what a refused one leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases import clockwork
from jifang.foundation.cases.clocks import find_differences
from jifang.foundation.cases.data import CaseError, Given, LetterGiven, NotFoundError, StaleError
from jifang.foundation.cases.models import (
    Assignment,
    Case,
    CasePeriod,
    Event,
    Notice,
    Opinion,
    PeriodEvent,
)
from jifang.foundation.cases.selectors import list_events, list_lawful_acts, list_steps
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.numbers import find_gaps
from jifang.foundation.notifications.models import Notification
from jifang.foundation.notifications.selectors import count_unread, list_notifications
from jifang.foundation.notifications.services import Recipient, mail_notification, mark_read
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.calendar import load_calendar
from jifang.law.errors import InputError
from tests.foundation.cases.procedure import (
    DEFECTS,
    NANSHAN,
    OTHER_UNIT,
    TIANHE,
    UNIT,
    YUEXIU,
    act_as,
    apply,
    do,
    lay_people,
    reread,
)

pytestmark = pytest.mark.django_db
People = dict[str, Actor]


@pytest.fixture
def people() -> People:
    return lay_people()


def list_leaves(case: Case) -> list[str]:
    """The kinds of the leaves of a case, refusals among them, in order."""
    with work_in(EVERYTHING):
        needle = str(case.public_id).encode()
        rows = Entry.objects.filter(kind__startswith="case.").order_by("pk")
        return [row.kind for row in rows if needle in bytes(row.bytes)]


def refuses(code: str) -> Any:
    return pytest.raises((CaseError, DocumentError), check=lambda error: error.code == code)


def test_from_application_to_approval(people: People) -> None:
    officer, approver, party = people["officer"], people["approver"], people["applicant"]
    case = apply(party)
    assert (case.number, case.state, case.holder_party, case.holder) == (
        1, "received", f"ps-{TIANHE}", "",
    )  # fmt: skip
    do(officer, case, "claim")
    do(officer, case, "notify", defects=DEFECTS)
    assert reread(case).holder_party == UNIT
    do(party, case, "supply")
    assert reread(case).holder == officer.public_id
    event = do(officer, case, "accept")
    assert event.decision is not None
    assert event.decision["answer"]["outcome"] == "complete"
    do(officer, case, "send_to_test", pause="test")
    do(officer, case, "tested")
    do(officer, case, "examine")
    do(approver, case, "approve")
    case = reread(case)
    assert (case.state, case.version, case.holder_party) == ("approved", 9, "")
    assert case.closed_at is not None
    acts = ["apply", "claim", "notify", "supply", "accept", "send_to_test", "tested", "examine"]
    assert list_leaves(case) == [f"case.{a}" for a in [*acts, "approve"]]
    with work_in(EVERYTHING):
        assert Notice.objects.get(case=case).defects == [
            {"item": DEFECTS[0].item, "text": DEFECTS[0].text}
        ]
        review = CasePeriod.objects.get(case=case, name="design_review")
        assert review.finished_on is not None
        assert review.target_on is not None
        assert review.target_on != review.due_on
        rows = PeriodEvent.objects.filter(period=review).order_by("pk")
        assert [r.act for r in rows] == ["start", "pause", "resume", "finish"]
        assert all(r.steps for r in rows)
        assert list_steps(review) == rows[3].steps
        assert find_gaps() == []
    act_as(party)
    seen = [e.act for e in list_events(case)]
    assert seen == [a for a in [*acts, "approve"] if a != "claim"], "the organ's own business"
    assert not Assignment.objects.exists()


def test_a_refused_act_leaves_one_leaf_and_nothing_else(people: People) -> None:
    case = apply(people["applicant"])
    do(people["officer"], case, "claim")
    tries: list[tuple[str, str, dict[str, Any], str]] = [
        ("colleague", "accept", {}, "who"),
        ("applicant", "accept", {}, "who"),
        ("officer", "examine", {}, "state"),
        ("officer", "fly", {}, "unknown_act"),
        ("officer", "accept", {"version": 1}, "stale"),
        ("officer", "accept", {"more": {"documents": ["contract"]}}, "law"),
        ("supervisor", "urge", {"reason": "快办"}, "who"),
    ]
    before = read_all(case)
    for name, act, more, code in tries:
        count = len(list_leaves(case))
        with refuses(code) as caught:
            do(people[name], case, act, **more)
        assert caught.value.basis or code == "stale"
        leaves = list_leaves(case)
        assert (len(leaves), leaves[-1][-8:]) == (count + 1, ".refused"), act
        assert read_all(case) == before
    with pytest.raises(InputError):
        do(people["officer"], case, "notify")
    assert list_leaves(case)[-1] == "case.notify.refused"
    for name in ("neighbour", "far", "stranger", "admin"):
        with pytest.raises(NotFoundError):
            do(people[name], case, "accept")
    assert read_all(case) == before


def read_all(case: Case) -> tuple[Any, ...]:
    with work_in(EVERYTHING):
        tables = (Event, Assignment, Notice, Opinion, PeriodEvent)
        counts = [t._default_manager.filter(case=case).count() for t in tables]
        row = Case.objects.filter(pk=case.pk).values_list().get()
        return (*counts, Notification.objects.count(), row)


def test_one_notice_and_no_second(people: People) -> None:
    officer, case = people["officer"], apply(people["applicant"])
    do(officer, case, "claim")
    do(officer, case, "notify", defects=DEFECTS)
    do(people["applicant"], case, "supply")
    with refuses("second_notice") as caught:
        do(officer, case, "notify", defects=DEFECTS)
    assert [b.provision for b in caught.value.basis] == ["art_17__para_2"]
    do(officer, case, "accept")
    do(officer, case, "send_to_test", pause="hearing")
    with refuses("second_notice"):
        do(officer, case, "notify", defects=DEFECTS)


def test_accepted_by_the_approving_organ_alone(people: People) -> None:
    for approved_by, organ in ((f"ps-{YUEXIU}", TIANHE), ("", TIANHE), (f"ps-{TIANHE}", TIANHE)):
        act_as(people["applicant"])
        opening = Opening(
            "drill_accept", "apply", f"ps-{organ}", UNIT, "验收", approved_by=approved_by
        )
        case = open_case(people["applicant"], opening).case
        if approved_by == f"ps-{organ}":
            assert do(people["approver"], case, "accept").acceptance
            continue
        with refuses("approving_organ") as caught:
            do(people["approver"], case, "accept")
        assert [b.provision for b in caught.value.basis] == ["art_19__para_1"]


def test_a_second_signer_is_another_person(people: People) -> None:
    case = apply(people["applicant"])
    approver = people["approver"]
    do(approver, case, "claim")
    do(approver, case, "accept")
    do(approver, case, "examine")
    with refuses("four_eyes"):
        do(approver, case, "approve")
    do(approver, case, "reopen", reason="换人审查")
    do(approver, case, "transfer", reason="换人", to=to(people["officer"]))
    do(people["officer"], case, "examine")
    do(approver, case, "approve")


def to(by: Actor) -> Recipient:
    return Recipient(by.body.party, by.public_id)


def test_a_letter_goes_out_with_the_act_or_neither(people: People, settings: Any) -> None:
    settings.MEDIA_ROOT = str(settings.MEDIA_ROOT) + "/cases"
    party, officer = people["applicant"], people["officer"]
    act_as(party)
    opening = Opening(
        "drill_accept", "apply", f"ps-{TIANHE}", UNIT, "验收", approved_by=f"ps-{TIANHE}"
    )
    case = open_case(party, opening).case
    fields = {"received_on": "2026-01-05", "matter": "验收", "items": "申请书", "remarks": ""}
    letter = LetterGiven("示例单位", "验收申请", fields)
    for wrong in (None, LetterGiven("", "验收申请", fields), LetterGiven("示例", "验收", {})):
        with pytest.raises(InputError):
            do(officer, case, "take", letter=wrong)
    with refuses("previewed"):
        do(officer, case, "take", letter=replace(letter, previewed="other"))
    assert reread(case).state == "received"
    event = do(officer, case, "take", letter=letter)
    act_as(party)
    sent = Letter.objects.get(public_id=event.letter)
    assert (sent.party, sent.number, sent.basis) == (
        UNIT, 1, [{"law": "gd-decree-238", "provision": "art_19__para_1"}],
    )  # fmt: skip
    with pytest.raises(InputError):
        do(people["approver"], case, "accept", letter=letter)


def test_recused_persons_do_nothing(people: People) -> None:
    officer, case = people["officer"], apply(people["applicant"])
    do(officer, case, "claim")
    with refuses("recuse_right"):
        do(people["colleague"], case, "recuse", person=officer.public_id, reason="亲属")
    do(people["approver"], case, "recuse", person=officer.public_id, reason="亲属")
    assert reread(case).holder == ""
    with refuses("recused"):
        do(officer, case, "claim")
    do(people["colleague"], case, "claim")
    with refuses("recused"):
        do(people["colleague"], case, "transfer", to=to(officer), reason="休假")


def test_handing_over_and_back(people: People) -> None:
    officer, colleague, case = people["officer"], people["colleague"], apply(people["applicant"])
    do(officer, case, "claim")
    due = due_on(case)
    for verb in ("transfer", "delegate"):
        with pytest.raises(InputError):
            do(officer, case, verb, to=to(colleague))
        do(officer, case, verb, to=to(colleague), reason="出差")
        assert reread(case).holder == colleague.public_id
        do(officer, case, "recall", reason="不出差了")
        assert reread(case).holder == officer.public_id
    do(officer, case, "transfer", to=to(colleague), reason="出差")
    do(colleague, case, "send_back", reason="不归我办")
    assert reread(case).holder == officer.public_id
    do(officer, case, "add_signer", to=to(people["approver"]), reason="请加签")
    do(officer, case, "accept")
    do(officer, case, "examine")
    with refuses("opinions"):
        do(people["approver"], case, "approve")
    do(people["approver"], case, "give_opinion", reason="同意", agrees=True)
    do(people["superior"], case, "urge", reason="已等多日")
    with refuses("urged") as caught:
        do(people["superior"], case, "urge", reason="又等了一小时")
    assert caught.value.basis == ()  # a rule of the platform: no provision says it
    do(people["applicant"], case, "urge", reason="请尽快")
    do(officer, case, "return_to_pool", reason="调离")
    assert (reread(case).holder_party, reread(case).holder) == (f"ps-{TIANHE}", "")
    with refuses("in_hand"):
        do(people["approver"], case, "return_to_pool", reason="调离")
    assert due_on(case) >= due
    do(people["approver"], case, "approve")
    with work_in(EVERYTHING):
        events = Event.objects.filter(case=case, act__in=("transfer", "urge", "send_back"))
        assert all(e.reason for e in events)
        assert Opinion.objects.get(case=case).signer == people["approver"].public_id


def due_on(case: Case) -> date:
    with work_in(EVERYTHING):
        found = CasePeriod.objects.filter(case=case).order_by("-pk").first()
        assert found is not None
        assert found.due_on is not None
        return found.due_on


def test_another_organ_takes_a_case_from_its_pool(people: People) -> None:
    officer, far, case = people["officer"], people["far"], apply(people["applicant"])
    do(officer, case, "claim")
    do(officer, case, "transfer", to=Recipient(f"ps-{NANSHAN}"), reason="由南山办")
    assert (reread(case).holder_party, reread(case).holder) == (f"ps-{NANSHAN}", "")
    for name in ("officer", "approver"):
        with refuses("who"):
            do(people[name], case, "claim")
    do(far, case, "claim")
    assert reread(case).holder == far.public_id
    with refuses("who"):
        do(officer, case, "recall", reason="已被领取")
    do(far, case, "accept")
    do(far, case, "examine")
    with refuses("who"):  # it handles the case; the deciding organ signs
        do(far, case, "approve")
    do(people["approver"], case, "approve")
    act_as(far)
    assert not Case.objects.exists(), "closed with the case"
    with work_in(EVERYTHING):
        assert not CasePeriod.objects.filter(case=case, finished_on=None).exists()


def test_what_comes_back_does_not_come_to_a_recused_person(people: People) -> None:
    officer, case = people["officer"], apply(people["applicant"])
    do(officer, case, "claim")
    do(officer, case, "notify", defects=DEFECTS)
    do(officer, case, "recuse", person=officer.public_id, reason="亲属")
    do(people["applicant"], case, "supply")
    assert (reread(case).holder_party, reread(case).holder) == (f"ps-{TIANHE}", "")


def test_documents_are_in_the_leaf_by_their_content(people: People) -> None:
    officer, case = people["officer"], apply(people["applicant"])
    with work_in(EVERYTHING):
        paper = Document.objects.create(
            organ_region=TIANHE, party=UNIT, kind="paper", name="图纸.pdf", size=1,
            media_type="application/pdf", sha256="ab" * 32, original_sha256="ab" * 32,
            original_size=1, scan="clean",
        )  # fmt: skip
    do(officer, case, "claim")
    for wrong in ("nonsense", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(InputError):
            do(officer, case, "accept", documents=(wrong,))
    event = do(officer, case, "accept", documents=(str(paper.public_id),))
    with work_in(EVERYTHING):
        leaf = bytes(Entry.objects.get(pk=event.entry).bytes)
    assert paper.sha256.encode() in leaf
    assert event.digest.encode() in leaf
    assert str(paper.public_id) in event.documents


def test_another_territory_sees_one_case_as_long_as_it_is_asked(people: People) -> None:
    officer, far = people["officer"], people["far"]
    case, other = apply(people["applicant"]), apply(people["applicant"])
    do(officer, case, "claim")
    with pytest.raises(NotFoundError):
        do(far, case, "give_opinion", reason="同意", agrees=True)
    asked = Recipient(f"ps-{NANSHAN}")
    do(officer, case, "joint_opinion", to=asked, reason="涉及南山")
    act_as(far)
    assert list(Case.objects.values_list("pk", flat=True)) == [case.pk]
    assert count_unread(far) == 1
    do(officer, case, "recall", reason="不必了")
    act_as(far)
    assert not Case.objects.exists()
    do(officer, case, "joint_opinion", to=asked, reason="还是请看看")
    do(far, case, "give_opinion", reason="不同意", agrees=False)
    with refuses("who"):
        do(far, case, "give_opinion", reason="再说一次", agrees=True)
    do(officer, case, "transfer", to=to(far), reason="改由南山办")
    do(far, case, "accept")
    do(far, case, "return_to_pool", reason="办不了")
    act_as(far)
    assert not Case.objects.exists()
    assert reread(case).organ_region == reread(other).organ_region == TIANHE


def test_what_the_law_makes_happen_by_itself(people: People) -> None:
    with stand_on(date(2026, 1, 5)):
        case, answered = apply(people["applicant"]), apply(people["applicant"])
        do(people["officer"], answered, "claim")
        do(people["officer"], answered, "notify", defects=DEFECTS)
        assert due_on(case) == date(2026, 1, 12), "five working days"
    with stand_on(date(2026, 1, 12)):
        assert clockwork.expire_cases() == 0, "the last day is not over"
    with stand_on(date(2026, 1, 13)):
        assert clockwork.ask_for_expiries() == 1
        with work_in(clockwork.PROVINCE):
            assert clockwork.expire_case(case.pk) == "deem"
            assert clockwork.expire_case(case.pk) == ""
    case = reread(case)
    assert (case.state, reread(answered).state) == ("review", "waiting")
    assert list_leaves(case)[-1] == "case.deem"
    with work_in(EVERYTHING):
        event = Event.objects.get(case=case, act="deem")
        assert event.by == ""
        assert event.legal_day == date(2026, 1, 13)
    assert ProcrastinateJob.objects.filter(task_name=clockwork.EXPIRE).count() == 1
    for other in people.values():
        with pytest.raises(CaseError):
            do(other, answered, "deem")


def test_a_new_calendar_moves_what_runs(people: People) -> None:
    whole = load_calendar()
    with stand_on(date(2025, 10, 31), whole.known_through(2025)):
        case = apply(people["applicant"], on=date(2025, 10, 31))
    with stand_on(date(2025, 12, 29), whole.known_through(2025)):
        later = apply(people["applicant"])
        before = due_on(later)
        assert clockwork.recompute_cases() == 0
    with stand_on(date(2025, 12, 29), whole):
        assert clockwork.ask_for_recomputation() == 1
        assert clockwork.recompute_cases() == 1
        assert clockwork.recompute_cases() == 0
        assert due_on(later) != before
    with work_in(EVERYTHING):
        last = PeriodEvent.objects.filter(case=later).order_by("-pk").first()
        assert last is not None
        assert (last.act, last.year, last.provisional) == ("calendar", 2026, False)
        assert [list(find_differences(c, whole)) for c in (case, later)] == [[], []]
    assert list_leaves(later)[-1] == "case.recompute"


def test_a_pause_needs_a_lawful_reason(people: People) -> None:
    officer, case = people["officer"], apply(people["applicant"])
    do(officer, case, "claim")
    do(officer, case, "accept")
    for reason in ("", "holiday", "supplementing"):
        with pytest.raises(InputError):
            do(officer, case, "send_to_test", pause=reason)
    do(officer, case, "send_to_test", pause="expert_review")
    with work_in(EVERYTHING):
        assert CasePeriod.objects.get(case=case, name="design_review").due_on is None


def test_paper_counts_from_the_day_it_came(people: People) -> None:
    with stand_on(date(2026, 1, 12)):
        counter = apply(people["officer"], on=date(2026, 1, 5))
        assert due_on(counter) == date(2026, 1, 12)
        do(people["officer"], counter, "claim")
        with pytest.raises(InputError):
            do(people["officer"], counter, "accept", on=date(2026, 1, 9))
        with pytest.raises(InputError):
            apply(people["officer"], on=date(2026, 1, 13))


def test_what_one_may_do_now_and_why_not(people: People) -> None:
    case = apply(people["applicant"])
    do(people["officer"], case, "claim")
    case = reread(case)
    for name in ("officer", "colleague", "applicant", "approver", "superior", "supervisor"):
        act_as(people[name])
        said = {a.transition.code: a for a in list_lawful_acts(case, people[name])}
        assert "deem" not in said
        assert "recompute" not in said
        assert all(a.allowed or a.refusal.basis for a in said.values() if a.refusal is not None)
        assert said["accept"].allowed is (name == "officer")
        assert said["withdraw"].allowed is (name == "applicant")
        assert said["transfer"].allowed is (name in {"officer", "approver", "superior"})
        assert said["urge"].allowed is (name in {"applicant", "approver", "superior"})


def test_others_are_told_and_mailed(people: People, settings: Any) -> None:
    settings.MAIL_IS_ON = True
    officer, party = people["officer"], people["applicant"]
    case = apply(party)
    do(officer, case, "claim")
    do(officer, case, "notify", defects=DEFECTS)
    act_as(party)
    told = list_notifications(party).get()
    assert (told.about_id, told.read_at) == (str(case.public_id), None)
    assert ProcrastinateJob.objects.filter(task_name="notifications.mail").count() == 2
    with work_in(Scope(parties=(UNIT,))):
        assert mail_notification(told.pk) == 1
        assert mail_notification(told.pk) == 0
    assert mail.outbox[-1].to == ["applicant@example.org"]
    assert not any(n in mail.outbox[-1].subject for n in ("演练", UNIT, "applicant"))
    assert mark_read(party, told.pk)
    assert not mark_read(party, told.pk)
    act_as(people["stranger"])
    assert not Notification.objects.exists()
    assert not mark_read(people["stranger"], told.pk)


def test_a_member_of_the_applicant_stands_aside(people: People) -> None:
    case = apply(people["applicant"])
    officer = people["officer"]
    with work_in(Scope("44", "45", administration="security_admin")):
        from jifang.foundation.accounts.models import Membership

        Membership.objects.filter(account_id=people["applicant"].account).update(
            account_id=officer.account
        )
    with refuses("conflict"):
        do(officer, case, "claim")


def test_a_case_is_opened_by_the_party_or_at_its_counter(people: People) -> None:
    for name, party, code in (
        ("stranger", UNIT, "who"), ("far", UNIT, "who"), ("applicant", OTHER_UNIT, "who"),
    ):  # fmt: skip
        with refuses(code):
            apply(people[name], party=party)
    with pytest.raises(InputError):
        apply(people["applicant"], organ="ps-999999")
    with refuses("state"):
        act_as(people["applicant"])
        open_case(people["applicant"], Opening("drill", "withdraw", f"ps-{TIANHE}", UNIT, "演练"))
    assert apply(people["officer"]).number == 1, "what was refused drew no number"
    for wrong in ("nonsense", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFoundError):
            carry_out(people["officer"], wrong, "accept", Given(1))
    with pytest.raises(StaleError):
        do(people["officer"], apply(people["officer"]), "claim", version=7)
    with refuses("procedure"):
        open_case(SYSTEM, Opening("none", "apply", f"ps-{TIANHE}", UNIT, "演练"))
