"""Certificates: looked up by anyone; a firm's own standing and gap; what firms take on.

They are applied for, examined and issued as cases (`openCase`, `carryOutAct`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404

from jifang.api.case_shapes import carry_case, show_cite
from jifang.api.certificate_forms import (
    AMOUNT_FORM,
    AskedUndertaking,
    CertificateGiven,
    CertificatesFound,
    OwnQualification,
    UndertakingEntered,
    Undertakings,
    read_amount,
)
from jifang.api.cursors import Page, cut_page, name_list
from jifang.api.operations.own import require_caller
from jifang.api.problems import carry_input, fail_field
from jifang.api.reading import OTHERWISE, read_limit, read_on
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.domains.qualifications.data import HOW, KINDS, Applied, Work
from jifang.domains.qualifications.models import WORK_CHOICES, Certificate, Undertaking
from jifang.domains.qualifications.overview import Condition, Gap, Way, list_gaps, make_overview
from jifang.domains.qualifications.selectors import (
    LONGEST_QUERY,
    MOST_FOUND,
    find_certificate,
    find_standing,
    list_undertakings,
    search_certificates,
)
from jifang.domains.qualifications.services import find_way
from jifang.domains.qualifications.undertakings import enter_undertaking
from jifang.domains.units.api import FirmRef
from jifang.foundation.accounts.powers import FIRM
from jifang.foundation.audit.data import Target
from jifang.foundation.cases.data import CaseError
from jifang.law import decide
from jifang.law.errors import InputError, Lang, Text

TAG = "certificates"
EXAMPLE_ID = "00000000-0000-4000-8000-000000000000"
UNDERTAKING_EXAMPLE = {
    "party": "firm-demo-0001",
    "project": {"kind": "project", "id": EXAMPLE_ID},
    "project_name": "示例学校视频监控系统工程（演示）",
    "region": "440106",
    "work": "construction",
    "undertaken_on": "2026-11-26",
    "work_from": "2026-11-30",
    "work_until": "2027-02-28",
    "amount": "600000.00",
}


# --- look-up --------------------------------------------------------------------------------------


def show_certificate(row: Certificate, on: date, lang: Lang) -> dict[str, Any]:
    """A certificate on a day."""
    standing = find_standing(row, on)
    return {
        "id": str(row.public_id),
        "kind": row.kind,
        "kind_name": KINDS[row.kind].say(lang),
        "number": row.number,
        "firm_name": row.firm_name,
        "credit_code": row.credit_code,
        "region": row.firm_region,
        "organ": row.organ,
        "level": row.level,
        "level_since": write_day(row.level_since),
        "how": row.how,
        "how_name": HOW[row.how].say(lang),
        "issued_on": row.issued_on.isoformat(),
        "valid_until": row.valid_until.isoformat(),
        "home_number": row.home_number,
        "home_level": row.home_level,
        "home_valid_until": write_day(row.home_valid_until),
        "on": on.isoformat(),
        "state": standing.state,
        "state_name": standing.name.say(lang),
        "holds": standing.holds,
        "ends_on": standing.ends_on.isoformat(),
        "successor": standing.successor,
        "demonstration": row.demonstration,
        "entry": row.entry,
    }


def write_day(day: date | None) -> str | None:
    """A day, or none."""
    return None if day is None else day.isoformat()


@declare(
    "GET",
    "certificates",
    CertificatesFound,
    Doc(
        "searchCertificates",
        TAG,
        Text("查询资格证、备案证", "Look certificates up"),
        Text("q 是证书编号、统一社会信用代码或者单位名称的一部分；每件写明在 on 那一天是否有效。"
             "至多 50 件，cut 为 true 时可能还有。",
             "`q` is a number, a credit code or a part of a firm's name; each says what it is on"
             " the day `on`. 50 at most, and `cut` says that there may be more."),
        rows=True,
        arguments={"q": "示例"},
    ),
)  # fmt: skip
def search_all(request: ApiRequest, q: str, on: str | None = None) -> Mapping[str, Any]:
    """Find certificates."""
    day = read_on(on)
    if not q.strip() or len(q) > LONGEST_QUERY or "\0" in q:
        allowed = Text(f"1 至 {LONGEST_QUERY} 个字", f"1 to {LONGEST_QUERY} characters")
        raise fail_field("q", q, OTHERWISE, allowed)
    found = search_certificates(q)
    shown = [show_certificate(row, day, request.lang) for row in found]
    return {"items": shown, "cut": len(found) == MOST_FOUND}


@declare(
    "GET",
    "certificates/{id}",
    CertificateGiven,
    Doc(
        "readCertificate",
        TAG,
        Text("一件证书在某一天的情形", "A certificate as it is on a day"),
        Text("on 缺省为今天；过去和将来的日子都可以问。",
             "Today if `on` is left out; a day in the past or to come may be asked about, too."),
        rows=True,
        may_lack=True,
        arguments={"id": EXAMPLE_ID},
    ),
)  # fmt: skip
def read_one(request: ApiRequest, id: str, on: str | None = None) -> Mapping[str, Any]:  # noqa: A002 - its name in the address
    """One certificate."""
    day, row = read_on(on), find_certificate(id)
    if row is None:
        raise Http404
    return show_certificate(row, day, request.lang)


# --- a firm's own ---------------------------------------------------------------------------------


@declare(
    "GET",
    "qualification",
    OwnQualification,
    Doc(
        "readOwnQualification",
        TAG,
        Text("本单位的资格、可以申请的事项与各等级的差距",
             "What one's firm holds, may apply for, and lacks for each level"),
        Text("ways 是法律对每种申请在 on 那一天的回答，及其程序和机关；照此用 openCase 申请。gaps "
             "依登记的数字逐项比较；条件据报道，见 confidence。",
             "`ways` is the law's answer to each kind of application on the day `on`, with the"
             " procedure and the organ to open it with (`openCase`). `gaps` compares the figures"
             " of the register one by one; the conditions are as reported, see `confidence`."),
        scope="cases",
        rows=True,
        may_lack=True,
    ),
)  # fmt: skip
def read_own(request: ApiRequest, on: str | None = None) -> Mapping[str, Any]:
    """The firm that is acted for."""
    by, day = require_caller(request).actor, read_on(on)
    page = make_overview(by, day) if by.body.kind == FIRM else None
    if page is None:
        raise Http404
    held = page.held
    gaps = [] if page.firm.is_outside else list_gaps(page.firm, day)
    return {
        "firm": page.firm.public_id,
        "firm_name": page.firm.name,
        "on": day.isoformat(),
        "held": None if held is None else show_certificate(held, day, request.lang),
        "ways": [show_way(page.firm, way, day, request.lang) for way in page.ways],
        "gaps": [show_gap(level, gap, request.lang) for level, gap in gaps],
    }


def show_way(firm: FirmRef, way: Way, day: date, lang: Lang) -> dict[str, Any]:
    """A kind of application; where it goes, if the law lets it."""
    procedure = organ = ""
    if way.allowed:
        to = find_way(firm, Applied(way.kind, way.level, None, day))
        procedure, organ = to.procedure, to.organ
    return {
        "kind": way.kind,
        "name": way.name.say(lang),
        "allowed": way.allowed,
        "said": way.said.say(lang),
        "basis": [show_cite(cite, lang) for cite in way.cites],
        "level": way.level,
        "opens": write_day(way.opens),
        "closes": write_day(way.closes),
        "procedure": procedure,
        "organ": organ,
    }


def show_gap(level: int, gap: Gap, lang: Lang) -> dict[str, Any]:
    """The gap to a level."""
    return {
        "level": level,
        "name": gap.level.say(lang),
        "outcome": gap.outcome,
        "confidence": gap.confidence,
        "basis": show_cite(gap.cite, lang),
        "conditions": [show_condition(one, lang) for one in gap.conditions],
    }


def show_condition(one: Condition, lang: Lang) -> dict[str, Any]:
    """One figure; amounts are text, so that no digit is lost."""

    def write(value: Any) -> str | None:
        return None if value is None else str(value)

    return {
        "code": one.code, "name": one.label.say(lang), "unit": one.unit.say(lang),
        "required": str(one.required), "held": write(one.held), "lacking": write(one.lacking),
        "each": write(one.each), "state": one.state,
    }  # fmt: skip


# --- undertakings ---------------------------------------------------------------------------------


def show_undertaking(row: Undertaking, lang: Lang) -> dict[str, Any]:
    """Work that was taken on."""
    return {
        "id": str(row.public_id),
        "party": row.party,
        "firm_name": row.firm_name,
        "project": {"kind": row.project_kind, "id": row.project_id},
        "project_name": row.project_name,
        "region": row.region,
        "work": row.work,
        "work_name": WORK_CHOICES[row.work].say(lang),
        "undertaken_on": row.undertaken_on.isoformat(),
        "work_from": row.work_from.isoformat(),
        "work_until": row.work_until.isoformat(),
        "amount": None if row.amount is None else str(row.amount),
        "risk_level": row.risk_level,
        "required_level": row.required_level,
        "certificate": row.certificate.number if row.certificate else None,
        "filing": row.filing.number if row.filing else None,
        "demonstration": row.demonstration,
        "entry": row.entry,
    }


@declare(
    "GET",
    "undertakings",
    Undertakings,
    Doc(
        "listUndertakings",
        TAG,
        Text("列出承接登记", "List what firms have taken on"),
        Text("本单位承接的，或者辖区内的；新的在前。",
             "Of one's own firm, or within one's territory; the newest first."),
        scope="registers",
        rows=True,
    ),
)  # fmt: skip
def list_all(
    request: ApiRequest, limit: str | None = None, cursor: str | None = None
) -> Mapping[str, Any]:
    """A page of them."""
    by = require_caller(request).actor
    page, of = Page(read_limit(limit), cursor), name_list("undertakings", by=by.body.party)
    return cut_page(
        list_undertakings(), page, of, ["-id"], lambda row: show_undertaking(row, request.lang)
    )


@declare(
    "POST",
    "undertakings",
    UndertakingEntered,
    Doc(
        "enterUndertaking",
        TAG,
        Text("登记承接", "Enter that a firm takes work on"),
        Text("由本单位或者项目所在地的公安机关登记。资格证、等级上限或者备案在那几天不覆盖的，答 "
             "422，写明理由和依据，并记入账本（第十四条第二款、第十六条第二款）。work：bid、design、"
             "construction、maintenance。",
             "By the firm itself, or by the organ of the place. What no certificate, ceiling of its"
             " level or filing covers on its days is 422 with the ground and the provision, and"
             " recorded (arts. 14 ¶2, 16 ¶2). work: bid, design, construction, maintenance."),
        scope="cases.write",
        write=True,
        rows=True,
        acts=True,
        status=201,
        example=UNDERTAKING_EXAMPLE,
    ),
)  # fmt: skip
def enter_one(request: ApiRequest, body: AskedUndertaking) -> Mapping[str, Any]:
    """Enter it, or refuse with the provision."""
    by = require_caller(request).actor
    try:
        row = enter_undertaking(by, read_work(body))
    except CaseError as error:
        raise carry_case(error) from None
    except InputError as error:
        raise carry_input(error) from None
    decision = decide("undertaking", row.decision["facts"], on=row.undertaken_on)
    duties = [duty.as_dict(request.lang) for duty in decision.duties]
    return {**show_undertaking(row, request.lang), "duties": duties}


def read_work(body: AskedUndertaking) -> Work:
    """What is taken on. Raises `ApiError`."""
    if body.amount is not None and not re.fullmatch(AMOUNT_FORM, str(body.amount)):
        said = Text("元，至多两位小数，如 600000.00", "yuan, two decimals at most: 600000.00")
        raise fail_field("amount", body.amount, OTHERWISE, said)
    return Work(
        body.party, Target(body.project.kind, body.project.id), body.project_name, body.region,
        body.work, read_on(body.undertaken_on, "undertaken_on"),
        read_on(body.work_from, "work_from"), read_on(body.work_until, "work_until"),
        read_amount(body.amount), body.risk_level,
    )  # fmt: skip
