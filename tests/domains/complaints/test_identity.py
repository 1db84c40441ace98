"""Who complained: behind a wall of its own, opened by two persons, never in a leaf or a log."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError, ProgrammingError
from django.utils import timezone

from jifang.domains.complaints import api
from jifang.domains.complaints.data import UNSEALED_FOR
from jifang.domains.complaints.models import ComplaintIdentity, Unsealing
from jifang.domains.complaints.sealing import derive_key
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, StaleError
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import Scope, work_in
from tests.domains.complaints.people import (
    CONTACT,
    GUANGZHOU,
    NAME,
    WORDS,
    do,
    file,
    reread,
    scope_of,
    take,
    within,
)
from tests.domains.complaints.test_filing import find_everywhere

pytestmark = pytest.mark.django_db
People = dict[str, Actor]
REFUSED = (InternalError, ProgrammingError, IntegrityError)
KNOWN = {"sealed": True, "name": NAME, "contact": CONTACT}


def ask(people: People, case: Case, by: str = "officer") -> None:
    with within(people[by]):
        version = reread(case.public_id).version
        api.ask_to_unseal(people[by], case.public_id, "protect", "有人扬言报复", version)


def agree(people: People, case: Case, by: str = "approver") -> None:
    with within(people[by]):
        api.agree_to_unseal(people[by], case.public_id, reread(case.public_id).version)


def read(by: Actor, case: Case) -> Any:
    with within(by):
        return api.read_identity(by, case.public_id)


def test_whoever_asked_takes_it_back_and_then_nobody_has_asked(people: People) -> None:
    _, case = file(**KNOWN)
    take(people, case, "claim", "accept")
    for act in ("agree_to_unseal", "refuse_to_unseal", "withdraw_request"):
        with pytest.raises(CaseError, match="没有人申请解封"):
            do(people["approver"], case, act)
    ask(people, case)
    with pytest.raises(CaseError, match="由提出的人撤回"):
        do(people["approver"], case, "withdraw_request")
    with within(people["officer"]):
        api.withdraw_request(people["officer"], case.public_id, reread(case.public_id).version)
        [shown] = api.list_unsealings(people["officer"], case.public_id)
    assert (shown.agreed, shown.taken_back) == (False, True)
    with pytest.raises(CaseError, match="没有人申请解封"):
        agree(people, case)
    ask(people, case, "approver")
    agree(people, case, "second")


def test_it_opens_to_the_one_who_asked_once_another_agreed(people: People) -> None:
    filed, case = file(**KNOWN)
    take(people, case, "claim", "accept")
    with pytest.raises(CaseError, match="未对您解封"):
        read(people["officer"], case)
    ask(people, case)
    with pytest.raises(CaseError, match="已有一份"):
        ask(people, case, "colleague")
    with pytest.raises(CaseError, match="未对您解封"):
        read(people["officer"], case)
    agree(people, case)
    identity = read(people["officer"], case)
    assert (identity.name, identity.contact) == (NAME, CONTACT)
    read(people["officer"], case)
    for other in ("colleague", "approver", "second", "superior"):
        with pytest.raises(CaseError):
            read(people[other], case)
    tracked = api.open_by_code(filed.code)
    assert tracked is not None
    (seen,) = tracked.unsealings
    assert (seen.purpose, seen.looks, seen.asked_by, seen.ground) == ("protect", 2, "", "")
    assert seen.until is not None
    assert seen.decided_at is not None
    assert seen.until - seen.decided_at == UNSEALED_FOR
    with within(people["officer"]):
        (listed,) = api.list_open_to(people["officer"], case.public_id)
        assert listed.ground == "有人扬言报复"
    with within(people["supervisor"]):
        (shown,) = api.list_unsealings(people["supervisor"], case.public_id)
        assert (shown.asked_by, shown.ground) == ("", "")


def test_it_closes_by_itself(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    _, case = file(**KNOWN)
    take(people, case, "claim", "accept")
    ask(people, case)
    agree(people, case)
    later = timezone.now() + UNSEALED_FOR + timedelta(seconds=1)
    monkeypatch.setattr("jifang.domains.complaints.services.timezone.now", lambda: later)
    with pytest.raises(CaseError, match="已过"):
        read(people["officer"], case)


def test_two_persons_means_two_persons(people: People) -> None:
    _, case = file(**KNOWN)
    take(people, case, "claim", "accept")
    ask(people, case, "approver")
    second = people["second"]
    lent_by_asker = Actor(second.account, second.public_id, "approver", second.body,
                          people["approver"].public_id)  # fmt: skip
    lends_to_asker = Actor(people["approver"].account, people["approver"].public_id, "approver",
                           second.body, second.public_id)  # fmt: skip
    for by in (people["approver"], lent_by_asker, lends_to_asker):
        with pytest.raises(CaseError, match="另一人"):
            do(by, case, "agree_to_unseal")
    for name in ("officer", "colleague", "supervisor"):
        with pytest.raises(CaseError):
            do(people[name], case, "agree_to_unseal")
    with within(people["second"]), pytest.raises(StaleError):
        api.agree_to_unseal(people["second"], case.public_id, 1)
    with within(people["second"]):
        api.refuse_to_unseal(second, case.public_id, "理由不足", reread(case.public_id).version)
    with pytest.raises(CaseError):
        read(people["approver"], case)
    # Whoever holds the case does not decide, whatever the role.
    _, held = file(**KNOWN)
    do(people["approver"], held, "claim")
    ask(people, held)
    with pytest.raises(CaseError, match="经办人"):
        do(people["approver"], held, "agree_to_unseal")
    do(second, held, "agree_to_unseal")
    assert read(people["officer"], held).name == NAME
    _, unnamed = file(sealed=True)
    with pytest.raises(CaseError, match="没有密封"):
        ask(people, unnamed)


LATER = "decided_at = now(), until = now()"
FORGED = (
    # by whose account, what is tried
    ("officer", f"agreed = true, decided_by = 'x', {LATER}"),
    ("second", f"agreed = true, decided_by = asked_by, {LATER}"),
    ("second", f"agreed = true, decided_by = 'x', decision_id = event_id, {LATER}"),
    ("second", "agreed = false, decided_by = 'x', decided_at = now()"),
    ("second", "asked_by = 'x'"),
    ("officer", "looks = 1"),
)
AFTERWARDS = (("officer", "until = until + interval '1 day'"), ("second", "looks = 1"))


def forge(by: Actor, change: str, row: Unsealing) -> None:
    with within(by), connection.cursor() as cursor:
        sql = f"UPDATE complaint_unsealing SET {change} WHERE id = %s"  # noqa: S608 - ours
        cursor.execute(sql, [row.pk])


def test_plain_sql_gets_no_nearer(people: People) -> None:
    _, case = file(**KNOWN)
    take(people, case, "claim", "accept")
    ask(people, case)
    with work_in(EVERYTHING):
        row = Unsealing.objects.get(case=case)
    for name, change in FORGED:
        with pytest.raises(REFUSED):
            forge(people[name], change, row)
    with pytest.raises(REFUSED), within(people["officer"]):
        Unsealing.objects.create(
            case=case, organ_region=case.organ_region, grant_key=case.grant_key, event=row.event,
            purpose="contact", asked_by=row.asked_by, asked_account=people["officer"].account,
        )  # fmt: skip
    agree(people, case)
    for name, change in AFTERWARDS:
        with pytest.raises(REFUSED):
            forge(people[name], change, row)
    with within(people["officer"]), pytest.raises(REFUSED):
        Unsealing.objects.filter(pk=row.pk).delete()


def test_no_scope_of_anyone_reaches_an_identity(people: People) -> None:
    _, case = file(**KNOWN)
    actors = tuple(str(by.account) for by in people.values())
    scopes = [
        EVERYTHING, *(scope_of(by) for by in people.values()),
        Scope("0", "9", (case.party, case.organ), (case.grant_key,), actors[0], "security_admin"),
        *(Scope(administration=a) for a in ("system_admin", "audit_admin")), Scope(),
    ]  # fmt: skip
    for scope in scopes:
        with work_in(scope):
            assert not ComplaintIdentity.objects.exists()
            with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE complaint_identity SET name = ''")
    key = derive_key(case.party)
    assert find_everywhere(key) == []
    with work_in(Scope(grants=(key,))):
        row = ComplaintIdentity.objects.get()
    assert NAME not in row.name
    with work_in(Scope(parties=("other",))), pytest.raises(REFUSED), transaction.atomic():
        ComplaintIdentity.objects.create(grant_key="x", party=case.party, name="", contact="")


def test_nothing_personal_is_in_any_leaf_commitment_table_or_log(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    filed, case = file(**KNOWN, place_note="三楼东侧转角")
    take(people, case, "claim", "accept", "ask")
    tracked = api.open_by_code(filed.code)
    assert tracked is not None
    api.supplement(tracked, "补充：蓝色外壳半球")
    ask(people, case)
    agree(people, case)
    read(people["officer"], case)
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_entry ORDER BY id")
        kinds = [kind for (kind,) in cursor.fetchall()]
    assert "complaint.identity_read" in kinds
    words = (NAME, CONTACT, WORDS, "三楼东侧转角", "蓝色外壳半球", "体育西路", "113.361",
             filed.code, filed.code.replace("-", ""))  # fmt: skip
    held = {word: find_everywhere(word) for word in words}
    # The exact point is told to the organ's officers, in the complaint alone.
    assert held == {word: ["complaint"] if word == "113.361" else [] for word in words}
    assert not [word for word in words[:6] if word in caplog.text]
    assert not [word for word in words[7:] if word in caplog.text]


def test_the_organ_complained_of_is_never_told_who_it_was(people: People) -> None:
    _, case = file(**KNOWN, subject="officials")
    superior = people["superior"]
    do(superior, case, "claim")
    with within(people["approver"]), pytest.raises(CaseError):
        api.ask_to_unseal(people["approver"], case.public_id, "contact", "x", case.version)
    assert case.organ == f"ps-{GUANGZHOU}"
    do(superior, case, "ask_to_unseal")
    with pytest.raises(CaseError, match="另一人"):
        do(superior, case, "agree_to_unseal")
