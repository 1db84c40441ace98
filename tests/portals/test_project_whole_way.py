"""One project from the register to use, by the pages of everyone who has a part in it: nothing is
laid that a page or a service would not have made. What is tried out of its order is refused by the
provision. It begins on a day that lies as far back as the trial run is long."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.approvals.api import find_acceptance, find_approval
from jifang.domains.approvals.data import SLOTS
from jifang.domains.projects.api import find_stage
from jifang.domains.projects.models import Equipment, Member, Project, TrialEntry
from jifang.domains.testing.api import find_report
from jifang.domains.testing.models import Commission, Report
from jifang.domains.units.models import Unit
from jifang.domains.units.organisation_kinds import ACCREDITATION, TOOL
from jifang.domains.units.organisation_services import declare_belonging, declare_organisation
from jifang.domains.units.services import declare_unit
from jifang.foundation.accounts.data import Body
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import work_in
from jifang.ledger.entries import read_entry
from tests.domains.people import UNIT
from tests.domains.qualifications.world import (
    FIRM,
    FIRM_CODE,
    GUANGZHOU,
    TIANHE,
    hold,
    lay_firm,
    make_actor,
    open_organs,
    within,
)
from tests.domains.qualifications.world import PEOPLE as FIRMS
from tests.foundation.cases.log import publish_moves
from tests.portals.people import Person, make_person, sign_in

pytestmark = pytest.mark.django_db
OWNER, LAB = "unit-own", "testing_body-own"
KINDS = ("video_surveillance", "intrusion_alarm")
CLASSES = tuple(SLOTS)
LENGTH = 31
"""Days from the beginning to the end: the trial run begins on the first of them."""
BODIES = {
    "unit": ("unit_member", Body("unit", OWNER, "示例中学（演示）", TIANHE)),
    "firm": ("firm_member", Body("firm", FIRM, "示例安防工程公司（演示）", GUANGZHOU)),
    "tester": ("lab_member", Body("testing_body", LAB, "示例检测机构（演示）", GUANGZHOU)),
    "second": ("lab_manager", Body("testing_body", LAB, "示例检测机构（演示）", GUANGZHOU)),
    "officer": ("officer", Body("organ", "ps-440106", "天河区公安机关（演示）", TIANHE)),
    "approver": ("approver", Body("organ", "ps-440106", "天河区公安机关（演示）", TIANHE)),
    "chief": ("approver", Body("organ", "ps-440106", "天河区公安机关（演示）", TIANHE)),
    "city": ("officer", Body("organ", "ps-440100", "广州市公安机关（演示）", GUANGZHOU)),
    "mayor": ("approver", Body("organ", "ps-440100", "广州市公安机关（演示）", GUANGZHOU)),
}

REFUSED = [
    ("case.finish_design", "no_design", "art_14__para_2"),
    ("case.start_construction", "no_construction", "art_14__para_2"),
    ("case.start_construction", "not_reviewed", "art_17__para_2"),
    ("case.apply", "organ", "art_17__para_1"),
    ("case.notify", "second_notice", "art_17__para_2"),
    ("case.approve", "who", "art_17__para_1"),
    ("case.approve", "who", "art_17__para_1"),
    ("case.start_trial", "no_equipment", "art_13__para_1"),
    ("case.start_trial", "no_proof", "art_13__para_1"),
    ("case.start_trial", "input", "art_12__para_1"),
    ("case.complete", "trial_run", "cl_4_0_7"),
    ("project.equipment_entered", "who", "art_13__para_1"),
    ("case.apply", "stage", "art_12__para_1"),
    ("case.pass_test", "test", "art_18__para_1"),
    ("test_report.locked", "second_person", "art_18__para_1"),
    ("case.pass_acceptance", "not_accepted", "art_19__para_1"),
    ("case.put_into_use", "state", "art_19__para_1"),
    ("case.apply", "organ", "art_19__para_1"),
    ("case.pass", "four_eyes", "art_19__para_1"),
    ("case.pass", "who", "art_19__para_1"),
]
"""Every attempt out of its order, as the ledger tells it: which act, why not, by which provision
that comes first."""


@dataclass
class Way:
    """Who goes it, and how far it has come."""

    people: dict[str, Person]
    clients: dict[str, Client] = field(default_factory=dict)
    project: str = ""
    since: int = 0
    """The last leaf before it: refusals of other tests stand, whatever becomes of those."""

    def __getitem__(self, who: str) -> Client:
        """The browser of somebody, signed in once a day."""
        if who not in self.clients:
            self.clients[who] = sign_in(self.people[who])
        return self.clients[who]

    @property
    def file(self) -> str:
        """The address of the project's file."""
        return f"/projects/{self.project}/"

    @property
    def stage(self) -> str:
        """The stage that it has reached."""
        with work_in(EVERYTHING):
            return find_stage(self.project)

    def find_case(self, procedure: str) -> Case:
        """Its latest case of a procedure."""
        with work_in(EVERYTHING):
            return Case.objects.filter(procedure=procedure, about_id=self.project).latest("pk")


def lay_bodies() -> None:
    """The unit, the firm with its certificate, the testing body with its accreditation."""
    open_organs()
    by = make_actor(960, "unit_member", "unit", OWNER, TIANHE)
    with within(by):
        declare_unit(by, UNIT)
    lay_firm(FIRMS["firm"])
    hold(4)
    by = make_actor(961, "lab_member", "testing_body", LAB, GUANGZHOU)
    with within(by):
        lab = declare_organisation(
            by, {"kind": "testing_body", "name": "示例检测机构（演示）", "region": TIANHE}
        )
        declare_belonging(ACCREDITATION, by, lab, {
            "level": "provincial", "number": "粤检-1", "accredited_by": "省级认定机关（演示）",
            "scope": list(KINDS), "valid_from": tell_day(-9).isoformat(),
            "valid_until": tell_day(300).isoformat(),
        })  # fmt: skip
        declare_belonging(TOOL, by, lab, {
            "name": "照度计", "purpose": "testing", "serial_number": "SN-1",
            "calibrated_until": tell_day(90).isoformat(),
        })  # fmt: skip


@pytest.fixture(scope="module")
def way(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[Way]:
    """The bodies as they stood on the first day, with their people."""
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        try:
            with work_in(EVERYTHING):
                last = Entry.objects.order_by("pk").last()
            with time_machine.travel(timezone.now() - timedelta(days=LENGTH)):
                lay_bodies()
                people = {n: make_person(role, n, body) for n, (role, body) in BODIES.items()}
            yield Way(people, since=last.pk if last else 0)
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def tell_day(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.content.decode())


def send(client: Client, path: str, given: dict[str, Any], status: int = 302) -> Any:
    answer = client.post(path, given)
    assert answer.status_code == status, (path, answer.content.decode())
    return answer


def fill(given: dict[str, Any]) -> dict[str, Any]:
    return {f"v.{name}": value for name, value in given.items()}


def group(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        found[name].append(value)
    return dict(found)


def make_file(name: str) -> SimpleUploadedFile:
    pdf, held = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(held)
    return SimpleUploadedFile(f"{name}.pdf", held.getvalue(), "application/pdf")


def make_papers(*classes: str) -> dict[str, Any]:
    """Files in the slots of their classes."""
    return {f"file.v.{code}": make_file(SLOTS[code].zh) for code in classes}


def take(client: Client, case: Case, code: str, status: int = 302, **typed: Any) -> str:
    """One step by its form, its letter looked at and signed."""
    path = f"/cases/{case.public_id}/act/{code}/"
    asked = client.get(path)
    form = (asked.context or {}).get("form")
    if form is None:  # not open: what is sent all the same is refused
        with work_in(EVERYTHING):
            seen = Case.objects.get(pk=case.pk).version
        return str(send(client, path, {**typed, "version": seen}, status).content.decode())
    given: dict[str, Any] = {e.name: list(e.typed) for e in form.every}
    answer = client.post(path, {**given, "version": form.version, **typed})
    if answer.status_code == 200 and "digest" in answer.context:
        answer = sign(client, path, answer)
    said = answer.content.decode()
    assert answer.status_code == status, (code, said)
    return str(said)


def sign(client: Client, path: str, shown: Any) -> Any:
    """The letter that is shown goes out."""
    return client.post(path, {**group(shown.context["kept"]), "previewed": shown.context["digest"]})


def go_on(client: Client, case: Case, name: str) -> None:
    """From the check of the papers to the step that it leads to."""
    onward = client.get(f"/cases/{case.public_id}/intake/").context[name]
    shown = send(client, onward.url, group(onward.kept), 200)
    answer = sign(client, f"/cases/{case.public_id}/act/{onward.code}/", shown)
    assert answer.status_code == 302, answer.content.decode()


def step(way: Way, code: str, status: int = 302, **typed: Any) -> str:
    """A step of the stages, by the school."""
    return take(way["unit"], way.find_case("project"), code, status, **typed)


# -- the way ---------------------------------------------------------------------------------------


def test_from_the_register_to_use(way: Way) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=LENGTH)):
        enter(way)
        seat(way, "design")
        step(way, "finish_design")
        seat(way, "construction")
        step(way, "start_construction", 422)
        review(way)
        step(way, "start_construction")
        equip(way)
        said = step(way, "start_trial", 400, on=tell_day(-1).isoformat())
        assert "不得早于本案上一步" in said, "no trial run before there was anything to try"
        step(way, "start_trial")
    way.clients.clear()
    run_in(way)
    have_tested(way)
    accept(way)
    assert way.stage == "accepted"
    step(way, "put_into_use")
    look_back(way)


def enter(way: Way) -> None:
    """Into the register, initiated, tendered."""
    with work_in(EVERYTHING):
        unit = Unit.objects.get(party=OWNER)
    send(way["unit"], f"/registers/project/new/?in={unit.public_id}", fill({
        "name": "示例中学技防工程（演示）", "setting": "key_unit", "region": TIANHE,
        "address": "天河路 1 号", "system_kinds": list(KINDS), "amount": "800000",
        "risk_level": "3", "building": "none",
    }))  # fmt: skip
    with work_in(EVERYTHING):
        way.project = str(Project.objects.get(party=OWNER).public_id)
    assert "尚未立项" in read(way["unit"], way.file)
    read(way["firm"], way.file, 404)
    send(way["unit"], f"{way.file}initiate/", {})
    step(way, "tender", **fill({"method": "open"}))


def seat(way: Way, role: str) -> None:
    """The firm is named by the school and takes the work on, by its certificate."""
    act = {"design": "finish_design", "construction": "start_construction"}[role]
    assert "承接" in step(way, act, 422)
    send(way["unit"], f"{way.file}members/new/", fill({
        "role": role, "credit_code": FIRM_CODE, "work_from": tell_day().isoformat(),
        "work_until": tell_day(90).isoformat(),
    }))  # fmt: skip
    with work_in(EVERYTHING):
        member = Member.objects.get(project__public_id=way.project, role=role)
    send(way["firm"], f"{way.file}members/{member.public_id}/take-on/", {})


def review(way: Way) -> None:
    """Papers wanting, the one notice, supplied; examined by one, approved by another."""
    about = f"project:{way.project}"
    said = send(way["city"], f"/cases/new/design_review/?about={about}", {
        "about": about, "subject": "设计方案", "party": OWNER,
    }, 422).content.decode()  # fmt: skip
    assert "不归本机关：由440106公安机关办理" in said
    send(way["unit"], f"/cases/new/design_review/?about={about}", {
        "about": about, "subject": "设计方案", **make_papers(*CLASSES[:4]),
    })  # fmt: skip
    case = way.find_case("design_review")
    assert case.organ == "ps-440106"
    read(way["firm"], f"/cases/{case.public_id}/", 404)
    take(way["officer"], case, "claim")
    mark(way, case, dict.fromkeys(CLASSES[:4], "ok") | {CLASSES[4]: "补交四层平面图"})
    at = f"/cases/{case.public_id}/"
    assert "补交四层平面图" in read(way["officer"], f"{at}act/notify/"), "the form holds the check"
    go_on(way["officer"], case, "notify")
    assert "补交四层平面图" in read(way["unit"], f"{at}act/supply/"), "it says what is wanting"
    assert way.find_case("design_review").state == "waiting"
    take(way["unit"], case, "supply", **make_papers(CLASSES[4]))
    said = take(way["officer"], case, "notify", 422, item="合同", text="缺少双方签章页")
    assert "一次" in said
    shown = read(way["unit"], at)
    assert "决定是否受理" in shown
    assert "案卷评查" not in shown
    assert "案卷评查" in read(way["officer"], at)
    mark(way, case, dict.fromkeys(CLASSES, "ok"))
    take(way["officer"], case, "accept", 400)  # no letter is shown before a class is ticked
    go_on(way["officer"], case, "accept")
    take(way["officer"], case, "examine", **fill({"finding": "met"}))
    take(way["officer"], case, "approve", 403)
    shown = read(way["approver"], at)
    assert "您的下一步：审核通过" in shown
    assert "经审查，符合要求" in shown
    take(way["mayor"], case, "approve", 403)
    take(way["approver"], case, "approve")
    with work_in(EVERYTHING):
        found = find_approval(way.project)
    assert found is not None
    assert (found.organ, found.approved_on) == ("ps-440106", tell_day())
    assert "未经核准" not in read(way["firm"], way.file), "what members do not see is not denied"


def mark(way: Way, case: Case, found: dict[str, str]) -> None:
    """The check of the papers, class by class."""
    path = f"/cases/{case.public_id}/intake/"
    held = way["officer"].get(path).context["check"]
    given = {"check": held.version if held else 0}
    for code, said in found.items():
        given[f"m.{code}"] = "ok" if said == "ok" else "defect"
        given[f"d.{code}"] = "" if said == "ok" else said
    send(way["officer"], path, given)


def equip(way: Way) -> None:
    """Equipment, by the school and by the firm that builds; no trial run without its proof."""
    assert "主要设备" in step(way, "start_trial", 422)
    send(way["unit"], f"/registers/project_equipment/new/?in={way.project}", fill({
        "name": "网线", "main": "no",
    }))  # fmt: skip
    camera = fill({"name": "摄像机", "main": "yes", "quantity": "8"})
    assert "equipment/new/" in read(way["firm"], way.file)
    send(way["tester"], f"{way.file}equipment/new/", camera, 404)
    send(way["firm"], f"{way.file}equipment/new/", {**camera, "v.quantity": "-1"}, 400)
    send(way["firm"], f"{way.file}equipment/new/", camera)
    assert "/art_13__para_1/" in step(way, "start_trial", 422)
    with work_in(EVERYTHING):
        item = Equipment.objects.get(project__public_id=way.project, main=True)
    assert (item.party, item.quantity) == (OWNER, 8), "it lies with the school"
    path = f"{way.file}equipment/{item.public_id}/proof/"
    send(way["firm"], path, fill({
        "kind": "compulsory_certification", "number": "CCC-1",
        "valid_until": tell_day(400).isoformat(),
    }))  # fmt: skip
    assert "CCC-1" in read(way["unit"], way.file)
    send(way["firm"], f"/registers/project_equipment/{item.public_id}/change/", {}, 404)


def run_in(way: Way) -> None:
    """The log of the trial run, by school and firm in turn; completed when it is long enough."""
    for n in range(LENGTH):
        if n == LENGTH - 2:
            assert "现有 29 日" in step(way, "complete", 422)
        who = way["firm" if n % 2 else "unit"]
        send(who, f"{way.file}log/", fill({
            "on": tell_day(n - LENGTH).isoformat(), "normal": "yes", "note": "",
        }))  # fmt: skip
    with work_in(EVERYTHING):
        assert TrialEntry.objects.filter(project__public_id=way.project).count() == LENGTH
    step(way, "complete")
    late = send(way["firm"], f"{way.file}equipment/new/", fill({"name": "硬盘"}), 422)
    assert "施工和试运行期间" in late.content.decode()
    apply(way["unit"], way, 422)
    step(way, "pre_accept", **fill({"held_on": tell_day().isoformat(), "held_by": "示例中学"}))


def have_tested(way: Way) -> None:
    """Commissioned, taken, reported clause by clause, locked by a second person."""
    assert "/art_18__para_1/" in step(way, "pass_test", 422)
    unit, tester, second = way["unit"], way["tester"], way["second"]
    send(unit, f"/testing/projects/{way.project}/", {
        "body": LAB, "planned_on": tell_day().isoformat(), "remark": "",
    })  # fmt: skip
    with work_in(EVERYTHING):
        at = f"/testing/commissions/{Commission.objects.get(project=way.project).public_id}/"
    send(tester, f"{at}answer/", {
        "answer": "taken", "no_conflict": "yes", "declaration": "与各方无利害关系",
    })  # fmt: skip
    send(tester, f"{at}report/", {})
    with work_in(EVERYTHING):
        report = Report.objects.get(commission__project=way.project)
    at = f"/testing/reports/{report.public_id}/"
    day = tell_day().isoformat()
    early = {"tested_from": tell_day(-1).isoformat(), "tested_on": day, "remark": ""}
    said = f"工程 {day} 竣工，检测不得早于该日"
    assert said in send(tester, f"{at}days/", early, 400).content.decode()
    send(tester, f"{at}days/", {"tested_from": day, "tested_on": day, "remark": ""})
    clause = {"standard": "GB 55029-2022", "requirement": "要求", "result": "conforms"}
    send(tester, f"{at}clause/", {
        **clause, "clause": "3.5.2(5)", "measured": "34", "unit": "日", "population": "3",
        "sampled": "3", "failed": "0", "evidence": make_file("记录"),
    })  # fmt: skip
    send(tester, f"{at}clause/", {**clause, "clause": "3.5.1(7)"})
    with work_in(EVERYTHING):
        report.refresh_from_db()
    own = tester.post(f"{at}lock/", {"edition": report.edition})
    assert own.status_code == 409, own.content.decode()
    send(second, f"{at}lock/", {"edition": report.edition})
    assert "检测报告：合格" in read(unit, at)
    step(way, "pass_test")


def apply(client: Client, way: Way, status: int = 302, **more: Any) -> str:
    """Acceptance is applied for."""
    about = f"project:{way.project}"
    given = {"about": about, "subject": "验收", **more, **make_papers("construction_drawings")}
    path = f"/cases/new/acceptance/?about={about}"
    return str(send(client, path, given, status).content.decode())


def accept(way: Way) -> None:
    """Accepted by the organ that approved, and no other; by two persons."""
    assert "/art_19__para_1/" in step(way, "pass_acceptance", 422)
    assert "/art_19__para_1/" in step(way, "put_into_use", 422)
    said = apply(way["city"], way, 422, party=OWNER)
    assert "不归本机关：由440106公安机关办理" in said
    asked = read(way["unit"], f"/cases/new/acceptance/?about=project:{way.project}")
    assert "没有规定列明验收须交的材料" in asked
    assert "所依检验报告" in asked
    assert "初验通过" in asked
    assert "平台已有的，不必再交" in asked
    assert "收到日期" not in asked
    apply(way["unit"], way)
    case = way.find_case("acceptance")
    assert (case.organ, case.approved_by) == ("ps-440106", "ps-440106")
    page = read(way["unit"], f"/cases/{case.public_id}/")
    assert "这一步按已具备设问，由后面的步骤决定：验收" in page
    take(way["approver"], case, "claim")
    asked = read(way["approver"], f"/cases/{case.public_id}/")
    assert "由后面的步骤决定：验收合格" in asked.partition("变更经过")[0]
    take(way["approver"], case, "accept")
    take(way["approver"], case, "examine", **fill({"verdict": "passed"}))
    assert "原核准" in read(way["officer"], f"/cases/{case.public_id}/acceptance/")
    take(way["approver"], case, "pass", 403)
    take(way["mayor"], case, "pass", 403)
    take(way["chief"], case, "pass")
    step(way, "pass_acceptance")


def look_back(way: Way) -> None:
    """In use; everyone who took part reads it, and each act and each refusal is a leaf."""
    assert way.stage == "in_use"
    with work_in(EVERYTHING):
        accepted, report = find_acceptance(way.project), find_report(way.project)
        entries = Entry.objects.filter(pk__gt=way.since).order_by("pk")
        leaves = [read_entry(bytes(e.bytes)) for e in entries]
    assert accepted is not None
    assert report is not None
    assert accepted.holds
    assert report.verdict == "passed"
    for who in ("unit", "firm", "officer"):
        assert "项目建设程序已经完成" in read(way[who], way.file)
    step(way, "end", 422)
    kinds = [leaf["kind"] for leaf in leaves]
    order = ("project.declared", "design.approved", "test_report.locked", "system.accepted",
             "case.put_into_use")  # fmt: skip
    assert [kinds.count(k) for k in order] == [1] * len(order)
    assert sorted(order, key=kinds.index) == list(order)
    refused = [
        (leaf["kind"].removesuffix(".refused"), leaf["details"]["refused"],
         leaf["basis"][0]["provision"])
        for leaf in leaves if leaf["kind"].endswith(".refused")
    ]  # fmt: skip
    assert refused == REFUSED
