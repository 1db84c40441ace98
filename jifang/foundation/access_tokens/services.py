"""Making and revoking tokens: each is an act and a leaf."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from jifang.foundation.access_tokens.data import NewToken, Token, TokenError, TokenNotFoundError
from jifang.foundation.access_tokens.models import AccessToken, AccessTokenKey
from jifang.foundation.access_tokens.scopes import SCOPES, keep_open
from jifang.foundation.access_tokens.selectors import hash_secret, show_token
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.law.errors import Text

LONGEST = timedelta(days=365)
MOST_LIVE = 20
LONGEST_LABEL = 64
PREFIX = "jft_"

KIND = "token"


@transaction.atomic
def create_token(
    by: Actor,
    membership: Membership,
    label: str,
    scopes: Sequence[str],
    last_day: date,
    *,
    key: str | None = None,
) -> NewToken:
    """Make a token of one's own for one of one's memberships.

    Args:
        by: who acts; the token will act in the same role.
        membership: the membership, the actor's own.
        label: what its holder calls it, 1 to 64 characters; it does not go into the ledger.
        scopes: codes of `scopes.SCOPES` that the role may hold, at least one.
        last_day: the last day on which it works, at most a year from today.
        key: key of the act in the ledger, where the request has one.

    Returns:
        The token with its secret, which can never be shown again.

    Raises:
        TokenError: with a code (`label`, `scopes`, `last_day`, `membership`, `most`) and why.
    """
    public_id = secrets.token_hex(6)
    act = _act(by, "token.created", public_id, ("scopes", sorted(set(scopes) & SCOPES.keys())))
    if membership.account_id != by.account or membership.role != by.role:
        record_refusal(act, "membership")
        said = Text("只能用自己当前的角色", "only for the role one acts in")
        raise TokenError("membership", membership.pk, said)
    check_label(label)
    check_last_day(last_day)
    check_scopes(act, by.role, scopes)
    now = timezone.now()
    if AccessToken.objects.filter(
        account_id=by.account, revoked_at=None, expires_at__gt=now
    ).count() >= MOST_LIVE:  # fmt: skip
        said = Text(
            f"至多同时有 {MOST_LIVE} 个有效令牌，请先撤销不用的",
            f"at most {MOST_LIVE} live tokens; revoke one that is not used",
        )
        raise TokenError("most", MOST_LIVE, said)
    secret = f"{PREFIX}{public_id}_{secrets.token_urlsafe(32)}"
    made = AccessToken.objects.create(
        public_id=public_id,
        account_id=by.account,
        membership=membership,
        role=membership.role,
        label=label.strip(),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=end_of(last_day),
    )
    AccessTokenKey.objects.create(token_hash=hash_secret(secret), token=made, account_id=by.account)
    record_act(_with(act, ("last_day", last_day.isoformat())), key=key)
    return NewToken(show_token(made), secret)


@transaction.atomic
def revoke_token(by: Actor, public_id: str, *, key: str | None = None) -> Token:
    """Revoke a token at once: one's own, or anybody's for the security administration.

    Revoking one that is revoked changes nothing and is no act.

    Raises:
        TokenNotFoundError: there is none within the scope, or it is somebody else's.
    """
    found = (
        AccessToken.objects.select_for_update(of=("self",))
        .select_related("membership")
        .filter(public_id=public_id)
        .first()
    )
    if found is None or not (found.account_id == by.account or may(by.role, "manage_accounts")):
        raise TokenNotFoundError("id", public_id, Text("没有这个令牌", "there is no such token"))
    if found.revoked_at is None:
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
        own = found.account_id == by.account
        record_act(_act(by, "token.revoked", public_id, ("own", own)), key=key)
    return show_token(found)


def check_label(label: str) -> None:
    """Raises `TokenError` for a name that is empty, too long, or of more than one line."""
    if not label.strip() or len(label) > LONGEST_LABEL or not label.isprintable():
        said = Text(
            f"名称为 1 至 {LONGEST_LABEL} 个字，一行",
            f"a name has 1 to {LONGEST_LABEL} characters, on one line",
        )
        raise TokenError("label", label, said)


def check_last_day(last_day: date) -> None:
    """Raises `TokenError` for a day that is past, or more than a year away."""
    today = timezone.localdate()
    if not today <= last_day <= today + LONGEST:
        said = Text(
            f"应在 {today} 至 {today + LONGEST} 之间（最长一年）",
            f"between {today} and {today + LONGEST}, a year at most",
        )
        raise TokenError("last_day", last_day.isoformat(), said)


def check_scopes(act: Act, role: str, scopes: Sequence[str]) -> None:
    """Raises `TokenError` for none, an unknown one, or one that the role may not hold.

    That someone tried for more than the role has is recorded.
    """
    open_ = keep_open(role, SCOPES)
    allowed = ", ".join(c for c in SCOPES if c in open_)
    said = Text(f"至少一项，允许：{allowed}", f"at least one of: {allowed}")
    beyond = [c for c in scopes if c not in open_]
    if not scopes or beyond:
        if any(c in SCOPES for c in beyond):
            record_refusal(act, "scopes")
        raise TokenError("scopes", ", ".join(beyond), said)


def end_of(day: date) -> datetime:
    """The moment after a day, here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _act(by: Actor, kind: str, public_id: str, *details: tuple[str, object]) -> Act:
    on = Target(KIND, public_id)
    return Act(kind, by.body.party, by.body.organ_region, by.public_id, on, details=details)


def _with(act: Act, *details: tuple[str, object]) -> Act:
    return Act(act.kind, act.organ, act.region, act.actor, act.on, details=act.details + details)
