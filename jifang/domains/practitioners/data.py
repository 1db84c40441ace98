"""What others may use of practitioners' duties: value lists, and the verdict of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jifang.law import Decision
from jifang.law.errors import Text

CHECKERS: Final[Mapping[str, Text]] = {
    "firm": Text("本单位自查", "the firm itself"),
    "client": Text("建设、使用单位", "the constructing or using unit"),
    "testing_body": Text("检测机构", "a testing body"),
    "association": Text("行业组织", "an industry association"),
    "organ": Text("公安机关", "a public security organ"),
}
"""Who looked whether work is to standard and the promise kept."""

RULES: Final[Mapping[str, Text]] = {
    "secrecy": Text("安全保密制度", "rule of secrecy"),
    "archive": Text("存档备查制度", "rule of archiving"),
}
"""The two that art. 22 (2) names."""

SIDES: Final[Mapping[str, Text]] = {
    "staff": Text("从业人员", "a member of staff"),
    "client": Text("建设、使用单位", "the constructing or using unit"),
    "subcontractor": Text("分包、协作单位", "a subcontractor"),
}

PAPERS: Final[Mapping[str, Text]] = {
    "design_scheme": Text("设计方案", "design scheme"),
    "tender_documents": Text("招投标文件", "tender documents"),
    "contract": Text("合同", "contract"),
    "quality_proofs": Text("设备和产品质量证明", "quality proofs of equipment and products"),
    "construction_drawings": Text("施工图纸", "construction drawings"),
    "as_built_drawings": Text("竣工图纸", "as-built drawings"),
    "test_report": Text("检测报告", "test report"),
    "acceptance_papers": Text("验收资料", "acceptance papers"),
    "maintenance_records": Text("维修记录", "maintenance records"),
    "other": Text("其他", "other"),
}
"""What is kept: the five classes of art. 17 ¶2 and what comes after them."""

FORMS: Final[Mapping[str, Text]] = {
    "paper": Text("纸质", "on paper"),
    "electronic": Text("电子", "electronic"),
    "both": Text("纸质和电子", "both"),
}

DUTIES: Final = (
    "work_to_standard", "service_promise", "secrecy_and_archive", "staff_training",
    "staff_confidentiality",
)  # fmt: skip
"""The duties of the law question `duties` that are a practitioner's (art. 22, items 1 to 3)."""

REMIND_BEFORE: Final = (90, 30, 7, 1)
"""So many days before evidence ends its firm is told: the platform's own choice of days."""

HELD, OPEN, LAPSED, LACKING = "held", "open", "lapsed", "lacking"
STATES: Final[Mapping[str, Text]] = {
    HELD: Text("有凭据", "there is evidence"),
    OPEN: Text("还不知道", "not known"),
    LAPSED: Text("已过期", "lapsed"),
    LACKING: Text("没有做到", "not met"),
}

STATUSES: Final[Mapping[str, Text]] = {
    "met": Text("已履行", "met"),
    "unknown": Text("还不知道", "not known"),
    "breached": Text("未履行", "not met"),
}
"""The answers of the law to a duty, in the order from bad to good read backwards."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: the record it is, what it says, from and until when.

    `held` is whether the duty was done; `endless` that it is known to have no end, while `until`
    left empty is "not known". A proof without `since` is of an unknown day and proves nothing.
    """

    kind: str
    id: str
    held: bool
    since: date | None
    until: date | None = None
    endless: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a duty asks evidence of: for one project, one rule, one person.

    `about` says what it is about (a project's name, a person's number within the body), `record`
    the record into which evidence would be entered as a `enter` kind. Where `lapses` is false the
    end of the evidence leaves it unknown rather than breached.
    """

    duty: str
    code: str
    about: str
    proofs: tuple[Proof, ...] = ()
    enter: str = ""
    record: str = ""
    lapses: bool = True


@dataclass(frozen=True, slots=True)
class Stand:
    """How a need stands on a day: its state, until when, by which proof; `because` what is not
    known or not done."""

    need: Need
    state: str
    until: date | None = None
    proof: Proof | None = None
    because: Text | None = None


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty on a day: the law's status, its needs, what it exposes to."""

    code: str
    title: Text
    provision: str
    status: str
    stands: tuple[Stand, ...]
    until: date | None
    exposure: Decision | None

    @property
    def missing(self) -> tuple[Stand, ...]:
        """The needs that are not held."""
        return tuple(s for s in self.stands if s.state != HELD)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The law's answer on a firm's duties for a day, with what it rests on."""

    on: date
    decision: Decision
    duties: Sequence[DutyView]
    others: Sequence[Stand]

    @property
    def outcome(self) -> str:
        """met, breached, unknown, or not_in_force."""
        return self.decision.outcome

    @property
    def missing(self) -> int:
        """How many needs have no evidence in force."""
        return sum(len(d.missing) for d in self.duties)

    @property
    def next_end(self) -> date | None:
        """The day on which the first evidence in force ends."""
        ends = [s.until for d in self.duties for s in d.stands if s.state == HELD and s.until]
        return min(ends, default=None)

    def list_ending(self, last: date) -> list[tuple[str, Stand]]:
        """What is in force and ends by a day, duty by duty, the first to end first."""
        found = [
            (d.code, s) for d in self.duties for s in d.stands
            if s.state == HELD and s.until is not None and s.until <= last
        ]  # fmt: skip
        return sorted(found, key=lambda pair: (pair[1].until or last, pair[1].need.about))


NOTES: Final[Sequence[tuple[str, Text, Text]]] = (
    (
        "everyone",
        Text("“从业人员”指当日在册的全体在职人员",
             "“staff” is everybody employed on the day who is in the register"),
        Text("仅指从事设计、施工、维修的技术人员",
             "only the technicians who design, build or repair"),
    ),
    (
        "training_ends",
        Text("培训、教育有有效期的，过期即不再有凭据；第二十二条没有规定有效期",
             "where a training has an end its evidence ends with it; art. 22 sets no such period"),
        Text("参加过一次即可", "having taken part once is enough"),
    ),
    (
        "agreements",
        Text("保密制度的落实，看每名在职人员的保密协议",
             "that the rule of secrecy is lived shows in the agreement of each member of staff"),
        Text("有制度即可，不必逐人签订", "the rule alone is enough"),
    ),
    (
        "archived",
        Text("存档的落实，看每个已完工工程的存档记录；保存多久没有规定，由本单位写明",
             "that papers are archived shows in an entry for each completed project; how long they"
             " are kept no provision says: the firm does"),
        Text("有制度即可", "the rule alone is enough"),
    ),
    (
        "checked",
        Text("符合标准和履行承诺，看对每项承诺的核验；只有承诺，还不能说已履行",
             "work to standard and the promise kept show in a check of each promise; the promise"
             " alone does not say that it is kept"),
        Text("没有相反的证据即视为履行", "kept as long as nothing says otherwise"),
    ),
)  # fmt: skip
"""How we read art. 22 where it leaves it open, each with the other possible reading."""
