"""One project's life as it is driven by tests: who has a part in it, each attempt weighed by the
leaves and rows that it leaves, and the proper step that comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from django.db import connection
from django.utils import timezone

from jifang.domains.approvals.data import (
    ACCEPTANCE,
    DESIGN_REVIEW,
    NOT_HANDED_IN,
    SLOTS,
    SYSTEM_CHANGE,
)
from jifang.domains.approvals.effects import describe_project
from jifang.domains.approvals.models import DesignApproval
from jifang.domains.approvals.selectors import find_told, list_missing, list_told
from jifang.domains.projects.kinds import PROJECT
from jifang.domains.projects.logbook import Day, log_day
from jifang.domains.projects.members import Naming, end_member, name_member, take_on
from jifang.domains.projects.models import Member, Project, TrialEntry
from jifang.domains.projects.selectors import find_lifecycle, find_trial_start, refer_to
from jifang.domains.projects.services import declare_equipment, declare_proof, start_project
from jifang.domains.qualifications.models import Certificate
from jifang.domains.testing.commissioning import answer_commission, commission_test
from jifang.domains.testing.data import AnswerGiven, ClauseGiven
from jifang.domains.testing.locking import lock_report
from jifang.domains.testing.models import Commission
from jifang.domains.testing.reporting import begin_report, set_days, write_clauses
from jifang.domains.units.organisation_kinds import ACCREDITATION
from jifang.domains.units.organisation_services import declare_belonging, declare_organisation
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Target
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.clockwork import expire_cases
from jifang.foundation.cases.data import CaseError, Defect, Given
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.models import Document
from jifang.foundation.grants.selectors import list_grants
from jifang.foundation.history.data import RecordError, WrongError
from jifang.foundation.history.services import change_record
from jifang.foundation.walls.scope import enter_scope, work_in
from jifang.law.calendar import load_calendar
from jifang.law.errors import InputError
from tests.domains.approvals.world import CHANGE, CLASSES, GIVEN, OWNER, PUBLIC, lay_unit
from tests.domains.approvals.world import PEOPLE as OFFICES
from tests.domains.qualifications.world import (
    FIRM_CODE,
    GUANGZHOU,
    PROVINCE,
    TIANHE,
    hold,
    lay_world,
    make_actor,
    open_organs,
    scope_of,
)
from tests.domains.qualifications.world import PEOPLE as FIRMS
from tests.domains.testing.world import BAD, GOOD

REFUSALS: Final = (CaseError, InputError, RecordError, WrongError)
LAST: Final = date(2026, 6, 30)
"""Nothing happens later: the log of a trial run is not kept ahead of the true day."""
LABS: Final = {"tester": "testing_body-own", "slim": "testing_body-slim"}
PEOPLE: Final[dict[str, Actor]] = {
    **OFFICES, "firm": FIRMS["firm"], "outside": FIRMS["outside"],
    "tester": make_actor(941, "lab_member", "testing_body", LABS["tester"], GUANGZHOU),
    "second": make_actor(942, "lab_manager", "testing_body", LABS["tester"], GUANGZHOU),
    "desk": make_actor(945, "officer", "organ", "ps-440000", PROVINCE),
    "slim": make_actor(943, "lab_member", "testing_body", LABS["slim"], GUANGZHOU),
}  # fmt: skip
STAFF: Final = {
    "ps-440106": ("officer", "approver"), "ps-440100": ("city", "mayor"),
    "ps-440000": ("desk", "province"),
}  # fmt: skip
"""Who works and who signs at the organs that may become competent."""
SETTINGS: Final[dict[str, dict[str, Any]]] = {
    "key unit": {}, "township": PUBLIC, "county": {**PUBLIC, "constructing_unit_level": "county"},
}  # fmt: skip
ABOVE: Final = {
    "township": "ps-440106", "county": "ps-440100", "prefecture": "ps-440000",
}  # fmt: skip
"""The organ that art. 17 names for a public area, by the level of the unit; by hand."""
FIRM_NAMES: Final = (FIRM_CODE, "示例无证公司（演示）", "示例外省安防公司（演示）")
"""One that holds a certificate, one that holds none, one from outside that filed nothing."""
REASON: Final = {"reason": "理由"}
REASONED: Final = (
    "refuse", "fail", "pass_basic", "decline", "examine_again", "not_rectified", "end",
)  # fmt: skip
TABLES: Final = (
    "case_file", "case_event", "case_notice", "case_period", "case_period_event", "letter",
    "number_drawn", "project_stage", "project_trial_entry", "project_preliminary", "undertaking",
    "design_approval", "system_acceptance", "acceptance_confirmation", "system_change",
    "project_equipment", "project_equipment_proof", "test_commission", "test_report",
    "test_clause", "record_change",
)  # fmt: skip
SUMS: Final = (
    "SELECT sum(version) FROM case_file",
    "SELECT sum(version) FROM project",
    "SELECT string_agg(stage || amount, ',') FROM project",
    "SELECT sum(coalesce(undertaking, 0) + 1) FROM project_member",
    "SELECT count(*) FROM project_member WHERE until IS NULL",
    *(f"SELECT count(*) FROM {table}" for table in TABLES),  # noqa: S608 - our own names
)
LOOK: Final = "SELECT " + ", ".join(f"({one})" for one in SUMS)


def lay_bodies(day: date) -> Any:
    """Organs, the unit that builds, firms and testing bodies, as they stand on a day."""
    open_organs()
    lay_world()
    by = make_actor(944, "firm_member", "firm", "firm-bare", GUANGZHOU)
    with work_in(scope_of(by)):
        declare_organisation(by, {"kind": "firm", "name": FIRM_NAMES[1], "region": TIANHE})
    for who, kinds in (("tester", GIVEN["system_kinds"]), ("slim", ["access_control"])):
        with work_in(scope_of(PEOPLE[who])):
            lab = declare_organisation(PEOPLE[who], {
                "kind": "testing_body", "name": f"示例检测机构（演示）{who}", "region": TIANHE,
            })  # fmt: skip
            declare_belonging(ACCREDITATION, PEOPLE[who], lab, {
                "level": "provincial", "number": f"粤检-{who}", "scope": list(kinds),
                "accredited_by": "省级认定机关（演示）", "valid_from": day.isoformat(),
                "valid_until": (day + timedelta(days=400)).isoformat(),
            })  # fmt: skip
    return lay_unit()


class Life:
    """A project as it stands in the database, and how it is driven."""

    def __init__(self, day: date, setting: str, level: int) -> None:
        self.day = day
        with self.standing():
            unit = lay_bodies(day)
            hold(level, ends_in=700)
            with work_in(scope_of(PEOPLE["owner"])):
                given = {**GIVEN, **SETTINGS[setting]}
                made = start_project(PEOPLE["owner"], unit, given)
        self.pk, self.public_id = made.pk, str(made.public_id)
        self.done = self.refused = 0
        with work_in(EVERYTHING):
            self.since: int = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self.examined: dict[int, dict[str, Any]] = {}
        """What the register said of the project when each case was opened that examines it."""
        self.belongs: dict[int, str] = {}
        """Before which organ each case belongs: as it was when it was opened."""
        self.built_as: dict[str, tuple[Any, Any]] = {}
        """At each stage from construction on: the project, and what was last approved of it."""

    # -- every attempt -----------------------------------------------------------------------------

    @contextmanager
    def standing(self) -> Iterator[None]:
        """The day for everything that reads the clock: letters are dated today, too."""
        with stand_on(self.day, load_calendar()), pytest.MonkeyPatch.context() as clock:
            clock.setattr(timezone, "localdate", lambda *_: self.day)
            yield

    def tried(self, who: str, leaf: str, act: Callable[[Actor], object], *, more: int = 0) -> bool:
        """Let somebody try something: what succeeds is exactly one act, which leaves one leaf of
        its kind; what is refused leaves its recorded refusal alone. `more`: of that kind besides.
        """
        by, before, refused = PEOPLE[who], self.look(), ""
        at = self.last_leaf()
        own = scope_of(by)
        with self.standing(), work_in(own):
            enter_scope(replace(own, grants=list_grants(by.body.party)))
            try:
                act(by)
            except REFUSALS as error:
                refused = f"{type(error).__name__}: {error}"
                strict = isinstance(error, CaseError) and type(error) is CaseError
        with work_in(EVERYTHING):
            left = list(Entry.objects.filter(pk__gt=at).values_list("kind", flat=True))
        if not refused:
            assert left.count(leaf) == 1 + more, (who, leaf, left)
            assert not any(kind.endswith(".refused") for kind in left), (who, leaf, left)
            self.done += 1
            return True
        assert self.look() == before, (who, leaf, refused)
        assert len(left) <= 1, (who, leaf, left)
        assert all(kind.endswith(".refused") for kind in left), (who, leaf, left)
        assert left or not strict, (who, leaf, refused)
        self.refused += 1
        return False

    def look(self) -> tuple[Any, ...]:
        """What there is of everything that an act writes."""
        with work_in(EVERYTHING), connection.cursor() as cursor:
            cursor.execute(LOOK)
            return tuple(cursor.fetchone())

    def last_leaf(self) -> int:
        with work_in(EVERYTHING):
            return int(Entry.objects.order_by("-pk").values_list("pk", flat=True)[0])

    # -- as it stands ------------------------------------------------------------------------------

    @property
    def project(self) -> Project:
        with work_in(EVERYTHING):
            return Project.objects.get(pk=self.pk)

    def find_stages(self) -> Case:
        with work_in(EVERYTHING):
            found = find_lifecycle(self.project)
        assert found is not None
        return found

    def list_cases(self, *procedures: str, running: bool = False) -> list[Case]:
        """Cases about the project, the latest first."""
        with work_in(EVERYTHING):
            found = Case.objects.filter(about_id=self.public_id, procedure__in=procedures)
            return list((found.filter(closed_at=None) if running else found).order_by("-pk"))

    def find_member(self, role: str) -> Member | None:
        with work_in(EVERYTHING):
            return Member.objects.filter(project=self.pk, role=role, until=None).last()

    def describe(self) -> dict[str, Any]:
        with work_in(EVERYTHING):
            return describe_project(refer_to(self.project))

    def find_approved(self) -> DesignApproval | None:
        with work_in(EVERYTHING):
            return DesignApproval.objects.filter(project=self.public_id).order_by("pk").last()

    def find_organ(self, procedure: str) -> str:
        """Where an application goes now: to the organ that approved, else by art. 17."""
        approved = self.find_approved()
        if procedure != DESIGN_REVIEW and approved is not None:
            return str(approved.organ)
        return find_competent(self.describe())

    # -- acts --------------------------------------------------------------------------------------

    def hand_in(self, *classes: str) -> dict[str, Any]:
        """Papers of these classes that were uploaded."""
        put: dict[str, list[str]] = {}
        with work_in(EVERYTHING):
            for code in classes:
                row = Document.objects.create(
                    organ_region=TIANHE, party=OWNER, kind="case.design_review", size=1,
                    name=f"{SLOTS[code].zh}.pdf", media_type="application/pdf", scan="clean",
                    sha256="ab" * 32, original_sha256="ab" * 32, original_size=1,
                )  # fmt: skip
                put[code] = [str(row.public_id)]
        return {"more": put, "documents": tuple(i for ids in put.values() for i in ids)}

    def give(self, case: Case, code: str, pick: int) -> dict[str, Any]:
        """What a step is given."""
        held = {"held_on": self.day.isoformat(), "held_by": "示例中学（演示）"}
        finding: dict[str, str] = {"finding": "not_met" if pick == 9 else "met"}
        if case.procedure == ACCEPTANCE:
            finding = {"verdict": "not_passed" if pick == 9 else "passed"}
        with work_in(EVERYTHING):
            missing = list_missing(case) if case.procedure == DESIGN_REVIEW else []
        wanting = missing or CLASSES[2:4]
        usual: dict[str, dict[str, Any]] = {
            "tender": {"more": {"method": "open"}}, "examine": {"more": finding},
            "pre_accept": {"more": held}, "fail_preliminary": {"more": held},
            "pause": {"pause": "expert_review", **REASON},
            "notify": {"defects": tuple(Defect(SLOTS[c].zh, NOT_HANDED_IN) for c in wanting)},
            **dict.fromkeys(REASONED, REASON),
        }  # fmt: skip
        if case.procedure == SYSTEM_CHANGE and code == "notify":
            return {"defects": (Defect("改变理由", "没有写明"),)}
        if code == "supply" and case.procedure != SYSTEM_CHANGE:
            with work_in(EVERYTHING):
                return self.hand_in(*(list_told(find_told(case)) or wanting))
        if code == "accept" and case.procedure == DESIGN_REVIEW:
            return {"more": {"checked": CLASSES}}
        return usual.get(code, {})

    def act(self, who: str, case: Case, code: str, pick: int = 0) -> bool:
        """One act on a case as it stands, with the letter as it is drafted."""
        given = self.give(case, code, pick)

        def do(by: Actor) -> None:
            more, step = dict(given), index_transitions(case.procedure).get((code, case.state))
            try:
                if step is not None and step.document:
                    letter = draft_letter(by, case.public_id, code)
                    kept = {n: v for n, v in letter.fields.items() if n not in step.derives}
                    kept |= {n: "理由" for n in ("reasons", "opinion") if kept.get(n) == ""}
                    more["letter"] = replace(letter, fields=kept)
            except CaseError:
                pass  # it is refused when it is taken, and recorded then
            carry_out(by, case.public_id, code, Given(case.version, **more))

        if not self.tried(who, f"case.{code}", do):
            return False
        if case.procedure == "project":
            self.note_stage()
        return True

    def note_stage(self) -> None:
        """Keep the project and its approval as they stand when a stage is reached."""
        now = self.project.stage
        latest = self.find_approved()
        self.built_as[now] = (self.describe(), latest and latest.as_approved)

    def open(
        self, procedure: str, who: str = "owner", organ: str = "", *,
        classes: Any = CLASSES, approved_by: str = "", ago: int = 0,
    ) -> bool:  # fmt: skip
        """Apply for something about the project, at the organ that the law names or at another;
        `ago`: the papers came in at the counter so many days before."""
        papers = CHANGE if procedure == SYSTEM_CHANGE else self.hand_in(*classes)
        opening = Opening(
            procedure, "apply", organ, OWNER, "示例", Target("project", self.public_id), approved_by
        )
        said, belongs = self.describe(), self.find_organ(procedure)
        late = {"on": self.day - timedelta(days=ago), **REASON} if ago else {}
        given = Given(0, **papers | late)
        if not self.tried(who, "case.apply", lambda by: open_case(by, opening, given)):
            return False
        (case,) = self.list_cases(procedure)[:1]
        self.belongs[case.pk] = belongs
        if procedure != SYSTEM_CHANGE:
            self.examined[case.pk] = said
        return True

    def name(self, role: str, body: str = FIRM_CODE, who: str = "owner") -> bool:
        naming = Naming(role, body, self.day, self.day + timedelta(days=60))
        return self.tried(
            who, "project.member_named", lambda by: name_member(by, self.public_id, naming)
        )

    def take_on(self, role: str, who: str = "firm") -> bool:
        member = self.find_member(role)
        if member is None:
            return False
        asked = member.public_id
        return self.tried(who, "undertaking.entered", lambda by: take_on(by, asked))

    def leave(self, role: str, who: str = "owner") -> bool:
        member = self.find_member(role)
        if member is None:
            return False
        asked = member.public_id
        return self.tried(who, "project.member_left", lambda by: end_member(by, asked, "更换"))

    def change(self, name: str, value: Any, who: str = "owner") -> bool:
        """What the register says of the project is changed; nothing where it says so already."""
        held = self.project
        if read(getattr(held, name)) == read(value):
            return False
        return self.tried(who, "project.changed", lambda by: change_record(
            PROJECT, by, held.public_id, held.version, {name: value}, reason="变更"
        ))  # fmt: skip

    def equip(self, *, proved: bool = True) -> bool:
        """The main equipment with its quality proof, or one that has run out."""
        until = self.day + timedelta(days=700 if proved else -1)
        held = self.project

        def do(by: Actor) -> None:
            item = declare_equipment(by, held, {"name": "摄像机", "main": True})
            declare_proof(by, item, {
                "kind": "compulsory_certification", "valid_until": until.isoformat()
            })  # fmt: skip

        return self.tried("owner", "project_equipment.declared", do)

    def log(self, on: date, who: str = "owner") -> bool:
        day = Day(on, normal=True)
        return self.tried(who, "project.trial_logged", lambda by: log_day(by, self.public_id, day))

    def log_all(self) -> None:
        """Every day of the trial run up to now that has no entry."""
        with work_in(EVERYTHING):
            since = find_trial_start(self.project)
            entries = TrialEntry.objects.filter(project=self.pk)
            held = set(entries.values_list("on", flat=True))
        assert since is not None
        wanted = [since + timedelta(days=n) for n in range((self.day - since).days + 1)]
        missing = [on for on in wanted if on not in held]

        def do(by: Actor) -> None:
            for on in missing:
                log_day(by, self.public_id, Day(on, normal=True))

        if missing:
            self.tried("owner", "project.trial_logged", do, more=len(missing) - 1)

    def test(self, lab: str = "tester", clause: ClauseGiven = GOOD) -> bool:
        """A test is commissioned, taken, reported and locked."""
        row: list[Commission] = []
        body = LABS[lab]
        if not self.tried("owner", "test.commissioned", lambda by: row.append(
            commission_test(by, self.public_id, body, self.day)
        )):  # fmt: skip
            return False
        asked = str(row[0].public_id)
        taken = AnswerGiven("taken", no_conflict=True, declaration="与工程各方无利害关系")
        self.tried(lab, "test.taken", lambda by: answer_commission(by, asked, taken))
        made: list[Any] = []

        def write(by: Actor) -> None:
            report = begin_report(by, asked)
            set_days(by, str(report.public_id), self.day, self.day)
            made.append(write_clauses(by, str(report.public_id), [clause]))

        if not self.tried(lab, "test_report.written", write, more=1):
            return False
        report = made[0]
        return self.tried("second", "test_report.locked", lambda by: lock_report(
            by, str(report.public_id), edition=report.edition
        ))  # fmt: skip

    def pass_time(self, days: int) -> None:
        """And the platform does what the law makes happen by itself."""
        if self.day + timedelta(days=days) <= LAST:
            self.day += timedelta(days=days)
        with self.standing():
            expire_cases()

    # -- the proper step ---------------------------------------------------------------------------

    def go(self, pick: int) -> bool:
        """What properly comes next, with a day or two between."""
        running = self.list_cases(DESIGN_REVIEW, ACCEPTANCE, SYSTEM_CHANGE, running=True)
        went = self.work_on(running[0], pick) if running else self.build(pick)
        self.day = min(self.day + timedelta(days=pick % 4), LAST)
        return went

    def work_on(self, case: Case, pick: int) -> bool:
        """The next step of a case in hand, by whoever it is for."""
        officer, approver = STAFF[case.organ]
        if case.state in {"received", "review"} and not case.holder:
            return self.act(officer, case, "claim")
        with work_in(EVERYTHING):
            told = find_told(case)
            wanting = case.procedure == DESIGN_REVIEW and bool(list_missing(case))
        if case.state == "received":
            bad = told is None and (wanting or pick == 8)
            return self.act(officer, case, "notify" if bad else "accept")
        if case.state == "review":
            stop = pick == 7 and case.procedure == DESIGN_REVIEW
            return self.act(officer, case, "pause" if stop else "examine", pick)
        ends = {
            DESIGN_REVIEW: "approve", SYSTEM_CHANGE: "approve",
            ACCEPTANCE: "pass_basic" if pick == 6 else "pass",
        }  # fmt: skip
        bad_ends = {ACCEPTANCE: "fail"}
        decided = bad_ends.get(case.procedure, "refuse") if pick == 9 else ends[case.procedure]
        step, who = {
            "waiting": ("supply", "owner"), "paused": ("resume", officer),
            "examined": (decided, approver), "rectifying": ("report_rectified", "owner"),
            "rectified": ("not_rectified" if pick == 5 else "confirm", approver),
        }[case.state]  # fmt: skip
        return self.act(who, case, step, pick) or self.act(approver, case, "examine_again")

    def build(self, pick: int) -> bool:
        """The next step of the stages, after what it needs."""
        stages = self.find_stages()
        step = {
            "initiated": "tender", "tendered": "finish_design", "designed": "start_construction",
            "constructing": "start_trial", "trial": "complete", "completed": "pre_accept",
            "pre_accepted": "pass_test", "tested": "pass_acceptance", "accepted": "put_into_use",
        }.get(stages.state)  # fmt: skip
        if step is None:
            return self.open(SYSTEM_CHANGE)
        role = {"tendered": "design", "designed": "construction"}.get(stages.state, "")
        if role and self.find_member(role) is None:
            return self.name(role)
        member = self.find_member(role)
        if member is not None and member.undertaking is None:
            return self.take_on(role) or self.leave(role)
        if self.act("owner", stages, step):
            return True
        match stages.state:
            case "designed":
                return self.have_reviewed(pick)
            case "constructing":
                return self.equip()
            case "trial":
                self.pass_time(29)
                self.log_all()
                return True
            case "pre_accepted":
                return self.test(clause=BAD if pick == 9 else GOOD)
            case "tested":
                return self.open(ACCEPTANCE, classes=())
        return False

    def have_reviewed(self, pick: int) -> bool:
        """Apply for the review, of five classes or of four; or at the counter, received before."""
        classes = CLASSES[: 4 + pick % 2]
        if pick != 2:
            return self.open(DESIGN_REVIEW, classes=classes)
        counter = STAFF[self.find_organ(DESIGN_REVIEW)][0]
        return self.open(DESIGN_REVIEW, counter, classes=classes, ago=2)


def find_competent(project: dict[str, Any]) -> str:
    """Which organ approves a design: for a key unit that of the county."""
    level = str(project["constructing_unit_level"])
    return ABOVE["township" if project["setting"] == "key_unit" else level]


def read(value: Any) -> Any:
    """A value as the register holds it."""
    if isinstance(value, list):
        return sorted(value)
    return Decimal(value) if isinstance(value, str) and value.isdigit() else value


def is_covered(certificate: Certificate, amount: Decimal) -> bool:
    """Whether the level reaches so far; the ceilings of the business scope, by hand."""
    ceilings = {4: 1_000_000, 3: 5_000_000, 2: 10_000_000}
    return certificate.level == 1 or amount <= ceilings[certificate.level or 4]
