"""Tests: commissions and reports clause by clause, for a unit's or a testing body's own system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from jifang.api.case_shapes import carry_case
from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.operations.own import require_caller
from jifang.api.problems import ApiError, carry_input, show_basis
from jifang.api.reading import read_limit, read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.api.testing_forms import (
    AskedClause,
    AskedClauses,
    AskedCommission,
    AskedLock,
    AskedReport,
    AskedTestAnswer,
    TestCommissionGiven,
    TestCommissions,
    TestingBodies,
    TestReportGiven,
)
from jifang.domains.testing.api import (
    TEST,
    AnswerGiven,
    ClauseGiven,
    answer_commission,
    begin_report,
    commission_test,
    describe_clause,
    find_commission,
    find_report_row,
    find_verdict,
    list_clauses,
    list_commissions,
    lock_report,
    may_see_draft,
    set_days,
    warn_clause,
    write_clauses,
)
from jifang.domains.units.api import LabRef, list_labs
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.history.data import RecordError
from jifang.law.errors import InputError, Lang, Text

TAG = "testing"
READ, WRITE = "testing", "testing.write"
EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"
AT = {"id": EXAMPLE_ID}
CLAUSE_EXAMPLE = {
    "standard": "GB 55029-2022",
    "clause": "3.5.2(5)",
    "requirement": "视频图像信息保存不少于 30 日",
    "result": "conforms",
    "measured": "34",
    "unit": "日",
}
OVER = Text(
    "被法规拒绝的（资质不覆盖、已锁定等）答 422，写明依据；拒绝也记入账本。",
    "What the Measures refuse (no accreditation that covers it, locked) is 422 with the provision;"
    " a refusal stands in the ledger, too.",
)


@contextmanager
def refusing() -> Iterator[None]:
    """What is refused, as the API says it."""
    try:
        yield
    except RecordError:
        raise ApiError("not-found") from None
    except (CaseError, DocumentError) as error:
        raise carry_case(error) from None
    except InputError as error:
        raise carry_input(error) from None


def check_id(public_id: str) -> str:
    """An id as it is written. Raises `Http404`."""
    try:
        if str(UUID(public_id)) == public_id:
            return public_id
    except ValueError:
        pass
    raise Http404


def read_day(value: str | None, name: str) -> date | None:
    """A day, or nothing."""
    return None if value is None else read_on(value, name)


# --- what is shown --------------------------------------------------------------------------------


def show_lab(lab: LabRef) -> dict[str, Any]:
    """The JSON form of a testing body."""
    return {
        "party": lab.party, "organisation": lab.public_id, "name": lab.name, "region": lab.region,
        "covered": sorted({k for a in lab.list_current(timezone.localdate()) for k in a.scope}),
        "accreditations": [
            {
                "number": a.number, "level": a.level, "accredited_by": a.accredited_by,
                "scope": sorted(a.scope), "valid_from": a.valid_from.isoformat(),
                "valid_until": a.valid_until.isoformat(),
            }
            for a in lab.accreditations
        ],
    }  # fmt: skip


def show_row(report: Any) -> dict[str, Any]:
    """The JSON form of a report without its clauses."""
    return {
        "report": str(report.public_id), "version": report.version, "state": report.state,
        "verdict": report.verdict, "number": report.number,
        "tested_on": report.tested_on.isoformat() if report.tested_on else None,
    }  # fmt: skip


def show_commission(row: Any, party: str, lang: Lang) -> dict[str, Any]:
    """The JSON form of a commission."""
    answered = getattr(row, "answered", None)
    return {
        "commission": str(row.public_id), "project": row.project, "project_name": row.project_name,
        "unit_name": row.unit_name, "body": row.body, "body_name": row.body_name,
        "system_kinds": list(row.system_kinds), "planned_on": row.planned_on.isoformat(),
        "remark": row.remark, "commissioned_at": row.commissioned_at.isoformat(),
        "answer": answered.answer if answered else "",
        "reason": answered.reason if answered else "",
        "declaration": answered.declaration if answered else "",
        "basis": [show_basis(TEST, lang)],
        "reports": [show_row(r) for r in row.reports.all() if may_see_draft(r, party)],
    }  # fmt: skip


def show_clause(row: Any, lang: Lang, on: date | None) -> dict[str, Any]:
    """The JSON form of a clause, with what is odd about it on the day of the test."""
    return {
        "position": row.position, **describe_clause(row),
        "warnings": [said.say(lang) for said in warn_clause(row, on)],
    }  # fmt: skip


def show_report(request: ApiRequest, public_id: str) -> Mapping[str, Any]:
    """A report as whoever asks may see it. Raises `Http404`."""
    party = require_caller(request).actor.body.party
    with refusing():
        report = find_report_row(public_id)
    if not may_see_draft(report, party):
        raise Http404
    rows = list_clauses(report)
    return {
        **show_row(report), "commission": str(report.commission.public_id),
        "verdict": report.verdict or find_verdict(r.result for r in rows),
        "edition": report.edition,
        "corrects": str(report.corrects.public_id) if report.corrects else None,
        "why": report.why,
        "tested_from": report.tested_from.isoformat() if report.tested_from else None,
        "remark": report.remark,
        "accredited_until":
            report.accredited_until.isoformat() if report.accredited_until else None,
        "scope_covers": report.scope_covers, "digest": report.digest,
        "locked_at": report.locked_at.isoformat() if report.locked_at else None,
        "clauses": [show_clause(row, request.lang, report.tested_on) for row in rows],
    }  # fmt: skip


# --- commissions ----------------------------------------------------------------------------------


@declare(
    "GET",
    "testing/bodies",
    TestingBodies,
    Doc(
        "listTestingBodies",
        TAG,
        Text("检测机构及其资质", "Testing bodies and their accreditations"),
        Text("登记簿中的检测机构；资质公开。委托时填其 party。",
             "Those in the register; accreditations are public. Its `party` names a body in a"
             " commission."),
        scope=READ,
        rows=True,
    ),
)  # fmt: skip
def list_bodies(request: ApiRequest) -> Mapping[str, Any]:
    """Every testing body."""
    return {"items": [show_lab(lab) for lab in list_labs()]}


@declare(
    "GET",
    "testing/commissions",
    TestCommissions,
    Doc(
        "listTestCommissions",
        TAG,
        Text("检测委托", "Commissions of tests"),
        Text("新的在前：本单位委托的、委托本机构的、辖区内的。",
             "The newest first: those that one's unit gave, that one's body was given, of one's"
             " territory."),
        scope=READ,
        rows=True,
    ),
)  # fmt: skip
def list_all(
    request: ApiRequest, limit: str | None = None, cursor: str | None = None
) -> Mapping[str, Any]:
    """A page of commissions."""
    party = require_caller(request).actor.body.party
    return cut_page(
        list_commissions(), Page(read_limit(limit), cursor), name_list("tests", of=party), ["-pk"],
        lambda row: show_commission(row, party, request.lang),
    )  # fmt: skip


@declare(
    "GET",
    "testing/commissions/{id}",
    TestCommissionGiven,
    Doc(
        "readTestCommission",
        TAG,
        Text("一项检测委托", "A commission of a test"),
        Text("答复和报告都在其中。", "With its answer and its reports."),
        scope=READ,
        rows=True,
        arguments=AT,
    ),
)
def read_commission(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One commission."""
    with refusing():
        row = find_commission(check_id(id))
    return show_commission(row, require_caller(request).actor.body.party, request.lang)


@declare(
    "POST",
    "testing/commissions",
    TestCommissionGiven,
    Doc(
        "commissionTest",
        TAG,
        Text("委托检测", "Commission a test"),
        Text(f"由工程的建设单位委托。{OVER.zh}",
             f"By the constructing unit of the project. {OVER.en}"),
        scope=WRITE,
        write=True,
        rows=True,
        may_lack=True,
        status=201,
        example={"project": EXAMPLE_ID, "body": "testing_body-1", "planned_on": "2026-12-31"},
    ),
)  # fmt: skip
def commission_one(request: ApiRequest, body: AskedCommission) -> Mapping[str, Any]:
    """Commission a test."""
    by = require_caller(request).actor
    on = read_on(body.planned_on, "planned_on")
    with refusing():
        row = commission_test(
            by, str(body.project), body.body, on, kinds=body.kinds, remark=body.remark
        )
    return show_commission(row, by.body.party, request.lang)


@declare(
    "POST",
    "testing/commissions/{id}/answer",
    TestCommissionGiven,
    Doc(
        "answerTestCommission",
        TAG,
        Text("接受、谢绝或者撤回委托", "Take, decline or withdraw a commission"),
        Text(f"接受须声明没有利害关系。{OVER.zh}",
             f"Taking it needs the declaration that there is no conflict of interest. {OVER.en}"),
        scope=WRITE,
        write=True,
        rows=True,
        example={"answer": "taken", "no_conflict": True, "declaration": "与各方无利害关系"},
        arguments=AT,
    ),
)  # fmt: skip
def answer_one(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
    body: AskedTestAnswer,
) -> Mapping[str, Any]:
    """Answer a commission."""
    by = require_caller(request).actor
    given = AnswerGiven(body.answer, body.no_conflict, body.declaration, body.reason)
    with refusing():
        answer_commission(by, check_id(id), given)
        row = find_commission(id)
    return show_commission(row, by.body.party, request.lang)


# --- reports --------------------------------------------------------------------------------------


@declare(
    "POST",
    "testing/commissions/{id}/reports",
    TestReportGiven,
    Doc(
        "beginTestReport",
        TAG,
        Text("开始一份报告或者更正", "Begin a report, or a correction"),
        Text("已有锁定的报告的，是更正：须写 why，以上一版的条目开始。",
             "After a locked report it is a correction: `why` is needed, and it begins with the"
             " clauses of the version before."),
        scope=WRITE,
        write=True,
        rows=True,
        status=201,
        example={"why": ""},
        arguments=AT,
    ),
)  # fmt: skip
def begin_one(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
    body: AskedReport,
) -> Mapping[str, Any]:
    """Begin a report."""
    by = require_caller(request).actor
    with refusing():
        report = begin_report(by, check_id(id), why=body.why)
    return show_report(request, str(report.public_id))


@declare(
    "GET",
    "testing/reports/{id}",
    TestReportGiven,
    Doc(
        "readTestReport",
        TAG,
        Text("一份检测报告", "A test report"),
        Text("逐条；草稿只有检测机构自己看得到。",
             "Clause by clause; a draft is seen by its body alone."),
        scope=READ,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def read_report(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One report."""
    return show_report(request, check_id(id))


@declare(
    "POST",
    "testing/reports/{id}/clauses",
    TestReportGiven,
    Doc(
        "writeTestReport",
        TAG,
        Text("一次写入全部条目和检测日期", "Write all clauses and the days of the test at once"),
        Text("替换草稿原有的内容；edition 须是所读到的，否则答 409。证据须先在网页上传。",
             "In the place of what the draft held. `edition` is the one that was read, else 409."
             " Evidence is handed in on the pages first."),
        scope=WRITE,
        write=True,
        rows=True,
        example={"edition": 0, "tested_on": "2026-11-26", "clauses": [CLAUSE_EXAMPLE]},
        arguments=AT,
    ),
)  # fmt: skip
def write_one(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
    body: AskedClauses,
) -> Mapping[str, Any]:
    """Write a draft."""
    by = require_caller(request).actor
    since, last = read_day(body.tested_from, "tested_from"), read_day(body.tested_on, "tested_on")
    given = [read_clause(one, at) for at, one in enumerate(body.clauses)]
    with refusing(), transaction.atomic():
        report = set_days(by, check_id(id), since, last, remark=body.remark, edition=body.edition)
        write_clauses(by, id, given, edition=report.edition)
    return show_report(request, id)


def read_clause(asked: AskedClause, at: int) -> ClauseGiven:
    """A clause as the domain takes it."""
    values = asked.model_dump()
    until = read_day(values.pop("instrument_until"), f"clauses[{at}].instrument_until")
    evidence = tuple(str(one) for one in values.pop("evidence"))
    return replace(ClauseGiven("", "", "", ""), **values, instrument_until=until, evidence=evidence)


@declare(
    "POST",
    "testing/reports/{id}/lock",
    TestReportGiven,
    Doc(
        "lockTestReport",
        TAG,
        Text("锁定报告", "Lock a report"),
        Text(f"由没有参与编写的另一人；结论由条目得出，文书随之签发。{OVER.zh}",
             "By a second person who wrote nothing of it. The verdict follows from the clauses; the"
             f" sealed letter goes out with it. {OVER.en}"),
        scope=WRITE,
        write=True,
        rows=True,
        example={"edition": 2},
        arguments=AT,
    ),
)  # fmt: skip
def lock_one(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
    body: AskedLock,
) -> Mapping[str, Any]:
    """Lock a report."""
    by = require_caller(request).actor
    with refusing():
        lock_report(by, check_id(id), edition=body.edition)
    return show_report(request, id)
