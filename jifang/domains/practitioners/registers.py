"""The registers of practitioners' evidence, shown with those of organisations."""

from __future__ import annotations

from typing import Any, Final

from jifang.domains.practitioners import kinds
from jifang.domains.practitioners.services import draft_check, draft_of_firm
from jifang.foundation.accounts import powers
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.registers import Register, add_registers
from jifang.law.errors import Text

FIRMS: Final = (powers.FIRM,)


def make_of_firm(kind: Kind[Any], plural: Text) -> Register:
    """The register of something that a firm has."""
    return Register(
        kind, plural, "organisations", lambda _, firm, given: draft_of_firm(kind, firm, given),
        ("organisation",), bodies=FIRMS,
    )  # fmt: skip


add_registers(
    make_of_firm(kinds.SERVICE_PROMISE, Text("服务承诺", "Service promises")),
    Register(kinds.PROMISE_CHECK, Text("质量与承诺核验", "Checks of promises"), "organisations",
             lambda _, promise, given: draft_check(promise, given), ("service_promise",),
             bodies=FIRMS),
    make_of_firm(kinds.FIRM_RULE, Text("资料管理制度", "Rules on papers")),
    make_of_firm(kinds.SECRECY_AGREEMENT, Text("保密协议", "Secrecy agreements")),
    make_of_firm(kinds.PAPER_ARCHIVE, Text("建设资料存档", "Archives of construction papers")),
    make_of_firm(kinds.OTHER_DUTY, Text("其他法定职责", "Other duties by law")),
)  # fmt: skip
