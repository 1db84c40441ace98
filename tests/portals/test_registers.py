"""The pages of the registers: lists, records, forms, bulk edit, search; and how few queries each
of them takes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.programmes.models import Plan
from jifang.foundation.accounts.data import Body
from jifang.foundation.history.entries import (
    find_entry,
    retire_entry,
)
from jifang.foundation.history.models import Change
from jifang.foundation.history.registers import REGISTERS
from jifang.foundation.walls.scope import Scope, work_in
from jifang.portals.registers import words
from tests.portals.people import make_person, sign_in
from tests.portals.registers import SITE, UNIT, World, as_actor, enter, make_world

pytestmark = pytest.mark.django_db
BUDGETS = Path(__file__).with_name("budgets.json")
OTHERS = (
    "sites: ", "cases: ", "proofs: ", "statistics", "certificate", "my qualification",
    "list certificates", "list undertakings",
)  # fmt: skip
"""Pages whose budgets other files check."""
ALL = Scope("44", "45")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A record of every register and people who see them, for a module that rolls back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def officer(world: World) -> Client:
    return world.clients["officer"]


@pytest.fixture
def province(world: World) -> Client:
    return world.clients["province"]


@pytest.fixture
def unit(world: World) -> Client:
    return world.clients["unit_manager"]


def address(world: World, kind: str, end: str = "") -> str:
    return f"/registers/{kind}/{world.records[kind].public_id}/{end}"


def get(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def post(client: Client, path: str, given: dict[str, Any], status: int) -> str:
    answer = client.post(path, given)
    assert answer.status_code == status, answer.content.decode()
    return str(answer.headers.get("Location", "")) or answer.content.decode()


def last_change(record: Any) -> Change:
    with work_in(ALL):
        found = Change.objects.filter(record=record.public_id).order_by("version").last()
    assert found is not None
    return found


# -- every register --------------------------------------------------------------------------------


def list_budgeted(world: World) -> Iterator[tuple[str, str]]:
    yield "overview", "/registers/"
    yield "search", "/search/?q=示例"
    for kind, register in REGISTERS.items():
        yield f"list {kind}", f"/lists/{kind}/"
        if kind in world.records:
            yield f"record {kind}", address(world, kind)
        if register.parents:
            yield f"choose {kind}", f"/registers/{kind}/new/"


def test_every_page_keeps_to_its_queries(world: World, province: Client) -> None:
    """A page that needs more queries than it is allowed fails; one that needs fewer is told so, so
    that the file follows. JIFANG_BUDGETS=write notes what the pages take."""
    allowed = json.loads(BUDGETS.read_text("utf-8")) if BUDGETS.exists() else {}
    taken = {}
    for name, path in list_budgeted(world):
        with CaptureQueriesContext(connection) as found:
            page = get(province, path)
        taken[name] = len(found)
        assert "Traceback" not in page
    if os.environ.get("JIFANG_BUDGETS") == "write":
        of_sites = {n: most for n, most in allowed.items() if n.startswith(OTHERS)}
        BUDGETS.write_text(json.dumps(taken | of_sites, indent=1) + "\n", "utf-8")
    over = {n: (count, allowed.get(n)) for n, count in taken.items() if count > allowed.get(n, 0)}
    assert over == {} or os.environ.get("JIFANG_BUDGETS"), over
    assert {n for n in allowed if not n.startswith(OTHERS)} <= set(taken)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_form_and_page_is_made_in_both_languages(
    world: World, province: Client, lang: str
) -> None:
    for kind, register in REGISTERS.items():
        record = world.records[kind]
        client = province
        if "edit_register" not in register.kind.powers:
            continue
        page = get(client, f"{lang}{address(world, kind)}")
        assert register.kind.title.say("en" if lang else "zh") in page
        assert get(client, f"{lang}/lists/{kind}/").count('<th scope="row"') >= 1
        parent = {"in": ""}
        if register.parents:
            above = world.records[register.parents[0]]
            parent = {"in": str(above.public_id)}
        page = get(client, f"{lang}/registers/{kind}/new/?{urlencode(parent)}")
        for field in register.kind.fields:
            is_entered = f'name="v.{field.name}"' in page
            assert is_entered is (field.name != "documents"), (kind, field.name)
        assert get(client, f"{lang}{address(world, kind, 'change/')}")
        assert record.public_id


# -- entering and changing -------------------------------------------------------------------------


def fill(given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {f"v.{name}": value for name, value in given.items()} | more


class TestEntering:
    def test_a_record_is_entered_and_its_page_says_so(self, world: World, unit: Client) -> None:
        where = f"/registers/site/new/?in={world.records['unit'].public_id}"
        given = fill({**SITE, "name": "示例中学东校区", "state_owned": "yes"})
        page = get(unit, post(unit, where, given, 302))
        assert "已登记" in page
        assert "示例中学东校区" in page
        assert "使用权或者经营权" in page, "the responsible party, as the law finds it"
        assert "未填" in page

    def test_everything_that_is_wrong_is_said_at_once_beside_its_field(
        self, world: World, unit: Client
    ) -> None:
        where = f"/registers/site/new/?in={world.records['unit'].public_id}"
        given = fill(
            {"name": "甲\x00乙", "place_kind": "castle", "region": "999999", "longitude": "1e9",
             "address": "<b>x</b>", "owner": "x" * 10_000},
            holds_from="2026-02-30",
        )  # fmt: skip
        page = post(unit, where, given, 400)
        for name in ("name", "place_kind", "region", "longitude", "owner", "holds_from"):
            assert f'href="#f-{name}"' in page, name
            assert f'id="f-{name}"' in page, name
        assert "&lt;b&gt;x&lt;/b&gt;" in page, "kept as it was typed, and harmless"
        assert "<b>x</b>" not in page
        assert "没有保存" in page
        english = post(unit, f"/en{where}", given, 400)
        assert "Nothing was saved" in english
        assert "must be a date such as" in english

    def test_a_failed_check_digit_is_shown_first_and_then_kept(
        self, world: World, province: Client
    ) -> None:
        given = fill({**UNIT, "name": "另一单位（演示）", "credit_code": "91440101731566630B"})
        page = post(province, "/registers/unit/new/", given, 200)
        assert "请先看一下" in page
        assert "第 18 位校验码应为 A" in page
        seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
        assert seen
        page = get(
            province, post(province, "/registers/unit/new/", {**given, "seen": seen[1]}, 302)
        )
        assert "有疑点" in page
        assert "信用代码拆解" in page

    def test_a_double_is_refused_with_the_reason(self, world: World, unit: Client) -> None:
        where = f"/registers/site/new/?in={world.records['unit'].public_id}"
        page = post(unit, where, fill(SITE), 400)
        assert "本单位已有同名同址的场所" in page

    def test_two_answers_about_a_division_are_a_problem(self, world: World, unit: Client) -> None:
        where = f"/registers/site/new/?in={world.records['unit'].public_id}"
        given = fill({**SITE, "name": "两处"}) | {"v.region.code": "440305"}
        assert "两处" in post(unit, where, given, 400)
        assert "只留一样" in post(unit, where, given, 400)

    def test_where_it_belongs_is_chosen_first(self, world: World, officer: Client) -> None:
        page = get(officer, "/registers/system/new/?q=sl")
        assert f"?in={world.records['site'].public_id}" in page
        missing = f"/registers/system/new/?in={UUID(int=1)}"
        assert officer.get(missing).status_code == 404
        assert officer.get("/registers/system/new/?in=x%00").status_code == 404

    def test_a_member_is_led_to_its_own_body_first(self, world: World) -> None:
        body = Body("unit", "unit-new", "新单位（演示）", "440106")
        client = sign_in(make_person("unit_member", "newcomer", body))
        assert client.get("/registers/").headers["Location"] == "/registers/unit/new/"
        page = get(client, "/registers/unit/new/")
        assert "先登记本单位" in page
        assert 'value="新单位（演示）"' in page
        assert get(client, "/registers/site/new/")

    def test_who_may_not_enter_is_refused(self, world: World) -> None:
        supervisor = world.clients["supervisor"]
        assert supervisor.get("/registers/unit/new/").status_code == 403
        assert "新登记" not in get(supervisor, "/lists/unit/")
        assert world.clients["firm_manager"].get("/registers/unit/new/").status_code == 404
        assert supervisor.get("/registers/nothing/new/").status_code == 404


class TestChanging:
    def change(self, world: World, kind: str, client: Client, **more: Any) -> str:
        page = get(client, address(world, kind, "change/"))
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        given: dict[str, Any] = {"version": version[1], "reason": "年度核对"}
        for name in re.findall(
            r'<input id="f-[a-z_0-9]+"[^>]* name="(v\.[a-z_0-9]+)"[^>]* value="([^"]+)"', page
        ):
            given[name[0]] = name[1]
        for name in re.findall(r'type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)" checked',
                               page):  # fmt: skip
            given[name[0]] = name[1]
        for block in re.findall(r"<select id=.*?</select>", page, re.DOTALL):
            chosen = re.search(r'name="([^"]+)".*value="([^"]+)" selected', block, re.DOTALL)
            if chosen:
                given[chosen[1]] = chosen[2]
        return post(client, address(world, kind, "change/"), given | more, more.pop("status", 302))

    def test_a_form_sent_as_it_came_changes_nothing(self, world: World, province: Client) -> None:
        for kind, register in REGISTERS.items():
            if "edit_register" in register.kind.powers:
                before = last_change(world.records[kind]).version
                where = self.change(world, kind, province)
                assert where.endswith("?done=unchanged"), kind
                assert last_change(world.records[kind]).version == before

    def test_a_change_stands_in_the_history_with_reason_and_day(
        self, world: World, unit: Client
    ) -> None:
        where = self.change(world, "site", unit, **{"v.system_installed": "yes"},
                            holds_from="2026-01-02")  # fmt: skip
        page = get(unit, where)
        assert "已变更" in page
        assert "原因： 年度核对" in page
        assert "<s>未填</s>" in page
        assert "还没有这条登记" in get(unit, f"{address(world, 'site')}?on=2026-01-01")
        assert "还没有这条登记" in get(unit, f"{address(world, 'site')}?known=2020-01-01T00:00")
        for query in ("?on=2026-13-01", "?known=x", "?on=%00", "?known=9999-12-31T23:59"):
            assert "日期写作" in get(unit, f"{address(world, 'site')}{query}"), query

    def test_the_past_is_asked_for_by_day(self, world: World, unit: Client) -> None:
        where = f"/registers/sign/new/?in={world.records['site'].public_id}"
        given = fill({"location": "西门"}, holds_from="2025-06-01")
        record = post(unit, where, given, 302).partition("?")[0]
        change = {"v.location": "北门", "version": 1, "reason": "移位", "holds_from": "2026-01-02"}
        post(unit, f"{record}change/", change, 302)
        assert "当时：</b> 西门" in get(unit, f"{record}?on=2025-12-31")
        assert "当时：" not in get(unit, f"{record}?on=2026-01-02")
        assert "还没有这条登记" in get(unit, f"{record}?on=2025-05-31")

    def test_what_is_derived_is_of_the_day_or_said_to_be_of_now(
        self, world: World, unit: Client
    ) -> None:
        where = f"/registers/site/new/?in={world.records['unit'].public_id}"
        bare = {name: SITE[name] for name in ("place_kind", "region", "address")}
        given = fill({**bare, "name": "示例中学旧校区"}, holds_from="2025-06-01")
        key = post(unit, where, given, 302).partition("?")[0].strip("/").split("/")[-1]
        site = f"/registers/site/{key}/"
        given = fill({**bare, "name": "示例中学旧校区", "owner": "校产公司（演示）",
                      "state_owned": "no", "has_agreement": "no", "has_owner": "yes"},
                     version=1, reason="查明", holds_from="2026-01-02")  # fmt: skip
        post(unit, f"{site}change/", given, 302)
        act = {"roll": "key_unit_art_9", "holds": True, "number": "演示技防〔2026〕9号",
               "organ_name": "天河区公安机关（演示）", "decided_on": "2026-01-05"}  # fmt: skip
        with work_in(ALL):
            record = find_entry("site", key)
        enter(world.people["officer"], "designation", record, act)
        now = get(unit, site)
        assert "演示技防〔2026〕9号" in now
        assert "现在的情形" not in now
        then = get(unit, f"{site}?on=2025-12-31")
        lists = then.partition("三种名录（2025-12-31 当时）")[2].partition("</section>")[0]
        assert lists.count("没有登记过确定行为") == 3
        assert "演示技防〔2026〕9号" not in lists
        party = then.partition("责任主体（2025-12-31 当时）")[2].partition("</section>")[0]
        assert "校产公司" not in party
        assert words.OUTCOMES["unknown"].zh in party
        parts = then.partition('<aside class="pane">')[2]
        assert parts.count("现在的情形") == parts.count("/lists/") > 0
        same = get(unit, f"{site}?on=2026-01-03")
        assert "当时相同" in same

    def test_whoever_comes_second_sees_what_the_other_changed_and_loses_nothing(
        self, world: World, unit: Client, officer: Client
    ) -> None:
        version = last_change(world.records["system"]).version
        self.change(world, "system", officer, **{"v.installer": "甲公司（演示）"})
        given = fill({"name": "视频监控系统", "kind": "video_surveillance", "stage": "in_use",
                      "in_use_since": "2024-05-30", "installer": "乙公司（演示）"},
                     version=version, reason="更正")  # fmt: skip
        page = post(unit, address(world, "system", "change/"), given, 409)
        assert "期间别人改过：未填 → 甲公司（演示）" in page
        assert 'value="乙公司（演示）"' in page
        assert f'name="version" value="{version + 1}"' in page
        post(unit, address(world, "system", "change/"), {**given, "version": version + 1}, 302)

    def test_personal_data_stays_unless_it_is_written_anew(
        self, world: World, unit: Client
    ) -> None:
        self.change(world, "unit", unit, **{"v.address": "天河路 3 号"})
        assert "contact_name" not in last_change(world.records["unit"]).after
        self.change(world, "unit", unit, **{"v.contact_name": "赵六"})
        assert "contact_name" in last_change(world.records["unit"]).after
        page = get(unit, address(world, "unit"))
        assert "赵*" in page
        assert "赵六" not in page
        assert "（密封的值）" in page
        reveal = address(world, "unit", "reveal/contact_name/")
        assert "须写明查看用途" in post(unit, reveal, {"purpose": " "}, 400)
        assert "赵六" in post(unit, reveal, {"purpose": "联系检查"}, 200)
        assert unit.get(address(world, "unit", "reveal/name/")).status_code == 404
        self.change(world, "unit", unit, **{"v.contact_name.clear": "1"})
        assert last_change(world.records["unit"]).after == {"contact_name": ""}

    def test_what_stays_when_a_site_is_retired_is_named_and_marked(
        self, world: World, unit: Client
    ) -> None:
        person = world.people["unit_manager"]
        site = enter(person, "site", world.records["unit"], {**SITE, "name": "将关闭的校区"})
        system = enter(person, "system", site, {"name": "门禁", "kind": "access_control"})
        for name in ("一号门", "二号门"):
            enter(person, "channel", system, {"name": name, "kind": "door"})
        where = f"/registers/site/{site.public_id}/retire/"
        form = get(unit, where)
        assert "所属的各项仍在登记簿中" in form
        staying = form.partition('aria-labelledby="staying"')[2].partition("</section>")[0]
        for kind, number in (("system", 1), ("channel", 2)):
            link = f"/lists/{kind}/?f.in=site:{site.public_id}"
            assert re.search(rf'href="{re.escape(link)}">[^<]+</a>: {number}</li>', staying), kind
            assert "已注销）" not in get(unit, link)
        post(unit, where, {"version": 1, "reason": "关闭"}, 302)
        for kind in ("system", "channel"):
            page = get(unit, f"/lists/{kind}/?f.in=site:{site.public_id}")
            assert "将关闭的校区（已注销）" in page, kind
        assert "将关闭的校区（已注销）" in get(unit, f"/registers/system/{system.public_id}/")
        assert "仍在登记簿中" not in get(unit, address(world, "sign", "retire/"))

    def test_retired_and_put_back_with_a_reason(self, world: World, unit: Client) -> None:
        version = last_change(world.records["store"]).version
        where = address(world, "store", "retire/")
        assert "须写明原因" in post(unit, where, {"version": version, "reason": ""}, 400)
        page = get(unit, post(unit, where, {"version": version, "reason": "拆除"}, 302))
        assert "已注销" in page
        assert "录像存储" not in get(unit, "/lists/store/")
        assert "录像存储" in get(unit, "/lists/store/?f.state=retired")
        where = address(world, "store", "reinstate/")
        post(unit, where, {"version": version + 1, "reason": "误注销"}, 302)
        assert "录像存储" in get(unit, "/lists/store/")

    def test_no_one_changes_what_is_not_theirs(self, world: World) -> None:
        firm = world.clients["firm_manager"]
        for end in ("", "change/", "retire/", "reinstate/", "reveal/contact_name/"):
            assert firm.get(address(world, "unit", end)).status_code == 404
        supervisor = world.clients["supervisor"]
        assert supervisor.get(address(world, "unit", "change/")).status_code == 403
        assert get(supervisor, address(world, "unit"))


def test_a_row_that_was_changed_past_the_platform_is_said_to_those_who_watch(
    world: World, officer: Client
) -> None:
    supervisor = world.clients["supervisor"]
    assert "一致" in get(supervisor, address(world, "plan"))
    with work_in(ALL):
        Plan.objects.filter(pk=world.records["plan"].pk).update(year_until=2031)
    assert "登记与变更经过不一致" in get(supervisor, address(world, "plan"))
    assert "登记与变更经过不一致" not in get(officer, address(world, "plan"))


def test_a_connection_names_a_system_of_its_site(world: World, officer: Client) -> None:
    site, system = world.records["site"], world.records["system"]
    page = get(officer, f"/registers/connection/new/?in={site.public_id}")
    assert f'<option value="{system.public_id}">视频监控系统</option>' in page
    given = {
        "kind": "integration", "body_kind": "public_security", "body_name": "机关（演示）",
        "purpose": "public_order", "basis": "办法第二十五条", "connected_on": "2026-01-02",
        "system": str(system.public_id), "fee": "1",
    }  # fmt: skip
    where = f"/registers/connection/new/?in={site.public_id}"
    assert "不得向单位收取费用" in post(officer, where, fill(given), 400)
    page = get(officer, post(officer, where, fill({**given, "fee": "0"}), 302))
    assert ">视频监控系统</a>" in page


# -- several at once -------------------------------------------------------------------------------


class TestSeveral:
    def test_one_field_of_several_each_with_a_leaf(self, world: World, unit: Client) -> None:
        system = world.records["system"]
        second = enter(world.people["unit_manager"], "system", world.records["site"],
                       {"name": "入侵报警系统", "kind": "intrusion_alarm"})  # fmt: skip
        retired = enter(world.people["unit_manager"], "system", world.records["site"],
                        {"name": "旧系统", "kind": "intrusion_alarm"})  # fmt: skip
        with work_in(ALL):
            retire_entry("system", as_actor(world.people["unit_manager"]), retired.public_id, 1,
                         reason="拆除")  # fmt: skip
        where = "/registers/system/several/"
        rows = {"row": [system.pk, second.pk, retired.pk, 10**17, "x"], "field_chosen": "1"}
        assert "要变更哪一项" in post(unit, where, rows, 200)
        rows |= {"field": "maintainer"}
        assert 'name="v.maintainer"' in post(unit, where, rows, 200)
        rows |= {"step": "preview", "v.maintainer": "丙公司（演示）"}
        assert "须写明原因" in post(unit, where, rows, 400)
        page = post(unit, where, {**rows, "reason": "统一维护"}, 200)
        assert page.count("<b>丙公司（演示）</b>") == 2
        assert "已注销的记录不得修改" in page
        before = last_change(second).entry
        page = post(unit, where, {**rows, "reason": "统一维护", "step": "do"}, 200)
        assert "已办 2 条" in page
        assert "1 条没有办成" in page
        assert last_change(second).entry != last_change(system).entry > before
        page = post(unit, where, {**rows, "reason": "统一维护", "step": "do"}, 200)
        assert "2 条本来就是这样" in page
        stale = {**rows, "v.maintainer": "丁公司", "reason": "x", "step": "do",
                 "seen": [f"{second.pk}:1", "x:y", "9" * 40]}  # fmt: skip
        assert "这条记录已被他人修改" in post(unit, where, stale, 200)
        wrong = {**rows, "field": "declared_days", "v.declared_days": "9" * 5000, "reason": "x"}
        assert "至 36500 的整数" in post(unit, where, wrong, 400)
        assert "要变更哪一项" in post(unit, where, {**rows, "field": "name"}, 200)

    def test_several_are_retired_with_one_reason(self, world: World, unit: Client) -> None:
        made = [
            enter(
                world.people["unit_manager"], "sign", world.records["site"], {"location": f"门{n}"}
            )
            for n in range(3)
        ]
        where, rows = "/registers/sign/several/retire/", {"row": [m.pk for m in made]}
        assert "批量注销" in post(unit, where, rows, 200)
        assert "须写明原因" in post(unit, where, {**rows, "step": "do"}, 400)
        page = post(unit, where, {**rows, "step": "do", "reason": "改造"}, 200)
        assert "已办 3 条" in page
        everything = {"all": "1", "query": "f.state=retired"}
        assert post(unit, where, everything, 200).count("已经注销") == 3

    def test_rows_of_others_are_no_rows(self, world: World) -> None:
        firm = world.clients["firm_manager"]
        rows = {"row": [world.records["unit"].pk]}
        assert firm.post("/registers/unit/several/", rows).status_code == 404
        page = post(
            firm, "/registers/staff/several/", {"row": [world.records["staff"].pk + 99]}, 400
        )
        assert "没有勾选任何一行" in page

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("f.longitude.from=east", "-180 至 180"),
            ("f.in=unit:00000000-0000-0000-0000-000000000001", "您的范围内没有这条登记"),
            ("f.nope=1", "没有“f.nope”这个筛选条件"),
            ("f.region=4401&f.region=4403", "不止一次"),
            ("f.changed=2026-01-01", "没有“f.changed”这个筛选条件"),
            ("q=a&q=b", "不止一次"),
        ],
    )
    def test_a_query_that_cannot_be_read_is_refused_and_never_widened(
        self, officer: Client, query: str, said: str
    ) -> None:
        page = get(officer, f"/lists/site/?{query}")
        assert said in page
        kept = re.search(r'name="query" value="([^"]*)"', page)
        assert kept, "what cannot be read goes along with the rows"
        given = {"all": "1", "query": unescape(kept[1])}
        for where in ("several/", "several/retire/"):
            page = post(officer, f"/registers/site/{where}", given, 400)
            assert "没有办理：请先改正筛选条件" in page
            assert said in page
        done = {**given, "step": "do", "reason": "x"}
        assert "没有办理" in post(officer, "/registers/site/several/retire/", done, 400)
        out = re.search(r'href="(/lists/site/export/[^"]*)"', page)
        assert out
        for path in (unescape(out[1]), f"/lists/site/export/?{query}"):
            assert said in get(officer, path, 400)
            taken = {"format": "csv", "purpose": "x"}
            assert "没有导出：请先改正筛选条件" in post(officer, path, taken, 400)
        assert "示例中学校本部" in get(officer, "/lists/site/"), "nothing was retired"

    def test_without_a_row_one_is_back_at_the_list(self, officer: Client) -> None:
        for where in ("several/", "several/retire/"):
            path = f"/registers/site/{where}"
            page = post(officer, path, {"query": "f.region=4401"}, 400)
            assert "没有勾选任何一行" in page
            assert 'name="f.region" type="text" autocomplete="off" size="16" value="4401"' in page
            every = {"all": "1", "query": "f.region=4403"}
            assert "没有符合的记录，什么也没有办理" in post(officer, path, every, 400)
            long = {"all": "1", "query": "f.region=4403" + "&x=1" * 1_500}
            assert "筛选条件太长" in post(officer, path, long, 400)
