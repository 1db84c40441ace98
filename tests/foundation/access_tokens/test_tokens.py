"""Tokens: made, found, ended; never more than the role; each act a leaf; nothing of the secret."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.range import Range

from jifang.foundation.access_tokens.answers import (
    Answer,
    OtherRequestError,
    Try,
    find_answer,
    keep_answer,
    purge_answers,
)
from jifang.foundation.access_tokens.data import Caller, TokenError, TokenNotFoundError
from jifang.foundation.access_tokens.limits import Limit, draw
from jifang.foundation.access_tokens.models import AccessToken, KeptAnswer
from jifang.foundation.access_tokens.scopes import SCOPES, keep_open, list_open_scopes
from jifang.foundation.access_tokens.selectors import find_caller, find_token, list_tokens
from jifang.foundation.access_tokens.services import MOST_LIVE, create_token, revoke_token
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import POWERS, ROLES
from jifang.foundation.walls.scope import NOBODY, Scope, enter_scope, work_in
from tests.foundation.access_tokens.people import SECURITY, give_token, make_person

pytestmark = pytest.mark.django_db


BEFORE: list[int] = [0]
"""Refusals of other tests stand in the ledger: the last entry before this test."""


@pytest.fixture(autouse=True)
def note_what_was_there(db: None) -> None:
    with work_in(Scope("0", ":")), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_entry")
        BEFORE[0] = int(cursor.fetchone()[0])


def list_acts() -> list[dict[str, object]]:
    with work_in(Scope("4", "5")), connection.cursor() as cursor:
        cursor.execute("SELECT bytes FROM ledger_entry WHERE id > %s ORDER BY id", BEFORE)
        return [json.loads(bytes(b)) for (b,) in cursor.fetchall()]


def find(secret: str) -> Caller:
    caller = find_caller(secret)
    assert caller is not None
    return caller


def test_scopes_rest_on_known_powers_and_open_only_to_roles_that_have_one() -> None:
    for scope in SCOPES.values():
        assert scope.powers <= POWERS.keys()
        assert scope.name.zh
        assert scope.name.en
    for role in ROLES.values():
        for scope in list_open_scopes(role.code):
            assert not scope.powers or scope.powers & role.powers
    assert keep_open("auditor", SCOPES) == {"profile", "tokens"}
    assert keep_open("nobody", ["members", "unheard-of"]) == frozenset()


def test_a_token_is_made_found_and_used() -> None:
    person = make_person("unit_manager")
    made = give_token(person, "profile", "members")
    enter_scope(NOBODY)
    caller = find(made.secret)
    assert caller.actor == person.actor
    assert caller.bounds == person.scope
    assert caller.scopes == {"profile", "members"}
    with work_in(person.scope):
        (listed,) = list_tokens(person.account)
    assert (listed.id, listed.is_live) == (made.token.id, True)
    assert listed.last_used_on == timezone.localdate()


def test_the_secret_is_stored_nowhere_and_stands_in_no_entry() -> None:
    person = make_person("unit_manager")
    made = give_token(person)
    hidden = made.secret.rpartition("_")[2]
    assert hidden not in repr(made)
    assert hidden not in repr(find(made.secret))
    assert hidden not in json.dumps(list_acts())
    assert "示例程序" not in json.dumps(list_acts(), ensure_ascii=False)
    with work_in(Scope(actor=str(person.account.pk))), connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text FROM access_token t UNION SELECT k::text FROM access_token_key k"
        )
        rows = cursor.fetchall()
    assert len(rows) == 2
    assert all(hidden not in row for (row,) in rows)


def test_making_and_revoking_are_acts() -> None:
    person = make_person("unit_manager")
    made = give_token(person, "profile")
    with work_in(person.scope):
        revoke_token(person.actor, made.token.id)
        revoke_token(person.actor, made.token.id)
    created, revoked = list_acts()
    assert (created["kind"], revoked["kind"]) == ("token.created", "token.revoked")
    assert created["actor"] == str(person.account.public_id)
    assert created["on"] == {"kind": "token", "id": made.token.id}
    assert created["details"] == {
        "scopes": ["profile"],
        "last_day": made.token.last_day.isoformat(),
    }


@pytest.mark.parametrize(
    "presented",
    [
        "",
        "jft_",
        "Bearer x",
        "jft_" + "0" * 12 + "_" + "A" * 43,
        "jft_" + "０" * 12 + "_" + "A" * 43,
    ],
)
def test_what_is_no_token_stands_for_nobody(presented: str) -> None:
    assert find_caller(presented) is None


def test_a_token_ends_with_its_day_its_revocation_its_membership_and_its_account() -> None:
    person = make_person("unit_manager")
    secret = give_token(person, days=1).secret
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert find_caller(secret) is None
    find(secret)
    with work_in(SECURITY):
        ended = Range(person.membership.valid.lower, timezone.localdate())
        Membership.objects.filter(pk=person.membership.pk).update(valid=ended)
    assert find_caller(secret) is None
    with work_in(SECURITY):
        Membership.objects.filter(pk=person.membership.pk).update(valid=person.membership.valid)
        Account.objects.filter(pk=person.account.pk).update(is_active=False)
    assert find_caller(secret) is None
    with work_in(SECURITY):
        Account.objects.filter(pk=person.account.pk).update(is_active=True)
    found = find(secret)
    with work_in(person.scope):
        revoke_token(person.actor, found.token_id)
    assert find_caller(secret) is None


@pytest.mark.django_db(transaction=True)  # the refusal is written apart
def test_a_token_never_has_more_than_its_role() -> None:
    person = make_person("auditor")
    with pytest.raises(TokenError) as caught:
        give_token(person, "profile", "members")
    assert caught.value.code == "scopes"
    assert "profile, tokens" in caught.value.text.en
    made = give_token(person, "profile")
    with work_in(Scope(actor=str(person.account.pk))):
        AccessToken.objects.update(scopes=["profile", "members"])
    assert find(made.secret).scopes == {"profile"}


@pytest.mark.django_db(transaction=True)
def test_an_attempt_to_get_more_is_recorded() -> None:
    with pytest.raises(TokenError):
        give_token(make_person("auditor"), "members")
    (refused,) = list_acts()
    assert refused["kind"] == "token.created.refused"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": " "}, "label"),
        ({"label": "x" * 65}, "label"),
        ({"label": "a\nb"}, "label"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"days": 366}, "last_day"),
        ({"days": -1}, "last_day"),
    ],
)
def test_what_a_token_cannot_be_is_refused_in_both_languages(
    change: dict[str, object], code: str
) -> None:
    person = make_person("unit_member")
    given: dict[str, object] = {"label": "程序", "scopes": ["profile"], "days": 1, **change}
    last = timezone.localdate() + timedelta(days=int(str(given["days"])))
    scopes = given["scopes"]
    assert isinstance(scopes, list)
    with work_in(person.scope), pytest.raises(TokenError) as caught:
        create_token(person.actor, person.membership, str(given["label"]), scopes, last)
    assert caught.value.code == code
    assert caught.value.text.zh
    assert list_acts() == []


@pytest.mark.django_db(transaction=True)
def test_nobody_makes_a_token_for_a_role_one_does_not_act_in() -> None:
    one, other = make_person("unit_member"), make_person("unit_manager")
    with work_in(one.scope), pytest.raises(TokenError) as caught:
        create_token(one.actor, other.membership, "x", ["profile"], timezone.localdate())
    assert caught.value.code == "membership"


def test_there_are_only_so_many() -> None:
    person = make_person("unit_member")
    for _ in range(MOST_LIVE):
        give_token(person, "profile")
    with pytest.raises(TokenError) as caught:
        give_token(person, "profile")
    assert caught.value.code == "most"


def test_tokens_of_others_are_not_there_but_the_security_administration_may_revoke_them() -> None:
    one, other = make_person("unit_member"), make_person("unit_manager")
    admin, system = make_person("security_admin"), make_person("system_admin")
    made = give_token(one, "profile")
    for stranger in (other, system):
        with work_in(stranger.scope):
            assert list_tokens(one.account) == []
            assert find_token(made.token.id) is None
            with pytest.raises(TokenNotFoundError):
                revoke_token(stranger.actor, made.token.id)
    with work_in(admin.scope):
        assert revoke_token(admin.actor, made.token.id).is_live is False
    assert find_caller(made.secret) is None
    assert list_acts()[-1]["details"] == {"own": False}


def test_an_answer_is_kept_sealed_and_given_again_to_the_same_request_only() -> None:
    person = make_person("unit_member")
    caller = find(give_token(person).secret)
    tried = Try(caller, "key-1", "a" * 64)
    with work_in(person.scope):
        assert find_answer(tried) is None
        keep_answer(tried, Answer(201, b'{"secret":"once"}'))
        assert find_answer(tried) == Answer(201, b'{"secret":"once"}')
        assert b"once" not in bytes(KeptAnswer.objects.get().sealed)
        with pytest.raises(OtherRequestError):
            find_answer(Try(caller, "key-1", "b" * 64))
        assert find_answer(Try(caller, "key-2", "a" * 64)) is None
    with work_in(make_person("unit_member").scope):
        assert not KeptAnswer.objects.exists()


def test_kept_answers_are_purged_after_their_days() -> None:
    person = make_person("unit_member")
    tried = Try(find(give_token(person).secret), "key-1", "a" * 64)
    with work_in(person.scope):
        keep_answer(tried, Answer(200, b"{}"))
    assert purge_answers() == 0
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert purge_answers() == 1


def test_the_key_of_the_act_is_the_tokens_own() -> None:
    one, other = (find(give_token(make_person("unit_member")).secret) for _ in range(2))
    keys = {Try(c, k, d).act_key for c in (one, other) for k in ("a", "b") for d in ("1", "2")}
    assert len(keys) == 4


def test_a_bucket_empties_and_fills_again() -> None:
    limit = Limit("test", per_minute=60, burst=3)
    drawn = [draw("t", limit) for _ in range(4)]
    assert [d.allowed for d in drawn] == [True, True, True, False]
    assert [d.left for d in drawn[:3]] == [2, 1, 0]
    assert drawn[3].wait == 1
    assert draw("other", limit).allowed
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rate_bucket SET at = at - interval '2 seconds' WHERE key = 't'")
    assert draw("t", limit).allowed
    with connection.cursor() as cursor:  # a clock set back gives nothing and takes nothing
        cursor.execute("UPDATE rate_bucket SET at = at + interval '1 hour' WHERE key = 't'")
    assert draw("t", limit).left <= 1


def test_what_is_rolled_back_was_still_asked() -> None:
    limit = Limit("test", per_minute=1, burst=2)
    draw("t", limit)
    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError
    assert draw("t", limit).left == 0


def test_a_limit_allows_something() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Limit("none", 0, 1)
