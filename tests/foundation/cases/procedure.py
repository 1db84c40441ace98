"""A procedure of the tests alone, with every feature that a procedure may have; and its people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.range import Range

from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.audit.data import Basis, Target
from jifang.foundation.cases.data import (
    CaseError,
    Clock,
    Defect,
    Expiry,
    Field,
    Given,
    Guard,
    PeriodUse,
    Procedure,
    State,
    Transition,
    Who,
)
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.openings import Route, Wanted, add_routing, find_record
from jifang.foundation.cases.procedures import PROCEDURES, add_procedure
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.documents.models import Document
from jifang.foundation.territory.models import Division, Organ
from jifang.foundation.walls.scope import Scope, enter_scope, find_range, work_in
from jifang.law.errors import Text
from jifang.law.instruments import Cite

M, L = "gd-decree-238", "cn-licence-law"
REVIEW, DEEMED, ACCEPT = Cite(M, "art_17__para_2"), Cite(L, "art_32"), Cite(M, "art_19__para_1")
HANDLE = "handle_case"
PARTY = Who("applicant", "own_body")
HOLDER = Who("holder", "handle_case")
DECIDER = Who("organ", "decide_case")
SYSTEM_WHO = Who("system")
ALL_DOCUMENTS = (
    "design_scheme", "tender_documents", "contract", "quality_proofs", "construction_drawings",
)  # fmt: skip


def say(zh: str) -> Text:
    return Text(zh, zh)


def read_facts(case: Case, given: Given) -> Mapping[str, Any]:
    """Facts come from the case and from what the act is given."""
    return {
        "documents": list(given.more.get("documents", ALL_DOCUMENTS)), "setting": "key_unit",
        "submitted_on": "2026-01-05", "notice_given_on": None, "review_passed": None,
        "construction_started_on": None,
    }  # fmt: skip


PAPERS = Field(
    "documents", Text("已交材料", "papers handed in"), "choices",
    choices={code: Text(code, code) for code in ALL_DOCUMENTS}, required=False,
)  # fmt: skip
COMPLETE = Guard("preconstruction_review", read_facts, frozenset({"complete"}))


def state(code: str, holder: Any = "organ") -> State:
    return State(code, say(code), say(f"{code}：谁在办、下一步"), holder)


DRILL = Procedure(
    "drill", say("演练"), "drill", REVIEW,
    states=(
        state("received"), state("waiting", "applicant"), state("review"), state("testing"),
        state("examined"), state("approved", ""), state("refused", ""), state("withdrawn", ""),
    ),
    transitions=(
        Transition("apply", say("申请"), "", "received", (PARTY, Who("organ", "handle_case")),
                   REVIEW, clock=(Clock("start", "licence_notice"),), tells=("organ",),
                   backdated=True),
        Transition("notify", say("一次性告知"), "received", "waiting", (HOLDER,), REVIEW,
                   notice="deficiency", clock=(Clock("finish", "licence_notice"),),
                   tells=("applicant",)),
        Transition("supply", say("补正"), "waiting", "received", (PARTY,), REVIEW,
                   tells=("holder",)),
        Transition("notify", say("再次告知"), "testing", "waiting", (HOLDER,), REVIEW,
                   notice="deficiency"),
        Transition("accept", say("受理"), "received", "review", (HOLDER,), REVIEW,
                   guard=COMPLETE, fields=(PAPERS,),
                   clock=(Clock("finish", "licence_notice"), Clock("start", "design_review"))),
        Transition("deem", say("视为受理"), "received", "review", (SYSTEM_WHO,), DEEMED,
                   clock=(Clock("finish", "licence_notice"),
                          Clock("start", "design_review", since="licence_notice")),
                   tells=("applicant", "organ")),
        Transition("send_to_test", say("送检"), "review", "testing", (HOLDER,), REVIEW,
                   clock=(Clock("pause", "design_review"),)),
        Transition("tested", say("检测完毕"), "testing", "review", (HOLDER,), REVIEW,
                   clock=(Clock("resume", "design_review"),)),
        Transition("examine", say("审查"), "review", "examined", (HOLDER,), REVIEW),
        Transition("reopen", say("退回审查"), "examined", "review", (DECIDER,), REVIEW,
                   needs_reason=True),
        Transition("approve", say("通过"), "examined", "approved", (DECIDER,), REVIEW,
                   second_to="examine", checks=("opinions_given",),
                   clock=(Clock("finish", "design_review"),), tells=("applicant",)),
        Transition("refuse", say("不予通过"), "examined", "refused", (DECIDER,), REVIEW,
                   second_to="examine", needs_reason=True, checks=("opinions_given",),
                   clock=(Clock("finish", "design_review"),), tells=("applicant",)),
        *(
            Transition("withdraw", say("撤回申请"), since, "withdrawn", (PARTY,), REVIEW,
                       clock=(Clock("finish", "licence_notice"),))
            for since in ("received", "waiting")
        ),
    ),
    periods=(PeriodUse("licence_notice", 2), PeriodUse("design_review", 10)),
    expiries=(Expiry("licence_notice", "received", "deem"),),
)  # fmt: skip
HANDOVER = Procedure(
    "drill_accept", say("验收演练"), "drill_accept", ACCEPT,
    states=(state("received"), state("taken"), state("accepted", "")),
    transitions=(
        Transition("apply", say("申请验收"), "", "received", (PARTY,), ACCEPT),
        Transition("take", say("收件"), "received", "taken", (Who("organ", "handle_case"),),
                   ACCEPT, document="receipt", hands="actor"),
        *(
            Transition("accept", say("验收"), since, "accepted", (DECIDER,), ACCEPT,
                       acceptance=True)
            for since in ("received", "taken")
        ),
    ),
)  # fmt: skip
ABOUT_SITE = Procedure(
    "drill_site", say("场所演练"), "drill_site", ACCEPT,
    states=(state("received"), state("done", "")),
    transitions=(
        Transition("apply", say("申请场所演练"), "", "received", (PARTY, Who("organ", HANDLE)),
                   ACCEPT,
                   fields=(Field("beside", Text("相邻场所", "beside"), "record", required=False,
                                 register="site"),)),
        Transition("notify", say("一次性告知"), "received", "received", (Who("organ", HANDLE),),
                   ACCEPT, notice="deficiency", document="deficiency"),
        Transition("finish", say("办结"), "received", "done", (DECIDER,), ACCEPT, acceptance=True),
    ),
    about=("site",), approving="derived",
)  # fmt: skip
"""About a site; its organ, and the one that approved before, follow from where the site lies."""


def route_site(by: Actor, wanted: Wanted) -> Route:
    """To the organ of the site's division; sites of a certain name were never approved."""
    assert wanted.about is not None
    site = find_record(wanted.about.kind, wanted.about.id)
    assert site is not None
    if "未核准" in site.name:
        said = say("没有核准过的设计")
        raise CaseError("not_approved", said, (Basis(M, "art_19__para_1"),))
    organ = f"ps-{site.organ_region}"
    return Route(organ, organ, say("由场所所在地的公安机关办理"), (Basis(M, "art_19__para_1"),))


for one in (DRILL, HANDOVER, ABOUT_SITE):
    if one.code not in PROCEDURES:
        add_procedure(one)
add_routing("drill_site", route_site)

TIANHE, YUEXIU, NANSHAN, GUANGZHOU = "440106", "440104", "440305", "440100"
LEVELS = {"440100": "prefecture"}
UNIT, OTHER_UNIT = "unit-1", "unit-2"
PEOPLE = {
    "officer": ("officer", "organ", f"ps-{TIANHE}", TIANHE),
    "colleague": ("officer", "organ", f"ps-{TIANHE}", TIANHE),
    "approver": ("approver", "organ", f"ps-{TIANHE}", TIANHE),
    "supervisor": ("supervisor", "organ", f"ps-{TIANHE}", TIANHE),
    "neighbour": ("officer", "organ", f"ps-{YUEXIU}", YUEXIU),
    "far": ("approver", "organ", f"ps-{NANSHAN}", NANSHAN),
    "superior": ("approver", "organ", f"ps-{GUANGZHOU}", GUANGZHOU),
    "applicant": ("unit_member", "unit", UNIT, TIANHE),
    "stranger": ("unit_member", "unit", OTHER_UNIT, TIANHE),
    "admin": ("system_admin", "platform", "platform", "440000"),
}
ALWAYS = Range(date(2020, 1, 1), None)


def lay_people() -> dict[str, Actor]:
    """Organs, divisions, accounts and their roles."""
    with work_in(Scope(administration="system_admin")):
        for region in (GUANGZHOU, TIANHE, YUEXIU, NANSHAN):
            level = LEVELS.get(region, "county")
            Division.objects.create(
                code=region, name_zh=region, name_en=region, level=level,
                parent="440000" if region == GUANGZHOU else f"{region[:4]}00", valid=ALWAYS,
                source="test",
            )  # fmt: skip
            Organ.objects.create(
                code=f"ps-{region}", kind="public_security", level=level, organ_region=region,
                name_zh=f"{region}公安机关", name_en=f"organ of {region}", valid=ALWAYS,
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
    if not by.account:
        return Scope("44", "45")
    held = Membership(
        role=by.role, party=by.body.party, organ_region=by.body.organ_region, body_kind="organ"
    )
    if ROLES[by.role].body != "organ":
        held.body_kind = by.body.kind
    return derive_scope(Account(pk=by.account), held)


def act_as(by: Actor) -> Actor:
    """Enter someone's bounds for what follows in the transaction."""
    enter_scope(scope_of(by))
    return by


@contextmanager
def within(by: Actor) -> Iterator[None]:
    """Someone's bounds, and a transaction if there is none, as a request has."""
    with transaction.atomic():
        act_as(by)
        yield


def apply(by: Actor, organ: str = f"ps-{TIANHE}", party: str = UNIT, **more: Any) -> Case:
    """A case that was opened."""
    opening = Opening("drill", "apply", organ, party, "演练一号", Target("site", "s-1"))
    if more.get("on") and by.body.kind == "organ":
        more = {"documents": (hand_in(),), "reason": "窗口已收，当日未录入"} | more
    with within(by):
        return open_case(by, opening, Given(0, **more)).case


def hand_in() -> str:
    """A paper that came in at the counter."""
    with work_in(Scope(*find_range(TIANHE))):
        row = Document.objects.create(
            organ_region=TIANHE, party=UNIT, kind="paper", name="收件凭证.pdf", size=1,
            media_type="application/pdf", sha256="ab" * 32, original_sha256="ab" * 32,
            original_size=1, scan="clean",
        )  # fmt: skip
    return str(row.public_id)


def do(by: Actor, case: Case, code: str, **more: Any) -> Event:
    """One act by someone within their own bounds, on the case as it stands."""
    version = more.pop("version", None)
    if version is None:
        version = reread(case).version
    with within(by):
        return carry_out(by, case.public_id, code, Given(version, **more))


def reread(case: Case) -> Case:
    with work_in(Scope(*find_range(case.organ_region))):
        return Case.objects.get(pk=case.pk)


DEFECTS = (Defect("设计方案", "缺少平面图"),)
