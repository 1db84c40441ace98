"""Applying, and entering what was issued on paper before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from jifang.domains.qualifications.data import (
    CERTIFICATE,
    CHANGE,
    CHANGES,
    FILING,
    FIRST,
    ISSUE,
    LEVELS,
    QUALIFICATION,
    Applied,
)
from jifang.domains.qualifications.facts import require_firm
from jifang.domains.qualifications.models import Certificate, PaperCheck
from jifang.domains.qualifications.selectors import (
    TAKEN_BACK,
    find_certificate,
    find_end,
    find_held,
    find_paper_check,
    list_of_party,
)
from jifang.domains.units.api import FirmRef, find_city_keeper
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Basis, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.cases.standing import read_day
from jifang.foundation.documents.codes import read_number
from jifang.foundation.notifications.services import Recipient, notify
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import find_own_organ
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law import load_law
from jifang.law.calendar import add_years
from jifang.law.errors import InputError, Problem, Text
from jifang.law.places import PROVINCE_CODE

LONGEST_NUMBER = 96
CHECKS = ("edit_register", "decide_case")
"""Who may confirm what was entered from paper: officers and those who sign."""
AWAITS = Text(
    "一件由纸质证书补录的资格证，待本机关另一人确认",
    "a certificate entered from paper waits for a second officer of the organ to confirm it",
)
NOTHING_AWAITS = Text("没有待确认的补录", "nothing awaits this")


@dataclass(frozen=True, slots=True)
class Way:
    """Where an application goes: procedure and organ."""

    procedure: str
    organ: str


def find_level(firm: FirmRef, applied: Applied) -> int | None:
    """The level that decides who is competent: the one applied for, or the one held."""
    if applied.kind in {"renewal", "extension"} or applied.kind in CHANGES:
        held = find_held(firm.party, applied.applied_on)
        return None if held is None else held.level
    return applied.level


def is_of_province(level: int | None) -> bool:
    """Whether the province issues a level."""
    issues = load_law().parameters["certificate.province_issues_up_to"].at(read_day())
    return level is not None and level <= int(issues.value)


def find_way(firm: FirmRef, applied: Applied) -> Way:
    """Where an application of a firm goes. Raises `CaseError` where no organ is recorded."""
    upper = is_of_province(find_level(firm, applied))
    if applied.kind in CHANGES:
        return Way(CHANGE, require_organ(PROVINCE_CODE if upper else find_city(firm)))
    if applied.kind == FILING:
        return Way(FILING, require_organ(PROVINCE_CODE))
    return Way(FIRST if upper else CERTIFICATE, require_organ(find_city(firm)))


def find_city(firm: FirmRef) -> str:
    """The division of the city where a firm is registered; its own organ keeps it."""
    return find_city_keeper(firm.region)


def is_issuer(region: str) -> bool:
    """Whether organs of a division issue certificates: those of the province and of its cities, by
    the codes of divisions (GB/T 2260 ends theirs in 00)."""
    return region.startswith(PROVINCE_CODE[:2]) and region[4:] == "00"


def require_organ(region: str) -> str:
    """The code of the public security organ of a division. Raises `CaseError`."""
    organ = find_own_organ(region)
    if organ is None:
        said = Text("没有收录该地的公安机关", "no organ of this place is recorded")
        raise CaseError("organ", said, (Basis(*ISSUE),))
    return organ.code


def apply_for(
    by: Actor, party: str, kind: str, more: Mapping[str, Any], *,
    documents: tuple[str, ...] = (), on: date | None = None, reason: str = "",
) -> Event:  # fmt: skip
    """Apply for a firm: it goes to the organ that the law names for the level.

    Args:
        kind: one of `APPLICATIONS` or `CHANGES`, or `filing`.
        more: the fields of the step (`level`, `cause`; for a filing the home certificate).
        on: the day the papers came in, for what was received at the counter; an earlier one needs
            a reason and the paper that proves it among the documents.

    Raises `CaseError`, `InputError`; what is refused is recorded.
    """
    firm = require_firm(party)
    level = more.get("level")
    known = int(level) if isinstance(level, str) and level in LEVELS else None
    applied = Applied(kind, known, None, on or read_day())
    way = find_way(firm, applied)
    given = dict(more) if kind == FILING else {"kind": kind, **more}
    opening = Opening(
        way.procedure, "apply", way.organ, party, firm.name, Target("organisation", firm.public_id)
    )
    return open_case(by, opening, Given(0, on=on, documents=documents, more=given, reason=reason))


# -- from paper ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate that was issued on paper, as it stands there."""

    party: str
    number: str
    issued_on: date
    valid_until: date
    level: int
    level_since: date


@transaction.atomic
def enter_paper(by: Actor, paper: Paper) -> Certificate:
    """Enter a certificate issued on paper, by an officer of the organ that issued it; one leaf. It
    counts once a second officer confirmed it (`check_entered`).

    Raises `CaseError`, `InputError`.
    """
    firm = require_firm(paper.party)
    organ = find_issuer(firm, paper.level)
    act = Act(
        "certificate.entered", organ.code, organ.organ_region, by.public_id,
        Target("organisation", firm.public_id), basis=(Basis(*ISSUE),),
    )  # fmt: skip
    if not may(by.role, "edit_register") or by.body.party != organ.code:
        record_refusal(act, "power")
        said = Text(
            f"由核发该等级的{organ.name_zh}补录", f"entered by the issuing organ, {organ.name_en}"
        )
        raise CaseError("power", said, act.basis)
    problems = list(check_paper(paper))
    if problems:
        raise InputError(problems)
    with work_in(Scope(*find_range(organ.organ_region), (firm.party, organ.code))):
        row = Certificate(
            kind=QUALIFICATION, organ_region=organ.organ_region, organ=organ.code,
            party=firm.party, firm=firm.public_id, firm_name=firm.name,
            credit_code=firm.credit_code, firm_region=firm.region, number=paper.number.strip(),
            number_key=read_number(paper.number), how="paper", level=paper.level,
            level_since=paper.level_since, issued_on=paper.issued_on,
            valid_until=paper.valid_until, demonstration=firm.demonstration,
            entered_by=by.public_id, take=count_taken_back(paper.number),
        )  # fmt: skip
        row.entry = record_act(describe_paper(act, row)).entry
        row.save(force_insert=True)
    notify(
        Recipient(organ.code), organ.organ_region, Target("certificate", str(row.public_id)), AWAITS
    )
    return row


@transaction.atomic
def check_entered(by: Actor, entered: Certificate, *, confirmed: bool) -> PaperCheck:
    """Confirm what another officer entered from paper, or take the entry back; one leaf.

    Confirmed by another officer of the issuing organ than the one who entered it; taken back by
    either of them. Raises `CaseError`; what is refused is recorded.
    """
    certificate = find_certificate(entered.public_id) or entered
    act = Act(
        "certificate.confirmed" if confirmed else "certificate.taken_back", certificate.organ,
        certificate.organ_region, by.public_id, Target("certificate", str(certificate.public_id)),
        basis=(Basis(*ISSUE),), details=(("number", certificate.number),),
    )  # fmt: skip
    problem = find_check_problem(by, certificate, confirmed, act)
    if problem is not None:
        record_refusal(act, problem.code)
        raise problem
    lo, hi = find_range(certificate.organ_region)
    try:
        with work_in(Scope(lo, hi, (certificate.party, certificate.organ))):
            return PaperCheck.objects.create(
                certificate=certificate, organ_region=certificate.organ_region,
                party=certificate.party, confirmed=confirmed, checked_by=by.public_id,
                checked_on=read_day(), entry=record_act(act).entry,
            )  # fmt: skip
    except IntegrityError:  # a colleague was faster by an instant
        record_refusal(act, "checked")
        raise CaseError("checked", NOTHING_AWAITS, act.basis) from None


def find_check_problem(
    by: Actor, certificate: Certificate, confirmed: bool, act: Act
) -> CaseError | None:
    """Why an entry may not be confirmed or taken back."""
    if not any(may(by.role, p) for p in CHECKS) or by.body.party != certificate.organ:
        said = Text("由核发机关的人员办理", "done by an officer of the issuing organ")
        return CaseError("power", said, act.basis)
    if certificate.how != "paper" or find_paper_check(certificate) is not None:
        return CaseError("checked", NOTHING_AWAITS, act.basis)
    if confirmed and certificate.entered_by == by.public_id:
        said = Text(
            "补录人不能自己确认，须由另一人确认", "confirmed by another than who entered it"
        )
        return CaseError("four_eyes", said, act.basis)
    if not confirmed:
        return None
    for other in list_of_party(certificate.party, certificate.kind):
        meets = other.issued_on <= certificate.valid_until
        if other.pk != certificate.pk and meets and certificate.issued_on <= find_end(other):
            said = Text(f"与 {other.number} 重叠", f"overlaps with {other.number}")
            return CaseError("overlap", said, act.basis)
    return None


def count_taken_back(number: str) -> int:
    """How often a number was entered and taken back."""
    found = Certificate.objects.filter(TAKEN_BACK, number_key=read_number(number))
    return found.count()


def describe_paper(act: Act, row: Certificate) -> Act:
    """Its leaf."""
    details: tuple[tuple[str, object], ...] = (
        ("number", row.number), ("level", row.level), ("issued_on", row.issued_on.isoformat()),
        ("valid_until", row.valid_until.isoformat()),
    )  # fmt: skip
    return Act(
        act.kind, act.organ, act.region, act.actor, Target("certificate", str(row.public_id)),
        basis=act.basis, details=details,
    )  # fmt: skip


def find_issuer(firm: FirmRef, level: int) -> Organ:
    """The organ that issues a level to a firm. Raises `CaseError`."""
    region = PROVINCE_CODE if is_of_province(level) else find_city(firm)
    organ = find_own_organ(region)
    if organ is None:
        said = Text("没有收录该地的公安机关", "no organ of this place is recorded")
        raise CaseError("organ", said, (Basis(*ISSUE),))
    return organ


def check_paper(paper: Paper) -> list[Problem]:
    """What is wrong with what was read off the paper."""
    problems = []
    today = read_day()
    if not paper.number.strip() or len(paper.number) > LONGEST_NUMBER:
        said = Text(f"1 至 {LONGEST_NUMBER} 字", f"1 to {LONGEST_NUMBER} characters")
        problems.append(Problem("number", paper.number, said))
    elif find_numbered(paper.number):
        problems.append(Problem("number", paper.number, Text("已经登记", "entered already")))
    if str(paper.level) not in LEVELS:
        problems.append(Problem("level", paper.level, Text("一至四级", "1 to 4")))
    return [*problems, *check_paper_days(paper, today)]


def find_numbered(number: str) -> bool:
    """Whether a number stands in the register."""
    found = Certificate.objects.filter(number_key=read_number(number)).exclude(TAKEN_BACK)
    return found.exists()


def check_paper_days(paper: Paper, today: date) -> Iterator[Problem]:
    """Its days are those that a certificate may have, and no other of the firm's holds on them."""
    if not paper.issued_on <= today:
        said = Text("发证之日不晚于今天", "issued today or before")
        yield Problem("issued_on", paper.issued_on.isoformat(), said)
    if not paper.level_since <= paper.issued_on:
        said = Text(f"不晚于发证之日（{paper.issued_on}）", "not after the day of issue")
        yield Problem("level_since", paper.level_since.isoformat(), said)
        return
    valid = load_law().parameters["certificate.valid_years"]
    first = valid.steps[0].since
    if paper.issued_on < first:
        said = Text(f"不早于办法施行之日（{first}）", f"not before the Measures ({first})")
        yield Problem("issued_on", paper.issued_on.isoformat(), said)
        return
    rule = valid.at(paper.issued_on)
    last = add_years(paper.issued_on, int(rule.value))
    if not paper.issued_on < paper.valid_until <= last:
        said = Text(
            f"须晚于发证之日，有效期 {rule.value} 年，至迟 {last}",
            f"after the day of issue; valid for {rule.value} years, until {last} at the latest",
        )
        yield Problem("valid_until", paper.valid_until.isoformat(), said)
    for other in list_of_party(paper.party):
        if other.issued_on <= paper.valid_until and paper.issued_on <= find_end(other):
            said = Text(
                f"与已登记的 {other.number}（{other.issued_on} 至 {find_end(other)}）重叠",
                f"overlaps with {other.number} ({other.issued_on} to {find_end(other)})",
            )
            yield Problem("issued_on", paper.issued_on.isoformat(), said)
            return
        if other.issued_on > paper.issued_on:
            said = Text("已有更晚的资格证", "a later certificate is entered")
            yield Problem("issued_on", paper.issued_on.isoformat(), said)
            return
