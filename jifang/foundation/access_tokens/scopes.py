"""What a token may be used for: each scope names the powers of which its holder needs one.

A scope never gives more than the role has: what counts is checked again at every request, against
`accounts/powers.py`. A new scope is one line here; the endpoint names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jifang.foundation.accounts.powers import may
from jifang.law.errors import Text


@dataclass(frozen=True, slots=True)
class TokenScope:
    """A use of a token; `powers` are those of which one is needed, none where it is empty."""

    code: str
    name: Text
    powers: frozenset[str]

    def is_open_to(self, role: str) -> bool:
        """Whether a role may hold it."""
        return not self.powers or any(may(role, power) for power in self.powers)


def _scope(code: str, zh: str, en: str, powers: str) -> TokenScope:
    return TokenScope(code, Text(zh, en), frozenset(powers.split()))


SCOPES: Final[Mapping[str, TokenScope]] = {
    s.code: s
    for s in (
        _scope("profile", "查看本人账号与角色", "see one's own account and roles", ""),
        _scope("tokens", "管理本人的令牌", "manage one's own tokens", ""),
        _scope(
            "members",
            "查看本单位成员（姓名部分隐去）",
            "see the members of one's own body, names masked",
            "own_body manage_members see_register manage_accounts",
        ),
        _scope(
            "registers",
            "查看登记（个人信息部分隐去）",
            "read the registers, personal data masked",
            "own_body see_register",
        ),
        _scope("registers.write", "修改登记", "change the registers", "own_body edit_register"),
        _scope(
            "cases",
            "查看案件、期限与通知",
            "read cases, their periods and notifications",
            "own_body see_register handle_case",
        ),
        _scope(
            "cases.write",
            "办理案件",
            "open cases and act in them",
            "own_body handle_case",
        ),
        _scope(
            "testing",
            "查看检测委托与报告",
            "read commissions of tests and their reports",
            "own_body see_register",
        ),
        _scope(
            "testing.write",
            "委托检测、编制与锁定报告",
            "commission tests, write and lock their reports",
            "own_body",
        ),
    )
}


def list_open_scopes(role: str) -> tuple[TokenScope, ...]:
    """The scopes that a token of this role may have."""
    return tuple(s for s in SCOPES.values() if s.is_open_to(role))


def keep_open(role: str, codes: Iterable[str]) -> frozenset[str]:
    """Of these scopes, those that the role may hold; unknown ones are none."""
    return frozenset(c for c in codes if c in SCOPES and SCOPES[c].is_open_to(role))
