"""Reading tokens: one's own, and whom a presented one stands for."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from jifang.foundation.access_tokens.data import Caller, Token
from jifang.foundation.access_tokens.models import AccessToken, AccessTokenKey
from jifang.foundation.access_tokens.scopes import keep_open
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.walls.scope import Scope, work_in

SHAPE = re.compile(r"jft_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", re.ASCII)


def hash_secret(presented: str) -> str:
    """What is stored of a token. It is 256 random bits, so that a plain digest is enough."""
    return hashlib.sha256(presented.encode()).hexdigest()


def list_tokens(account: Account) -> list[Token]:
    """The account's own tokens, the newest first, those that ended among them.

    Within the account's own scope, as every signed-in request is.
    """
    return [show_token(t) for t in select_tokens(account.pk).order_by("-pk")]


def select_tokens(account: int) -> QuerySet[AccessToken]:
    """The same as a query, for pages of them."""
    return AccessToken.objects.filter(account_id=account).select_related("membership")


def read_membership(caller: Caller) -> Membership:
    """The membership that a caller acts in."""
    return Membership.objects.get(pk=caller.membership)


def find_token(public_id: str) -> Token | None:
    """One token within the scope: one's own, or any to the security administration."""
    found = AccessToken.objects.filter(public_id=public_id).select_related("membership").first()
    return None if found is None else show_token(found)


def show_token(token: AccessToken) -> Token:
    """A token as it may be shown."""
    now = timezone.now()
    return Token(
        id=token.public_id,
        label=token.label,
        role=token.role,
        body_name=token.membership.body_name,
        scopes=tuple(token.scopes),
        created_at=token.created_at,
        last_day=timezone.localdate(token.expires_at - timedelta(seconds=1)),
        last_used_on=token.last_used_on,
        revoked_at=token.revoked_at,
        is_live=token.revoked_at is None and now < token.expires_at,
    )


def find_caller(presented: str) -> Caller | None:
    """Whom a presented token stands for, and that it was used today.

    Nothing, whatever the reason, for one that is unknown, expired or revoked, whose membership has
    ended, or whose account is not active: the answers must not differ.
    """
    if not SHAPE.fullmatch(presented):
        return None
    key = AccessTokenKey.objects.filter(token_hash=hash_secret(presented)).first()
    if key is None:
        return None
    with work_in(Scope(actor=str(key.account_id))):
        token = (
            AccessToken.objects.select_related("account", "membership")
            .filter(
                pk=key.token_id,
                revoked_at=None,
                expires_at__gt=timezone.now(),
                account__is_active=True,
                membership__valid__contains=timezone.localdate(),
            )
            .first()
        )
        if token is None or token.membership.role != token.role:
            return None
        mark_used(token)
        return make_caller(token, presented)


def mark_used(token: AccessToken) -> None:
    """Write the day down, once a day; it is no act, so no leaf."""
    today = timezone.localdate()
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)


def make_caller(token: AccessToken, presented: str) -> Caller:
    """The caller of a token that holds."""
    account, membership = token.account, token.membership
    return Caller(
        token=token.pk,
        token_id=token.public_id,
        membership=membership.pk,
        actor=Actor(account.pk, str(account.public_id), membership.role, read_body(membership)),
        bounds=derive_scope(account, membership),
        scopes=keep_open(membership.role, token.scopes),
        last_day=show_token(token).last_day,
        presented=presented,
    )


def read_body(membership: Membership) -> Body:
    """The body of a membership."""
    return Body(
        membership.body_kind, membership.party, membership.body_name, membership.organ_region
    )
