"""The people of the demonstration: one for each role, and how they sign in.

Passwords and the secrets of their authenticator apps follow from the key of this installation: they
are the same at each look, differ on every machine, and stand in no file.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings

from jifang.foundation.accounts.data import PLATFORM_BODY, Body
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import (
    ASSOCIATION,
    AUDIT,
    FIRM,
    LAB,
    ORGAN,
    PLATFORM,
    ROLES,
    UNIT,
)
from jifang.foundation.accounts.services import give_role, make_account
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, work_in

SECURITY: Final = Scope(administration="security_admin")
HALF_MINUTE: Final = 30


@dataclass(frozen=True, slots=True)
class Seat:
    """A role for the demonstration, and for whom: an organ's division, or the body of a record."""

    username: str
    role: str
    of: str


SEATS: Final = (
    Seat("demo-province-supervisor", "supervisor", "440000"),
    Seat("demo-province-officer", "officer", "440000"),
    Seat("demo-province-approver", "approver", "440000"),
    Seat("demo-guangzhou-approver", "approver", "440100"),
    Seat("demo-guangzhou-officer", "officer", "440100"),
    Seat("demo-tianhe-officer", "officer", "440106"),
    Seat("demo-tianhe-officer-2", "officer", "440106"),
    Seat("demo-tianhe-approver", "approver", "440106"),
    Seat("demo-dongguan-officer", "officer", "441900"),
    Seat("demo-school-manager", "unit_manager", "unit-demo-0001"),
    Seat("demo-school-member", "unit_member", "unit-demo-0001"),
    Seat("demo-hotel-manager", "unit_manager", "unit-demo-0002"),
    Seat("demo-firm-manager", "firm_manager", "firm-demo-0001"),
    Seat("demo-firm-member", "firm_member", "firm-demo-0001"),
    Seat("demo-outside-firm", "firm_manager", "firm-demo-9001"),
    Seat("demo-lab-manager", "lab_manager", "testing_body-demo-0001"),
    Seat("demo-lab-member", "lab_member", "testing_body-demo-0001"),
    Seat("demo-association", "association_member", "association-demo-0001"),
    Seat("demo-auditor", "auditor", "audit-demo"),
    Seat("demo-system-admin", "system_admin", PLATFORM_BODY.party),
    Seat("demo-security-admin", "security_admin", PLATFORM_BODY.party),
    Seat("demo-audit-admin", "audit_admin", PLATFORM_BODY.party),
)
NAMES: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒"
"""One for each of them, in order: where names are masked they are still told apart."""
KINDS: Final = {UNIT: "unit", FIRM: "firm", LAB: "testing_body", ASSOCIATION: "association"}


def derive(what: str, username: str) -> bytes:
    """Bytes that follow from the key of this installation."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"demonstration {what} {username}".encode(), hashlib.sha256).digest()


def find_password(username: str) -> str:
    """Four groups of five letters and digits."""
    text = base64.b32encode(derive("password", username))[:20].decode().lower()
    return "-".join(text[n : n + 5] for n in range(0, 20, 5))


def find_secret(username: str) -> str:
    """The secret of an authenticator app."""
    return base64.b32encode(derive("app", username)[:20]).decode()


def find_code(username: str) -> tuple[str, int]:
    """The present code of the authenticator app, and for how many seconds it holds."""
    now = time.time()
    code = format_hotp_value(hotp_value(find_secret(username), int(now) // HALF_MINUTE))
    return str(code), HALF_MINUTE - int(now) % HALF_MINUTE


def find_body(seat: Seat, bodies: Mapping[str, Body]) -> Body:
    """The body that a seat is in: an organ that exists, or one of the demonstration's."""
    kind = ROLES[seat.role].body
    if kind == PLATFORM:
        return PLATFORM_BODY
    if kind == AUDIT:
        return Body(AUDIT, seat.of, "示例审计单位（演示）", "440000")
    if kind != ORGAN:
        return bodies[seat.of]
    organ = Organ.objects.get(kind="public_security", organ_region=seat.of)
    return Body(ORGAN, organ.code, organ.name_zh, organ.organ_region)


def seat_people(bodies: Mapping[str, Body]) -> int:
    """An account for each seat, marked as demonstration; with an app where the role needs one."""
    for seat, name in zip(SEATS, NAMES, strict=False):
        with work_in(SECURITY):
            account = make_account(seat.username, f"{name}某（演示）", find_password(seat.username))
            Account.objects.filter(pk=account.pk).update(demonstration=True)
            membership = give_role(account, seat.role, find_body(seat, bodies), None)
            Membership.objects.filter(pk=membership.pk).update(demonstration=True)
        if ROLES[seat.role].mfa:
            with work_in(Scope(actor=str(account.pk))):
                TOTP.activate(account, find_secret(seat.username))
    return len(SEATS)
