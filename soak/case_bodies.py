"""Who applies in the soak of cases: members of firms and units, with what their bodies need.

Made in a process where Django is set up, by the services that the pages use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, count, cycle, islice
from typing import Any, Final

from django.utils import timezone

from jifang.config.demonstration.places import write_credit_code
from jifang.domains.projects.services import start_project
from jifang.domains.qualifications.data import Applied
from jifang.domains.qualifications.facts import require_firm
from jifang.domains.qualifications.selectors import find_held
from jifang.domains.qualifications.services import Paper, check_entered, enter_paper, find_way
from jifang.domains.units.models import Organisation, Unit
from jifang.domains.units.organisation_kinds import STAFF
from jifang.domains.units.organisation_services import (
    declare_belonging,
    declare_credential,
    declare_organisation,
)
from jifang.domains.units.services import declare_unit
from jifang.foundation.access_tokens.services import create_token
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.powers import FIRM, ORGAN, UNIT
from jifang.foundation.accounts.selectors import derive_scope
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.calendar import add_years, step_day
from soak.case_people import PROVINCE, make_seat

SORTS: Final = (
    "program", "outside", "unit", "holder", "firm", "firm", "program", "holder", "unit", "firm",
)  # fmt: skip
"""Who comes, in turn: a firm by its program, one from outside the province, a unit that builds, a
firm with a certificate that ends soon, a firm with none."""
HUNAN: Final = "430100"
DESIGN_REVIEW: Final = "design_review"
PROJECTS: Final = 4
ENDS_IN, HELD_YEARS = 20, 3
"""The certificates that are held: days to go, so that they may be renewed; years of their level, so
that the firm may be promoted."""
WHOLE: Final = Scope("44", "45")


class Bodies:
    """The bodies that apply, in these cities, one after the other."""

    def __init__(self, cities: Sequence[str], officers: Sequence[Mapping[str, Any]]) -> None:
        self.cities, self.officers = cities, officers
        self.today: date = timezone.localdate()
        self.numbers = count()
        with work_in(WHOLE):
            firms = Organisation.objects.filter(kind=FIRM, state="active")
            there = firms.filter(organ_region__in=cities).order_by("pk")
            places = [(f.party, f.name, f.organ_region) for f in there if f.region[:2] == "44"]
            inside = Scope(*find_range(cities[0]))
        with work_in(inside):
            held = Unit.objects.filter(state="active").order_by("pk")[:100]
            self.units = iter([(u.party, u.name, u.organ_region) for u in held])
        self.firms: Iterator[tuple[str, str, str] | None] = chain(places, cycle([None]))

    def make(self, applicants: int) -> list[dict[str, Any]]:
        """So many people, with what they sign in by."""
        sorts = cycle(s for s in SORTS if s != "unit" or DESIGN_REVIEW in PROCEDURES)
        return [self.seat(sort) for sort in islice(sorts, applicants)]

    def seat(self, sort: str) -> dict[str, Any]:
        """Somebody of one more body."""
        number = next(self.numbers)
        kind = UNIT if sort == "unit" else FIRM
        found = (
            None if sort == "outside" else next(self.units if kind == UNIT else self.firms, None)
        )
        city = self.cities[number % len(self.cities)]
        region = PROVINCE if sort == "outside" else city
        party, name, region = found or (f"{kind}-soak-{number}", f"演练单位{number}", region)
        body = Body(kind, party, name, region)
        one, account, membership = make_seat(f"soak-a{number}", f"{kind}_member", body)
        by = Actor(account.pk, one["id"], one["role"], body)
        scope = derive_scope(account, membership)
        if found is None:
            with work_in(scope):
                self.enter(by, sort, number, HUNAN if sort == "outside" else region)
        one["until"] = step_day(self.today, 300).isoformat()
        if sort == "holder":
            self.hold(party, number)
        with work_in(scope):
            if sort == "unit":
                one["projects"] = self.start_projects(by)
            if sort == "program":
                way = find_way(require_firm(party), Applied("initial", 4, None, self.today))
                last = self.today + timedelta(days=2)
                scopes = ("cases", "cases.write")
                token = create_token(by, membership, "soak", scopes, last)
                one |= {"token": token.secret, "organ": way.organ, "firm": name}
        return one

    def enter(self, by: Actor, sort: str, number: int, region: str) -> None:
        """Enter the body of somebody who comes: a firm with people enough for level 4."""
        given = {
            "name": by.body.name, "region": region, "address": f"演练路 {number} 号",
            "credit_code": write_credit_code(region, 30_000_000 + number),
        }  # fmt: skip
        if sort == "unit":
            declare_unit(by, {**given, "region": region.replace("0100", "0106")})
            return
        firm = declare_organisation(by, {**given, "kind": FIRM, "legal_person": True})
        for at in range(0 if sort == "outside" else 5):
            person = declare_belonging(STAFF, by, firm, {
                "number": f"N{at}", "person_name": "演练人员", "title_level": "intermediate",
                "is_technician": True,
            })  # fmt: skip
            if at < 2:
                declare_credential(by, person, {"kind": "training", "name": "技防培训"})

    def hold(self, party: str, number: int) -> None:
        """A certificate on paper, entered by an officer of the city and confirmed by another."""
        with work_in(WHOLE):
            firm = require_firm(party)
            if find_held(party, self.today) is not None:
                return
        seats = [o for o in self.officers if o["region"] == firm.organ_region][:2]
        organ = Body(ORGAN, seats[0]["organ"], "", firm.organ_region)
        clerk, second = (Actor(0, seat["id"], seat["role"], organ) for seat in seats)
        until, since = step_day(self.today, ENDS_IN), add_years(self.today, -HELD_YEARS)
        paper = Paper(
            party, f"演练纸质〔{number}〕", add_years(until, -2), until, 4, since
        )  # fmt: skip
        with work_in(Scope(*find_range(organ.organ_region), (organ.party,))):
            check_entered(second, enter_paper(clerk, paper), confirmed=True)

    def start_projects(self, by: Actor) -> list[str]:
        """Projects of a unit of which the city approves the design."""
        unit = Unit.objects.get(party=by.body.party)
        region = unit.region[:6]
        given = {
            "setting": "public_area", "region": region, "system_kinds": ["video_surveillance"],
            "amount": "800000", "building": "none", "constructing_unit_level": "county",
            "constructing_unit_region": region,
        }  # fmt: skip
        named = (f"演练工程{n}" for n in range(PROJECTS))
        return [str(start_project(by, unit, {**given, "name": n}).public_id) for n in named]
