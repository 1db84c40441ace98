"""Who may do what: the one place that says it.

A role belongs to a kind of body; a membership gives an account a role in one body for a time. What
a role may do is the set of its powers. Three administrations are separated: no account holds two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jifang.law.errors import Text

ORGAN, UNIT, FIRM, LAB, ASSOCIATION, AUDIT, PLATFORM, CITIZEN = (
    "organ", "unit", "firm", "testing_body", "association", "audit", "platform", "citizen",
)  # fmt: skip

BODY_KINDS: Final[Mapping[str, Text]] = {
    ORGAN: Text("机关", "organ"),
    UNIT: Text("重点单位", "key unit"),
    FIRM: Text("从业单位", "practitioner"),
    LAB: Text("检测机构", "testing body"),
    ASSOCIATION: Text("行业组织", "industry association"),
    AUDIT: Text("审计单位", "auditing body"),
    PLATFORM: Text("平台", "platform"),
    CITIZEN: Text("群众", "citizen"),
}

POWERS: Final[Mapping[str, Text]] = {
    "see_register": Text("查看登记", "see the registers"),
    "edit_register": Text("修改登记", "change the registers"),
    "handle_case": Text("办理案件", "handle cases"),
    "decide_case": Text("审批、签发", "decide and sign"),
    "reveal_personal": Text("查看个人信息明文（须写用途）", "reveal personal data, with a purpose"),
    "export": Text("导出", "export"),
    "own_body": Text("办理本单位事项", "act for one's own body"),
    "manage_members": Text("管理本单位成员", "manage the members of one's own body"),
    "configure": Text("系统管理", "configure the system"),
    "manage_accounts": Text("账号与权限管理", "manage accounts and roles"),
    "see_audit": Text("查看账本与审计记录", "see the ledger and audit records"),
    "manage_audit": Text("审计管理", "manage the audit"),
    "delegate": Text("委托他人办理", "delegate to a colleague"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """A role: in which kind of body, with which powers, and how strongly it signs in."""

    code: str
    name: Text
    body: str
    powers: frozenset[str]
    mfa: bool = False
    """A second factor is forced."""
    administers: bool = False
    """One of the three separated administrations."""
    sees_territory: bool = False
    """Sees the rows of the body's territory, not only those of the body."""


def _role(code: str, zh: str, en: str, body: str, powers: str, **more: bool) -> Role:
    return Role(code, Text(zh, en), body, frozenset(powers.split()), **more)


_OFFICER = "see_register handle_case reveal_personal export delegate"

ROLES: Final[Mapping[str, Role]] = {
    r.code: r
    for r in (
        _role("officer", "经办民警", "officer", ORGAN, f"{_OFFICER} edit_register",
              mfa=True, sees_territory=True),
        _role("approver", "审批负责人", "approving officer", ORGAN, f"{_OFFICER} decide_case",
              mfa=True, sees_territory=True),
        _role("supervisor", "督导", "supervisor", ORGAN, "see_register see_audit export",
              mfa=True, sees_territory=True),
        _role("unit_manager", "单位管理员", "manager of a unit", UNIT,
              "own_body manage_members export"),
        _role("unit_member", "单位经办人", "member of a unit", UNIT, "own_body"),
        _role("firm_manager", "从业单位管理员", "manager of a firm", FIRM,
              "own_body manage_members export"),
        _role("firm_member", "从业单位经办人", "member of a firm", FIRM, "own_body"),
        _role("lab_manager", "检测机构管理员", "manager of a testing body", LAB,
              "own_body manage_members export"),
        _role("lab_member", "检测员", "tester", LAB, "own_body"),
        _role("association_member", "行业组织人员", "member of an association", ASSOCIATION,
              "own_body export"),
        _role("auditor", "审计员", "auditor", AUDIT, "see_audit export", mfa=True),
        _role("system_admin", "系统管理员", "system administrator", PLATFORM, "configure",
              mfa=True, administers=True),
        _role("security_admin", "安全管理员", "security administrator", PLATFORM,
              "manage_accounts", mfa=True, administers=True),
        _role("audit_admin", "审计管理员", "audit administrator", PLATFORM,
              "see_audit manage_audit", mfa=True, administers=True),
        _role("citizen", "群众", "citizen", CITIZEN, "own_body"),
    )
}  # fmt: skip

BEARER_PARTY: Final = "citizen-"
"""How the party begins that stands for whoever shows a code."""
BEARER: Final = "citizen"
"""Whoever shows the code of a case of their own. It is held in no account: the domain that checked
the code makes an `Actor` of it, whose body is the party of that one case."""

ADMINISTRATIONS: Final = tuple(sorted(r.code for r in ROLES.values() if r.administers))


def may(role: str, power: str) -> bool:
    """Whether a role has a power; an unknown role has none, an unknown power is a mistake."""
    if power not in POWERS:
        raise KeyError(power)
    found = ROLES.get(role)
    return found is not None and power in found.powers
