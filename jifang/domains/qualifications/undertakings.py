"""Entering what a firm takes on (arts. 14 ¶2, 16 ¶2): covered on its days, or refused and recorded.

What it belongs to stands in a register: a site, or what another domain adds (`add_subject`), which
then says name, place, amount and risk itself; a firm's word decides nothing there. The firm enters
what it takes on today, an officer of the place what was taken on before.

The law is asked for the day on which the work is taken on and for the day on which it begins; work
that lasts longer than the certificate brings the duty to have it renewed in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from jifang.domains.qualifications.data import UNDERTAKE, Work
from jifang.domains.qualifications.facts import describe_work, explain, find_cover, require_firm
from jifang.domains.qualifications.models import WORK_CHOICES, Undertaking
from jifang.domains.units.api import FirmRef, find_keeper, find_site_ref
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.audit.data import Act, Basis, Target
from jifang.foundation.audit.services import record_act, record_refusal
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.guards import keep_decision
from jifang.foundation.cases.standing import read_day
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.territory.selectors import is_within
from jifang.foundation.walls.scope import Scope, find_range, read_scope, work_in
from jifang.law import Decision, decide
from jifang.law.calendar import add_years
from jifang.law.errors import InputError, Problem, Text
from jifang.law.places import clean_region

LONGEST_NAME = 200
LONGEST_YEARS: Final = 10
"""No work lasts longer: a bound against a slip of the pen, of no provision."""
PROVINCE: Final = Scope("44", "45")
NO_SUBJECT: Final = Text("登记中没有", "the register has none")


@dataclass(frozen=True, slots=True)
class Subject:
    """What work may belong to. `find` gives the work as the register has it (raises `InputError`,
    `CaseError`); `settle` is told what was entered; with `once` a firm takes each work on once."""

    find: Callable[[Actor, Work], Work]
    settle: Callable[[Undertaking], None] = lambda row: None
    once: bool = True


SUBJECTS: Final[dict[str, Subject]] = {}


def add_subject(kind: str, subject: Subject) -> None:
    """Let work belong to a kind of record. Adding it again changes nothing."""
    SUBJECTS.setdefault(kind, subject)


def find_at_site(by: Actor, work: Work) -> Work:
    """Work at a site of the register, in the division where the site lies."""
    with work_in(PROVINCE):  # found by its whole id alone, whosever it is
        try:
            site = find_site_ref(work.project.id)
        except NotFoundError:
            raise InputError(Problem("project", work.project.id, NO_SUBJECT)) from None
    if find_keeper(site.region) != find_keeper(work.region):
        said = Text("与场所登记的地点不符", "not where the site is recorded")
        raise InputError(Problem("region", work.region, said))
    return work


add_subject("site", Subject(find_at_site))


@dataclass(frozen=True, slots=True)
class Judged:
    """The law's answers for the day work is taken on and for the day it begins."""

    taken: Decision
    begun: Decision

    @property
    def adverse(self) -> Decision | None:
        """The first of them that does not let it pass."""
        return next((d for d in (self.taken, self.begun) if d.outcome != "may"), None)


def judge_work(firm: FirmRef, work: Work) -> Judged:
    """Ask the law whether a firm may take work on. By the law of the day it is taken on."""
    on = work.undertaken_on
    taken = decide("undertaking", describe_work(firm, work, on), on=on)
    begun = decide("undertaking", describe_work(firm, work, work.work_from), on=on)
    return Judged(taken, begun)


@transaction.atomic
def enter_undertaking(by: Actor, work: Work) -> Undertaking:
    """Enter that a firm takes work on: by the firm itself, or by an officer of the place.

    Raises:
        CaseError: nothing covers it, with the ground and the provision; the attempt is recorded.
        InputError: what was given cannot be.
    """
    keeper, subject = check_work(by, work), SUBJECTS[work.project.kind]
    try:
        work = subject.find(by, work)
    except CaseError as error:
        record_refusal(describe(by, work, keeper), error.code)
        raise
    keeper = check_work(by, work)
    with work_in(widen(by, work, keeper)):
        firm = require_firm(work.party)
        judged = judge_work(firm, work)
        act = describe(by, work, keeper, judged.taken)
        problem = find_problem(by, work, judged, act)
        if problem is None:
            row = write_undertaking(firm, work, judged, act)
            subject.settle(row)
            return row
    record_refusal(act, problem.code)
    raise problem


def check_work(by: Actor, work: Work) -> str:
    """The division of the organ that keeps the place. Raises `InputError` with every problem."""
    problems = [*list_problems(work), *list_odd_days(by, work)]
    keeper = None if problems else find_keeper(work.region)
    if not problems and keeper is None:
        said = Text("没有收录该地的公安机关", "no organ of this place is recorded")
        problems.append(Problem("region", work.region, said))
    if problems or keeper is None:
        raise InputError(problems)
    return keeper


def list_problems(work: Work) -> Iterator[Problem]:
    """What is wrong with the work as it is given."""
    if work.work not in WORK_CHOICES:
        allowed = "、".join(t.zh for t in WORK_CHOICES.values())
        yield Problem("work", work.work, Text(f"只能是：{allowed}", f"one of: {allowed}"))
    if clean_region(work.region) is None:
        yield Problem("region", work.region, Text("没有这个区划", "there is no such division"))
    elif not work.region.startswith("44"):
        yield Problem("region", work.region, Text("不在广东省", "not in Guangdong"))
    if work.project.kind not in SUBJECTS:
        allowed = ", ".join(SUBJECTS)
        said = Text(f"只能是：{allowed}", f"one of: {allowed}")
        yield Problem("project", work.project.kind, said)
    if not work.project_name.strip() or len(work.project_name) > LONGEST_NAME:
        said = Text(f"1 至 {LONGEST_NAME} 字", f"1 to {LONGEST_NAME} characters")
        yield Problem("project_name", work.project_name, said)
    if not work.project.kind or not work.project.id:
        yield Problem("project", work.project.id, Text("须写明", "must be given"))
    if work.undertaken_on > read_day():
        said = Text("不得晚于今天", "not later than today")
        yield Problem("undertaken_on", work.undertaken_on.isoformat(), said)
    if not work.undertaken_on <= work.work_from <= work.work_until:
        said = Text("承接在先，开始其次，结束最后", "taken on, then begun, then ended")
        yield Problem("work_from", work.work_from.isoformat(), said)
    if work.amount is not None and work.amount < 0:
        yield Problem("amount", str(work.amount), Text("不小于 0", "not below 0"))


def list_odd_days(by: Actor, work: Work) -> Iterator[Problem]:
    """Days that are beyond reason, or that a firm may not say for itself."""
    if work.work_until > add_years(work.undertaken_on, LONGEST_YEARS):
        said = Text(f"至多 {LONGEST_YEARS} 年", f"{LONGEST_YEARS} years at most")
        yield Problem("work_until", work.work_until.isoformat(), said)
    if by.body.party == work.party and work.undertaken_on < read_day():
        said = Text(
            "本单位只能登记当日承接的；以前承接的，由当地公安机关补登",
            "the firm enters what it takes on today; the organ of the place what was taken on"
            " before",
        )
        yield Problem("undertaken_on", work.undertaken_on.isoformat(), said)


def widen(by: Actor, work: Work, keeper: str) -> Scope:
    """The bounds in which an undertaking is entered: one's own, the place, the firm's record."""
    own = read_scope()
    lo, hi = find_range(keeper)
    if own.lo and own.lo <= lo and hi <= own.hi:
        lo, hi = own.lo, own.hi
    return Scope(lo, hi, tuple(sorted({*own.parties, work.party})), own.grants, own.actor)


def find_problem(by: Actor, work: Work, judged: Judged, act: Act) -> CaseError | None:
    """Why it is not entered: power, or the law."""
    own = may(by.role, "own_body") and by.body.party == work.party
    if not own and not is_of_place(by, act.region):
        said = Text("由本单位或者当地公安机关登记", "entered by the firm or the organ of the place")
        return CaseError("power", said, act.basis)
    twice = Undertaking.objects.filter(
        project_kind=work.project.kind, project_id=work.project.id, party=work.party,
        work=work.work,
    )  # fmt: skip
    if SUBJECTS[work.project.kind].once and twice.exists():
        return CaseError("twice", Text("已经登记", "entered already"), act.basis)
    decision = judged.adverse
    if decision is None:
        return None
    cite = decision.decided_cite or UNDERTAKE
    return CaseError("law", explain(decision), (Basis(cite.law, cite.provision),), decision.outcome)


def is_of_place(by: Actor, keeper: str) -> bool:
    """Whether an officer who handles cases acts for an organ whose territory holds the place."""
    organ = by.body.kind == ORGAN and may(by.role, "handle_case")
    return organ and is_within(keeper, by.body.organ_region)


def describe(by: Actor, work: Work, keeper: str, decision: Decision | None = None) -> Act:
    """Its leaf: by which answer of the law, never how much it is worth."""
    cite = (decision and decision.decided_cite) or UNDERTAKE
    outcome = (("outcome", decision.outcome),) if decision else ()
    return Act(
        "undertaking.entered", by.body.party, keeper, by.public_id,
        Target(work.project.kind, work.project.id), basis=(Basis(cite.law, cite.provision),),
        details=(
            ("party", work.party), ("work", work.work), *outcome,
            ("undertaken_on", work.undertaken_on.isoformat()),
        ),
    )  # fmt: skip


def write_undertaking(firm: FirmRef, work: Work, judged: Judged, act: Act) -> Undertaking:
    """The row, with what covered it; the database checks that it does."""
    certificate, filing = find_cover(work)
    values = judged.taken.values
    return Undertaking.objects.create(
        organ_region=act.region, party=firm.party, firm=firm.public_id, firm_name=firm.name,
        firm_region=firm.region, project_kind=work.project.kind, project_id=work.project.id,
        project_name=work.project_name.strip(), region=work.region, work=work.work,
        undertaken_on=work.undertaken_on, work_from=work.work_from, work_until=work.work_until,
        amount=work.amount, risk_level=work.risk_level,
        required_level=values.get("required_level"), certificate=certificate, filing=filing,
        decision=keep_decision(judged.taken), entered_by=act.actor,
        demonstration=firm.demonstration, entry=record_act(act).entry,
    )  # fmt: skip
