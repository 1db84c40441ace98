"""The forms of the requests and answers about tests."""

from __future__ import annotations

from pydantic import Field

from jifang.api.case_forms import PARTY, BasisGiven, DocumentId
from jifang.api.forms import Asked, Given

MOST_COUNTED = 1_000_000


class AccreditationGiven(Given):
    """An accreditation: number, level, by whom, kinds of system, days."""

    number: str
    level: str
    accredited_by: str
    scope: list[str]
    valid_from: str
    valid_until: str


class TestingBodyRow(Given):
    """A testing body: `party` names it in a commission; `covered` are the kinds of system that its
    accreditations of today cover."""

    party: str
    organisation: str
    name: str
    region: str
    covered: list[str]
    accreditations: list[AccreditationGiven]


class TestingBodies(Given):
    """The testing bodies in the register."""

    items: list[TestingBodyRow]


class TestReportRow(Given):
    """A report, without its clauses; a draft is seen by its body alone."""

    report: str
    version: int
    state: str
    verdict: str
    number: str
    tested_on: str | None


class TestCommissionGiven(Given):
    """A commission: `answer` is empty while it waits."""

    commission: str
    project: str
    project_name: str
    unit_name: str
    body: str
    body_name: str
    system_kinds: list[str]
    planned_on: str
    remark: str
    commissioned_at: str
    answer: str
    reason: str
    declaration: str
    basis: list[BasisGiven]
    reports: list[TestReportRow]


class TestCommissions(Given):
    """A page of commissions, the newest first."""

    items: list[TestCommissionGiven]
    next: str | None


class ClauseOfReport(Given):
    """A clause, as it was written, with its place and what is odd about its sampling."""

    position: int
    standard: str
    clause: str
    requirement: str
    result: str
    known: str
    measured: str
    unit: str
    instrument: str
    instrument_certificate: str
    instrument_until: str | None
    evidence: list[str]
    population: int | None
    sampled: int | None
    failed: int | None
    resampled: int | None
    failed_again: int | None
    remark: str
    warnings: list[str]


class TestReportGiven(TestReportRow):
    """A report with its clauses. `edition` is given back with the next write; `verdict` of a draft
    is the one that follows from its clauses so far."""

    commission: str
    edition: int
    corrects: str | None
    why: str
    tested_from: str | None
    remark: str
    accredited_until: str | None
    scope_covers: bool | None
    digest: str
    locked_at: str | None
    clauses: list[ClauseOfReport]


class AskedCommission(Asked):
    """A test of a project, by a body, on a planned day; of all its kinds of system where none are
    named."""

    project: DocumentId
    body: str = Field(pattern=PARTY, max_length=64)
    planned_on: str = Field(json_schema_extra={"format": "date"})
    kinds: list[str] = Field(default_factory=list, max_length=20)
    remark: str = Field("", max_length=500)


class AskedTestAnswer(Asked):
    """taken, with the declaration that there is no conflict of interest; declined or withdrawn,
    with a reason."""

    answer: str = Field(max_length=12)
    no_conflict: bool | None = None
    declaration: str = Field("", max_length=1000)
    reason: str = Field("", max_length=500)


class AskedReport(Asked):
    """After a locked report: what was wrong with it."""

    why: str = Field("", max_length=500)


class AskedClause(Asked):
    """A clause; its place is that in the list."""

    standard: str = Field(max_length=60)
    clause: str = Field(max_length=40)
    requirement: str = Field(max_length=500)
    result: str = Field(max_length=16)
    known: str = Field("", max_length=96)
    measured: str = Field("", max_length=60)
    unit: str = Field("", max_length=24)
    instrument: str = Field("", max_length=200)
    instrument_certificate: str = Field("", max_length=96)
    instrument_until: str | None = Field(None, json_schema_extra={"format": "date"})
    evidence: list[DocumentId] = Field(default_factory=list, max_length=20)
    population: int | None = Field(None, ge=0, le=MOST_COUNTED)
    sampled: int | None = Field(None, ge=0, le=MOST_COUNTED)
    failed: int | None = Field(None, ge=0, le=MOST_COUNTED)
    resampled: int | None = Field(None, ge=0, le=MOST_COUNTED)
    failed_again: int | None = Field(None, ge=0, le=MOST_COUNTED)
    remark: str = Field("", max_length=500)


class AskedClauses(Asked):
    """All clauses of a draft and the days of the test, in the place of what it held."""

    edition: int = Field(ge=0)
    tested_from: str | None = Field(None, json_schema_extra={"format": "date"})
    tested_on: str | None = Field(None, json_schema_extra={"format": "date"})
    remark: str = Field("", max_length=1000)
    clauses: list[AskedClause] = Field(max_length=400)


class AskedLock(Asked):
    """The edition that was looked through."""

    edition: int = Field(ge=0)
