"""Signing in through the pages: failures counted, second factors, sessions that end."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from jifang.foundation.accounts.models import Account, SignInWatch
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.accounts.sealing import SealError, seal, unseal
from jifang.foundation.accounts.sign_in import (
    NETWORK_LIMIT,
    PAIR_LIMIT,
    begin_attempt,
)
from jifang.foundation.walls.scope import Scope, work_in
from tests.portals.people import (
    HELD,
    PASSWORD,
    SECRET,
    make_code,
    make_person,
    sign_in,
)

pytestmark = pytest.mark.django_db
WRONG = {"": "登录名或者密码不对", "/en": "The sign-in name or the password is not right"}
LOCKED = "失败次数过多"


def attempt(name: str, password: str, *, address: str = "10.0.0.1", lang: str = "") -> Any:
    return Client(REMOTE_ADDR=address).post(
        f"{lang}/account/login/", {"login": name, "password": password}
    )


class TestPassword:
    def test_the_name_is_taken_in_any_case(self) -> None:
        make_person("unit_member")
        assert attempt("Unit-MEMBER", PASSWORD).headers["Location"] == "/me/"

    @pytest.mark.parametrize("lang", ["", "/en"])
    def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(self, lang: str) -> None:
        make_person("unit_member")
        answers = [attempt(n, "x" * 12, lang=lang) for n in ("unit-member", "nobody-here")]
        shown = [re.sub(r'(value|name="login")[^>]*', "", a.content.decode()) for a in answers]
        assert shown[0] == shown[1]
        assert WRONG[lang] in shown[0]

    def test_a_name_with_bytes_of_nowhere_is_no_fault(self) -> None:
        for name in ("a\x00b", "x" * 65, "", "' OR 1=1 --", "李某某"):
            assert attempt(name, PASSWORD).status_code == 200

    def test_a_closed_account_does_not_get_in(self) -> None:
        person = make_person("unit_member")
        Account.objects.filter(pk=person.account.pk).update(is_active=False)
        answer = attempt("unit-member", PASSWORD)
        assert answer.headers.get("Location") != "/me/"

    def test_nobody_makes_an_account_without_an_invitation(self) -> None:
        assert Client().get("/account/signup/").status_code == 404
        assert Client().get("/invitation/guess/").status_code == 404


class TestLock:
    def test_after_five_failures_from_a_network_even_the_right_password_is_refused(self) -> None:
        make_person("unit_member")
        for _ in range(PAIR_LIMIT):
            assert WRONG[""] in attempt("unit-member", "wrong").content.decode()
        assert LOCKED in attempt("unit-member", PASSWORD).content.decode()
        assert attempt("unit-member", PASSWORD, address="10.0.0.2").status_code == 302

    def test_many_networks_lock_the_name_but_not_where_it_signs_in_from(self) -> None:
        make_person("unit_member")
        assert attempt("unit-member", PASSWORD).status_code == 302
        for n in range(21):
            attempt("unit-member", "wrong", address=f"10.1.0.{n}")
        assert LOCKED in attempt("unit-member", PASSWORD, address="10.2.0.1").content.decode()
        assert attempt("unit-member", PASSWORD).status_code == 302

    def test_one_network_that_tries_many_names_is_refused(self) -> None:
        make_person("unit_member")
        for n in range(NETWORK_LIMIT):
            begin_attempt(f"other-{n}", "10.0.0.1")
        assert LOCKED in attempt("unit-member", PASSWORD).content.decode()

    def test_a_thousand_guesses_open_nothing_and_are_refused_unread(self) -> None:
        read = sum(begin_attempt("unit-member", "10.0.0.9").locked_until is None
                   for _ in range(1000))  # fmt: skip
        assert read == PAIR_LIMIT

    def test_a_forged_forwarding_header_changes_nothing(self) -> None:
        make_person("unit_member")
        for n in range(PAIR_LIMIT + 1):
            answer = Client(REMOTE_ADDR="10.0.0.1").post(
                "/account/login/",
                {"login": "unit-member", "password": "wrong"},
                HTTP_X_FORWARDED_FOR=f"10.9.9.{n}",
            )
        assert LOCKED in answer.content.decode()

    def test_behind_a_proxy_of_our_own_its_word_counts(self, settings: Any) -> None:
        settings.PROXIES = 1
        make_person("unit_member")
        for n in range(PAIR_LIMIT + 1):
            answer = Client(REMOTE_ADDR="10.0.0.1").post(
                "/account/login/",
                {"login": "unit-member", "password": "wrong"},
                HTTP_X_FORWARDED_FOR=f"1.2.3.{n}, 10.7.7.7",
            )
        assert LOCKED in answer.content.decode()

    def test_what_is_kept_leads_to_nobody(self) -> None:
        attempt("unit-member", "wrong")
        keys = list(SignInWatch.objects.values_list("key", flat=True))
        assert keys
        assert all(re.fullmatch(r"[0-9a-f]{64}", k) for k in keys)


class TestSecondFactor:
    def test_an_officer_without_one_is_led_to_it_and_sees_nothing_before(self) -> None:
        person = make_person("officer", factor=False)
        client = sign_in(person)
        for path in ("/me/members/", "/me/lend/"):
            assert client.get(path).headers["Location"] == "/account/security/"
        page = client.get("/account/security/").content.decode()
        assert "请设置第二因素" in page

    def test_it_is_set_up_with_the_password_again_and_gives_recovery_codes(self) -> None:
        person = make_person("officer", factor=False)
        client = sign_in(person)
        assert client.get("/account/app/").headers["Location"].startswith("/account/confirm/")
        client.post("/account/confirm/", {"password": PASSWORD})
        page = client.get("/account/app/").content.decode()
        found = re.search(r'id="secret">([A-Z2-7]+)<', page)
        assert found
        assert client.post("/account/app/", {"code": "000000"}).status_code == 200
        done = client.post("/account/app/", {"code": make_code(found[1])})
        assert done.headers["Location"] == "/account/codes/"
        codes = re.findall(r"<li>(\d{8})</li>", client.get("/account/codes/").content.decode())
        assert len(codes) == 10
        with work_in(Scope(actor=str(person.account.pk))):
            kept = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert found[1] not in kept
        assert client.get("/me/members/").status_code == 200

    def test_the_password_alone_is_not_enough(self) -> None:
        person = make_person("officer")
        client = Client()
        client.post("/account/login/", {"login": "officer", "password": PASSWORD})
        assert client.get("/me/").headers["Location"].startswith("/account/login/")
        assert client.post("/account/second-step/", {"code": "000000"}).status_code == 200
        assert sign_in(person, client).get("/me/").status_code == 200

    def test_a_code_is_good_once_however_it_is_typed(self) -> None:
        person = make_person("officer")
        sign_in(person)
        code = make_code(SECRET)
        client = Client()
        client.post("/account/login/", {"login": "officer", "password": PASSWORD})
        for typed in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
            assert client.post("/account/second-step/", {"code": typed}).status_code == 200

    def test_after_five_wrong_codes_none_is_looked_at(self) -> None:
        make_person("officer")
        client = Client()
        client.post("/account/login/", {"login": "officer", "password": PASSWORD})
        for _ in range(5):
            client.post("/account/second-step/", {"code": "000000"})
        answer = client.post("/account/second-step/", {"code": make_code(SECRET)})
        assert LOCKED in answer.content.decode()

    def test_the_last_one_of_an_officer_is_not_taken_away(self) -> None:
        person = make_person("officer")
        client = sign_in(person)
        client.post("/account/confirm/", {"password": PASSWORD})
        assert client.post("/account/app/remove/").status_code == 200
        with work_in(Scope(actor=str(person.account.pk))):
            assert Authenticator.objects.count() == 1

    def test_a_stored_secret_that_was_changed_is_not_read(self) -> None:
        sealed = seal(SECRET)
        assert SECRET not in sealed
        assert unseal(sealed) == SECRET
        for changed in (sealed[:-2] + "AA", SECRET, "v1:", sealed.replace("v1:", "v2:")):
            with pytest.raises(SealError):
                unseal(changed)


class TestSession:
    def test_it_gets_a_new_key_when_signing_in_and_is_gone_after_signing_out(self) -> None:
        person = make_person("unit_member")
        client = Client()
        client.get("/account/passkey/", HTTP_ACCEPT="application/json")  # a session before
        before = client.cookies["sessionid"].value
        sign_in(person, client)
        key = client.cookies["sessionid"].value
        assert key != before
        client.post("/account/logout/")
        client.cookies["sessionid"] = key
        assert client.get("/me/").status_code == 302

    @pytest.mark.parametrize(
        ("name", "seconds", "why"), [("jifang_seen", 901, "idle"), ("jifang_began", 28801, "long")]
    )
    def test_it_ends_when_nothing_is_asked_and_after_eight_hours(
        self, name: str, seconds: int, why: str
    ) -> None:
        client = sign_in(make_person("unit_member"))
        session = client.session
        session[name] = int(time.time()) - seconds
        session.save()
        answer = client.get("/me/")
        assert f"ended={why}" in answer.headers["Location"]
        assert client.get("/me/").status_code == 302

    def test_an_officer_has_one_at_a_time_a_unit_may_have_several(self) -> None:
        officer, member = make_person("officer"), make_person("unit_member")
        first, second = sign_in(officer), sign_in(officer)
        assert "ended=elsewhere" in first.get("/me/").headers["Location"]
        assert second.get("/me/").status_code == 200
        one, other = sign_in(member), sign_in(member)
        assert one.get("/me/").status_code == other.get("/me/").status_code == 200

    def test_pages_of_those_who_are_signed_in_are_kept_nowhere(self) -> None:
        client = sign_in(make_person("unit_member"))
        assert "no-store" in client.get("/me/").headers["Cache-Control"]
        assert "no-store" in client.get("/law/").headers["Cache-Control"]

    def test_the_cookie_is_for_this_site_alone(self) -> None:
        client = sign_in(make_person("unit_member"))
        cookie = client.cookies["sessionid"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

    def test_a_new_password_ends_other_sessions_and_lifts_the_duty_to_change(self) -> None:
        person = make_person("unit_member")
        other = sign_in(person)
        Account.objects.filter(pk=person.account.pk).update(must_change_password=True)
        client = sign_in(person)
        assert client.get("/me/").headers["Location"] == "/account/password/"
        new = {"oldpassword": PASSWORD, "password1": "another-long-phrase",
               "password2": "another-long-phrase"}  # fmt: skip
        assert client.post("/account/password/", new).status_code == 302
        assert client.get("/me/").status_code == 200
        assert other.get("/me/").status_code == 302


class TestBoundsOfARequest:
    @pytest.mark.urls("tests.portals.failing_urls")
    @pytest.mark.django_db(transaction=True)
    def test_what_a_failing_view_wrote_is_undone_and_its_page_is_shown(self) -> None:
        person = make_person("unit_member")
        client = sign_in(person)
        client.raise_request_exception = False
        for path in ("/fail/", "/missing/", "/broken/"):
            assert client.get(path).status_code in {404, 500}
            assert Account.objects.get(pk=person.account.pk).name == "陈某某", path
        assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("role", HELD)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_each_role_has_a_home_with_what_it_may_do(role: str, lang: str) -> None:
    client = sign_in(make_person(role))
    page = client.get(f"{lang}/me/").content.decode()
    name = ROLES[role].name.en if lang else ROLES[role].name.zh
    assert f"<h1>{name}</h1>" in page
    assert ("/me/members/find/" in page) == (role == "security_admin")
    assert ("/me/lend/" in page) == ("delegate" in ROLES[role].powers)
    assert "陈某某" not in page
