"""What others may use of accounts: who acts, in which role, and what is wrong with an act."""

from __future__ import annotations

from dataclasses import dataclass

from jifang.law.errors import Text


class AccountError(Exception):
    """An act on accounts is refused; says why in both languages and, as a code, for the ledger."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Body:
    """A body that has members: its kind, its id among parties, its name, who keeps it where."""

    kind: str
    party: str
    name: str
    organ_region: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone acting: the account's public id, the role, and the body it is held in."""

    account: int
    public_id: str
    role: str
    body: Body
    lender: str = ""
    """Whose powers these are, where they are lent: the lender's public id."""


PLATFORM_BODY = Body("platform", "platform", "技防平台 Jifang", "440000")
"""The body of the three administrations."""

SYSTEM = Actor(0, "", "", PLATFORM_BODY)
"""The platform itself, before there is anyone: it appoints the first administrators."""
