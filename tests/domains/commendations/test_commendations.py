"""From a proposal to the public: what the law lets pass, who is named, what stays of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from jifang.domains.commendations.data import Published, Wanted
from jifang.domains.commendations.models import Commendation, Consent, Publication
from jifang.domains.commendations.selectors import (
    count_published,
    find_last_consent,
    find_publication_of,
    list_published,
    list_years,
)
from jifang.domains.commendations.services import reveal
from jifang.domains.units.services import declare_unit
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Account
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, NotFoundError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.documents.models import Document, Letter, LetterEnd
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.walls.scope import NOBODY, work_in
from jifang.law.errors import InputError
from tests.domains.commendations.world import (
    FOUND,
    NAME,
    NOTICE,
    OF_PERSON,
    OF_UNIT,
    REASON,
    STORY,
    agree,
    approve,
    examine,
    join,
    letter_of,
    propose,
    publish,
)
from tests.foundation.cases.procedure import (
    OTHER_UNIT,
    TIANHE,
    UNIT,
    act_as,
    do,
    lay_people,
    reread,
    within,
)

pytestmark = pytest.mark.django_db
People = dict[str, Actor]


@pytest.fixture
def people() -> People:
    return lay_people()


def refuses(code: str) -> Any:
    return pytest.raises(CaseError, check=lambda error: error.code == code)


def wrong(field: str) -> Any:
    return pytest.raises(InputError, check=lambda e: field in {p.field for p in e.problems})


def see(case: Case) -> Published | None:
    """What somebody without any sign-in sees of a case."""
    with work_in(NOBODY):
        return find_publication_of(case)


def test_a_person_from_the_proposal_to_the_public(people: People) -> None:
    case = propose(people["applicant"])
    assert (case.subject, case.party, case.holder_party) == (
        f"个人（{TIANHE}）", UNIT, f"ps-{TIANHE}",
    )  # fmt: skip
    do(people["officer"], case, "claim")
    do(people["officer"], case, "ask_more", reason="请说明当时在场的人")
    assert reread(case).holder_party == UNIT
    do(people["applicant"], case, "supply", private={"story": "另有保安在场"})
    do(people["officer"], case, "examine", more={**FOUND, "source": "校门视频监控，1 月 2 日夜间"})
    approver = people["approver"]
    letter = letter_of(approver, case)
    assert (letter.addressee, letter.fields["deed"]) == (NAME, "利用采获信息发现违法犯罪活动")
    event = do(approver, case, "approve", letter=letter)
    assert event.decision is not None
    assert event.decision["answer"]["outcome"] == "eligible"
    assert see(case) is None, "decided is not public"
    publish(people, case)
    shown = see(case)
    assert shown is not None
    assert (shown.name, shown.who.zh, shown.honour) == ("", f"{TIANHE}一名群众", "")
    assert shown.number.startswith("技防表〔")
    assert reread(case).closed_at is not None
    agree(people["officer"], case)
    do(approver, case, "amend", reason="本人同意", more={"named": True, "confirmed": True},
       private={"text": "夜间发现有人翻墙并报警"})  # fmt: skip
    assert see(case).name == NAME  # type: ignore[union-attr]
    agree(people["colleague"], case, agrees=False)
    after = see(case)
    assert after is not None
    assert (after.name, after.text) == ("", "夜间发现有人翻墙并报警")
    check_no_name_leaks(case)


def check_no_name_leaks(case: Case) -> None:
    """No leaf, no event, no notice and no title holds the name or the story."""
    with work_in(EVERYTHING):
        kept = [bytes(e.bytes).decode() for e in Entry.objects.all()]
        events = Event.objects.filter(case=case)
        kept += [str((e.details, e.reason, e.decision)) for e in events]
        kept += [case.subject, *(letter.subject for letter in Letter.objects.all())]
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(c)::text FROM commendation c")
            kept += [text for (text,) in cursor.fetchall()]
    assert [text for text in kept if NAME in text or STORY[:8] in text] == []


def test_an_unknown_fact_does_not_pass_and_is_named(people: People) -> None:
    case = propose(people["applicant"])
    officer = people["officer"]
    do(officer, case, "claim")
    tries: list[tuple[dict[str, Any], str, str]] = [
        ({"used_captured_information": None}, "unknown", "利用了技防系统采获信息"),
        ({"contribution": None}, "unknown", "贡献"),
        ({"contribution": "clue"}, "unknown", "线索或者证据重要"),
        ({"contribution": "clue", "important": False}, "not_eligible", "不符合第二十八条"),
        ({"used_captured_information": False}, "not_eligible", "不符合第二十八条"),
    ]
    for changed, outcome, said in tries:
        with refuses("law") as caught:
            do(officer, case, "examine", more={**FOUND, **changed})
        assert (caught.value.outcome, said in caught.value.text.zh) == (outcome, True), changed
        assert caught.value.basis[0].provision == "art_28__para_1"
    assert Commendation.objects.filter(contribution="").exists()
    do(officer, case, "examine", more={**FOUND, "contribution": "evidence", "important": True})


def test_whoever_examined_does_not_decide(people: People) -> None:
    case = propose(people["applicant"])
    approver = people["approver"]
    do(approver, case, "claim")
    do(approver, case, "examine", more=FOUND)
    with refuses("four_eyes"):
        do(approver, case, "approve", letter=letter_of_anyone(people, case))
    with refuses("four_eyes"):
        do(approver, case, "not_commend", **REASON)


def letter_of_anyone(people: People, case: Case) -> Any:
    """A letter that was drafted for somebody else."""
    from jifang.domains.commendations.letters import draft_decision
    from jifang.foundation.cases.checks import Step
    from jifang.foundation.cases.procedures import find_procedure, index_transitions

    by = people["approver"]
    with within(by):
        found = index_transitions("commendation")["approve", "examined"]
        return draft_decision(Step(by, case, find_procedure("commendation"), found, None))


def test_opinions_that_were_asked_for_are_awaited(people: People) -> None:
    from jifang.foundation.notifications.services import Recipient

    case = propose(people["applicant"])
    examine(people, case)
    colleague = people["colleague"]
    to = Recipient(colleague.body.party, colleague.public_id)
    do(people["officer"], case, "add_signer", to=to, **REASON)
    with refuses("opinions"):
        do(people["approver"], case, "not_commend", **REASON)
    do(colleague, case, "give_opinion", reason="同意", agrees=True)
    do(people["approver"], case, "approve", letter=letter_of(people["approver"], case))


def test_whoever_is_commended_has_no_part_in_it(people: People) -> None:
    officer, approver = people["officer"], people["approver"]
    account = Account.objects.get(public_id=officer.public_id)
    own = propose(people["applicant"], person_name="别名", person_login=account.username)
    namesake = propose(people["applicant"], person_name=account.name)
    unit = propose(people["stranger"], {**OF_UNIT, "unit_name": OTHER_UNIT})
    do(officer, unit, "claim")
    for case in (own, namesake):
        with refuses("commended"):
            do(officer, case, "claim")
        with refuses("commended"):
            do(
                people["approver"],
                case,
                "transfer",
                to=Recipient(officer.body.party, officer.public_id),
                **REASON,
            )
        act_as(officer)
        listed = {a.transition.code: a.allowed for a in list_lawful_acts(reread(case), officer)}
        assert not any(ok for act, ok in listed.items() if act != "recuse"), listed
        borrower = replace(people["approver"], lender=officer.public_id)
        with pytest.raises(CaseError, match="代行他人的权限"):
            do(borrower, case, "urge", **REASON)
    do(officer, unit, "examine", more=FOUND)
    join(approver, OTHER_UNIT)
    with pytest.raises(CaseError, check=lambda e: e.code in {"conflict", "commended"}):
        do(approver, unit, "not_commend", **REASON)
    elsewhere = propose(people["applicant"], {**OF_UNIT, "unit_name": "另一单位"})
    with work_in(EVERYTHING):
        assert Commendation.objects.get(case=elsewhere).unit_party == "", "nothing is guessed"


def test_a_member_of_a_commended_unit_that_another_proposed_stands_aside(people: People) -> None:
    code = "91440101MA00000000"
    member = people["stranger"]
    with within(member):
        declare_unit(member, {"name": "示例第二小学", "region": TIANHE, "credit_code": code})
    case = propose(people["applicant"], {**OF_UNIT, "unit_name": "二小", "credit_code": code})
    row = Commendation.objects.get(case=case)
    assert (row.unit_name, row.unit_party, row.unit_kind) == ("示例第二小学", OTHER_UNIT, "unit")
    examine(people, case)
    join(people["approver"], OTHER_UNIT)
    with refuses("commended"):
        do(people["approver"], case, "approve", letter=None)


def test_a_unit_is_named_and_whatever_its_officer_finds_wrong_is_said(people: People) -> None:
    case = propose(people["applicant"], OF_UNIT)
    do(people["officer"], case, "claim")
    with wrong("credit_code"):
        do(people["officer"], case, "examine", more={**FOUND, "credit_code": "91440101MA0000000X"})
    do(people["officer"], case, "examine", more={**FOUND, "honour": "荣誉牌匾"})
    do(people["approver"], case, "approve", letter=letter_of(people["approver"], case))
    with wrong("agrees"):
        agree(people["officer"], case)
    publish(people, case)
    shown = see(case)
    assert shown is not None
    assert (shown.name, shown.kinds, shown.honour) == (UNIT, ("commendation",), "荣誉牌匾")


@pytest.mark.parametrize(
    ("changed", "private", "field"),
    [
        ({"place": "999999"}, {}, "place"),
        ({"place": ""}, {}, "place"),
        ({"happened_on": "2999-01-01"}, {}, "happened_on"),
        ({"subject": "dog"}, {}, "subject"),
        ({"subject": "unit", "unit_name": ""}, {}, "unit_name"),
        ({"subject": "unit", "unit_name": "x", "credit_code": "1"}, {}, "credit_code"),
        ({}, {"person_name": ""}, "person_name"),
        ({}, {"story": ""}, "story"),
        ({"amount": 100}, {}, "amount"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(
    people: People, changed: dict[str, Any], private: dict[str, str], field: str
) -> None:
    with wrong(field):
        propose(people["applicant"], {**OF_PERSON, **changed}, **private)
    with work_in(EVERYTHING):
        assert not Commendation.objects.exists()
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("身份证 440106199001011234", "公民身份号码"),
        ("电话 13800138000", "手机号码"),
        ("020-81234567", "电话号码"),
        ("a.b@example.org", "电子邮箱"),
        ("车牌粤A12345", "车辆号牌"),
        (f"{NAME}同志", "被表彰人的姓名"),
    ],
)
def test_what_betrays_a_person_is_not_published(people: People, text: str, sort: str) -> None:
    case = propose(people["applicant"])
    approve(people, case)
    with wrong("text") as caught:
        publish(people, case, text=text)
    problem = next(iter(caught.value.problems))
    assert (sort in problem.message.zh, problem.value) == (True, "")
    assert see(case) is None


def test_nobody_is_named_without_consent_and_without_confirmation(people: People) -> None:
    case = propose(people["applicant"])
    approve(people, case)
    with wrong("named"):
        publish(people, case, named=True)
    agree(people["officer"], case)
    agree(people["officer"], case, agrees=False)
    with wrong("named"):
        publish(people, case, named=True)
    with wrong("confirmed"):
        publish(people, case, confirmed=False)
    with wrong("note"):
        do(people["officer"], case, "record_consent",
           more={"agrees": True, "given_on": "2026-01-03"})  # fmt: skip
    with wrong("given_on"):
        do(people["officer"], case, "record_consent",
           more={"agrees": True, "given_on": "2999-01-03"}, private={"note": "x"})  # fmt: skip
    agree(people["officer"], case)
    publish(people, case, named=True)
    assert see(case).name == NAME  # type: ignore[union-attr]
    with work_in(EVERYTHING):
        said = find_last_consent(case)
    assert said is not None
    assert (said.agrees, str(said.note)) == (True, "***")


def test_pictures_are_refused(people: People) -> None:
    with work_in(EVERYTHING):
        paper, picture = (
            Document.objects.create(
                organ_region=TIANHE, party=UNIT, kind="case", name=name, media_type=media, size=1,
                sha256=str(at) * 64, original_sha256="0" * 64, original_size=1, scan="clean",
            )
            for at, (name, media) in enumerate((("同意书", "application/pdf"),
                                                ("截图", "image/png")))
        )  # fmt: skip
    case = propose(people["applicant"])
    do(people["officer"], case, "claim")
    with refuses("footage"):
        do(people["officer"], case, "examine", more=FOUND, documents=(str(picture.public_id),))
    do(people["officer"], case, "record_consent", documents=(str(paper.public_id),),
       more={"agrees": True, "given_on": "2026-01-03"})  # fmt: skip


def test_what_was_withdrawn_says_so_and_its_letter_holds_no_longer(people: People) -> None:
    case, approver = propose(people["applicant"], OF_UNIT), people["approver"]
    approve(people, case)
    publish(people, case)
    do(approver, case, "take_down", reason="核对", more=NOTICE)
    shown = see(case)
    assert shown is not None
    assert (shown.state, shown.text, shown.name, shown.notice) == (
        "taken_down", "", "", "内容有误",
    )  # fmt: skip
    do(approver, case, "publish", more={"confirmed": True}, private={"text": "及时报警"})
    with wrong("notice"):
        do(approver, case, "withdraw", reason="事实不符", more={"notice": "问 13800138000"})
    do(approver, case, "withdraw", reason="事实不符", more={"notice": "事迹不实"})
    shown = see(case)
    assert shown is not None
    assert (shown.state, shown.text, shown.name, shown.notice) == (
        "withdrawn", "", UNIT, "事迹不实",
    )  # fmt: skip
    with work_in(EVERYTHING):
        assert LetterEnd.objects.get().state == "withdrawn"
    counts = count_published()
    assert (counts.published, counts.withdrawn, counts.by_year) == (0, 1, {})


def test_the_public_list_is_narrowed_and_read_page_by_page(people: People) -> None:
    made = []
    for _ in range(3):
        case = propose(people["applicant"], OF_UNIT)
        approve(people, case)
        publish(people, case)
        made.append(case)
    with work_in(NOBODY):
        first, more = list_published(Wanted(), limit=2)
        second, no_more = list_published(Wanted(), before=first[-1].key, limit=2)
        assert ([len(first), len(second)], more, no_more) == ([2, 1], True, False)
        (year,) = list_years()
        hits = [
            (Wanted(year=year, place="440100", contribution="discovered", subject="unit"), 3),
            (Wanted(year=year - 1), 0), (Wanted(place="440300"), 0),
            (Wanted(contribution="clue"), 0), (Wanted(subject="person"), 0),
        ]  # fmt: skip
        assert [len(list_published(w)[0]) for w, _ in hits] == [n for _, n in hits]
        counts = count_published()
        assert (counts.by_year, counts.by_city) == ({year: 3}, {"440100": 3})
        assert not Commendation.objects.exists(), "nothing else is open to everyone"
        assert not Consent.objects.exists()


def test_what_is_sealed_is_opened_for_a_purpose_that_is_recorded_first(people: People) -> None:
    case = propose(people["officer"])
    assert (case.party, case.subject) == (f"ps-{TIANHE}", f"个人（{TIANHE}）")
    before, looked = list_looks(), 0
    for name, field, clear in (
        ("officer", "person_name", NAME),
        ("approver", "story", STORY),
        ("superior", "story", STORY),
    ):
        with within(people[name]):
            assert reveal(people[name], case.public_id, field, "核实") == clear
            looked += 1
    for name, refusal in (("supervisor", CaseError), ("far", NotFoundError),
                          ("stranger", NotFoundError)):  # fmt: skip
        with within(people[name]), pytest.raises(refusal):
            reveal(people[name], case.public_id, "story", "好奇")
    with within(people["officer"]), wrong("purpose"):
        reveal(people["officer"], case.public_id, "story", " ")
    with within(people["officer"]), pytest.raises(NotFoundError):
        reveal(people["officer"], case.public_id, "place", "核实")
    with within(people["officer"]), pytest.raises(NotFoundError):
        reveal(people["officer"], UUID(int=5), "story", "核实")
    kinds = list_looks()[len(before) :]
    assert kinds.count("commendation.revealed") == looked
    assert kinds.count("commendation.revealed.refused") == 1


def list_looks() -> list[str]:
    """The leaves of looking, which stand whatever becomes of the test."""
    with work_in(EVERYTHING):
        found = Entry.objects.filter(kind__startswith="commendation.").order_by("pk")
        return list(found.values_list("kind", flat=True))


RAW = (
    "UPDATE commendation SET contribution = 'stopped'",
    "UPDATE commendation_publication SET name = '某人', subject = 'person'",
    "UPDATE commendation_publication SET text = '别的'",
    "UPDATE commendation_consent SET agrees = true",
    "DELETE FROM commendation_consent",
    "DELETE FROM commendation",
    "DELETE FROM commendation_publication",
    "TRUNCATE commendation_publication",
    "ALTER TABLE commendation_publication DISABLE TRIGGER ALL",
    """INSERT INTO commendation_consent (case_id, organ_region, party, grant_key, agrees, given_on,
    note, documents, by, recorded_at) SELECT case_id, organ_region, '', grant_key, true, now(), '',
    '[]', '', now() FROM commendation""",
    "SET session_replication_role = replica",
)


def run(by: Actor, statement: str) -> int:
    """Plain SQL within somebody's bounds; how many rows it reached."""
    with within(by), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def name_anyway(people: People, case: Case) -> None:
    """A name put into what was just published lawfully, in the same transaction."""
    with transaction.atomic():
        publish(people, case)
        act_as(people["officer"])
        Publication.objects.filter(case=case).update(name=NAME)


@pytest.mark.django_db(transaction=True)
def test_plain_sql_of_the_application_is_refused(people: People) -> None:
    case = propose(people["applicant"])
    approve(people, case)
    with pytest.raises(DatabaseError):
        name_anyway(people, case)
    publish(people, case)
    agree(people["officer"], case, agrees=False)
    for statement in RAW:
        with pytest.raises(DatabaseError):
            run(people["officer"], statement)
    assert run(people["far"], RAW[2]) == 0, "another territory changes nothing"
