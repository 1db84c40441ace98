"""Members of a body through the pages: inviting, ending, letting back in, lending, names masked."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg.types.range import Range

from jifang.config.prepare import load_territory
from jifang.foundation.accounts.data import SYSTEM, AccountError, Body
from jifang.foundation.accounts.masking import mask_email, mask_name, mask_number
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.services import give_role, invite_member
from jifang.foundation.walls.scope import Scope, work_in
from tests.portals.people import BODIES, PASSWORD, SECURITY, confirm, make_person, sign_in

pytestmark = pytest.mark.django_db
OTHER = Body("unit", "unit-2", "另一学校", "440106")
NEW = {"username": "new.member", "name": "李某某", "password": PASSWORD, "again": PASSWORD}


def read_acts() -> list[dict[str, Any]]:
    with work_in(Scope("44", "45")), connection.cursor() as cursor:
        cursor.execute("SELECT bytes FROM ledger_entry ORDER BY id")
        return [json.loads(bytes(row[0])) for row in cursor.fetchall()]


def find_link(page: str) -> str:
    found = re.search(r'id="link"[^>]*>http://testserver([^<]+)<', page)
    assert found, page
    return found[1]


class TestInvitation:
    def test_a_manager_invites_and_the_member_joins(self) -> None:
        manager = make_person("unit_manager")
        client = sign_in(manager)
        assert client.get("/me/members/invite/").headers["Location"].startswith("/account/confirm/")
        confirm(manager, client)
        link = find_link(
            client.post("/me/members/invite/", {"role": "unit_member"}).content.decode()
        )
        page = Client().get(link).content.decode()
        assert "单位经办人" in page
        assert "示例学校" in page
        assert Client().post(link, NEW).headers["Location"] == "/account/login/?joined=1"
        assert Client().post(link, NEW).status_code == 404, "a link is good once"
        page = client.get("/me/members/").content.decode()
        assert "new.member" in page
        assert "李**" in page
        assert "李某某" not in page
        acts = read_acts()
        assert [a["kind"] for a in acts][-2:] == ["member.invited", "member.joined"]
        assert "李某某" not in json.dumps(acts, ensure_ascii=False)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"username": "李某"}, "3 至 64 个字母"),
            ({"password": "short", "again": "short"}, "密码至少 12 个字符"),
            ({"again": "something else"}, "两次填写不一致"),
            ({"username": "unit-manager"}, "登录名已被使用"),
            ({"name": ""}, "必须填写"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(
        self, changed: dict[str, str], said: str
    ) -> None:
        manager = make_person("unit_manager")
        client = sign_in(manager)
        confirm(manager, client)
        link = find_link(
            client.post("/me/members/invite/", {"role": "unit_member"}).content.decode()
        )
        answer = Client().post(link, {**NEW, **changed})
        assert answer.status_code == 400
        page = answer.content.decode()
        assert said in page
        assert f'value="{changed.get("username", "new.member")}"' in page
        assert Client().post(link, NEW).status_code == 302

    def test_a_member_does_not_invite_and_the_refusal_is_recorded(self) -> None:
        client = sign_in(make_person("unit_member"))
        assert client.get("/me/members/invite/").status_code == 403
        assert client.post("/me/members/invite/", {"role": "unit_manager"}).status_code == 403
        assert read_acts()[-1]["kind"] == "page.refused"

    def test_a_role_of_another_kind_of_body_is_not_offered(self) -> None:
        manager = make_person("unit_manager")
        client = sign_in(manager)
        confirm(manager, client)
        for role in ("officer", "security_admin", "firm_manager", "x"):
            assert client.post("/me/members/invite/", {"role": role}).status_code == 400

    def test_the_security_administration_opens_a_body_and_invites_its_first_member(self) -> None:
        admin = make_person("security_admin")
        client = sign_in(admin)
        assert client.get("/me/members/find/").status_code == 200
        wrong = client.post("/me/members/find/", {"kind": "organ", "party": "ps-999999"})
        assert "没有这个代码的机关" in wrong.content.decode()
        given = {"kind": "firm", "party": "firm-9", "name": "示例", "organ_region": "440300"}
        assert client.post("/me/members/find/", given).headers["Location"].endswith("/first/")
        confirm(admin, client)
        answer = client.post("/me/members/invite/first/", {"role": "firm_manager"})
        assert Client().post(find_link(answer.content.decode()), NEW).status_code == 302
        with work_in(SECURITY):
            held = Membership.objects.get(party="firm-9")
        assert (held.role, held.organ_region) == ("firm_manager", "440300")

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"party": "ps-440106"}, "这个代码已是另一类单位的"),
            ({"party": "platform"}, "这个代码已是另一类单位的"),
            ({"party": "firm-1"}, "这个代码已是另一类单位的"),
            ({"party": ".."}, "以字母或者数字开头"),
            ({"party": "u 5/?#<b>"}, "以字母或者数字开头"),
            ({"name": "\u202egnp.exe"}, "一行"),
            ({"organ_region": "999999"}, "没有这个行政区划"),
        ],
    )
    def test_a_code_names_one_body_and_what_it_is_of_is_there(
        self, changed: dict[str, str], said: str
    ) -> None:
        load_territory()
        make_person("firm_member")
        client = sign_in(make_person("security_admin"))
        given = {"kind": "unit", "party": "u-9", "name": "示例", "organ_region": "440106"}
        page = client.post("/me/members/find/", {**given, **changed}).content.decode()
        assert said in page
        assert client.post("/me/members/find/", given).status_code == 302
        assert client.get("/me/members/find/").status_code == 200

    def test_a_second_body_under_a_code_is_refused_below_the_page_too(self) -> None:
        load_territory()
        make_person("firm_member")
        for kind, role, party in (
            ("unit", "unit_manager", "ps-440106"),
            ("unit", "unit_manager", "firm-1"),
            ("unit", "unit_manager", "platform"),
            ("platform", "system_admin", "elsewhere"),
        ):
            with work_in(SECURITY), pytest.raises(AccountError) as refused:
                invite_member(SYSTEM, role, Body(kind, party, "示例", "440106"))
            assert refused.value.code == "party"

    def test_a_name_that_turns_the_line_around_is_refused(self) -> None:
        manager = make_person("unit_manager")
        client = sign_in(manager)
        confirm(manager, client)
        made = client.post("/me/members/invite/", {"role": "unit_member"})
        link = find_link(made.content.decode())
        assert "no-store" in Client().get(link).headers["Cache-Control"]
        answer = Client().post(link, {**NEW, "name": "李\u202eevil"})
        assert answer.status_code == 400
        assert "一行" in answer.content.decode()

    def test_a_body_that_nobody_joined_yet_is_found_again(self) -> None:
        admin = make_person("security_admin")
        client = sign_in(admin)
        given = {"kind": "firm", "party": "firm-9", "name": "待加入", "organ_region": "440300"}
        client.post("/me/members/find/", given)
        confirm(admin, client)
        client.post("/me/members/invite/first/", {"role": "firm_manager"})
        assert "待加入" in client.get("/me/members/find/").content.decode()

    @pytest.mark.parametrize("lang", ["", "/en"])
    def test_a_day_is_filled_in_as_browsers_take_it(self, lang: str) -> None:
        manager = make_person("unit_manager")
        client = sign_in(manager)
        confirm(manager, client)
        page = client.get(f"{lang}/me/tokens/new/").content.decode()
        assert re.search(r'type="date" name="last_day" value="\d{4}-\d\d-\d\d"', page)


class TestOthers:
    def test_another_body_is_not_found_just_as_one_that_is_not_there(self) -> None:
        client = sign_in(make_person("unit_manager"))
        make_person("unit_member", "other", OTHER)
        pages = [client.get(f"/me/members/of/{p}/") for p in ("unit-2", "unit-99")]
        assert [p.status_code for p in pages] == [404, 404]
        shown = [re.sub(r"unit-\d+|csrf[^>]*", "", p.content.decode()) for p in pages]
        assert shown[0] == shown[1]

    @pytest.mark.parametrize("act", ["end", "password", "name"])
    def test_a_member_of_another_body_is_not_found(self, act: str) -> None:
        manager = make_person("unit_manager")
        foreign = make_person("unit_member", "other", OTHER)
        client = sign_in(manager)
        confirm(manager, client)
        for pk in (foreign.membership.pk, 10**9):
            assert client.get(f"/me/members/{pk}/{act}/").status_code == 404
            assert client.post(f"/me/members/{pk}/{act}/", {"reason": "x"}).status_code == 404

    def test_a_manager_does_not_take_a_second_factor_away(self) -> None:
        manager, member = make_person("unit_manager"), make_person("unit_member", factor=True)
        client = sign_in(manager)
        assert client.get(f"/me/members/{member.membership.pk}/factor/").status_code == 403


class TestActs:
    def test_a_name_is_seen_for_a_purpose_that_is_recorded_before(self) -> None:
        manager, member = make_person("unit_manager"), make_person("unit_member")
        client = sign_in(manager)
        where = f"/me/members/{member.membership.pk}/name/"
        assert client.post(where, {"purpose": " "}).status_code == 400
        page = client.post(where, {"purpose": "核对人员"}).content.decode()
        assert "陈某某" in page
        act = read_acts()[-1]
        assert act["kind"] == "personal.revealed"
        assert "核对人员" not in json.dumps(act, ensure_ascii=False), "committed, not written out"

    def test_a_role_ends_after_a_day(self) -> None:
        manager, member = make_person("unit_manager"), make_person("unit_member")
        client = sign_in(manager)
        confirm(manager, client)
        where = f"/me/members/{member.membership.pk}/end/"
        early = member.membership.valid.lower - timedelta(days=1)
        assert client.post(where, {"last": early.isoformat()}).status_code == 400
        assert client.post(where, {"last": "2026-02-30"}).status_code == 400
        last = timezone.localdate()
        assert client.post(where, {"last": last.isoformat()}).headers["Location"] == "/me/members/"
        with work_in(SECURITY):
            assert Membership.objects.get(pk=member.membership.pk).last_day == last

    def test_a_lost_password_is_renewed_and_sign_ins_end(self) -> None:
        manager, member = make_person("unit_manager"), make_person("unit_member")
        lost = sign_in(member)
        client = sign_in(manager)
        confirm(manager, client)
        where = f"/me/members/{member.membership.pk}/password/"
        assert client.post(where, {"reason": ""}).status_code == 400
        link = find_link(client.post(where, {"reason": "忘记密码"}).content.decode())
        assert lost.get("/me/").status_code == 302, "the old sign-in is over"
        new = {"password": "a-new-long-phrase", "again": "a-new-long-phrase"}
        assert (
            Client().post(link, {**new, "password": "short", "again": "short"}).status_code == 400
        )
        assert Client().post(link, new).headers["Location"] == "/account/login/?recovered=1"
        assert Client().get(link).status_code == 404
        given = {"login": "unit-member", "password": new["password"]}
        assert Client().post("/account/login/", given).headers["Location"] == "/me/"

    def test_a_lost_second_factor_is_taken_away_by_the_security_administration(self) -> None:
        admin, officer = make_person("security_admin"), make_person("officer")
        client = sign_in(admin)
        confirm(admin, client)
        where = f"/me/members/{officer.membership.pk}/factor/"
        link = find_link(client.post(where, {"reason": "手机遗失"}).content.decode())
        Client().post(link, {"password": "a-new-long-phrase", "again": "a-new-long-phrase"})
        with work_in(Scope(actor=str(officer.account.pk))):
            assert not Authenticator.objects.exists()

    def test_a_manager_does_not_renew_an_account_that_reaches_into_another_body(self) -> None:
        manager, member = make_person("unit_manager"), make_person("unit_member")
        with work_in(SECURITY):
            other = give_role(member.account, "officer", BODIES["organ"], None)
        client = sign_in(manager)
        confirm(manager, client)
        where = f"/me/members/{member.membership.pk}/password/"
        answer = client.post(where, {"reason": "忘记密码"})
        assert answer.status_code == 400
        assert "由安全管理员办理" in answer.content.decode()
        with work_in(SECURITY):
            other.valid = Range(other.valid.lower, timezone.localdate())  # it ended yesterday
            other.save()
        assert client.post(where, {"reason": "忘记密码"}).status_code == 200

    def test_what_was_sent_too_late_to_be_trusted_is_done_after_asking_again(self) -> None:
        manager = make_person("unit_manager")
        client = sign_in(manager)
        late = client.post("/me/members/invite/", {"role": "unit_member"})
        where = late.headers["Location"]
        assert where.startswith("/account/confirm/")
        done = client.post(where, {"password": PASSWORD})
        assert done.status_code == 200
        assert Client().get(find_link(done.content.decode())).status_code == 200

    def test_nobody_renews_for_oneself(self) -> None:
        admin = make_person("security_admin")
        client = sign_in(admin)
        confirm(admin, client)
        answer = client.post(f"/me/members/{admin.membership.pk}/factor/", {"reason": "x"})
        assert answer.status_code == 400
        assert "不能为自己办理" in answer.content.decode()


class TestLending:
    def test_a_colleague_acts_in_a_lent_role_and_its_acts_say_for_whom(self) -> None:
        lender = make_person("approver")
        borrower = make_person("officer")
        client = sign_in(lender)
        until = (timezone.localdate() + timedelta(days=3)).isoformat()
        given = {"to": str(borrower.account.pk), "until": until, "reason": "休假"}
        assert client.post("/me/lend/", {**given, "until": "2099-01-01"}).status_code == 400
        assert client.post("/me/lend/", given).headers["Location"] == "/me/lend/"
        other = sign_in(borrower)
        page = other.get("/me/").content.decode()
        found = re.search(r'value="(d\d+)"', page)
        assert found
        other.post("/me/role/", {"role": found[1]})
        page = other.get("/me/").content.decode()
        assert "<h1>审批负责人</h1>" in page
        assert "同事委托" in page
        assert other.get("/me/lend/").status_code == 409, "a lent role is not lent on"
        loan = int(found[1][1:])
        client.post(f"/me/lend/{loan}/end/")
        assert "<h1>经办民警</h1>" in other.get("/me/").content.decode()

    def test_a_loan_of_somebody_else_is_not_found(self) -> None:
        client = sign_in(make_person("approver"))
        assert client.post("/me/lend/999999/end/").status_code == 404


class TestRoles:
    def test_an_account_with_two_roles_changes_between_them_with_a_new_key(self) -> None:
        person = make_person("unit_member")
        with work_in(SECURITY):
            give_role(person.account, "firm_member", BODIES["firm"], None)
        client = sign_in(person)
        before = client.cookies["sessionid"].value
        page = client.get("/me/").content.decode()
        keys = re.findall(r'<option value="(m\d+)"', page)
        assert len(keys) == 2
        client.post("/me/role/", {"role": keys[1]})
        assert client.cookies["sessionid"].value != before
        assert "示例工程公司" in client.get("/me/").content.decode()
        client.post("/me/role/", {"role": "m999999"})
        assert "示例工程公司" in client.get("/me/").content.decode()

    def test_an_account_without_a_role_is_told_so(self) -> None:
        person = make_person("unit_member")
        with work_in(SECURITY):
            Membership.objects.all().delete()
        client = sign_in(person)
        assert "今日没有有效的角色" in client.get("/me/").content.decode()
        assert client.get("/me/members/").status_code == 403


class TestTokens:
    def test_a_token_is_made_shown_once_and_revoked(self) -> None:
        person = make_person("unit_manager")
        client = sign_in(person)
        confirm(person, client)
        last = (timezone.localdate() + timedelta(days=30)).isoformat()
        given = {"label": "读取", "scopes": ["profile"], "last_day": last}
        assert (
            client.post("/me/tokens/new/", {**given, "last_day": "2099-01-01"}).status_code == 400
        )
        page = client.post("/me/tokens/new/", given).content.decode()
        secret = re.search(r'id="secret"[^>]*>(jft_[^<]+)<', page)
        assert secret
        page = client.get("/me/tokens/").content.decode()
        assert secret[1] not in page
        public = re.search(r"/me/tokens/([0-9a-f]+)/end/", page)
        assert public
        client.post(f"/me/tokens/{public[1]}/end/")
        assert "已吊销" in client.get("/me/tokens/").content.decode()
        assert client.post("/me/tokens/000000000000/end/").status_code == 404


@pytest.mark.parametrize(
    ("clear", "masked"),
    [("张三", "张*"), ("欧阳某某", "欧***"), ("李", "李*"), ("", "")],
)
def test_a_name_is_masked(clear: str, masked: str) -> None:
    assert mask_name(clear) == masked


def test_numbers_and_addresses_are_masked() -> None:
    assert mask_email("someone@example.org") == "s***@example.org"
    assert mask_number("440106199001010000") == "440" + "*" * 13 + "00"
    assert mask_number("123") == "***"
    assert Account.objects.count() == 0
