"""Loading the demonstration province through the services, as people would: every record with its
history, its leaf in the ledger and its place behind the walls."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from django.utils import timezone

from jifang.config.demonstration.approvals import ApprovalDesk
from jifang.config.demonstration.bodies import list_bodies, list_courses, list_plans
from jifang.config.demonstration.building import BuildingDesk
from jifang.config.demonstration.cases import Desk
from jifang.config.demonstration.certificates import CertificateDesk
from jifang.config.demonstration.errors import DemonstrationError
from jifang.config.demonstration.journeys import JourneyDesk
from jifang.config.demonstration.people import KINDS, seat_people
from jifang.config.demonstration.places import SEED, Place, list_units
from jifang.config.demonstration.projects import ProjectDesk
from jifang.config.demonstration.testing import TestDesk
from jifang.domains.practitioners.judging import judge_firms
from jifang.domains.practitioners.standings import keep_standings
from jifang.domains.projects.models import Equipment, EquipmentProof, Project
from jifang.domains.qualifications.models import Certificate, Undertaking
from jifang.domains.testing.models import Commission
from jifang.domains.units.api import list_firms_after
from jifang.domains.units.keepers import remember_keepers
from jifang.foundation.accounts.data import PLATFORM_BODY, SYSTEM, Actor, Body
from jifang.foundation.accounts.models import Account
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.models import Case
from jifang.foundation.demonstration.models import Demonstration
from jifang.foundation.demonstration.selectors import forget_demonstration
from jifang.foundation.history.data import Place as Where
from jifang.foundation.history.entries import declare_entries
from jifang.foundation.history.registers import find_register
from jifang.foundation.history.services import Draft, draft_record
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError, Problem, Text

UNITS_AT_ONCE: Final = 1_000
MOST_AT_ONCE: Final = 1_000
PROVINCE: Final = Scope("44", "45", administration="system_admin")
SITE: Final = "unit-demo-0001/site-1"
"""A site that a complaint is about."""
SPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, f"demonstration.{SEED}")
Tell = Callable[[int], None]


class Loaded(NamedTuple):
    """What was loaded: how many records of each kind; codes of complaints with what their bearers
    can do, which are told now or never."""

    counts: dict[str, int]
    codes: list[tuple[str, Text]]


@dataclass(slots=True)
class Loader:
    """One load: what was written, by kind, and the bodies that people are members of."""

    tell: Tell
    today: date
    counts: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, Body] = field(default_factory=dict)

    def write(self, kind: str, drafts: Sequence[Draft[Any]], since: date | None) -> list[Any]:
        """Records of one kind that hold from one day, some at a time."""
        made: list[Any] = []
        for some in split(drafts, MOST_AT_ONCE):
            made += declare_entries(
                kind, SYSTEM, some, reason="演示数据 / demonstration data", holds_from=since
            )
        self.counts[kind] += len(made)
        self.tell(sum(self.counts.values()))
        return made

    def name(self, draft: Draft[Any], place: Place) -> Draft[Any]:
        """The same ids on every machine; a mark that it is demonstration."""
        if draft.problems:
            raise InputError(
                Problem(f"{place.key} {p.field}", p.value, p.message) for p in draft.problems
            )
        record = draft.record
        record.public_id = uuid.uuid5(SPACE, place.key)
        record.demonstration = True
        record.party = place.party or record.party
        is_root = not find_register(place.kind).kind.root
        return replace(draft, root=record.public_id) if is_root else draft

    def enter(self, pairs: Sequence[tuple[Any, Place]]) -> None:
        """Records with what is entered into them, level by level, each kind and month together."""
        while pairs:
            below: list[tuple[Any, Place]] = []
            groups: dict[tuple[str, date | None], list[tuple[Any, Place]]] = {}
            for parent, place in pairs:
                since = place.since.replace(day=1) if place.since else None
                groups.setdefault((place.kind, since), []).append((parent, place))
            for (kind, since), some in groups.items():
                drafts = [self.draft(parent, place) for parent, place in some]
                for record, (_, place) in zip(self.write(kind, drafts, since), some, strict=True):
                    below += [(record, part) for part in place.parts]
            pairs = below

    def draft(self, parent: Any, place: Place) -> Draft[Any]:
        """One record, read and checked as a form's would be."""
        draft = self.name(find_register(place.kind).draft(SYSTEM, parent, place.given), place)
        if place.party:
            self.note_body(draft.record, str(place.given.get("kind", "unit")))
        return draft

    def note_body(self, record: Any, sort: str) -> None:
        """A body that somebody of the demonstration may be a member of."""
        kind = next(k for k, name in KINDS.items() if name == sort)
        self.bodies[record.party] = Body(kind, record.party, record.name, record.organ_region)

    def enter_plans(self) -> None:
        """Plans of governments, kept by the organ of their division."""
        for region, place in list_plans(self.today):
            where = Where(f"ps-{region}", region)
            draft = draft_record(find_register("plan").kind, where, place.given)
            (plan,) = self.write("plan", [self.name(draft, place)], None)
            self.enter([(plan, part) for part in place.parts])

    def enter_courses(self) -> None:
        """Trainings of the first association."""
        body = next(b for p, b in self.bodies.items() if p.startswith("association-"))
        where = Where(body.party, body.organ_region)
        for place in list_courses(self.today):
            draft = draft_record(find_register("course").kind, where, place.given)
            (course,) = self.write("course", [self.name(draft, place)], None)
            self.enter([(course, part) for part in place.parts])


def judge_all_firms() -> None:
    """How firms stand by their duties, as the job of the night would note it."""
    after, more = 0, True
    while more:
        rows = list_firms_after(after, MOST_AT_ONCE)
        keep_standings(judge_firms([firm for _, firm in rows], timezone.localdate()))
        after, more = (rows[-1][0], True) if len(rows) == MOST_AT_ONCE else (0, False)


def split(of: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Portions."""
    rest = iter(of)
    while some := list(islice(rest, size)):
        yield some


def check_free() -> None:
    """Nobody real is here, and no demonstration. Raises `DemonstrationError`."""
    with work_in(Scope(administration="security_admin")):
        real = Account.objects.filter(demonstration=False).count()
    if real:
        raise DemonstrationError(
            f"平台上已有 {real} 个真实账号，不装入演示数据",
            f"there are {real} accounts of real people: no demonstration data is put beside them",
        )
    with work_in(PROVINCE):
        held = Demonstration.objects.first()
    if held is not None and held.loaded_at:
        raise DemonstrationError("演示省份已经装入", "the demonstration province is there already")
    if held is not None:
        raise DemonstrationError(
            "上次装入没有完成，请先清除",
            "an earlier load was cut short: remove it first",
        )


def load_province(tell: Tell, units: int | None = None) -> Loaded:
    """Load everything. Raises `DemonstrationError`."""
    check_free()
    loader = Loader(tell, timezone.localdate())
    with work_in(PROVINCE):
        Demonstration.objects.create()
    forget_demonstration()
    with remember_keepers():
        places = list_units(loader.today, units) if units else list_units(loader.today)
        for some in split(places, UNITS_AT_ONCE):
            with work_in(PROVINCE):
                loader.enter([(None, place) for place in some])
        with work_in(PROVINCE):
            loader.enter([(None, place) for place in list_bodies(loader.today)])
        with work_in(PROVINCE):
            loader.enter_plans()
            loader.enter_courses()
            judge_all_firms()
    counts = {**loader.counts, "account": seat_people(loader.bodies)}
    desk = Desk(loader.bodies, uuid.uuid5(SPACE, SITE), loader.today)
    counts |= run_desks(desk)
    with work_in(PROVINCE):
        Demonstration.objects.update(loaded_at=timezone.now(), counts=counts)
        note("loaded", counts)
    return Loaded(counts, desk.codes)


def run_desks(desk: Desk) -> dict[str, int]:
    """Cases, and what comes of them; how many of each there are then."""
    desk.run()
    CertificateDesk(desk, Target("site", str(desk.site))).run()
    ProjectDesk(desk).run()
    JourneyDesk(desk).run()
    TestDesk(desk.today).run()
    ApprovalDesk(desk).run()
    BuildingDesk(desk).run()
    with work_in(PROVINCE):
        return {
            name: model._default_manager.filter(demonstration=True).count()
            for name, model in (
                ("case", Case), ("certificate", Certificate), ("undertaking", Undertaking),
                ("project", Project), ("project_equipment", Equipment),
                ("project_equipment_proof", EquipmentProof),
                ("test_commission", Commission),
            )
        }  # fmt: skip


def note(what: str, counts: dict[str, int], by: Actor = SYSTEM) -> None:
    """A leaf that says what was done."""
    record_act(
        Act(f"demonstration.{what}", PLATFORM_BODY.party, PLATFORM_BODY.organ_region, by.public_id,
            Target("register", "several"), details=tuple(sorted(counts.items())))
    )  # fmt: skip
