"""Oneself: the account and roles of a token, the members of one's body, one's tokens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404

from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.forms import (
    AskedToken,
    Me,
    MemberRow,
    Members,
    TokenMade,
    TokenRevoked,
    TokenRow,
    Tokens,
)
from jifang.api.problems import ApiError, fail_field
from jifang.api.reading import read_limit, read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.foundation.access_tokens.answers import Try
from jifang.foundation.access_tokens.data import (
    Caller,
    Token,
    TokenError,
    TokenNotFoundError,
)
from jifang.foundation.access_tokens.selectors import (
    find_token,
    read_membership,
    select_tokens,
    show_token,
)
from jifang.foundation.access_tokens.services import create_token, revoke_token
from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.accounts.selectors import list_members as select_members
from jifang.foundation.accounts.selectors import list_memberships
from jifang.law.errors import Lang, Text

TAG = "own"
ONE_DAY = timedelta(days=1)
FIELDS = frozenset({"label", "scopes", "last_day"})


def require_caller(request: ApiRequest) -> Caller:
    """Who asks; the gate lets nobody else through."""
    if request.caller is None:
        raise ApiError("unauthorised")
    return request.caller


def require_try(request: ApiRequest) -> Try:
    """Under which key; the gate lets no write through without one."""
    if request.tried is None:
        raise ApiError("key-missing")
    return request.tried


@declare(
    "GET",
    "me",
    Me,
    Doc(
        "readMe",
        TAG,
        Text("令牌代表谁", "Who the token stands for"),
        Text("账号、今天有效的角色、当前角色能看到的范围、令牌的范围和最后一日。",
             "The account, the roles that hold today, the bounds of the role acted in, the token's"
             " scopes and last day."),
        scope="profile",
        rows=True,
    ),
)  # fmt: skip
def read_me(request: ApiRequest) -> Mapping[str, Any]:
    """The account of the token."""
    caller = require_caller(request)
    account = Account.objects.get(pk=caller.actor.account)
    bounds = caller.bounds
    return {
        "account": caller.actor.public_id,
        "username": account.username,
        "name": account.name,
        "memberships": [
            show_membership(m, request.lang, m.pk == caller.membership)
            for m in list_memberships(account)
        ],
        "bounds": {
            "from_code": bounds.lo,
            "before_code": bounds.hi,
            "parties": list(bounds.parties),
            "administration": bounds.administration,
        },
        "token": caller.token_id,
        "scopes": sorted(caller.scopes),
        "token_last_day": caller.last_day.isoformat(),
    }


def show_membership(row: Membership, lang: Lang, acting: bool) -> dict[str, Any]:
    """The JSON form of a role of one's own."""
    return {
        "id": row.pk,
        "role": row.role,
        "role_name": ROLES[row.role].name.say(lang),
        "body_kind": row.body_kind,
        "body_name": row.body_name,
        "region": row.organ_region,
        **show_days(row),
        "acting": acting,
    }


def show_days(row: Membership) -> dict[str, Any]:
    """From when to when a membership holds."""
    since, until = row.valid.lower, row.valid.upper
    return {
        "since": since.isoformat() if since else None,
        "last_day": (until - ONE_DAY).isoformat() if until else None,
    }


# --- members of one's body ------------------------------------------------------------------------


@declare(
    "GET",
    "members",
    Members,
    Doc(
        "listMembers",
        TAG,
        Text("本单位成员", "Members of one's own body"),
        Text("今天有效的角色；姓名只显示第一个字。",
             "The roles that hold today; of a name only the first character is shown."),
        scope="members",
        rows=True,
    ),
)  # fmt: skip
def list_members(
    request: ApiRequest, limit: str | None = None, cursor: str | None = None
) -> Mapping[str, Any]:
    """A page of the members of one's body."""
    party = require_caller(request).actor.body.party
    page = Page(read_limit(limit), cursor)

    def show(row: Membership) -> dict[str, Any]:
        return show_member(row, request.lang)

    return cut_page(select_members(party), page, name_list("members", of=party), ["pk"], show)


@declare(
    "GET",
    "members/{int:id}",
    MemberRow,
    Doc(
        "readMember",
        TAG,
        Text("本单位的一名成员", "A member of one's own body"),
        Text("其他单位的成员与不存在的编号同样回答。",
             "A member of another body is answered like a number that does not exist."),
        scope="members",
        rows=True,
        arguments={"id": "1"},
    ),
)  # fmt: skip
def read_member(request: ApiRequest, id: int) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One member of one's body."""
    party = require_caller(request).actor.body.party
    found = select_members(party).filter(pk=id).first() if id < 2**63 else None
    if found is None:
        raise Http404
    return show_member(found, request.lang)


def show_member(row: Membership, lang: Lang) -> dict[str, Any]:
    """The JSON form of a member, the name masked."""
    return {
        "id": row.pk,
        "name": mask_name(row.account.name),
        "role": row.role,
        "role_name": ROLES[row.role].name.say(lang),
        **show_days(row),
    }


# --- one's tokens ---------------------------------------------------------------------------------


def write_token(token: Token) -> dict[str, Any]:
    """The JSON form of a token."""
    return {
        "id": token.id,
        "label": token.label,
        "role": token.role,
        "body_name": token.body_name,
        "scopes": list(token.scopes),
        "created_at": token.created_at.isoformat(),
        "last_day": token.last_day.isoformat(),
        "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "is_live": token.is_live,
    }


@declare(
    "GET",
    "tokens",
    Tokens,
    Doc(
        "listTokens",
        TAG,
        Text("本人的令牌", "One's own tokens"),
        Text("新的在前，已终止的也列出；密钥不保存，不能再看。",
             "The newest first, those that ended among them. Secrets are not kept and cannot be"
             " seen again."),
        scope="tokens",
        rows=True,
    ),
)  # fmt: skip
def list_own_tokens(
    request: ApiRequest, limit: str | None = None, cursor: str | None = None
) -> Mapping[str, Any]:
    """A page of one's tokens."""
    account = require_caller(request).actor.account
    return cut_page(
        select_tokens(account),
        Page(read_limit(limit), cursor),
        name_list("tokens", of=account),
        ["-pk"],
        lambda row: write_token(show_token(row)),
    )


@declare(
    "GET",
    "tokens/{id}",
    TokenRow,
    Doc(
        "readToken",
        TAG,
        Text("一个令牌", "A token"),
        Text("本人的；安全管理员可看任何人的。",
             "One's own; the security administration sees anybody's."),
        scope="tokens",
        rows=True,
        arguments={"id": "0123456789ab"},
    ),
)  # fmt: skip
def read_token(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One token."""
    found = find_token(id)
    if found is None:
        raise Http404
    return write_token(found)


@declare(
    "POST",
    "tokens",
    TokenMade,
    Doc(
        "createToken",
        TAG,
        Text("新建令牌", "Make a token"),
        Text("同一角色的新令牌；范围不超出所用令牌的范围，最后一日不晚于它的。密钥只在这个回答中出现。",
             "A token for the same role, with no scope and no day beyond those of the token that"
             " makes it. Its secret stands in this answer and nowhere else."),
        scope="tokens",
        write=True,
        rows=True,
        status=201,
        example={"label": "对账程序", "scopes": ["profile"], "last_day": "2026-12-31"},
    ),
)  # fmt: skip
def create_own_token(request: ApiRequest, body: AskedToken) -> Mapping[str, Any]:
    """Make a token with a token."""
    caller, tried = require_caller(request), require_try(request)
    last_day = read_on(body.last_day, "last_day")
    beyond = sorted(set(body.scopes) - caller.scopes)
    if beyond:
        held = ", ".join(sorted(caller.scopes))
        said = Text("超出所用令牌的范围", "beyond the scopes of the token that is used")
        raise fail_field("scopes", ", ".join(beyond), said, Text(held, held))
    if last_day > caller.last_day:
        said = Text("晚于所用令牌的最后一日", "later than the last day of the token that is used")
        latest = Text(f"至迟 {caller.last_day}", f"{caller.last_day} at the latest")
        raise fail_field("last_day", body.last_day, said, latest)
    try:
        made = create_token(
            caller.actor,
            read_membership(caller),
            body.label,
            body.scopes,
            last_day,
            key=tried.act_key,
        )
    except TokenError as error:
        if error.code in FIELDS:
            raise fail_field(error.code, error.given, error.text) from None
        raise ApiError("conflict", error.text) from None
    return {"token": write_token(made.token), "secret": made.secret, "act_key": tried.act_key}


@declare(
    "POST",
    "tokens/{id}/revoke",
    TokenRevoked,
    Doc(
        "revokeToken",
        TAG,
        Text("撤销令牌", "Revoke a token"),
        Text("立即失效；本人的，或者由安全管理员撤销任何人的。已终止的不再变化，act_key 为空。",
             "It ends at once: one's own, or anybody's for the security administration. One that"
             " was revoked stays as it is, and act_key is null."),
        scope="tokens",
        write=True,
        rows=True,
        arguments={"id": "0123456789ab"},
    ),
)  # fmt: skip
def revoke_own_token(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Revoke a token with a token."""
    caller, tried = require_caller(request), require_try(request)
    before = find_token(id)
    try:
        after = revoke_token(caller.actor, id, key=tried.act_key)
    except TokenNotFoundError:
        raise Http404 from None
    was_done = before is not None and before.revoked_at is None
    return {"token": write_token(after), "act_key": tried.act_key if was_done else None}
