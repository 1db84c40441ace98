"""What others may use of tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from jifang.foundation.accounts.data import Actor
from jifang.foundation.walls.scope import Scope
from jifang.law.errors import Text


class TokenError(Exception):
    """A token is not made or revoked; says which field, why, and what is allowed."""

    def __init__(self, code: str, given: object, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.code = code
        self.given = given
        self.text = text


class TokenNotFoundError(TokenError):
    """There is no such token, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it may be shown: never its secret. `id` is the part that is not secret."""

    id: str
    label: str
    role: str
    body_name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_day: date
    last_used_on: date | None
    revoked_at: datetime | None
    is_live: bool


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made, with what its holder sends; `secret` is shown once and stored nowhere."""

    token: Token
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks with a token: whom it stands for, within which bounds, for what it may be used."""

    token: int
    token_id: str
    membership: int
    actor: Actor
    bounds: Scope
    scopes: frozenset[str]
    last_day: date
    presented: str = field(repr=False)
