"""Codes, words and provisions of design approval, acceptance and changes; what others may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from jifang.foundation.audit.data import Basis
from jifang.law.engine.question import Reading
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.law.rules.preconstruction_review import DOCUMENT
from jifang.law.texts.loader import MEASURES

LICENCE: Final = "cn-licence-law"
GB: Final = "gb-50348-2018"
APPROVE: Final = Cite(MEASURES, "art_17__para_1")
REVIEW: Final = Cite(MEASURES, "art_17__para_2")
TEST: Final = Cite(MEASURES, "art_18__para_1")
ACCEPT: Final = Cite(MEASURES, "art_19__para_1")
CHANGE: Final = Cite(MEASURES, "art_23__para_1__item_3")
LIABLE_BUILDER: Final = Cite(MEASURES, "art_36__para_1")
LIABLE_CHANGE: Final = Cite(MEASURES, "art_37__para_1")
STAGES: Final = Cite(MEASURES, "art_12__para_1")
NOTICE: Final = Cite(LICENCE, "art_32")
PAUSE: Final = Cite(LICENCE, "art_45")
VERDICT: Final = Cite(GB, "cl_10_1_5")
EXPERTS: Final = Cite(GB, "cl_10_1_4")

DESIGN_REVIEW, ACCEPTANCE, SYSTEM_CHANGE = "design_review", "acceptance", "system_change"
PROJECT: Final = "project"

SLOTS: Final[Mapping[str, Text]] = {c.code: c.label for c in DOCUMENT.choices}
"""The five classes of document, in the order of art. 17 ¶2, by code."""

FINDINGS: Final[Mapping[str, Text]] = {
    "met": Text("经审查，符合要求", "examined: it meets the requirements"),
    "not_met": Text("经审查，不符合要求", "examined: it does not meet the requirements"),
}
Verdict = Literal["passed", "basically_passed", "not_passed"]
VERDICTS: Final[Mapping[str, Text]] = {
    "passed": Text("通过", "passed"),
    "basically_passed": Text("基本通过", "passed in the main"),
    "not_passed": Text("不通过", "not passed"),
}
"""Of the national standard (GB 50348-2018, 10.1.5), as it is reported: confidence C."""
CHANGES: Final[Mapping[str, Text]] = {
    "position": Text("位置", "position"),
    "purpose": Text("用途", "purpose"),
    "scope": Text("使用范围", "scope"),
}
MARKS: Final[Mapping[str, Text]] = {
    "ok": Text("齐全", "complete"),
    "defect": Text("有缺项", "something is wanting"),
}
"""What an officer finds of a class of document."""
NOT_HANDED_IN: Final = "没有提交，请补交"
"""What the notice says of a class of which nothing was handed in; letters are in Chinese."""


READ_BASIC: Final = Reading(
    "passed_in_the_main",
    Text("基本通过", "passed in the main"),
    Text("“基本通过”须整改并经原核准机关确认，才算验收合格；确认之前不得投入使用",
         "what passed in the main counts as accepted once the approving organ has confirmed that"
         " it was put right; until then it stays out of use"),
    Text("“基本通过”即为验收合格，整改另行督促",
         "it counts as accepted at once, and putting right is followed up apart"),
)  # fmt: skip
READ_AUTHORITY: Final = Reading(
    "authority_of_changes",
    Text("由谁准许改变", "who authorises a change"),
    Text("办法禁止“擅自”改变，没有写明由谁准许；按谁核准设计、谁准许改变办理，未经核准的依第十七条"
         "的管辖",
         "the Measures forbid a change “without authority” and do not say whose; we take the organ"
         " that approved the design, else the one that art. 17 would name"),
    Text("由系统的产权或者使用单位内部批准即可",
         "the owner's or using unit's own permission is enough"),
)  # fmt: skip
READ_LICENCE: Final = Reading(
    "notice_by_the_licence_law",
    Text("一次性告知的期限", "the period of the one notice"),
    Text("办法没有写明告知的期限；按行政许可法第三十二条办理",
         "the Measures set no period for the notice; art. 32 of the Licence Law is applied"),
    Text("本事项不属行政许可，告知没有固定期限",
         "it is no administrative licence, and the notice has no fixed period"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ApprovalRef:
    """An approval of a design scheme: of which project, by which organ (its code, and the division
    it serves), on which day; the case and the letter."""

    public_id: str
    project: str
    organ: str
    organ_region: str
    approved_on: date
    case: str
    letter: str


@dataclass(frozen=True, slots=True)
class AcceptanceRef:
    """An acceptance that was concluded: its verdict, by which organ, on which day; `confirmed_on`
    is the day on which the organ confirmed that what passed in the main was put right."""

    project: str
    organ: str
    organ_region: str
    verdict: str
    concluded_on: date
    confirmed_on: date | None
    case: str
    letter: str

    @property
    def holds(self) -> bool:
        """Whether the system counts as accepted."""
        return self.verdict == "passed" or self.confirmed_on is not None

    @property
    def accepted_on(self) -> date | None:
        """The day since which it counts as accepted."""
        if self.verdict == "passed":
            return self.concluded_on
        return self.confirmed_on


def as_basis(*cites: Cite) -> tuple[Basis, ...]:
    """Provisions as the ledger holds them."""
    return tuple(Basis(c.law, c.provision) for c in cites)
