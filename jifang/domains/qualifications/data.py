"""What others may use of certificates: kinds, states of a day, provisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from jifang.foundation.audit.data import Target
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.texts.loader import MEASURES

LICENCE: Final = "cn-licence-law"
ISSUE: Final = Cite(MEASURES, "art_14__para_1")
UNDERTAKE: Final = Cite(MEASURES, "art_14__para_2")
STEPS: Final = Cite(MEASURES, "art_15__para_1")
WINDOW: Final = Cite(MEASURES, "art_15__para_2")
FILE: Final = Cite(MEASURES, "art_16__para_1")
FILED: Final = Cite(MEASURES, "art_16__para_2")
NOTICE: Final = Cite(LICENCE, "art_32")
DECIDE: Final = Cite(LICENCE, "art_42")
EXAMINE: Final = Cite(LICENCE, "art_43")
DELIVER: Final = Cite(LICENCE, "art_44")
PAUSE: Final = Cite(LICENCE, "art_45")
RENEW: Final = Cite(LICENCE, "art_50")

CERTIFICATE, FIRST, PROVINCE, CHANGE, FILING = (
    "certificate", "certificate_first", "certificate_province", "certificate_change", "filing",
)  # fmt: skip
"""Procedures: levels 3–4; first examination of levels 1–2; their decision; changes; art. 16."""

QUALIFICATION: Final = "qualification"
KINDS: Final[Mapping[str, Text]] = {
    QUALIFICATION: Text("资格证", "qualification certificate"),
    FILING: Text("资格备案证", "filing certificate"),
}
APPLICATIONS: Final[Mapping[str, Text]] = {
    "initial": Text("初次申领", "first application"),
    "promotion": Text("晋级", "promotion"),
    "renewal": Text("换证", "renewal"),
    "extension": Text("延期换证", "extension of the renewal"),
}
CHANGES: Final[Mapping[str, Text]] = {
    "change": Text("登记事项变更", "change of particulars"),
    "reissue": Text("遗失补发", "reissue after loss"),
}
HOW: Final[Mapping[str, Text]] = {
    **APPLICATIONS,
    **CHANGES,
    "filing": Text("备案", "filing"),
    "paper": Text("纸质证书补录", "entered from paper"),
}
LEVELS: Final[Mapping[str, Text]] = {
    "1": Text("一级", "level 1"),
    "2": Text("二级", "level 2"),
    "3": Text("三级", "level 3"),
    "4": Text("四级", "level 4"),
}
UNDECIDED: Final = ("accepted", "paused", "examined", "granted")
"""States of an accepted application without its certificate."""
OWN: Final = (CERTIFICATE, FIRST, PROVINCE, CHANGE)
"""The procedures of a firm's own certificate."""
TOGETHER: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("promotion", "renewal"), ("promotion", "extension"), ("renewal", "change"),
        ("renewal", "reissue"),
    )
)  # fmt: skip
"""Kinds that a firm may apply for side by side. A pending application never shuts the window of a
renewal, which the law opens once: no provision forbids it. Any other two at a time are held apart
by the platform, since the later would stand upon what the earlier is to change."""
FINDINGS: Final[Mapping[str, Text]] = {
    "met": Text("经审查，达到条件", "examined: the conditions are met"),
    "not_met": Text("经审查，未达到条件", "examined: the conditions are not met"),
}

State = Literal[
    "not_yet", "valid", "extended", "deemed", "replaced", "expired", "unconfirmed", "taken_back"
]
STATES: Final[Mapping[State, Text]] = {
    "not_yet": Text("尚未生效", "not valid yet"),
    "valid": Text("有效", "valid"),
    "extended": Text("有效（批准延期）", "valid (extended)"),
    "deemed": Text("视为准予换证，待发证", "deemed renewed, to be issued"),
    "replaced": Text("已由新证替代", "replaced by a later certificate"),
    "expired": Text("已期满失效", "expired"),
    "unconfirmed": Text("纸质证书补录，待第二人确认", "from paper, not confirmed yet"),
    "taken_back": Text("补录已撤销", "from paper, the entry was taken back"),
}
HOLDS: Final[frozenset[State]] = frozenset({"valid", "extended", "deemed"})

REMIND_BEFORE: Final = (90, 30, 7, 1)
"""Days before the end on which the holder is told: the platform's own choice, no period of the
law."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a certificate is on a day. `ends_on` is its last day as extended by then; `successor`
    the number of the certificate that replaced it."""

    state: State
    ends_on: date
    successor: str = ""

    @property
    def holds(self) -> bool:
        """Whether it can be relied on."""
        return self.state in HOLDS

    @property
    def name(self) -> Text:
        """In words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a firm applied for, and when."""

    kind: str
    level: int | None
    cause: bool | None
    applied_on: date


@dataclass(frozen=True, slots=True)
class Work:
    """Work that a firm takes on.

    project: what it belongs to, by kind and id; `project_name` in words, no personal data.
    region: where the work is done.
    amount: of the project, in yuan; None where it is not known.
    """

    party: str
    project: Target
    project_name: str
    region: str
    work: str
    undertaken_on: date
    work_from: date
    work_until: date
    amount: Decimal | None = None
    risk_level: int | None = None
