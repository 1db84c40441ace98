"""Writing accounts: invitations, memberships, delegations. Each is an act and a leaf."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.types.range import Range

from jifang.foundation.accounts.data import PLATFORM_BODY, SYSTEM, AccountError, Actor, Body
from jifang.foundation.accounts.models import Account, Delegation, Invitation, Membership
from jifang.foundation.accounts.powers import ADMINISTRATIONS, CITIZEN, ORGAN, PLATFORM, ROLES, may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import Text
from jifang.law.places import load_divisions

INVITED_FOR = timedelta(days=7)
LONGEST_DELEGATION = timedelta(days=92)
TOKEN_BYTES = 24
PARTY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LONGEST_NAME = 128
LONGEST_PERSON = 64


def _act(by: Actor, kind: str, on: Target, *details: tuple[str, object]) -> Act:
    if by.lender:
        details = (*details, ("for", by.lender))
    return Act(kind, by.body.party, by.body.organ_region, by.public_id, on, details=details)


def check_invitation(by: Actor, role: str, body: Body) -> None:
    """Who may offer which role: managers those of their own body, the security administration all.

    Raises `AccountError`.
    """
    wanted = ROLES.get(role)
    if wanted is None or wanted.body != body.kind or wanted.body == CITIZEN:
        said = Text("这个单位没有这种角色", "a body of this kind has no such role")
        raise AccountError("role", said)
    if by is SYSTEM or may(by.role, "manage_accounts"):
        return
    own = may(by.role, "manage_members") and body == by.body
    if not own:
        said = Text("只能办理本单位的成员", "only for members of one's own body")
        raise AccountError("power", said)


def check_body(body: Body) -> None:
    """A code names one body: its form, its division, and that no body of another kind has it.

    Whoever holds a role in a body sees what is the body's by its code alone, so a second body under
    the same code would be let in. Raises `AccountError` with the field.
    """
    if not PARTY.fullmatch(body.party):
        said = Text(
            "代码为 1 至 64 个字母、数字、点、下划线或者连字符，以字母或者数字开头",
            "a code has 1 to 64 letters, digits, dots, underscores or hyphens and begins with a "
            "letter or digit",
        )
        raise AccountError("party", said)
    if not body.name.strip() or len(body.name) > LONGEST_NAME or not body.name.isprintable():
        said = Text(
            f"名称为 1 至 {LONGEST_NAME} 个字，一行", f"1 to {LONGEST_NAME} characters, one line"
        )
        raise AccountError("name", said)
    if body.organ_region not in load_divisions():
        raise AccountError("organ_region", Text("没有这个行政区划", "there is no such division"))
    said = Text("这个代码已是另一类单位的", "this code is a body's of another kind")
    if (body.kind == PLATFORM) != (body.party == PLATFORM_BODY.party):
        raise AccountError("party", said)
    if body.kind != ORGAN and Organ.objects.filter(code=body.party).exists():
        raise AccountError("party", said)
    with work_in(Scope(administration="security_admin")):
        others = Membership.objects.filter(party=body.party).exclude(body_kind=body.kind)
        offered = Invitation.objects.filter(party=body.party).exclude(body_kind=body.kind)
        if others.exists() or offered.exists():
            raise AccountError("party", said)


@transaction.atomic
def invite_member(by: Actor, role: str, body: Body) -> str:
    """Offer a role; returns the token of a link that holds for seven days and is shown once.

    Raises `AccountError`.
    """
    check_invitation(by, role, body)
    check_body(body)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Invitation.objects.create(
        token_hash=hash_token(token),
        role=role,
        body_kind=body.kind,
        party=body.party,
        body_name=body.name,
        organ_region=body.organ_region,
        invited_by_id=by.account or None,
        expires_at=timezone.now() + INVITED_FOR,
    )
    on = Target("invitation", str(made.pk))
    record_act(_act(by, "member.invited", on, ("role", role), ("party", body.party)))
    return token


def hash_token(token: str) -> str:
    """What is stored of an invitation's link."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """The invitation of a link, unless it was accepted or its time is over."""
    return Invitation.objects.filter(
        token_hash=hash_token(token), accepted_at=None, expires_at__gt=timezone.now()
    ).first()


@transaction.atomic
def accept_invitation(token: str, username: str, name: str, password: str) -> Account:
    """Take up a role with a new account. Raises `AccountError`; `ValidationError` for a password
    that is too weak."""
    invitation = (
        Invitation.objects.select_for_update()
        .filter(token_hash=hash_token(token), accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if invitation is None:
        said = Text("邀请链接无效或者已经过期", "the invitation is not valid any more")
        raise AccountError("invitation", said)
    account = make_account(username, name, password)
    body = Body(
        invitation.body_kind, invitation.party, invitation.body_name, invitation.organ_region
    )
    with work_in(Scope(administration="security_admin", actor=str(account.pk))):
        give_role(account, invitation.role, body, invitation.invited_by_id)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), account
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    by = Actor(account.pk, str(account.public_id), invitation.role, body)
    record_act(_act(by, "member.joined", Target("account", by.public_id), ("role", by.role)))
    return account


def make_account(username: str, name: str, password: str) -> Account:
    """A new account. Raises `AccountError` for a name that is taken or cannot be one, and
    `ValidationError` for the password."""
    clean, shown = username.strip().lower(), name.strip()
    usable = clean.isascii() and clean.replace("-", "").replace(".", "").isalnum()
    if not (usable and 3 <= len(clean) <= 64) or not shown:
        said = Text(
            "登录名为 3 至 64 个字母、数字、点或者连字符，姓名必填",
            "a sign-in name has 3 to 64 letters, digits, dots or hyphens; the name must be given",
        )
        raise AccountError("username", said)
    if len(shown) > LONGEST_PERSON or not shown.isprintable():
        said = Text(
            f"姓名不超过 {LONGEST_PERSON} 个字，一行",
            f"a name has at most {LONGEST_PERSON} characters, one line",
        )
        raise AccountError("name", said)
    account = Account(username=clean, name=shown, password_changed_at=timezone.now())
    validate_password(password, account)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        said = Text("登录名已被使用", "the sign-in name is taken")
        raise AccountError("username_taken", said) from None
    return account


def give_role(
    account: Account, role: str, body: Body, by: int | None, since: date | None = None
) -> Membership:
    """Give an account a role from a day on. Raises `AccountError` where the separation of the three
    administrations forbids it; the database guards it too."""
    try:
        with transaction.atomic():
            return Membership.objects.create(
                account=account,
                role=role,
                body_kind=body.kind,
                party=body.party,
                body_name=body.name,
                organ_region=body.organ_region,
                valid=Range(since or timezone.localdate(), None),
                granted_by_id=by,
            )
    except IntegrityError as error:
        if "membership_administrations_apart" not in str(error):
            raise
        said = Text(
            "系统、安全、审计三种管理员不得由同一人担任",
            "no one holds two of the system, security and audit administrations",
        )
        raise AccountError("administrations_apart", said) from None


@transaction.atomic
def end_membership(by: Actor, membership: Membership, last: date) -> None:
    """Let a role end after a day. Raises `AccountError`."""
    body = Body(
        membership.body_kind, membership.party, membership.body_name, membership.organ_region
    )
    check_invitation(by, membership.role, body)
    begun = membership.valid.lower
    if last < begun:
        said = Text(f"不得早于开始日 {begun}", f"not before the day it began, {begun}")
        raise AccountError("day", said)
    membership.valid = Range(begun, last + timedelta(days=1))
    membership.save(update_fields=["valid"])
    on = Target("membership", str(membership.pk))
    record_act(_act(by, "member.ended", on, ("last", last.isoformat())))


@transaction.atomic
def lend_powers(
    by: Actor, membership: Membership, to: Account, until: date, reason: str
) -> Delegation:
    """Let a colleague of the same body act in one's role until a day. Raises `AccountError`."""
    today = timezone.localdate()
    if membership.account_id != by.account or not may(membership.role, "delegate"):
        said = Text("只能委托自己可以委托的角色", "only one's own role, if it can be delegated")
        raise AccountError("power", said)
    if not today <= until <= today + LONGEST_DELEGATION:
        said = Text("委托应有截止日，最长三个月", "a delegation ends, after three months at most")
        raise AccountError("until", said)
    colleague = Membership.objects.filter(
        account=to, party=membership.party, valid__contains=today
    ).exclude(account_id=by.account)
    if not colleague.exists() or not reason.strip():
        said = Text(
            "只能委托给同一单位的同事，并写明理由",
            "only to a colleague of the same body, with a reason",
        )
        raise AccountError("colleague", said)
    lent = Delegation.objects.create(
        membership=membership,
        account=to,
        organ_region=membership.organ_region,
        party=membership.party,
        valid=Range(today, until + timedelta(days=1)),
        reason=reason.strip()[:200],
    )
    on = Target("delegation", str(lent.pk))
    details = (("to", str(to.public_id)), ("until", until.isoformat()))
    record_act(_act(by, "powers.lent", on, *details))
    return lent


@transaction.atomic
def revoke_delegation(by: Actor, lent: Delegation) -> None:
    """Take lent powers back at once. Raises `AccountError`."""
    if lent.membership.account_id != by.account:
        said = Text("只能收回自己的委托", "only one's own delegation")
        raise AccountError("power", said)
    lent.revoked_at = timezone.now()
    lent.save(update_fields=["revoked_at"])
    record_act(_act(by, "powers.taken_back", Target("delegation", str(lent.pk))))


def invite_first_administrators() -> dict[str, str]:
    """Invitations to the three administrations, while nobody holds or was offered them.

    Returns role and token of each; nothing for a role that is held. Links given out before do not
    hold any more.
    """
    offered = {}
    with work_in(Scope(administration="security_admin")):
        for role in ADMINISTRATIONS:
            if not Membership.objects.filter(role=role, body_kind=PLATFORM).exists():
                # An earlier link must not make a second holder of the same administration.
                Invitation.objects.filter(
                    role=role, body_kind=PLATFORM, invited_by=None, accepted_at=None
                ).delete()
                offered[role] = invite_member(SYSTEM, role, PLATFORM_BODY)
    return offered


__all__ = [
    "ValidationError",
    "accept_invitation",
    "end_membership",
    "find_invitation",
    "give_role",
    "invite_first_administrators",
    "invite_member",
    "lend_powers",
    "make_account",
    "revoke_delegation",
]
