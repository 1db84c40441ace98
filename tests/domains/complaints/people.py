"""The people of these tests, and how a complaint comes to be where it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.range import Range

from jifang.domains.complaints.api import file_report
from jifang.domains.complaints.data import Filed, Report
from jifang.foundation.accounts.data import SYSTEM, Actor, Body
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import Given, LetterGiven
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.services import carry_out
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.walls.scope import Scope, enter_scope, work_in

TIANHE, YUEXIU, GUANGZHOU, DONGGUAN, PROVINCE = "440106", "440104", "440100", "441900", "440000"
TOWN, SHENZHEN = "441900003", "440300"
PLACES = {
    PROVINCE: ("广东省", "province", ""), GUANGZHOU: ("广州市", "prefecture", PROVINCE),
    TIANHE: ("天河区", "county", GUANGZHOU), YUEXIU: ("越秀区", "county", GUANGZHOU),
    DONGGUAN: ("东莞市", "prefecture", PROVINCE), TOWN: ("东城街道", "township", DONGGUAN),
    SHENZHEN: ("深圳市", "prefecture", PROVINCE), "440305": ("南山区", "county", SHENZHEN),
}  # fmt: skip
SERVED = (PROVINCE, GUANGZHOU, TIANHE, YUEXIU, DONGGUAN)
ALWAYS = Range(date(2020, 1, 1), None)
PEOPLE = {
    "officer": ("officer", "organ", f"ps-{TIANHE}", TIANHE),
    "colleague": ("officer", "organ", f"ps-{TIANHE}", TIANHE),
    "approver": ("approver", "organ", f"ps-{TIANHE}", TIANHE),
    "second": ("approver", "organ", f"ps-{TIANHE}", TIANHE),
    "supervisor": ("supervisor", "organ", f"ps-{TIANHE}", TIANHE),
    "neighbour": ("officer", "organ", f"ps-{YUEXIU}", YUEXIU),
    "superior": ("approver", "organ", f"ps-{GUANGZHOU}", GUANGZHOU),
    "member": ("unit_member", "unit", "unit-1", TIANHE),
    "stranger": ("unit_member", "unit", "unit-2", TIANHE),
}
POINT = (23.125, 113.361)
WORDS = "楼上装了摄像头拍我家窗户紫藤"
NAME, CONTACT = "欧阳密封", "13800138777"


def lay_people() -> dict[str, Actor]:
    """Divisions, organs, accounts and their roles."""
    with work_in(Scope(administration="system_admin")):
        for code, (name, level, parent) in PLACES.items():
            Division.objects.create(
                code=code, name_zh=name, name_en=code, level=level, parent=parent, valid=ALWAYS,
                source="test",
            )  # fmt: skip
        for region in SERVED:
            Organ.objects.create(
                code=f"ps-{region}", kind="public_security", level=PLACES[region][1],
                organ_region=region, name_zh=f"{region}公安机关", name_en=f"organ of {region}",
                valid=ALWAYS,
            )  # fmt: skip
    found = {}
    with work_in(Scope("44", "45", administration="security_admin")):
        for at, (name, (role, kind, party, region)) in enumerate(PEOPLE.items(), start=1):
            account = Account.objects.create(
                username=name, name=name, email=f"{name}@example.org", public_id=UUID(int=at)
            )
            Membership.objects.create(
                account=account, role=role, body_kind=kind, party=party, body_name=party,
                organ_region=region, valid=ALWAYS,
            )  # fmt: skip
            body = Body(kind, party, party, region)
            found[name] = Actor(account.pk, str(account.public_id), role, body)
    return found


def scope_of(by: Actor) -> Scope:
    """The bounds of someone's role, as a request enters them."""
    if by is SYSTEM:
        return Scope("44", "45")
    if not by.account:
        return Scope(parties=(by.body.party,))
    held = Membership(
        role=by.role, party=by.body.party, organ_region=by.body.organ_region,
        body_kind=by.body.kind,
    )  # fmt: skip
    return derive_scope(Account(pk=by.account), held)


@contextmanager
def within(by: Actor) -> Iterator[None]:
    """Someone's bounds, as a request has them."""
    with transaction.atomic():
        enter_scope(scope_of(by))
        yield


def report(**more: Any) -> Report:
    """A report with everything that must be given."""
    given: dict[str, Any] = {
        "subject": "coverage", "division": TIANHE, "address": "天河区体育西路１号 大堂",
        "lat": POINT[0], "lon": POINT[1], "what": WORDS,
    }  # fmt: skip
    return Report(**(given | more))


def file(**more: Any) -> tuple[Filed, Case]:
    """A report that was filed by nobody known."""
    filed = file_report(report(**more))
    return filed, reread(filed.case)


def reread(public_id: UUID) -> Case:
    with work_in(EVERYTHING):
        return Case.objects.get(public_id=public_id)


LETTER = LetterGiven("反映人", "投诉举报答复", {"body": "已核查。", "contact": ""})
GIVEN: dict[str, dict[str, Any]] = {
    "reply": {"letter": LETTER, "more": {"finding": "founded", "to_all": "已责令整改。"}},
    "reject": {"more": {"instead": "其他主管部门"}},
    "refer": {"more": {"to_name": "城市管理部门"}},
    "rate": {"more": {"stars": "5"}},
    "inspect": {"private": {"text": "现场查看"}},
    "supplement": {"private": {"text": "再补充"}},
    "ask_to_unseal": {"more": {"purpose": "contact"}},
}
"""What an act asks for, so that nothing but right and state decides."""


def give(act: str, case: Case) -> dict[str, Any]:
    """What an act is given in a case: its letter is about what the case is about."""
    given = dict(GIVEN.get(act, {}))
    if "letter" in given:
        given["letter"] = replace(LETTER, subject=case.subject[:120])
    return given


def do(by: Actor, case: Case, act: str, **more: Any) -> Event:
    """One act by someone within their own bounds, on the case as it stands."""
    given = {"reason": "理由", **give(act, case), **more}
    version = given.pop("version", None) or reread(case.public_id).version
    with within(by):
        return carry_out(by, case.public_id, act, Given(version, **given))


def take(people: dict[str, Actor], case: Case, *acts: str) -> Case:
    """Acts of the officer and the approver, one after another."""
    for act in acts:
        by = people["approver" if act in {"reply", "reject"} else "officer"]
        do(by, case, act)
    return reread(case.public_id)


def transfer_to(by: Actor) -> Recipient:
    return Recipient(by.body.party, by.public_id)
