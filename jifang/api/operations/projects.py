"""Projects: the shared file, who takes part, the log of the trial run.

Projects and their equipment are records of registers (`declareRecord` of `project`,
`project_equipment`, `project_equipment_proof`); their stages are a case of the procedure `project`
(`openCase`, `carryOutAct`).
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.http import Http404

from jifang.api.case_shapes import carry_case, show_cite
from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.operations.own import require_caller
from jifang.api.problems import carry_input
from jifang.api.project_forms import (
    AskedLeaving,
    AskedLogDay,
    AskedMember,
    AskedPaper,
    AskedTaking,
    LogDayGiven,
    MemberGiven,
    PaperGiven,
    ProjectGiven,
    ProjectsGiven,
)
from jifang.api.reading import read_limit, read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.domains.projects.checks import find_trial
from jifang.domains.projects.data import PROOF_KINDS, ROLES, STAGES
from jifang.domains.projects.logbook import Day, log_day
from jifang.domains.projects.members import Naming, end_member, name_member, take_on
from jifang.domains.projects.models import Member, Paper, Project, TrialEntry
from jifang.domains.projects.overlaps import list_overlaps
from jifang.domains.projects.papers import Given, add_paper, list_papers
from jifang.domains.projects.selectors import (
    find_lifecycle,
    find_row,
    list_equipment,
    list_member_rows,
    list_own_projects,
    list_stages,
    list_trial_entries,
)
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.history.data import NotFoundError
from jifang.law.errors import InputError, Lang, Problem, Text

TAG = "projects"
EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"
MEMBER_EXAMPLE = {
    "role": "construction", "credit_code": "9144010172375579XG", "work_from": "2026-11-30",
    "work_until": "2027-02-28",
}  # fmt: skip
PAPER_EXAMPLE = {"title": "隐蔽工程验收记录", "name": "记录.pdf", "content": "JVBERi0xLjcK"}
DAY_EXAMPLE = {"on": "2026-11-26", "normal": True, "alarm_tested": True}


@contextmanager
def refusing() -> Iterator[None]:
    """What a project refuses, as the API answers it."""
    try:
        yield
    except NotFoundError:
        raise Http404 from None
    except (CaseError, DocumentError) as error:
        raise carry_case(error) from None
    except InputError as error:
        raise carry_input(error) from None


def write_day(day: Any) -> str | None:
    """A day or a time, or none."""
    return None if day is None else str(day.isoformat())


def show_member(row: Member, lang: Lang) -> dict[str, Any]:
    """A body that takes part."""
    return {
        "id": str(row.public_id), "body": str(row.body), "name": row.name, "role": row.role,
        "role_name": ROLES[row.role].say(lang), "since": row.since.isoformat(),
        "until": write_day(row.until), "work_from": write_day(row.work_from),
        "work_until": write_day(row.work_until), "taken_on": write_day(row.undertaken_on),
        "certificate": row.certificate,
    }  # fmt: skip


def show_equipment(row: Project, lang: Lang) -> list[dict[str, Any]]:
    """The equipment with its proofs."""
    return [
        {
            "id": str(item.public_id), "name": item.name, "model": item.model,
            "quantity": item.quantity, "main": item.main,
            "proofs": [
                {"kind": p.kind, "kind_name": PROOF_KINDS[p.kind].say(lang), "number": p.number,
                 "valid_until": write_day(p.valid_until)}
                for p in proofs
            ],
        }
        for item, proofs in list_equipment(row)
    ]  # fmt: skip


def show_log_day(entry: TrialEntry) -> dict[str, Any]:
    """A day of the log."""
    return {
        "on": entry.on.isoformat(), "normal": entry.normal, "alarm_tested": entry.alarm_tested,
        "note": entry.note, "entered_at": entry.at.isoformat(), "entry": entry.entry,
    }  # fmt: skip


def show_trial(row: Project, lang: Lang) -> dict[str, Any] | None:
    """The trial run; none before it began."""
    trial = find_trial(row, read_day())
    if trial is None:
        return None
    rule = trial.rule
    return {
        "since": trial.since.isoformat(), "days": len(trial.days), "wanting": trial.wanting,
        "required": None if rule is None else rule.days,
        "gaps": [day.isoformat() for day in trial.gaps],
        "basis": None if rule is None else show_cite(rule.cite, lang),
        "confidence": "" if rule is None else rule.confidence,
        "log": [show_log_day(entry) for entry in list_trial_entries(row)],
    }  # fmt: skip


def show_paper(row: Paper) -> dict[str, Any]:
    """A paper in the file."""
    return {
        "id": str(row.public_id), "document": str(row.document), "title": row.title,
        "by": row.by_name, "at": row.at.isoformat(), "entry": row.entry,
    }  # fmt: skip


def read_content(text: str) -> BytesIO:
    """The bytes of a file. Raises `ApiError`."""
    try:
        return BytesIO(b64decode(text, validate=True))
    except ValueError:
        said = Text("须为 base64（RFC 4648）", "must be base64 (RFC 4648)")
        raise carry_input(InputError(Problem("content", text[:40], said))) from None


def show_file(row: Project, lang: Lang) -> dict[str, Any]:
    """The file of a project."""
    reached = {s.stage: s.legal_day for s in list_stages(row)}
    case = find_lifecycle(row)
    return {
        "id": str(row.public_id), "name": row.name, "unit_name": row.unit_name,
        "setting": row.setting, "region": row.region, "stage": row.stage,
        "stages": [
            {"code": code, "name": name.say(lang), "reached_on": write_day(reached.get(code))}
            for code, name in STAGES.items()
        ],
        "case": None if case is None else str(case.public_id),
        "members": [show_member(m, lang) for m in list_member_rows(row)],
        "equipment": show_equipment(row, lang), "trial": show_trial(row, lang),
        "papers": [show_paper(p) for p in list_papers(row)],
        "attention": [said.say(lang) for said in list_overlaps(row)],
        "demonstration": row.demonstration,
    }  # fmt: skip


def show_row(row: Project) -> dict[str, Any]:
    """A project in a list."""
    return {
        "id": str(row.public_id), "name": row.name, "unit_name": row.unit_name,
        "region": row.region, "stage": row.stage, "demonstration": row.demonstration,
    }  # fmt: skip


@declare(
    "GET",
    "own/projects",
    ProjectsGiven,
    Doc(
        "listOwnProjects",
        TAG,
        Text("列出本单位参与的项目", "List the projects that one's body takes part in"),
        Text("他人的项目；本单位建设的项目用 listRecords（register 为 project）。",
             "Projects of others; those that one builds are records of the register `project`."),
        scope="registers",
        rows=True,
    ),
)  # fmt: skip
def list_own(
    request: ApiRequest, limit: str | None = None, cursor: str | None = None
) -> Mapping[str, Any]:
    """A page of them."""
    by = require_caller(request).actor
    page, of = Page(read_limit(limit), cursor), name_list("own projects", by=by.body.party)
    return cut_page(list_own_projects(by.body.party), page, of, ["id"], show_row)


@declare(
    "GET",
    "projects/{id}",
    ProjectGiven,
    Doc(
        "readProject",
        TAG,
        Text("项目档案", "The file of a project"),
        Text("阶段、参与单位、设备与质量证明、试运行记录；建设单位、参与单位和辖区机关都可以读。",
             "Stages, who takes part, equipment with its proofs, the log of the trial run: for the"
             " constructing unit, the bodies that take part, and the organs of the territory."),
        scope="registers",
        rows=True,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def read_one(request: ApiRequest, id: str) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """The file."""
    require_caller(request)
    with refusing():
        return show_file(find_row(id), request.lang)


@declare(
    "POST",
    "projects/{id}/members",
    MemberGiven,
    Doc(
        "nameProjectMember",
        TAG,
        Text("登记参与单位", "Enter a body that takes part"),
        Text("由建设单位或者当地公安机关登记，该单位从此可以读项目档案。设计、施工、维修单位的资格证、"
             "等级和备案须覆盖工作日期，否则答 422，写明理由和依据（第十四、十六条第二款）。",
             "By the constructing unit or the organ of the place; the body reads the file from then"
             " on. Where its certificate, level or filing does not cover design, construction or"
             " maintenance on its days it is 422 with the ground and the provision."),
        scope="cases.write",
        write=True,
        rows=True,
        acts=True,
        status=201,
        example=MEMBER_EXAMPLE,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def name_one(request: ApiRequest, id: str, body: AskedMember) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Enter it, or refuse with the provision."""
    by = require_caller(request).actor
    days = [
        None if day is None else read_on(day, name)
        for name, day in (("work_from", body.work_from), ("work_until", body.work_until))
    ]
    with refusing():
        row = name_member(by, id, Naming(body.role, body.credit_code, *days))
    return show_member(row, request.lang)


@declare(
    "POST",
    "project-members/{id}/undertaking",
    MemberGiven,
    Doc(
        "takeProjectWorkOn",
        TAG,
        Text("承接", "Take the work on"),
        Text("由登记的从业单位自己承接，或者由当地公安机关登记；再次依法判断，不覆盖的答 422。",
             "By the firm that was entered, or by the organ of the place; the law is asked again,"
             " and what is not covered is 422."),
        scope="cases.write",
        write=True,
        rows=True,
        acts=True,
        example={"on": "2026-11-26"},
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def take_one(request: ApiRequest, id: str, body: AskedTaking) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Take it on, or be refused."""
    by = require_caller(request).actor
    with refusing():
        row = take_on(by, id, None if body.on is None else read_on(body.on, "on"))
    return show_member(row, request.lang)


@declare(
    "POST",
    "project-members/{id}/end",
    MemberGiven,
    Doc(
        "endProjectMember",
        TAG,
        Text("登记退出", "Enter that a body takes part no longer"),
        Text("该单位不再看到项目档案；已办理的事项仍有记录。",
             "It sees the file no more; what it did stays recorded."),
        scope="cases.write",
        write=True,
        rows=True,
        acts=True,
        example={"reason": "更换施工单位"},
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def end_one(request: ApiRequest, id: str, body: AskedLeaving) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """It left."""
    by = require_caller(request).actor
    with refusing():
        row = end_member(by, id, body.reason)
    return show_member(row, request.lang)


@declare(
    "POST",
    "projects/{id}/trial-days",
    LogDayGiven,
    Doc(
        "logTrialDay",
        TAG,
        Text("登记试运行的一天", "Enter a day of the trial run"),
        Text("建设单位或者施工单位；每日一条，登记后不再更改。",
             "By the constructing unit or the construction firm; one entry a day, never changed."),
        scope="cases.write",
        write=True,
        rows=True,
        acts=True,
        status=201,
        example=DAY_EXAMPLE,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def log_one(request: ApiRequest, id: str, body: AskedLogDay) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Enter the day."""
    by, on = require_caller(request).actor, read_on(body.on, "on")
    with refusing():
        entry = log_day(by, id, Day(on, body.normal, body.alarm_tested, body.note))
    return show_log_day(entry)


@declare(
    "POST",
    "projects/{id}/papers",
    PaperGiven,
    Doc(
        "addProjectPaper",
        TAG,
        Text("把文件放入项目档案", "Put a paper into the shared file"),
        Text("由建设单位和参与单位放入，写明是哪个单位放入的；全体参与单位和辖区机关可见，不再取出。"
             "整个请求至多 1 MiB，更大的文件在页面上提交。",
             "By the constructing unit and the bodies that take part, with the body's name; all"
             " of them and the organs of the territory see it, and it is not taken out. The request"
             " is 1 MiB at most; a larger file is handed in on the page."),
        scope="cases.write",
        write=True,
        rows=True,
        acts=True,
        status=201,
        example=PAPER_EXAMPLE,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def add_one(request: ApiRequest, id: str, body: AskedPaper) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """Put it there."""
    by = require_caller(request).actor
    with refusing():
        paper = add_paper(by, id, Given(body.title, body.name, read_content(body.content)))
    return show_paper(paper)
