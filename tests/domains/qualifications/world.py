"""Firms, officers of the cities and of the province, and how a case is driven."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from psycopg.types.range import Range

from jifang.domains.qualifications.api import Subject, add_subject
from jifang.domains.qualifications.models import Certificate
from jifang.domains.qualifications.services import (
    Paper,
    apply_for,
    check_entered,
    enter_paper,
)
from jifang.domains.units.models import Organisation
from jifang.domains.units.organisation_kinds import FIRM_PROJECT, PREMISES, STAFF
from jifang.domains.units.organisation_services import (
    declare_belonging,
    declare_credential,
    declare_organisation,
)
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.cases.data import Defect, Given
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.services import carry_out
from jifang.foundation.documents.models import Document
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.walls.scope import Scope, enter_scope, find_range, work_in
from jifang.law.calendar import add_years

TIANHE, GUANGZHOU, SHENZHEN, PROVINCE, HUNAN = "440106", "440100", "440300", "440000", "430100"
FIRM, OUTSIDE = "firm-own", "firm-out"
FIRM_CODE = "9144010172375579XG"
ALWAYS = Range(date(2017, 8, 1), None)
DEFECTS = (Defect("营业执照", "缺少复印件"),)


def make_actor(at: int, role: str, kind: str, party: str, region: str) -> Actor:
    return Actor(at, str(UUID(int=at)), role, Body(kind, party, party, region))


PEOPLE = {
    "firm": make_actor(901, "firm_member", "firm", FIRM, GUANGZHOU),
    "outside": make_actor(902, "firm_member", "firm", OUTSIDE, PROVINCE),
    "stranger": make_actor(903, "firm_member", "firm", "firm-other", GUANGZHOU),
    "officer": make_actor(904, "officer", "organ", "ps-440100", GUANGZHOU),
    "approver": make_actor(905, "approver", "organ", "ps-440100", GUANGZHOU),
    "county": make_actor(906, "approver", "organ", "ps-440106", TIANHE),
    "shenzhen": make_actor(907, "approver", "organ", "ps-440300", SHENZHEN),
    "province": make_actor(908, "officer", "organ", "ps-440000", PROVINCE),
    "signer": make_actor(909, "approver", "organ", "ps-440000", PROVINCE),
}


@dataclass(frozen=True)
class World:
    """What was laid."""

    firm: Organisation
    outside: Organisation


def scope_of(by: Actor) -> Scope:
    if by.body.kind == "organ":
        return Scope(*find_range(by.body.organ_region), (by.body.party,), actor=str(by.account))
    return Scope(parties=(by.body.party,), actor=str(by.account))


@contextmanager
def within(by: Actor) -> Iterator[None]:
    with transaction.atomic():
        enter_scope(scope_of(by))
        yield


def open_organs() -> None:
    """The organs that are concerned, and no other: all of them take seconds."""
    with work_in(Scope(administration="system_admin")):
        for code, level, parent in (
            (PROVINCE, "province", ""), (GUANGZHOU, "prefecture", PROVINCE),
            (SHENZHEN, "prefecture", PROVINCE), (TIANHE, "county", GUANGZHOU),
        ):  # fmt: skip
            Division.objects.create(
                code=code, name_zh=code, name_en=code, level=level, parent=parent, valid=ALWAYS,
                source="test",
            )  # fmt: skip
            Organ.objects.create(
                code=f"ps-{code}", kind="public_security", level=level, organ_region=code,
                name_zh=f"{code}公安机关", name_en=f"organ of {code}", valid=ALWAYS,
            )  # fmt: skip


def lay_firm(by: Actor) -> Organisation:
    with within(by):
        return declare_organisation(by, {
            "kind": "firm", "name": "示例安防工程公司（演示）", "credit_code": FIRM_CODE,
            "region": TIANHE, "address": "科韵路 2 号", "legal_person": True,
        }, holds_from=today() - timedelta(days=30))  # fmt: skip


def lay_world() -> World:
    firm = lay_firm(PEOPLE["firm"])
    with within(PEOPLE["outside"]):
        outside = declare_organisation(PEOPLE["outside"], {
            "kind": "firm", "name": "示例外省安防公司（演示）", "region": HUNAN,
        })  # fmt: skip
    return World(firm, outside)


def staff_up(
    firm: Organisation, staff: int = 5, trained: int = 2, by: Actor = PEOPLE["firm"]
) -> None:
    """People with an intermediate title, of whom the first are trained."""
    with within(by):
        for at in range(staff):
            person = declare_belonging(STAFF, by, firm, {
                "number": f"N{at}", "person_name": f"员工{at}", "title_level": "intermediate",
                "is_technician": True,
            })  # fmt: skip
            if at < trained:
                declare_credential(by, person, {"kind": "training", "name": "技防培训"})


def build(firm: Organisation, *amounts: str, work: str = "construction", area: str = "") -> None:
    """Projects that were completed lately, and premises."""
    by = PEOPLE["firm"]
    with within(by):
        for amount in amounts:
            declare_belonging(FIRM_PROJECT, by, firm, {
                "name": "示例工程", "work": work, "amount": amount,
                "completed_on": (today() - timedelta(days=30)).isoformat(),
            })  # fmt: skip
        if area:
            declare_belonging(PREMISES, by, firm, {"address": "科韵路 2 号", "area_m2": area})


def today() -> date:
    return timezone.localdate()


add_subject("example", Subject(lambda by, work: work))  # sites, projects: where they are tested


def hold(level: int, *, ends_in: int = 400, since: date | None = None) -> Certificate:
    """A certificate that the firm holds on paper: of a level, with so many days to go."""
    by = PEOPLE["signer" if level <= 2 else "approver"]
    clerk = Actor(by.account, by.public_id, "officer", by.body)
    until = today() + timedelta(days=ends_in)
    issued = max(add_years(until, -2), since) if since else min(add_years(until, -2), today())
    with within(clerk):
        row = enter_paper(
            clerk, Paper(FIRM, f"纸质〔{level}〕{issued}", issued, until, level, since or issued)
        )
        check_entered(replace(clerk, public_id="second-officer"), row, confirmed=True)
        return row


def certificates() -> list[Certificate]:
    """Those of the firm, as they were entered."""
    return list(Certificate.objects.filter(party=FIRM).order_by("pk"))


def apply(
    kind: str, who: str = "firm", party: str = FIRM, on: date | None = None, **more: Any
) -> Case:
    papers, reason = ((hand_in(party),), "窗口已收，当日未录入") if on else ((), "")
    with within(PEOPLE[who]):
        event = apply_for(
            PEOPLE[who], party, kind, more, on=on, documents=papers, reason=reason
        )  # fmt: skip
        return event.case


def hand_in(party: str = FIRM, region: str = GUANGZHOU) -> str:
    """A paper that came in at the counter."""
    with work_in(Scope(*find_range(PROVINCE))):
        row = Document.objects.create(
            organ_region=region, party=party, kind="paper", name="收件凭证.pdf", size=1,
            media_type="application/pdf", sha256="ab" * 32, original_sha256="ab" * 32,
            original_size=1, scan="clean",
        )  # fmt: skip
    return str(row.public_id)


def reread(case: Case) -> Case:
    with work_in(Scope(*find_range(PROVINCE))):
        return Case.objects.get(pk=case.pk)


def do(who: str, case: Case, code: str, **more: Any) -> Event:
    """One act on a case as it stands, with the letter as it is drafted."""
    by, now = PEOPLE[who], reread(case)
    with within(by):
        found = index_transitions(now.procedure).get((code, now.state))
        if found is not None and found.document and "letter" not in more:
            more["letter"] = draft(by, now, code, more)
        return carry_out(by, now.public_id, code, Given(now.version, **more))


def draft(by: Actor, case: Case, code: str, more: dict[str, Any]) -> Any:
    letter = draft_letter(by, case.public_id, code)
    fields = dict(letter.fields)
    for name, value in fields.items():
        if not value and name == "items":
            fields[name] = "\n".join(f"{d.item}：{d.text}" for d in more.get("defects", ()))
        if not value and name == "reasons":
            fields[name] = more.get("reason", "") or "理由"
    return replace(letter, fields=fields)


def drive(case: Case, officer: str = "officer", approver: str = "approver", *, to: str) -> Case:
    """The ordinary way of a case, up to a state."""
    steps = [
        ("claim", officer, {}), ("accept", officer, {}),
        ("examine", officer, {"more": {"finding": "met"}}), ("grant", approver, {}),
        ("issue", approver, {}),
    ]  # fmt: skip
    if case.procedure == "certificate_province":
        steps.pop(1)
    if case.procedure == "certificate_change":
        steps[2] = ("examine", officer, {})
    ends = {"accept": "accepted", "examine": "examined", "grant": "granted", "issue": "issued"}
    for code, who, more in steps:
        do(who, case, code, **more)
        if ends.get(code) == to:
            break
    return reread(case)
