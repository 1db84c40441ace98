"""Invitations, roles, the separated administrations, delegation; each an act in the ledger."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.types.range import Range

from jifang.foundation.accounts.data import PLATFORM_BODY, SYSTEM, AccountError, Actor, Body
from jifang.foundation.accounts.models import Account, Invitation, Membership
from jifang.foundation.accounts.powers import ADMINISTRATIONS, POWERS, ROLES, may
from jifang.foundation.accounts.selectors import (
    Capacity,
    choose_capacity,
    derive_scope,
    list_memberships,
)
from jifang.foundation.accounts.services import (
    accept_invitation,
    end_membership,
    find_invitation,
    give_role,
    invite_first_administrators,
    invite_member,
    lend_powers,
    revoke_delegation,
)
from jifang.foundation.walls.scope import NOBODY, Scope, enter_scope

pytestmark = pytest.mark.django_db
SECURITY = Scope(administration="security_admin")
SCHOOL = Body("unit", "unit-1", "示例学校", "440106")
OFFICE = Body("organ", "ps-440106", "天河区公安机关", "440106")
PASSWORD = "correct-horse-battery"


def as_actor(account: Account, membership: Membership) -> Actor:
    body = Body(
        membership.body_kind, membership.party, membership.body_name, membership.organ_region
    )
    return Actor(account.pk, str(account.public_id), membership.role, body)


def join(role: str, body: Body, username: str) -> tuple[Account, Membership]:
    enter_scope(SECURITY)
    account = accept_invitation(invite_member(SYSTEM, role, body), username, "某甲", PASSWORD)
    enter_scope(Scope(actor=str(account.pk)))
    (membership,) = list_memberships(account)
    enter_scope(derive_scope(account, membership))
    return account, membership


def list_acts() -> list[str]:
    enter_scope(Scope("44", "45"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT bytes FROM ledger_entry ORDER BY id")
        return [json.loads(bytes(b))["kind"] for (b,) in cursor.fetchall()]


def test_every_role_has_known_powers_and_a_name_in_both_languages() -> None:
    for role in ROLES.values():
        assert role.powers <= POWERS.keys()
        assert role.name.zh
        assert role.name.en
    assert all(ROLES[r].mfa for r in (*ADMINISTRATIONS, "officer", "approver", "auditor"))


def test_the_three_administrations_share_no_power_but_the_sight_of_the_audit() -> None:
    held = [ROLES[r].powers for r in ADMINISTRATIONS]
    assert not held[0] & held[1]
    assert not held[1] & held[2]
    assert not any(may(r, "reveal_personal") or may(r, "see_register") for r in ADMINISTRATIONS)


def test_an_unknown_power_is_a_mistake_and_an_unknown_role_has_none() -> None:
    assert not may("nobody", "export")
    with pytest.raises(KeyError):
        may("officer", "everything")


def test_an_invitation_is_accepted_once_and_only_its_hash_is_stored() -> None:
    enter_scope(SECURITY)
    token = invite_member(SYSTEM, "unit_manager", SCHOOL)
    assert not Invitation.objects.filter(token_hash=token).exists()
    enter_scope(NOBODY)
    assert find_invitation(token) is not None
    account = accept_invitation(token, "Zhang.San", "张三（演示）", PASSWORD)
    assert account.username == "zhang.san"
    assert account.password.startswith("argon2$")
    assert find_invitation(token) is None
    with pytest.raises(AccountError, match="not valid"):
        accept_invitation(token, "other", "乙", PASSWORD)
    enter_scope(Scope(actor=str(account.pk)))
    assert [m.role for m in list_memberships(account)] == ["unit_manager"]
    assert list_acts()[-2:] == ["member.invited", "member.joined"]


def test_an_invitation_runs_out() -> None:
    enter_scope(SECURITY)
    token = invite_member(SYSTEM, "unit_manager", SCHOOL)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(AccountError, match="not valid"):
        accept_invitation(token, "late", "甲", PASSWORD)


@pytest.mark.parametrize("username", ["", "ab", "张三", "a b c", "x" * 65])
def test_what_cannot_be_a_sign_in_name_is_refused(username: str) -> None:
    enter_scope(SECURITY)
    token = invite_member(SYSTEM, "unit_manager", SCHOOL)
    with pytest.raises(AccountError, match="sign-in name"):
        accept_invitation(token, username, "甲", PASSWORD)
    assert find_invitation(token) is not None


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234", "zhangsan-2026"])
def test_a_weak_password_is_refused(password: str) -> None:
    enter_scope(SECURITY)
    token = invite_member(SYSTEM, "unit_manager", SCHOOL)
    with pytest.raises(ValidationError):
        accept_invitation(token, "zhangsan", "甲", password)


def test_a_name_that_is_taken_is_said_and_the_invitation_stays() -> None:
    join("unit_manager", SCHOOL, "taken")
    enter_scope(SECURITY)
    token = invite_member(SYSTEM, "unit_member", SCHOOL)
    with pytest.raises(AccountError, match="taken"):
        accept_invitation(token, "TAKEN", "乙", PASSWORD)
    assert find_invitation(token) is not None


def test_a_manager_invites_into_the_own_body_only() -> None:
    account, membership = join("unit_manager", SCHOOL, "manager")
    by = as_actor(account, membership)
    assert invite_member(by, "unit_member", SCHOOL)
    other = Body("unit", "unit-2", "别的学校", "440106")
    for role, body in (("unit_member", other), ("officer", OFFICE), ("officer", SCHOOL)):
        with pytest.raises(AccountError):
            invite_member(by, role, body)
    member, own = join("unit_member", SCHOOL, "member")
    with pytest.raises(AccountError):
        invite_member(as_actor(member, own), "unit_member", SCHOOL)


def test_what_each_role_sees() -> None:
    officer, role = join("officer", OFFICE, "officer")
    assert derive_scope(officer, role) == Scope(
        "440106", "440107", ("ps-440106",), (), str(officer.pk)
    )
    member, own = join("unit_member", SCHOOL, "member")
    assert derive_scope(member, own) == Scope(parties=("unit-1",), actor=str(member.pk))
    admin, held = join("security_admin", PLATFORM_BODY, "security")
    assert derive_scope(admin, held) == Scope(actor=str(admin.pk), administration="security_admin")
    assert derive_scope(member, None) == Scope(actor=str(member.pk))
    roles = [Capacity(role), Capacity(own)]
    assert choose_capacity(roles, f"m{own.pk}") == Capacity(own)
    assert choose_capacity(roles, "m0") == Capacity(role)
    assert choose_capacity([], "m1") is None


@pytest.mark.parametrize("second", ADMINISTRATIONS)
@pytest.mark.parametrize("first", ADMINISTRATIONS)
def test_nobody_holds_two_administrations(first: str, second: str) -> None:
    account, _ = join(first, PLATFORM_BODY, "admin")
    enter_scope(SECURITY)
    with pytest.raises(AccountError, match="administrations"):
        give_role(account, second, PLATFORM_BODY, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            account=account, role=second, body_kind="platform", party="platform", body_name="x",
            organ_region="440000", valid=Range(timezone.localdate(), None),
        )  # fmt: skip


def test_one_administration_may_follow_another() -> None:
    account, membership = join("system_admin", PLATFORM_BODY, "admin")
    today = timezone.localdate()
    enter_scope(SECURITY)
    end_membership(SYSTEM, membership, today)
    later = give_role(account, "audit_admin", PLATFORM_BODY, None, today + timedelta(days=1))
    assert later.role == "audit_admin"


def test_a_role_ends_with_its_last_day() -> None:
    account, membership = join("unit_member", SCHOOL, "member")
    today = timezone.localdate()
    enter_scope(SECURITY)
    end_membership(SYSTEM, membership, today)
    enter_scope(Scope(actor=str(account.pk)))
    assert list_memberships(account, today)
    assert not list_memberships(account, today + timedelta(days=1))
    enter_scope(SECURITY)
    with pytest.raises(AccountError, match="not before"):
        end_membership(SYSTEM, membership, date(2000, 1, 1))


def test_powers_are_lent_to_a_colleague_with_an_end_and_taken_back() -> None:
    colleague, _ = join("officer", OFFICE, "colleague")
    stranger, _ = join("officer", Body("organ", "ps-440103", "别处", "440103"), "stranger")
    account, membership = join("approver", OFFICE, "approver")
    by, today = as_actor(account, membership), timezone.localdate()
    lent = lend_powers(by, membership, colleague, today + timedelta(days=10), "出差")
    assert lent.valid.upper == today + timedelta(days=11)
    revoke_delegation(by, lent)
    assert lent.revoked_at is not None
    for to, until, reason in (
        (stranger, today, "理由"),
        (account, today, "理由"),
        (colleague, today + timedelta(days=93), "理由"),
        (colleague, today - timedelta(days=1), "理由"),
        (colleague, today, "  "),
    ):
        with pytest.raises(AccountError):
            lend_powers(by, membership, to, until, reason)
    assert list_acts()[-2:] == ["powers.lent", "powers.taken_back"]


def test_the_first_administrators_are_offered_once() -> None:
    offered = invite_first_administrators()
    assert set(offered) == set(ADMINISTRATIONS)
    for number, token in enumerate(offered.values()):
        enter_scope(NOBODY)
        accept_invitation(token, f"first-{number}", "首任", PASSWORD)
    assert invite_first_administrators() == {}


def test_asked_for_again_the_earlier_links_do_not_hold() -> None:
    earlier, later = invite_first_administrators(), invite_first_administrators()
    enter_scope(NOBODY)
    for token in earlier.values():
        assert find_invitation(token) is None
        with pytest.raises(AccountError):
            accept_invitation(token, "late", "首任", PASSWORD)
    assert all(find_invitation(token) for token in later.values())
