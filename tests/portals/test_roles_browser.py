"""Each role signs in in a real browser and sees its own, in both languages; passkeys; axe."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from jifang.foundation.accounts.powers import ROLES
from tests.accessibility import check_accessible
from tests.portals.people import HELD, PASSWORD, Person, forget_codes, make_code, make_person

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = Path("var/screens")


def shoot(page: Any, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def check_page(page: Any) -> None:
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def sign_in(page: Any, url: str, person: Person) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("#id_login", person.account.username)
    page.fill("#id_password", PASSWORD)
    page.locator("main .btn").first.click()
    if person.secret:
        forget_codes(person)
        page.fill("#id_code", make_code(person.secret))
        page.locator("main .btn").first.click()
    page.wait_for_url(re.compile(r"/(me|account/security)/$"))


LONG = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
SOME = ("officer", "unit_manager", "firm_member", "lab_manager", "auditor", "security_admin")
"""One of each kind of body; all of them with JIFANG_FUZZ, and without a browser in
`test_sign_in.py`."""


@pytest.mark.parametrize("role", HELD if LONG else SOME)
def test_each_role_signs_in_and_sees_its_own(live: Any, page: Any, role: str) -> None:
    sign_in(page, live.url, make_person(role))
    assert page.locator("h1").inner_text() == ROLES[role].name.zh
    shoot(page, f"home-{role}-zh")
    check_page(page)
    page.goto(f"{live.url}/en/me/")
    assert page.locator("h1").inner_text().lower() == ROLES[role].name.en
    page.set_viewport_size({"width": 390, "height": 844})
    shoot(page, f"home-{role}-en-phone")
    check_page(page)
    page.locator(".who button", has_text="Sign out").click()
    page.goto(f"{live.url}/me/")
    assert "/account/login/" in page.url


def test_the_pages_of_a_manager_and_of_security(live: Any, page: Any) -> None:
    make_person("unit_member")
    person = make_person("unit_manager")
    sign_in(page, live.url, person)
    for name, path in (
        ("members", "/me/members/"),
        ("security", "/account/security/"),
        ("password", "/account/password/"),
        ("confirm", "/me/members/invite/"),
        ("tokens", "/me/tokens/"),
    ):
        for lang, width in (("", 1280), ("/en", 390)):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{live.url}{lang}{path}")
            shoot(page, f"{name}{lang.replace('/', '-')}")
            check_page(page)


def test_an_officer_sets_up_the_app_by_keyboard(live: Any, page: Any) -> None:
    person = make_person("officer", factor=False)
    sign_in(page, live.url, person)
    page.goto(f"{live.url}/me/members/")
    assert page.url.endswith("/account/security/")
    shoot(page, "security-first")
    check_page(page)
    page.goto(f"{live.url}/account/app/")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/app/")
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 100
    shoot(page, "app")
    check_page(page)
    secret = page.locator("#secret").inner_text()
    page.fill("#id_code", make_code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/codes/")
    shoot(page, "codes")
    check_page(page)
    assert len(re.findall(r"\d{8}", page.locator(".codes").inner_text())) == 10


def test_a_passkey_is_added_and_signs_in_alone(live: Any, page: Any) -> None:
    url = live.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, url, make_person("officer", factor=False))
    page.goto(f"{url}/account/passkeys/add/")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/passkeys/add/")
    page.check("#id_passwordless")
    shoot(page, "passkey-add")
    check_page(page)
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/codes/")
    page.goto(f"{url}/account/passkeys/")
    expect(page.locator(".list > li")).to_have_count(1)
    shoot(page, "passkeys")
    page.locator(".who button", has_text="退出登录").click()
    page.goto(f"{url}/account/login/")
    shoot(page, "login")
    check_page(page)
    page.click("#passkey_login")
    page.wait_for_url(re.compile(r"/(me|account/security)/$"))
    assert page.locator("h1").inner_text() == "经办民警"


def test_a_passkey_of_nobody_is_refused_and_the_page_stays_usable(live: Any, page: Any) -> None:
    page.goto(f"{live.url}/account/login/")
    page.evaluate(
        """() => { document.getElementById('mfa_credential').value = '{"response":{}}';
                   document.getElementById('mfa_login').submit(); }"""
    )
    page.wait_for_url("**passkey=refused")
    expect(page.locator("#id_login")).to_be_visible()
