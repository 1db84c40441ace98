"""What others may use of testing: value lists, what an act is given, a report as others name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jifang.foundation.audit.data import Basis
from jifang.foundation.cases import data as cases
from jifang.law.errors import Text
from jifang.law.texts import MEASURES

TEST: Final = Basis(MEASURES, "art_18__para_1")
"""Tested and passed by an accredited body with the capability for such systems."""
ORDER: Final = Basis(MEASURES, "art_12__para_1")
"""The stages in their order: completion and preliminary acceptance, then the test."""
COMPLETED: Final = frozenset({"completed", "pre_accepted", "tested", "accepted", "in_use"})
"""Stages of a project in which what was built can be tested."""
TEMPLATE: Final = "test_report"
EVIDENCE: Final = "testing.evidence"

ANSWERS: Final[Mapping[str, Text]] = {
    "taken": Text("已接受委托", "taken"),
    "declined": Text("已谢绝", "declined"),
    "withdrawn": Text("委托方已撤回", "withdrawn by the client"),
}
WAITING: Final = Text("等待检测机构答复", "waiting for the body's answer")

DRAFT, LOCKED, DISCARDED = "draft", "locked", "discarded"
STATES: Final[Mapping[str, Text]] = {
    DRAFT: Text("编制中", "being written"),
    LOCKED: Text("已锁定", "locked"),
    DISCARDED: Text("已作废的草稿", "discarded draft"),
}

CONFORMS, FAILS, NOT_APPLICABLE = "conforms", "does_not", "not_applicable"
RESULTS: Final[Mapping[str, Text]] = {
    CONFORMS: Text("符合", "conforms"),
    FAILS: Text("不符合", "does not conform"),
    NOT_APPLICABLE: Text("不适用", "not applicable"),
}

PASSED, FAILED = "passed", "failed"
VERDICTS: Final[Mapping[str, Text]] = {
    PASSED: Text("合格", "passed"),
    FAILED: Text("不合格", "not passed"),
}

MOST_CLAUSES: Final = 400
MOST_EVIDENCE: Final = 20
SMALL_LOT: Final = 5
"""GB 50348-2018, 9.1.5, as reported (confidence C): so many of a model, or fewer, are all tested;
of more not fewer than so many."""


class StaleError(cases.StaleError):
    """The draft was changed meanwhile; `version` is its present edition."""

    def __init__(self, edition: int) -> None:
        super().__init__(edition)
        self.text = Text(
            "报告已被他人修改，请核对现在的内容后再办",
            "the report was changed meanwhile; look at it as it is now",
        )


class NotFoundError(cases.NotFoundError):
    """There is no such commission or report, or it lies behind a wall."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Text("没有这条记录", "there is no such record")


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What a body answers to a commission.

    no_conflict: declared for taking it: no interest in the project, its client or its firms.
    declaration: the words of the declaration. reason: why it is declined or withdrawn.
    """

    answer: str
    no_conflict: bool | None = None
    declaration: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClauseGiven:
    """A clause of a report.

    standard, clause: as the tester names them. known: the code of the check list it came from.
    requirement: what the clause asks for, in the tester's words. result: one of `RESULTS`.
    measured, unit: what was measured; a plain number has the unit 1.
    instrument: what it was measured with, its certificate of calibration, valid until a day.
    evidence: public ids of documents of the body. population, sampled, failed, resampled,
    failed_again: how many there are of a model, how many were tested, how many of them failed, how
    many were tested again, how many of them failed again.
    """

    standard: str
    clause: str
    requirement: str
    result: str
    known: str = ""
    measured: str = ""
    unit: str = ""
    instrument: str = ""
    instrument_certificate: str = ""
    instrument_until: date | None = None
    evidence: tuple[str, ...] = ()
    population: int | None = None
    sampled: int | None = None
    failed: int | None = None
    resampled: int | None = None
    failed_again: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ReportRef:
    """The latest locked report of a project, as other domains name it.

    verdict: `passed` or `failed`. accredited_until, scope_covers: as they were on the days of the
    test.
    """

    public_id: str
    version: int
    number: str
    verdict: str
    tested_on: date
    accredited_until: date
    scope_covers: bool
    body: str
    body_name: str
    locked_on: date
    letter: str
