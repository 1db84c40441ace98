"""The file of a project by client: what the unit, a firm that takes part and an officer see and do;
what is refused says the provision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.projects.models import Project, TrialEntry
from jifang.domains.projects.selectors import list_members
from jifang.domains.projects.services import declare_project
from jifang.foundation.accounts.data import Body
from jifang.portals.projects import panels
from tests.domains.projects.builders import (
    GIVEN,
    OWNER,
    Ground,
    ago,
    lay_ground,
    make_pdf,
    reread,
)
from tests.domains.qualifications.world import FIRM, FIRM_CODE, PEOPLE, hold, within
from tests.foundation.cases.log import publish_moves
from tests.portals.people import make_person, sign_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 45


@pytest.fixture(scope="module")
def ground(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_server: Any
) -> Iterator[Ground]:
    with django_db_blocker.unblock():
        publish_moves(database_server)
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield lay_ground()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def clients(ground: Ground) -> dict[str, Client]:
    return {
        "unit": sign_in(
            make_person("unit_manager", "unit-u", Body("unit", OWNER, "学校", "440106"))
        ),
        "firm": sign_in(
            make_person("firm_manager", "firm-f", Body("firm", FIRM, "公司", "440100"))
        ),
        "other": sign_in(
            make_person("firm_manager", "firm-o", Body("firm", "firm-z", "他", "440100"))
        ),
        "officer": sign_in(make_person("officer")),
    }


@pytest.fixture
def project(ground: Ground) -> Project:
    with within(PEOPLE["owner"]):
        return declare_project(PEOPLE["owner"], ground.unit, {**GIVEN, "building": "new"})


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def send(client: Client, path: str, given: dict[str, str], status: int = 302) -> str:
    answer = client.post(path, {f"v.{k}": v for k, v in given.items()})
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def put_again(client: Client, path: str, scan: SimpleUploadedFile) -> None:
    """A file that is there already is refused: by whom it was put there, under which title."""
    scan.seek(0)
    again = client.post(f"/en{path}papers/new/", {"title": "别名", "file": scan})
    assert again.status_code == 422
    said = unescape(again.content.decode()).partition('role="alert"')[2][:600]
    assert "already: “隐蔽工程记录”, put there by 公司 on" in said
    assert "别名" not in read(client, path)


def test_from_the_register_to_a_firm_that_takes_the_work_on(
    clients: dict[str, Client], project: Project
) -> None:
    unit, firm, path = clients["unit"], clients["firm"], f"/projects/{project.public_id}/"
    assert path in read(unit, "/lists/project/")
    page = read(unit, path)
    assert "尚未立项" in page
    assert page.count("未知") >= 4, "unknown is said, never no"
    read(firm, path, 404)
    send(unit, f"{path}initiate/", {})
    assert "下一步" in read(unit, path)
    naming = {"role": "design", "credit_code": FIRM_CODE, "work_from": ago(0).isoformat(),
              "work_until": ago(-30).isoformat()}  # fmt: skip
    refused = send(unit, f"{path}members/new/", naming, 422)
    assert "/law/art_14__para_2" in refused or "art_14__para_2" in refused
    hold(4)
    sought = {**{f"v.{k}": v for k, v in naming.items()}, "v.credit_code": "",
              "q.v.credit_code": "示例安防", "find": "v.credit_code"}  # fmt: skip
    page = unit.post(f"{path}members/new/", sought).content.decode()
    assert f'type="radio" name="v.credit_code" value="{FIRM_CODE}"' in page
    assert naming["work_from"] in page, "nothing that was entered is lost"
    assert (
        "没有符合"
        in unit.post(
            f"{path}members/new/", {**sought, "q.v.credit_code": "查无此名"}
        ).content.decode()
    )
    wrong = send(unit, f"{path}members/new/", {**naming, "work_until": ""}, 400)
    assert "须填写" in wrong
    send(unit, f"{path}members/new/", naming)
    assert "尚未承接" in read(firm, path)
    assert path in read(firm, "/lists/my-projects/")
    assert "my-projects" in read(firm, "/me/")
    with within(PEOPLE["owner"]):
        member = list_members(project.public_id)[0]
    send(unit, f"{path}members/{member.public_id}/take-on/", {}, 422)
    send(firm, f"{path}members/{member.public_id}/take-on/", {})
    assert "Covered by" in read(firm, f"/en{path}")
    read(clients["other"], path, 404)
    read(clients["other"], f"{path}papers/new/", 404)
    assert "放入档案" in read(firm, f"{path}papers/new/")
    assert firm.post(f"{path}papers/new/", {"title": "无文件"}).status_code == 400
    scan = SimpleUploadedFile("记录.pdf", make_pdf(), "application/pdf")
    put = firm.post(f"{path}papers/new/", {"title": "隐蔽工程记录", "file": scan})
    assert put.status_code == 302, put.content.decode()
    for name in ("unit", "firm", "officer"):
        assert "隐蔽工程记录" in read(clients[name], path), name
    put_again(unit, path, scan)
    found = re.search(r"/papers/[0-9a-f-]{36}/", read(firm, path))
    assert found
    paper = found[0]
    assert [clients[n].get(paper).status_code for n in ("unit", "firm", "officer", "other")] == [
        200, 200, 200, 404,
    ]  # fmt: skip
    assert "示例安防工程公司" in read(clients["officer"], path)
    send(unit, f"{path}members/{member.public_id}/end/", {"reason": ""}, 400)
    send(unit, f"{path}members/{member.public_id}/end/", {"reason": "更换"})
    read(firm, path, 404)
    read(firm, paper, 404)
    send(unit, f"{path}log/", {"on": ago(0).isoformat(), "normal": "yes"}, 400)
    assert reread(project).stage == "initiated"


def test_other_domains_add_panels(
    clients: dict[str, Client], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "PANELS", [])
    entry = TrialEntry(on=ago(0), normal=True, note="面板")
    panels.add_panel(lambda project, request: ("projects/entry.html", {"entry": entry}))
    panels.add_panel(lambda project, request: None)
    path = f"/projects/{project.public_id}/"
    with CaptureQueriesContext(connection) as taken:
        assert "面板" in read(clients["unit"], path)
    assert len(taken) <= MOST_QUERIES


FORM_KEY = re.compile(r'name="form_key" value="([A-Za-z0-9_-]{22})"')


def find_key(page: str) -> str:
    found = FORM_KEY.search(page)
    assert found
    return found[1]


def test_a_form_that_is_sent_twice_makes_one_project_and_a_name_twice_needs_a_tick(
    clients: dict[str, Client], ground: Ground
) -> None:
    unit, path = clients["unit"], f"/registers/project/new/?in={ground.unit.public_id}"
    name = "两次提交的工程（演示）"
    given = {"v.name": name, "v.setting": "key_unit", "v.region": "440106",
             "v.system_kinds": "video_surveillance"}  # fmt: skip

    def count() -> int:
        return Project.objects.filter(name=name).count()

    key = find_key(read(unit, path))
    wrong = unit.post(path, {"v.setting": "key_unit", "form_key": key})
    assert find_key(wrong.content.decode()) == key, "nothing was made: the key stays"
    first = unit.post(path, {**given, "form_key": key})
    again = unit.post(path, {**given, "form_key": key})
    assert (first.status_code, again.status_code) == (302, 302)
    assert (first["Location"], count()) == (again["Location"], 1), "led to what was made"
    other = unit.post(path, {**given, "v.amount": "5", "form_key": key})
    said = other.content.decode()
    assert (other.status_code, count()) == (409, 1)
    assert first["Location"] in said
    assert find_key(said) != key, "it may be sent as another one, which loses nothing"
    assert 'name="v.amount" value="5"' in said
    afresh = {**given, "form_key": find_key(read(unit, path))}
    warned = unit.post(path, afresh)
    page = warned.content.decode()
    assert (warned.status_code, count()) == (200, 1)
    assert "已登记同名的建设项目" in page
    seen = re.search(r'type="checkbox" name="seen" value="(\w+)"', page)
    assert seen
    assert unit.post(path, {**afresh, "seen": seen[1]}).status_code == 302
    assert count() == 2
    stranger = clients["other"].post(path, {**given, "form_key": key})
    assert stranger.status_code != 302, "the key of somebody else leads nowhere"
