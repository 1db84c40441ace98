"""Certificates, filings and undertakings of the demonstration: entered, applied for and decided
through the services, so that every standing of a certificate and every stage of a case is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from jifang.config.demonstration.cases import Desk, Seated, find_people, stand_in_story
from jifang.config.demonstration.places import MARK
from jifang.domains.qualifications.data import PROVINCE, Applied, Work
from jifang.domains.qualifications.deeming import deem_renewals
from jifang.domains.qualifications.facts import ask_conditions, require_firm
from jifang.domains.qualifications.services import (
    Paper,
    apply_for,
    check_entered,
    enter_paper,
)
from jifang.domains.qualifications.undertakings import enter_undertaking
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Target
from jifang.foundation.cases.data import CaseError, Defect, Given
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.selectors import find_case
from jifang.foundation.cases.services import carry_out
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.calendar import add_years, step_day
from jifang.law.errors import DefinitionError

OWN, OUTSIDE, OTHER_OUTSIDE = "firm-demo-0001", "firm-demo-9001", "firm-demo-9002"
"""The firm of `demo-firm-manager`; those from outside the province, the first with its people."""
PLACE: Final = Scope("44", "45")
MET: Final[Mapping[str, Any]] = {"more": {"finding": "met"}}
NOT_MET: Final[Mapping[str, Any]] = {"more": {"finding": "not_met"}}
DEFECTS: Final = (
    Defect("技术人员培训证书", "有两人的培训证书已过有效期，请提交有效的证书"),
    Defect("经营场所证明", "租赁合同缺少末页"),
)
GIVEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "notify": {"defects": DEFECTS}, "examine": MET, "examine:not_met": NOT_MET,
    "examine:plain": {}, "refuse": {"reason": f"{MARK}经审查，职工人数未达到四级的条件。"},
    "extend": {"more": {"days": 60}},
    "pause": {"reason": f"{MARK}组织专家评审，所需时间约十个工作日。", "pause": "expert_review"},
}  # fmt: skip
"""What a step is given besides its version and its letter."""
TAKEN, EXAMINED = "g.claim g.accept", "g.claim g.accept g.examine"
ISSUED: Final = f"{EXAMINED} h.grant h.issue"


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate on paper: of the n-th firm of Guangzhou (of another city, where the province
    issued it), issued for two years, with so many days to go; then what was applied for at the
    counter so many days ago, and the steps that followed.

    years: how long the level is held, by earlier certificates; 0: since this one.
    worked_ago: so many days ago the steps were taken.
    """

    level: int
    ends_in: int
    years: int = 0
    kind: str = ""
    steps: str = ""
    days_ago: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)
    worked_ago: int = 0


CITY: Final = (
    # the first is the firm of `demo-firm-manager`: its window is open, and it may be promoted
    Held(4, 20), Held(4, 400), Held(3, 120, 3), Held(4, -40), Held(4, 310),
    Held(4, -20, 0, "renewal", ISSUED, 48, worked_ago=41), Held(4, 12, 0, "renewal", TAKEN),
    Held(4, -10, 0, "extension", f"{EXAMINED} h.extend", 21, {"cause": True}),
    Held(4, 5, 0, "renewal", EXAMINED),
    Held(4, 200, 0, "reissue", "g.claim g.accept g.examine:plain h.grant h.issue", 76,
         worked_ago=69),
    Held(3, 500, 2, "promotion", f"{EXAMINED} h.forward", 0, {"level": "2"}),
)  # fmt: skip
UPPER: Final = (Held(2, 25, 4), Held(1, 520, 6))
SECOND: Final = {"g": "h", "v": "w"}
"""Who confirms what the first has entered from paper."""
FIRST: Final = (
    # first applications: of firms whose figures reach level 4, or do not; so many days ago
    (True, ISSUED, 52), (False, "g.claim g.accept g.examine:not_met h.refuse", 48),
    (True, "g.claim g.notify", 0), (True, "", 0), (False, TAKEN, 0),
)  # fmt: skip


@dataclass(slots=True)
class CertificateDesk:
    """Where certificates are entered and applied for."""

    desk: Desk
    site: Target
    people: Mapping[str, Seated] = field(default_factory=dict)

    def run(self) -> None:
        """All of it, each in its own transaction."""
        self.people = find_people()
        firms = [b.party for b in self.desk.bodies.values() if b.kind == "firm"]
        firms = [party for party in firms if party not in {OUTSIDE, OTHER_OUTSIDE}]
        here = [p for p in firms if self.desk.bodies[p].organ_region == "440100"]
        there = [p for p in firms if p not in here]
        for party, held in zip(here, CITY, strict=False):
            self.enter(party, held, "g")
        for party, held in zip(there, UPPER, strict=False):
            self.enter(party, held, "v")
        self.apply_first(here[len(CITY) :])
        self.file()
        self.go_on_at_province()
        self.undertake()
        with work_in(PLACE):
            deem_renewals()

    # -- what is held ------------------------------------------------------------------------------

    def enter(self, party: str, held: Held, by: str) -> None:
        """A certificate on paper, and what was applied for since."""
        clerk, today = self.people[by], self.desk.today
        until = step_day(today, held.ends_in)
        issued = add_years(until, -2)
        since = add_years(today, -held.years) if held.years else issued
        with work_in(clerk.scope):
            number = f"演示纸质〔{issued.year}〕{held.level}-{party.rpartition('-')[2]}"
            paper = Paper(party, number, issued, until, held.level, since)
            row = enter_paper(clerk.actor, paper)
        second = self.people[SECOND[by]]
        with work_in(second.scope):
            check_entered(second.actor, row, confirmed=True)
        if held.kind:
            on = today - timedelta(days=held.days_ago) if held.days_ago else None
            self.work(self.apply(party, held.kind, held.more, on), held.steps, held.worked_ago)

    def apply(
        self, party: str, kind: str, more: Mapping[str, Any], on: date | None = None, by: str = "g"
    ) -> UUID:
        """An application; the id of its case."""
        who = self.people[by]
        with work_in(who.scope):
            if on is None:
                return apply_for(who.actor, party, kind, more).case.public_id
            with stand_in_story(on):
                return apply_for(who.actor, party, kind, more).case.public_id

    def apply_first(self, firms: Sequence[str]) -> None:
        """First applications, each by the first firm whose figures are as the story needs them."""
        left = list(firms)
        for reaches, steps, ago in FIRST:
            party = next((p for p in left if self.reaches(p) is reaches), None)
            if party is None:
                continue
            left.remove(party)
            on = self.desk.today - timedelta(days=ago) if ago else None
            self.work(self.apply(party, "initial", {"level": "4"}, on), steps, max(0, ago - 7))

    def reaches(self, party: str) -> bool:
        """Whether the figures of the register reach level 4 today."""
        with work_in(self.people["g"].scope):
            firm = require_firm(party)
            applied = Applied("initial", 4, None, self.desk.today)
            return ask_conditions(firm, applied, self.desk.today).outcome == "admit"

    def file(self) -> None:
        """Filings of firms from outside: one that holds, one that is examined."""
        for at, (party, by, steps, ago) in enumerate((
            (OUTSIDE, "x", "v.claim v.accept v.examine w.grant w.issue", 82),
            (OTHER_OUTSIDE, "v", "v.claim v.accept", 0),
        )):  # fmt: skip
            until = step_day(self.desk.today, 300 - 200 * at)
            more = {
                "home_number": f"演示外省证〔{at + 1}〕", "home_level": "3",
                "home_valid_until": until.isoformat(),
            }  # fmt: skip
            on = self.desk.today - timedelta(days=ago) if ago else None
            self.work(self.apply(party, "filing", more, on, by=by), steps, max(0, ago - 6))

    def go_on_at_province(self) -> None:
        """What was sent up is in the hands of the province: experts review it, and the period of
        the decision stands."""
        with work_in(PLACE):
            found = Case.objects.filter(procedure=PROVINCE, demonstration=True).first()
        if found is not None:
            self.work(found.public_id, "v.claim v.pause")

    # -- steps -------------------------------------------------------------------------------------

    def work(self, case: UUID, steps: str, ago: int = 0) -> None:
        """Steps of a case, each by whoever takes it; so many days ago."""
        if ago:
            with stand_in_story(self.desk.today - timedelta(days=ago)):
                self.work(case, steps)
            return
        for step in steps.split():
            who, _, act = step.partition(".")
            by = self.people[who]
            with work_in(by.scope):
                held = find_case(case)
                code = act.partition(":")[0]
                carry_out(by.actor, case, code, self.give(by.actor, held, act))

    def give(self, by: Actor, case: Case, act: str) -> Given:
        """What a step is given: the letter as it is drafted, with what has to be told."""
        code = act.partition(":")[0]
        given = Given(case.version, **GIVEN.get(act, {}))
        if not index_transitions(case.procedure)[code, case.state].document:
            return given
        letter = draft_letter(by, case.public_id, code)
        return replace(given, letter=letter)

    # -- undertakings ------------------------------------------------------------------------------

    def undertake(self) -> None:
        """Work that is covered, and an attempt above the level held, refused and recorded."""
        for by, work in self.list_works():
            who = self.people[by]
            with work_in(who.scope):
                enter_undertaking(who.actor, work)
        refused = replace(next(self.list_works())[1], work="design", amount=Decimal(3_000_000))
        firm = self.people["f"]
        try:
            with work_in(firm.scope):
                enter_undertaking(firm.actor, refused)
        except CaseError:
            return
        raise DefinitionError("work above the level was entered")

    def list_works(self) -> Iterator[tuple[str, Work]]:
        """By whom each is entered."""
        day = self.desk.today
        for by, party, work, amount, begins in (
            ("f", OWN, "construction", 600_000, 0), ("f", OWN, "maintenance", 80_000, 15),
            ("x", OUTSIDE, "design", 2_000_000, 5),
        ):  # fmt: skip
            since = step_day(day, begins)
            yield by, Work(
                party, self.site, f"示例学校视频监控系统工程{MARK}", "440106", work, day, since,
                step_day(since, 90), Decimal(amount),
            )  # fmt: skip
