"""The one list component, on real lists: filter, sort, search, pages, columns, views, export."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from psycopg.types.range import Range

from jifang.foundation.exports.models import Export
from jifang.foundation.exports.services import JOB, REMOVE, find_file, remove_file
from jifang.foundation.jobs.services import run_job
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, work_in
from jifang.portals.tables.files import guard, list_lines
from jifang.portals.tables.registry import TABLES, add_table
from tests.portals.people import Person, make_person, sign_in

pytestmark = pytest.mark.django_db
ALWAYS = Range(date(2017, 8, 1), None)
SYSTEM = Scope(administration="system_admin")


def make_organs(number: int, kind: str = "department") -> None:
    with work_in(SYSTEM):
        Organ.objects.bulk_create(
            Organ(
                code=f"t-{n:05d}", kind=kind, level="county", organ_region=f"4401{n % 100:02d}",
                name_zh=f"测试机关{n:05d}", name_en=f"Test organ {n}", valid=ALWAYS,
            )
            for n in range(number)
        )  # fmt: skip


@pytest.fixture
def officer() -> Person:
    return make_person("officer")


@pytest.fixture
def client(officer: Person) -> Client:
    return sign_in(officer)


def list_names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', page)


def get(client: Client, query: str = "", name: str = "organs", lang: str = "") -> str:
    answer = client.get(f"{lang}/lists/{name}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


class TestPages:
    def test_pages_by_place_neither_repeat_nor_lose_a_row(self, client: Client) -> None:
        make_organs(120)
        seen: list[str] = []
        query = "?sort=code"
        while query:
            page = get(client, query)
            seen += list_names(page)
            found = re.search(r'rel="next" href="/lists/organs/(\?[^"]+)"', page)
            query = found[1].replace("&amp;", "&") if found else ""
            if len(seen) == 50:  # a row that comes before the place meanwhile hides none
                with work_in(SYSTEM):
                    Organ.objects.filter(code="t-00000").update(name_zh="改名")
        assert len(seen) == len(set(seen)) == 120

    @pytest.mark.parametrize("sort", ["code", "-code", "kind", "-region", "name"])
    def test_every_order_reaches_every_row(self, client: Client, sort: str) -> None:
        make_organs(60)
        first = get(client, f"?sort={sort}")
        found = re.search(r'rel="next" href="/lists/organs/(\?[^"]+)"', first)
        assert found
        second = get(client, found[1].replace("&amp;", "&"))
        names = list_names(first) + list_names(second)
        assert len(names) == len(set(names)) == 60
        assert "aria-sort=" in first

    def test_a_place_of_another_list_or_a_forged_one_begins_anew_and_says_so(
        self, client: Client
    ) -> None:
        make_organs(60)
        found = re.search(r"after=([^\"&]+)", get(client, "?sort=code"))
        assert found
        for query in (f"?sort=-code&after={found[1]}", "?after=forged", "?after=" + "x" * 600):
            assert "列表已从头显示" in get(client, query)


class TestFilters:
    def test_choices_prefixes_and_search_narrow(self, client: Client) -> None:
        make_organs(5)
        with work_in(SYSTEM):
            Organ.objects.create(
                code="gov-1", kind="government", level="county", organ_region="440305",
                name_zh="南山区人民政府（演示）", name_en="Demo", valid=ALWAYS,
            )  # fmt: skip
        assert list_names(get(client, "?f.kind=government")) == ["南山区人民政府（演示）"]
        assert list_names(get(client, "?f.region=4403")) == ["南山区人民政府（演示）"]
        assert list_names(get(client, "?q=南山")) == ["南山区人民政府（演示）"]
        for whole in ("4401", "440100"):
            assert len(list_names(get(client, f"?f.region={whole}"))) == 5
        assert len(list_names(get(client, "?f.region=440000"))) == 6
        assert "没有符合的记录" in get(client, "?q=没有的")

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("?f.kind=nothing", "不在可选值之内"),
            ("?f.region=44%25", "不是这种代码的开头"),
            ("?f.region=' OR 1=1", "不是这种代码的开头"),
            ("?sort=name_en", "列表不能按此排序"),
            ("?sort=password", "列表不能按此排序"),
            ("?q=" + "长" * 65, "最多 64 个字符"),
            ("?f.kind=" + "x" * 65, "太长"),
        ],
    )
    def test_what_cannot_be_read_is_said_and_the_rest_is_shown(
        self, client: Client, query: str, said: str
    ) -> None:
        make_organs(2)
        page = get(client, query)
        assert said in page
        assert len(list_names(page)) == 2

    def test_columns_are_chosen(self, client: Client) -> None:
        make_organs(1)
        page = get(client, "?col=name&col=name_en")
        assert "英文名称" in page
        assert "Test organ 0" in page
        assert ">机关类别</th>" not in page

    def test_english_is_complete(self, client: Client) -> None:
        make_organs(1)
        page = get(client, lang="/en")
        assert "Organs" in page
        assert "other department" in page

    def test_a_list_one_may_not_see_is_not_found(self) -> None:
        member = sign_in(make_person("unit_member"))
        assert member.get("/lists/members/").status_code == 404
        assert member.get("/lists/nothing/").status_code == 404
        assert Client().get("/lists/organs/").status_code == 302

    def test_members_are_those_of_the_territory_with_names_masked(self, client: Client) -> None:
        make_person("firm_member")
        page = get(client, name="members")
        assert "firm-member" in page
        assert "陈某某" not in page


class TestSavedViews:
    def test_a_view_is_kept_shown_and_forgotten(self, client: Client) -> None:
        client.post("/lists/organs/views/", {"name": "政府", "query": "f.kind=government&x=1"})
        page = get(client)
        assert 'href="/lists/organs/?f.kind=government">政府</a>' in page
        pk = re.search(r'name="drop" value="(\d+)"', page)
        assert pk
        other = sign_in(make_person("approver"))
        other.post("/lists/organs/views/", {"drop": pk[1]})
        assert "政府</a>" in get(client), "somebody else's is not forgotten"
        client.post("/lists/organs/views/", {"drop": pk[1]})
        assert "政府</a>" not in get(client)

    def test_a_view_without_a_name_is_refused_in_place(self, client: Client) -> None:
        for name in (" ", "a\x00", "\u202ea", "长" * 49):
            answer = client.post("/lists/organs/views/", {"name": name, "query": ""})
            page = answer.content.decode()
            assert answer.status_code == 400
            head, _title, rest = page.partition("视图没有保存")
            assert "<table" not in head, "said above the list"
            assert rest.count("名称为 1 至 48 个字符") == 2
            assert ("长" * 49 in page) == name.startswith("长"), "what was typed stays"


def run_exports(person: Person) -> None:
    """What the worker does, with the job's own bounds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [JOB])
        for (given,) in cursor.fetchall():
            args = given if isinstance(given, dict) else json.loads(given)
            lists = {n: tuple(args["scope"][n]) for n in ("parties", "grants")}
            scope = Scope(**{**args["scope"], **lists})
            assert run_job(JOB, args["key"], args["request"], scope, args["ids"])


def ask(client: Client, form: str, query: str = "") -> str:
    answer = client.post(f"/lists/organs/export/{query}", {"format": form, "purpose": "年度核对"})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


class TestExport:
    def test_a_csv_holds_the_rows_as_narrowed_and_is_recorded(
        self, client: Client, officer: Person
    ) -> None:
        make_organs(30)
        where = ask(client, "csv", "?f.region=440101&cols=name,code")
        assert "正在生成" in client.get(where).content.decode()
        run_exports(officer)
        assert "已生成" in client.get(where).content.decode()
        answer = client.get(f"{where}file/")
        assert "attachment" in answer.headers["Content-Disposition"]
        text = b"".join(answer).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text))) == [
            ["机关名称", "代码"], ["测试机关00001", "t-00001"],
        ]  # fmt: skip
        with work_in(Scope("44", "45")), connection.cursor() as cursor:
            cursor.execute("SELECT bytes FROM ledger_entry WHERE kind LIKE 'list.%' ORDER BY id")
            acts = [json.loads(bytes(b)) for (b,) in cursor.fetchall()]
        assert [a["kind"] for a in acts] == ["list.export_asked", "list.exported"]
        assert acts[1]["details"] == {"list": "organs", "rows": 1}
        assert len(acts[1]["documents"][0]["sha256"]) == 64
        assert "年度核对" not in json.dumps(acts, ensure_ascii=False)

    def test_a_workbook_says_who_took_it_and_what_for(
        self, client: Client, officer: Person
    ) -> None:
        make_organs(3)
        where = ask(client, "xlsx")
        run_exports(officer)
        content = b"".join(client.get(f"{where}file/"))
        book = load_workbook(io.BytesIO(content))
        assert book["rows"].max_row == 4
        about = {r[0].value: r[1].value for r in book["about"].iter_rows()}
        assert about["用途"] == "年度核对"
        assert about["申请人"] == "officer"

    def test_portions_join_without_a_gap(
        self, client: Client, officer: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jifang.portals.tables.files.PORTION", 7)
        make_organs(50)
        where = ask(client, "csv", "?sort=-kind&cols=code")
        run_exports(officer)
        rows = b"".join(client.get(f"{where}file/")).decode().split()
        assert len(set(rows)) == len(rows) == 51

    def test_it_is_ones_own_has_a_purpose_and_is_taken_away(
        self, client: Client, officer: Person
    ) -> None:
        make_organs(1)
        assert client.post("/lists/organs/export/", {"format": "csv"}).status_code == 400
        assert (
            client.post("/lists/organs/export/", {"format": "pdf", "purpose": "x"}).status_code
            == 400
        )
        where = ask(client, "csv")
        run_exports(officer)
        other = sign_in(make_person("approver"))
        for path in (where, f"{where}file/"):
            assert other.get(path).status_code == 404
        with work_in(Scope(actor=str(officer.account.pk))):
            made = Export.objects.get()
            assert find_file(made).is_file()
            remove_file(made)
            assert not find_file(made).exists()
        assert "文件已删除" in client.get(where).content.decode()
        assert client.get(f"{where}file/").status_code == 404
        assert REMOVE != JOB

    def test_a_role_that_ended_meanwhile_gets_no_file(
        self, client: Client, officer: Person
    ) -> None:
        make_organs(1)
        where = ask(client, "csv")
        with work_in(Scope(administration="security_admin")):
            officer.membership.valid = Range(date(2020, 1, 1), date(2020, 1, 2))
            officer.membership.save()
        run_exports(officer)
        with work_in(Scope(actor=str(officer.account.pk))):
            assert Export.objects.get().why == "role"
        assert where

    def test_a_filter_that_cannot_be_read_any_more_gives_no_file(
        self, client: Client, officer: Person
    ) -> None:
        make_organs(1)
        where = ask(client, "csv", "?f.region=4401")
        with work_in(Scope(actor=str(officer.account.pk))):
            Export.objects.update(query="f.kind=gone")
        run_exports(officer)
        assert "有筛选条件已无法识别" in client.get(where).content.decode()

    def test_more_rows_than_a_file_holds_is_said(
        self, client: Client, officer: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jifang.portals.tables.files.MOST_ROWS", 2)
        make_organs(3)
        where = ask(client, "csv")
        run_exports(officer)
        assert "超过一个文件的行数上限" in client.get(where).content.decode()

    def test_at_most_five_wait_and_those_given_up_hold_nobody_up(
        self, client: Client, officer: Person
    ) -> None:
        make_organs(1)
        for _ in range(5):
            ask(client, "csv")
        sixth = {"format": "csv", "purpose": "年度核对"}
        answer = client.post("/lists/organs/export/", sixth)
        assert answer.status_code == 400
        assert "前面的导出还没有做完" in answer.content.decode()
        with work_in(Scope(actor=str(officer.account.pk))):
            Export.objects.update(asked_at=timezone.now() - timedelta(hours=2))
        ask(client, "csv")

    def test_how_far_the_making_is_is_noted_while_it_goes_on(
        self, client: Client, officer: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jifang.portals.tables.files.NOTE_EVERY", 2)
        noted: list[int] = []
        make_organs(5)
        ask(client, "csv")
        with work_in(Scope(actor=str(officer.account.pk))):
            made = Export.objects.get()
        with work_in(Scope("4401", "4402", actor=str(officer.account.pk))):
            assert len(list(list_lines(made, noted.append))) == 6
        assert noted == [2, 4]

    def test_a_role_without_the_power_takes_nothing_out(self) -> None:
        member = sign_in(make_person("unit_member"))
        assert member.get("/lists/organs/export/").status_code == 403
        assert member.get("/me/exports/").status_code == 403

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
    def test_no_cell_begins_a_formula(self, text: str) -> None:
        assert guard(text) == f"'{text}"
        assert guard("普通") == "普通"


def test_a_name_is_given_to_one_list() -> None:
    table: Any = TABLES["organs"]
    assert add_table(table) is table
    from dataclasses import replace

    with pytest.raises(ValueError, match="organs"):
        add_table(replace(table, order="name"))


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    make_organs(120)
    with django_assert_max_num_queries(13):
        get(client)
