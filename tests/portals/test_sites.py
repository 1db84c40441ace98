"""The page of a site and one's own sites: what they show, to whom, of which day; queries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from jifang.domains.systems.kinds import CHANNEL
from jifang.domains.systems.services import change_part
from jifang.domains.units.kinds import UNIT
from jifang.domains.units.services import retire_site
from jifang.foundation.accounts.data import Body
from jifang.foundation.history.entries import change_entry, declare_entry, retire_entry
from jifang.foundation.history.selectors import find_record
from jifang.foundation.walls.scope import work_in
from tests.domains.people import scope_of
from tests.portals.people import make_person, sign_in
from tests.portals.site_world import OWN, VIDEO, World, catch_up, describe_site, open_world

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A unit with sites, for a module that rolls each test back."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            made = open_world()
            catch_up(TODAY)
            yield made
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def member(world: World) -> Client:
    return sign_in(make_person("unit_manager"))


@pytest.fixture
def officer(world: World) -> Client:
    return sign_in(make_person("officer"))


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def count(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        read(client, path)
    return len(seen)


class TestSite:
    def test_officer_and_member_see_the_same_findings(
        self, world: World, member: Client, officer: Client
    ) -> None:
        for client in (member, officer):
            page = read(client, f"/sites/{world.site.public_id}/")
            assert "示例中学第 1 校区：2 项违反" in page
            assert "第20条第1款" in page
            assert "2,000—10,000" in page
            assert "演技防〔2022〕1 号" in page
            assert "自报，未经抽查，不是证据" in page
            assert "列表和计数与本页一致" in page

    def test_elsewhere_it_is_not_found_as_what_does_not_exist(self, world: World) -> None:
        away = Body("organ", "ps-440305", "南山区公安机关", "440305")
        client = sign_in(make_person("officer", "away", away))
        there, nowhere = (client.get(f"/sites/{key}/") for key in (world.site.public_id, uuid4()))
        assert there.status_code == nowhere.status_code == 404
        firm = sign_in(make_person("firm_member"))
        assert firm.get(f"/sites/{world.site.public_id}/").status_code == 404
        assert firm.get("/my-sites/").status_code == 404
        assert Client().get(f"/sites/{world.site.public_id}/").status_code == 302

    def test_the_page_is_of_the_present_facts_and_says_when_lists_are_not(
        self, world: World, member: Client
    ) -> None:
        with work_in(scope_of(OWN)):
            change_part(
                CHANNEL, OWN, world.channel.public_id, world.channel.version, {"kept_days": 3},
                reason="核实",
            )  # fmt: skip
        page = read(member, f"/sites/{world.site.public_id}/")
        assert "示例中学第 1 校区：3 项违反" in page
        assert "本页刚刚重新评估" in page
        catch_up(TODAY)
        assert "列表和计数与本页一致" in read(member, f"/sites/{world.site.public_id}/")

    def test_another_day(self, world: World, member: Client) -> None:
        at = f"/sites/{world.site.public_id}/?on="
        before = read(member, f"{at}{TODAY - timedelta(days=40)}")
        assert "时本场所尚未登记" in before
        after = read(member, f"{at}{TODAY + timedelta(days=40)}")
        assert "如果情况不变" in after
        for wrong in ("1999-01-01", "2026-13-01", "morgen"):
            page = read(member, f"{at}{wrong}")
            assert 'aria-invalid="true"' in page
            assert wrong in page

    def test_a_past_day_shows_what_was_in_the_register_then(
        self, world: World, member: Client
    ) -> None:
        then, later = TODAY - timedelta(days=40), TODAY - timedelta(days=10)
        with work_in(scope_of(OWN)):
            unit = find_record(UNIT, world.site.unit.public_id)
            site = declare_entry(
                "site", OWN, unit, describe_site(9), holds_from=then - timedelta(days=5)
            )
            first = declare_entry(
                "system", OWN, site, {**VIDEO, "stage": "trial_run", "in_use_since": None,
                                      "declared_days": 15}, holds_from=then,
            )  # fmt: skip
            change_entry(
                "system", OWN, first.public_id, first.version,
                {"stage": "in_use", "in_use_since": later, "declared_days": 31},
                reason="投用", holds_from=later,
            )  # fmt: skip
            gate = {"name": "旧门岗", "kind": "video"}
            old = declare_entry("channel", OWN, first, gate, holds_from=then)
            retire_entry("channel", OWN, old.public_id, old.version, reason="拆除", on=later)
            declare_entry("channel", OWN, first, {**gate, "name": "新门岗"}, holds_from=later)
            declare_entry(
                "system", OWN, site, {"name": "新周界报警", "kind": "intrusion_alarm"},
                holds_from=later,
            )  # fmt: skip
        at = f"/sites/{site.public_id}/"
        now = read(member, at)
        assert "新周界报警" in now
        assert "新门岗" in now
        assert "31" in now
        page = read(member, f"{at}?on={then}")
        assert "1 套，1 路" in page
        assert "旧门岗" in page
        for not_yet in ("新周界报警", "新门岗", "今天</span>", "31 / ", "本页刚刚重新评估",
                        f"{later} 起"):  # fmt: skip
            assert not_yet not in page, not_yet
        assert f"/registers/system/{first.public_id}/?on={then}" in page
        assert page.count('class="history"') == 1
        assert "已变更" not in page.partition('class="history"')[2]
        assert "后来登记" in page, "entered today, true from before"
        before = read(member, f"{at}?on={then - timedelta(days=9)}")
        assert "旧门岗" not in before
        assert 'id="systems"' not in before

    def test_each_number_says_what_it_counts(self, world: World, member: Client) -> None:
        assert "storage[" not in read(member, f"/sites/{world.site.public_id}/")
        page = read(member, f"/sites/{world.sites[0].public_id}/")
        found = re.search(r"查明 (\d+) 件事实，即可判定未知的各项", page)
        assert found
        assert f"{found[1]} 件事实待查明" in page
        listed = page.partition('<h2 class="headed" id="next">')[2].partition("</section>")[0]
        assert listed.count("查明：") == int(found[1])

    def test_a_site_that_was_taken_out_says_so_and_is_not_counted(
        self, world: World, member: Client, officer: Client
    ) -> None:
        catch_up(TODAY)
        site, region = world.sites[2], "/regions/440106/"
        said = re.compile(r"([\d,]+) 个场所中 ([\d,]+) 个已评估")
        with work_in(scope_of(OWN)):
            declare_entry("system", OWN, site, VIDEO)
        catch_up(TODAY)
        before = said.search(read(officer, region))
        listed = read(officer, "/lists/standings/")
        assert before
        assert before[1] == before[2]
        assert site.name in listed
        with work_in(scope_of(OWN)):
            retire_site(OWN, site.public_id, site.version, reason="关闭")
        for _ in ("at once", "when its answer has followed"):
            after = said.search(read(officer, region))
            assert after
            assert int(after[1]) == int(after[2]) == int(before[1]) - 1
            assert site.name not in read(officer, "/lists/standings/")
            catch_up(TODAY)
        page = read(member, f"/sites/{site.public_id}/")
        assert "注销" in page
        assert "下列系统仍在登记簿中" in page

    def test_its_map_converts_nothing(self, world: World, member: Client) -> None:
        page = read(member, f"/en/sites/{world.site.public_id}/")
        assert "113.3070000, 23.1120000 · CGCS2000, as entered; nothing is converted" in page
        assert page.count('class="near"') == 3

    def test_queries(self, world: World, member: Client) -> None:
        assert count(member, f"/sites/{world.site.public_id}/") <= BUDGETS["sites: site"]


class TestOwn:
    def test_each_site_with_its_next_step(self, world: World, member: Client) -> None:
        page = read(member, "/my-sites/")
        assert "我的场所：2 项违反" in page
        assert page.count("示例中学第") == len(world.sites)
        assert "有效存储 15 天：存储时间不足" in page
        assert "15 / 30 或 90" in page
        assert "查明：是否" in page

    def test_what_is_old_is_asked_anew(self, world: World, member: Client) -> None:
        with work_in(scope_of(OWN)):
            change_part(
                CHANNEL, OWN, world.channel.public_id, world.channel.version, {"kept_days": 3},
                reason="核实",
            )  # fmt: skip
        assert "有效存储 3 天：存储时间不足" in read(member, "/my-sites/")

    def test_without_a_unit_it_leads_on(self, world: World) -> None:
        body = Body("unit", "unit-new", "新单位", "440106")
        client = sign_in(make_person("unit_member", "fresh", body))
        assert "您的场所还没有登记" in read(client, "/my-sites/")
        assert "No site of yours is in the register yet" in read(client, "/en/my-sites/")
        assert "/my-sites/" in read(client, "/me/")

    def test_queries(self, world: World, member: Client) -> None:
        assert count(member, "/my-sites/") <= BUDGETS["sites: mine"]
