"""Letting a person back in: a link to a new password, and the second factor taken away.

Whoever may give a role may give back the way to it: a manager to members of the own body, the
security administration to everyone. It is an act with a reason; the person's sessions end.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from jifang.foundation.accounts.data import AccountError, Actor
from jifang.foundation.accounts.models import Account, Membership, Recovery
from jifang.foundation.accounts.powers import may
from jifang.foundation.accounts.selectors import find_body
from jifang.foundation.accounts.services import TOKEN_BYTES, check_invitation, hash_token
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act, record_apart
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import Text

HOLDS_FOR = timedelta(hours=24)


@transaction.atomic
def issue_recovery(by: Actor, member: Membership, reason: str, *, second_factor: bool) -> str:
    """A link to a new password that holds for a day and is shown once; returns its token.

    Raises `AccountError`: no power over this member or over all its roles, no reason, or it is
    oneself.
    """
    check_invitation(by, member.role, find_body(member))
    if member.account_id == by.account:
        said = Text("不能为自己办理", "not for oneself")
        raise AccountError("oneself", said)
    if not reason.strip():
        raise AccountError("reason", Text("须写明理由", "a reason must be given"))
    check_reach(by, member)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Recovery.objects.create(
        token_hash=hash_token(token), account_id=member.account_id, reason=reason.strip()[:200],
        second_factor=second_factor, made_by_id=by.account, party=by.body.party,
        organ_region=by.body.organ_region, expires_at=timezone.now() + HOLDS_FOR,
    )  # fmt: skip
    Account.objects.filter(pk=member.account_id).update(session_mark=secrets.token_hex(16))
    on = Target("account", str(member.account.public_id))
    details = (("recovery", made.pk), ("second_factor", second_factor))
    record_act(
        Act("account.recovery_issued", by.body.party, by.body.organ_region, by.public_id, on,
            personal=(("reason", made.reason),), details=details)
    )  # fmt: skip
    return token


def check_reach(by: Actor, member: Membership) -> None:
    """A password opens every role of an account: who may give only one of them does not renew it.

    Raises `AccountError` where the account holds or is to hold a role in another body.
    """
    if may(by.role, "manage_accounts"):
        return
    today = timezone.localdate()
    with work_in(Scope(administration="security_admin")):
        elsewhere = Membership.objects.filter(account_id=member.account_id, valid__upper_inf=True)
        ending = Membership.objects.filter(account_id=member.account_id, valid__endswith__gt=today)
        reaches = (elsewhere | ending).exclude(party=by.body.party).exists()
    if reaches:
        said = Text(
            "该账号在其他单位也有角色，由安全管理员办理",
            "the account has a role in another body too: the security administration does it",
        )
        raise AccountError("elsewhere", said)


def find_recovery(token: str) -> Recovery | None:
    """The recovery of a link, unless it was used or its time is over."""
    return Recovery.objects.filter(
        token_hash=hash_token(token), used_at=None, expires_at__gt=timezone.now()
    ).first()


@transaction.atomic
def use_recovery(token: str, password: str) -> Account:
    """Set a new password by a link. Raises `AccountError`; `ValidationError` for the password."""
    found = (
        Recovery.objects.select_for_update()
        .filter(token_hash=hash_token(token), used_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if found is None:
        said = Text("链接无效或者已经过期", "the link is not valid any more")
        raise AccountError("recovery", said)
    account = Account.objects.select_for_update().get(pk=found.account_id)
    validate_password(password, account)
    account.set_password(password)
    account.must_change_password = False
    account.password_changed_at = timezone.now()
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    if found.second_factor:
        with work_in(Scope(actor=str(account.pk))):
            Authenticator.objects.filter(user_id=account.pk).delete()
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    on = Target("account", str(account.public_id))
    record_act(
        Act("account.recovered", found.party, found.organ_region, str(account.public_id), on,
            details=(("recovery", found.pk), ("second_factor", found.second_factor)))
    )  # fmt: skip
    return account


def reveal_member(by: Actor, member: Membership, purpose: str) -> tuple[str, str]:
    """A member's name and address in clear; that it was looked at and what for is recorded before.

    Raises `AccountError` without a purpose.
    """
    if not purpose.strip():
        raise AccountError("purpose", Text("须写明用途", "a purpose must be given"))
    on = Target("account", str(member.account.public_id))
    record_apart(
        Act("personal.revealed", by.body.party, by.body.organ_region, by.public_id, on,
            personal=(("purpose", purpose.strip()[:200]),), details=(("field", "name"),))
    )  # fmt: skip
    return member.account.name, member.account.email
