"""The pages of imports: choosing a file, what was read, confirming, mending what was wrong."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from jifang.domains.units.models import Site
from jifang.foundation.history.registers import REGISTERS
from jifang.foundation.imports.headings import fold_heading, list_columns
from jifang.foundation.jobs.services import run_job
from jifang.foundation.walls.scope import Scope
from tests.domains.people import make_member, make_unit
from tests.portals.people import Person, make_person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def member() -> Person:
    person = make_person("unit_member")
    make_unit(make_member(person.membership.party))
    return person


@pytest.fixture
def client(member: Person) -> Client:
    return sign_in(member)


def run_jobs() -> None:
    """What the worker does, with the jobs' own bounds, until none is left."""
    done: set[str] = set()
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT task_name, args FROM procrastinate_jobs"
                " WHERE task_name LIKE 'imports.%%' AND scheduled_at IS NULL ORDER BY id"
            )
            rows = [(n, a if isinstance(a, dict) else json.loads(a)) for n, a in cursor.fetchall()]
        waiting = [(n, a) for n, a in rows if a["key"] not in done]
        if not waiting:
            return
        for name, args in waiting:
            done.add(args["key"])
            lists = {n: tuple(args["scope"][n]) for n in ("parties", "grants")}
            scope = Scope(**{**args["scope"], **lists})
            run_job(name, args["key"], args["request"], scope, args["ids"])


TEXT = """名称说明,场所名称 *,场所种类,所在地,地址
"""
HEAD = "场所名称 *,场所种类,所在地,地址\n"
ROWS = """示例小学,a9_7.school,440106,天河路 2 号
示例中学,不存在,440106,=1+1
示例小学,a9_7.school,440106,天河路 2 号
"""


def post(client: Client, text: str, name: str = "sites.csv", query: str = "", **more: str) -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(f"/registers/site/import/{query}", {"file": file, **more})


def hand_in(client: Client, text: str = HEAD + ROWS) -> str:
    answer = post(client, text)
    assert answer.status_code == 302, answer.content.decode()
    where = str(answer.headers["Location"]).partition("?")[0]
    assert "正在读取" in get(client, where)
    run_jobs()
    return where


def get(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_file_is_read_shown_confirmed_and_entered(client: Client) -> None:
    where = hand_in(client)
    page = get(client, where)
    assert "示例小学" in page
    assert Site.objects.count() == 0
    assert "录入 1 行" in page
    assert "与第 2 行相同" in page
    assert "可用：" in page
    english = get(client, f"/en{where}")
    assert "the same as row 2" in english
    assert "may be:" in english
    assert client.post(f"{where}confirm/").status_code == 302
    assert "正在录入" in get(client, where)
    run_jobs()
    page = get(client, where)
    assert "1 / 1" in page
    assert client.post(f"{where}confirm/").status_code == 409
    assert client.post(f"{where}cancel/").status_code == 409
    assert "sites.csv" in get(client, "/imports/")


def test_bad_rows_are_handed_out_mended_and_handed_in_again(client: Client) -> None:
    where = hand_in(client)
    content = client.get(f"{where}bad-1.xlsx").content
    book = load_workbook(io.BytesIO(content))
    sheet = book["site"]
    rows = [[c.value for c in r] for r in sheet.iter_rows()]
    assert rows[1][3:] == ["name", "place_kind", "region", "address"]
    assert rows[2][0] == 3
    assert "place_kind：可用" in str(rows[2][1])
    assert sheet["G3"].data_type == "s", "no cell is a formula"
    sheet["E3"], sheet["G3"] = "a9_7.school", "天河路 3 号"
    sheet.delete_rows(4)
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("mended.xlsx", out.getvalue())
    answer = client.post("/registers/site/import/", {"file": file})
    run_jobs()
    page = get(client, str(answer.headers["Location"]))
    assert "录入 1 行" in page
    assert "示例中学" in page
    assert client.get(f"{where}bad-2.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "文件是空的"),
        ("\n\n", "没有任何内容"),
        (HEAD, "只有列标题，没有数据行"),
        ("名字,地址\nx,y\n", "没有这一列"),
        ("场所名称,name,场所种类,所在地,地址\n" + "a,b,c,d,e\n", "这一列出现了两次"),
        ("name,address\na,b\n", "缺少必填的列"),
        ("name;place_kind;region;address\na;b;c;d\n", "各列须以逗号分隔"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(client: Client, text: str, said: str) -> None:
    answer = post(client, text)
    if answer.status_code == 302:
        run_jobs()
        assert said in get(client, str(answer.headers["Location"]))
    else:
        assert answer.status_code == 400
        assert said in answer.content.decode()


def test_what_is_sent_must_be_one_of_the_formats_and_no_more_than_may_wait(client: Client) -> None:
    assert "只接受" in post(client, "x", "a.txt").content.decode()
    assert client.post("/registers/site/import/").status_code == 400
    for _ in range(5):
        assert post(client, HEAD + ROWS).status_code == 302
    assert "没有结束的导入" in post(client, HEAD + ROWS).content.decode()


def test_cancelling_takes_the_files_away(
    client: Client, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    where = hand_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{where}cancel/").status_code == 302
    assert list((folder / "imports").iterdir()) == []
    assert "0 行已录入" in get(client, where)
    assert client.get(f"{where}bad-1.xlsx").status_code == 404


def test_it_is_ones_own_and_of_registers_that_one_enters(client: Client, member: Person) -> None:
    where = hand_in(client)
    other = sign_in(make_person("unit_manager"))
    for path in ("", "bad-1.xlsx"):
        assert other.get(f"{where}{path}").status_code == 404
    for path in ("confirm/", "cancel/"):
        assert other.post(f"{where}{path}").status_code == 404
    for kind in ("plan", "organisation", "nothing"):
        assert client.get(f"/registers/{kind}/import/").status_code == 404
    assert client.get("/registers/site/import/template.pdf").status_code == 404
    assert client.get("/registers/site/import/?in=nothing").status_code == 404
    supervisor = sign_in(make_person("supervisor"))
    assert supervisor.get("/registers/site/import/").status_code == 403


def test_templates_are_what_imports_read(client: Client) -> None:
    for lang in ("", "/en"):
        content = client.get(f"{lang}/registers/site/import/template.xlsx").content
        book = load_workbook(io.BytesIO(content))
        assert book.sheetnames == ["site", "#values", "#help"]
        sheet = book["site"]
        heads = [c.value for c in sheet[1]]
        assert ("name *" if lang else "场所名称 *") in heads
        assert sheet.data_validations.count >= 3
        for column, value in {"name": "模板小学", "place_kind": "a9_7.school", "region": "440106",
                              "address": "路"}.items():  # fmt: skip
            at = [c.value for c in sheet[2]].index(column) + 1
            sheet.cell(3, at, value)
        out = io.BytesIO()
        book.save(out)
        file = SimpleUploadedFile("t.xlsx", out.getvalue())
        answer = client.post("/registers/site/import/", {"file": file})
        run_jobs()
        assert "录入 1 行" in get(client, str(answer.headers["Location"]))
    text = client.get("/registers/site/import/template.csv").content.decode("utf-8-sig")
    assert "场所名称 *" in text


def test_no_heading_means_two_columns_in_any_register() -> None:
    for register in REGISTERS.values():
        seen: dict[str, str] = {}
        for column in list_columns(register):
            for said in (column.name, column.title.zh, column.title.en):
                owner = seen.setdefault(fold_heading(said), column.name)
                assert owner == column.name, (register.kind.name, said, owner, column.name)


def test_only_someone_signed_in_sends_much_and_only_to_that_address(
    client: Client, settings: LazySettings
) -> None:
    settings.MAX_BODY_BYTES = 2_000
    text = HEAD + ROWS + "# " + "x" * 3_000
    assert post(client, text).status_code == 302
    assert post(Client(), text).status_code == 413
    assert client.post("/me/role/", {"role": "x" * 3_000}).status_code == 413
    settings.LARGE_BODIES = {"import_new": 2_500}
    assert post(client, text).status_code == 413
    assert re.search("413|太大|过大", post(client, text).content.decode())
