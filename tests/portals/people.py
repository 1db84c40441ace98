"""People for the tests of pages: an account per role, and how it signs in through the pages."""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from jifang.foundation.accounts.data import PLATFORM_BODY, Body
from jifang.foundation.accounts.models import Account, Membership, SignInWatch
from jifang.foundation.accounts.powers import (
    ASSOCIATION,
    AUDIT,
    BEARER,
    FIRM,
    LAB,
    ORGAN,
    PLATFORM,
    ROLES,
    UNIT,
)
from jifang.foundation.accounts.services import give_role, make_account
from jifang.foundation.accounts.sign_in import digest
from jifang.foundation.walls.scope import Scope, work_in

PASSWORD = "correct-horse-battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BODIES = {
    ORGAN: Body(ORGAN, "ps-440106", "天河区公安机关（演示）", "440106"),
    UNIT: Body(UNIT, "unit-1", "示例学校", "440106"),
    FIRM: Body(FIRM, "firm-1", "示例工程公司", "440106"),
    LAB: Body(LAB, "lab-1", "示例检测机构", "440106"),
    ASSOCIATION: Body(ASSOCIATION, "assoc-1", "示例协会", "440100"),
    AUDIT: Body(AUDIT, "audit-1", "示例审计单位", "440000"),
    PLATFORM: PLATFORM_BODY,
}
HELD = [role for role in ROLES if role != BEARER]
"""The roles that an account holds."""
SECURITY = Scope(administration="security_admin")


@dataclass(frozen=True)
class Person:
    """An account with a role; `secret` is of its authenticator app, where it has one."""

    account: Account
    membership: Membership
    secret: str = ""


def make_person(
    role: str, username: str = "", body: Body | None = None, *, factor: bool | None = None
) -> Person:
    """An account that holds a role; with an authenticator app if the role needs one."""
    with work_in(SECURITY):
        account = make_account(username or role.replace("_", "-"), "陈某某", PASSWORD)
        membership = give_role(account, role, body or BODIES[ROLES[role].body], None)
    wanted = ROLES[role].mfa if factor is None else factor
    if wanted:
        with work_in(Scope(actor=str(account.pk))):
            TOTP.activate(account, SECRET)
    return Person(account, membership, SECRET if wanted else "")


def make_code(secret: str, shift: int = 0) -> str:
    """The code of an authenticator app now, or some half minutes off."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift)))


def forget_codes(person: Person) -> None:
    """Let the same code be used again: tests do not wait half a minute."""
    keys = [digest("used", str(person.account.pk), make_code(SECRET, n)) for n in (-2, -1, 0, 1, 2)]
    SignInWatch.objects.filter(key__in=keys).delete()
    cache.clear()  # the library remembers them too, in each process


def sign_in(person: Person, client: Client | None = None) -> Client:
    """A client that signed in through the pages."""
    browser = client or Client()
    given = {"login": person.account.username, "password": PASSWORD}
    answer = browser.post("/account/login/", given)
    if person.secret:
        assert answer.headers["Location"] == "/account/second-step/", answer.content.decode()
        forget_codes(person)
        answer = browser.post("/account/second-step/", {"code": make_code(person.secret)})
    assert answer.headers.get("Location") == "/me/", answer.content.decode()
    return browser


def confirm(person: Person, client: Client) -> None:
    """Enter the password again."""
    answer = client.post("/account/confirm/", {"password": PASSWORD})
    assert answer.status_code == 302, person.account.username
