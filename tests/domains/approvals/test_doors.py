"""The traps of art. 17 to 19 through an admin that somebody attaches and plain SQL: the place of an
approval (2), the constructing unit (6), a second notice (9), another organ's acceptance (10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from jifang.domains.approvals import effects
from jifang.domains.approvals.data import ACCEPTANCE
from jifang.domains.approvals.facts import ask_organ
from jifang.domains.approvals.models import Acceptance, DesignApproval
from jifang.domains.approvals.services import save_check
from jifang.domains.projects.api import find_project
from jifang.domains.projects.kinds import PROJECT
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases import checks
from jifang.foundation.cases import services as case_services
from jifang.foundation.cases.checks import CHECKS
from jifang.foundation.cases.data import CaseError, Defect
from jifang.foundation.cases.models import Case, Event, Notice
from jifang.foundation.cases.standing import read_day
from jifang.foundation.history.services import change_record
from jifang.foundation.walls.scope import work_in
from tests.domains.approvals.conftest import Bench
from tests.domains.approvals.world import (
    CLASSES,
    DEFECTS,
    PEOPLE,
    PUBLIC,
    World,
    apply,
    approve_design,
    do,
    examine,
    hand_in,
    lay_project,
    open_at,
    reread,
    within,
)
from tests.foundation.cases.test_doors import SITE, Plain, post_admin
from tests.foundation.cases.test_guards import event, update

pytestmark = pytest.mark.django_db
OPEN = (
    "INSERT INTO case_file (public_id, procedure, organ_region, party, grant_key, organ, year,"
    " number, about_kind, about_id, subject, approved_by, state, version, holder_party, holder,"
    " opened_at, changed_at, demonstration) SELECT gen_random_uuid(), '{procedure}', '{region}',"
    " '{party}', 'k-' || gen_random_uuid(), 'ps-{region}', 2026, 900, 'project', '{project}',"
    " 'x', '{approved_by}', 'received', 1, '', '', now(), now(), false"
)

ACCEPTED = (
    "INSERT INTO system_acceptance (public_id, project, organ, organ_region, party, entry,"
    " demonstration, approval_id, verdict, concluded_on, letter, report, event_id)"
    " SELECT gen_random_uuid(), project, '{organ}', organ_region, party, 1, false, id, 'passed',"
    " now(), letter, '', event_id FROM design_approval"
)
NOTICE = (
    "INSERT INTO case_notice (case_id, organ_region, party, grant_key, event_id, kind, defects,"
    " sent_at) SELECT case_id, organ_region, party, grant_key, id, 'deficiency',"
    " coalesce(details -> 'defects', '[]'), now()"
    " FROM case_event WHERE case_id = {case} AND act = '{act}'"
)


class PlainCase(Plain):
    """As anybody would write it."""

    fields = (
        "procedure", "organ_region", "party", "grant_key", "organ", "year", "number", "about_kind",
        "about_id", "subject", "approved_by", "state", "version",
    )  # fmt: skip


class PlainApproval(Plain):
    """As anybody would write it."""

    fields = (
        "project", "organ", "organ_region", "party", "event", "entry", "approved_on", "letter",
        "as_approved",
    )  # fmt: skip


class PlainAcceptance(Plain):
    """As anybody would write it."""

    fields = (
        "project", "organ", "organ_region", "party", "event", "entry", "approval", "verdict",
        "concluded_on", "letter",
    )  # fmt: skip


class PlainNotice(Plain):
    """As anybody would write it."""

    fields = ("case", "organ_region", "party", "grant_key", "event", "kind", "defects")


def refuse_sql(*statements: str) -> str:
    """What the database says to statements of the application's role, within all of its scope."""
    try:
        with work_in(EVERYTHING), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return str(error)
    return ""


def refuse_admin(of: Plain, data: dict[str, Any], pk: int | None = None) -> str:
    with pytest.raises(DatabaseError) as caught, work_in(EVERYTHING), transaction.atomic():
        post_admin(of, data, pk)
    return str(caught.value)


def open_sql(world: World, procedure: str, region: str, **more: str) -> str:
    given = {"party": "unit-own", "project": str(world.project.public_id), "approved_by": ""}
    return OPEN.format(procedure=procedure, region=region, **given | more)


def test_the_place_of_an_approval(world: World) -> None:
    public = lay_project(world.unit, **PUBLIC | {"constructing_unit_level": "county"})
    about = str(public.public_id)
    for region, project in (("440100", None), ("440300", None), ("440106", about)):
        more = {"project": project} if project else {}
        assert "art. 17" in refuse_sql(open_sql(world, "design_review", region, **more))
    said = refuse_sql(open_sql(world, "design_review", "440106", party="unit-other"))
    assert "constructing unit" in said
    row = {
        "procedure": "design_review", "organ_region": "440300", "party": "unit-own",
        "grant_key": "k-1", "organ": "ps-440300", "year": 2026, "number": 901,
        "about_kind": "project", "about_id": about, "subject": "x", "state": "received",
        "version": 1,
    }  # fmt: skip
    assert "art. 17" in refuse_admin(PlainCase(Case, SITE), row)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {**PUBLIC},
        {**PUBLIC, "constructing_unit_region": "442000"},
        {**PUBLIC, "constructing_unit_level": "county"},
        {**PUBLIC, "constructing_unit_level": "prefecture", "constructing_unit_region": "440100"},
        {**PUBLIC, "constructing_unit_level": "province", "constructing_unit_region": "440000"},
        {**PUBLIC, "constructing_unit_level": "none"},
    ],
)
def test_the_database_and_the_law_name_the_same_organ(world: World, given: dict[str, Any]) -> None:
    project = lay_project(world.unit, **given)
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT approval_organ(%s)", [str(project.public_id)])
        (region,) = cursor.fetchone()
        decision = ask_organ(find_project(project.public_id), read_day())
    organ = decision.values.get("organ")
    assert region == (organ.region if organ else None)


def test_no_approval_and_no_acceptance_without_its_step(world: World, bench: Bench) -> None:
    case = approve_design(world)
    with work_in(EVERYTHING):
        row = DesignApproval.objects.get()
        other = Event.objects.get(case=case, version=1)
    forged = {
        "project": row.project, "organ": row.organ, "organ_region": row.organ_region,
        "party": row.party, "event": other.pk, "entry": 1, "approved_on": "2026-01-01",
        "letter": row.letter, "as_approved": '{"name": "x"}',
    }  # fmt: skip
    assert "without its step" in refuse_admin(PlainApproval(DesignApproval, SITE), forged)
    for organ in ("ps-440106", "ps-440100"):
        assert "not lawful" in refuse_sql(ACCEPTED.format(organ=organ))
    for statement in (
        "UPDATE design_approval SET organ = 'ps-440100'", "DELETE FROM design_approval",
        "UPDATE system_acceptance SET verdict = 'passed'", "DELETE FROM intake_check",
        "UPDATE system_change SET becomes = 'x'", "TRUNCATE design_approval",
    ):  # fmt: skip
        assert "permission denied" in refuse_sql(statement), statement


def test_another_organ_does_not_accept(world: World, bench: Bench) -> None:
    for approved_by in ("ps-440100", ""):
        said = refuse_sql(open_sql(world, ACCEPTANCE, "440100", approved_by=approved_by))
        assert "art. 19" in said
    approve_design(world)
    for region, approved_by in (("440100", "ps-440100"), ("440100", "ps-440106"),
                                ("440106", "ps-440100")):  # fmt: skip
        said = refuse_sql(open_sql(world, ACCEPTANCE, region, approved_by=approved_by))
        assert "art. 19" in said
    row = {
        "procedure": ACCEPTANCE, "organ_region": "440100", "party": "unit-own",
        "grant_key": "k-2", "organ": "ps-440100", "year": 2026, "number": 902,
        "about_kind": "project", "about_id": str(world.project.public_id), "subject": "x",
        "state": "received", "version": 1,
    }  # fmt: skip
    for approved_by in ("ps-440106", "ps-440100"):
        admin_row = {**row, "approved_by": approved_by}
        assert "art. 19" in refuse_admin(PlainCase(Case, SITE), admin_row)
    case = apply(world, ACCEPTANCE, classes=())
    examine(case)
    now = reread(case)
    step = update(now, "state = 'accepted', version = version + 1")
    done = event(now, "pass", "accepted", version="version")
    assert "not lawful" in refuse_sql(step, done.replace("'ps-440106'", "'ps-440100'"))
    with work_in(EVERYTHING):
        assert not Acceptance.objects.exists()


def lay_acceptance(world: World) -> Case:
    """A case that was examined, before the organ that approved."""
    approve_design(world)
    case = apply(world, ACCEPTANCE, classes=())
    examine(case)
    return case


def test_a_proper_step_of_another_organ(
    world: World, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 10 where the step is whole: what it writes is refused, by SQL and through an admin."""
    case = lay_acceptance(world)
    other = approve_design(world, project=lay_project(world.unit))
    with work_in(EVERYTHING):
        foreign = DesignApproval.objects.get(event__case=other)
    city = {"organ": "ps-440100", "organ_region": "440100"}
    for bent, said in (
        (city, "art. 19"), ({"organ": "ps-440100"}, "art. 19"),
        ({"approval": foreign}, "art. 19"), ({"verdict": "basically_passed"}, "art. 19"),
    ):  # fmt: skip
        for write in (save_plain, save_admin) if bent is not city else (save_plain,):

            class Bent:
                @staticmethod
                def create(write: Any = write, bent: Any = bent, **row: Any) -> None:
                    write(Acceptance(**row | bent))

            class Shim:
                objects = Bent

            with monkeypatch.context() as patched:
                patched.setattr(effects, "Acceptance", Shim)
                with pytest.raises(DatabaseError, match=said):
                    do("approver", case, "pass")
    with work_in(EVERYTHING):
        assert not Acceptance.objects.exists()
    assert reread(case).state == "examined"


def save_plain(row: Acceptance) -> None:
    row.save(force_insert=True)


def save_admin(row: Model, of: type[Plain] = PlainAcceptance, *, change: bool = False) -> None:
    request: Any = None
    of(type(row), SITE).save_model(request, row, None, change)


def test_another_organ_approved_since(
    world: World, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The county approved; then the unit was of another level, and the city approved the project
    as it stands: the county accepts it no more."""
    project = lay_project(world.unit, **PUBLIC)
    approve_design(world, project=project)
    with within(PEOPLE["owner"]):
        change_record(
            PROJECT, PEOPLE["owner"], project.public_id, 1, {"constructing_unit_level": "county"},
            reason="变更",
        )  # fmt: skip
    approve_design(world, "city", "mayor", project=project)
    about = str(project.public_id)
    county = {"project": about, "approved_by": "ps-440106"}
    assert "art. 19" in refuse_sql(open_sql(world, ACCEPTANCE, "440106", **county))
    monkeypatch.setitem(CHECKS, "accepting_organ", lambda _: None)
    with pytest.raises(CaseError) as caught:
        open_at(world, "ps-440106", ACCEPTANCE, project=project)
    assert caught.value.basis[0].provision == "art_19__para_1"
    assert apply(world, ACCEPTANCE, classes=(), project=project).organ == "ps-440100"


def test_the_one_notice_and_acceptance_by_class(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the domain holds back, the database holds back by itself."""
    monkeypatch.setitem(CHECKS, "defects_told", lambda _: None)
    monkeypatch.setitem(CHECKS, "all_handed_in", lambda _: None)
    monkeypatch.setattr(case_services, "ask_law", lambda _: None)
    case, officer = apply(world, classes=CLASSES[:4]), PEOPLE["officer"]
    do("officer", case, "claim")
    marks = {"contract": {"mark": "defect", "defects": ["缺签章页"]}}
    with within(officer):
        save_check(officer, str(case.public_id), 0, marks)
    for named, said in (
        ((Defect("合同", "缺签章页"),), "construction_drawings"),
        ((Defect("施工图纸", "没有提交"), Defect("合同", "另一处")), "contract"),
    ):
        with pytest.raises(DatabaseError, match=f"art. 17: the notice leaves out.*{said}"):
            do("officer", case, "notify", defects=named)
    monkeypatch.setitem(CHECKS, "no_open_defects", lambda _: None)
    for checked in (CLASSES, CLASSES[:4]):
        with pytest.raises(DatabaseError, match="accepted without construction_drawings"):
            do("officer", case, "accept", more={"checked": checked})
    told = (Defect("contract", "缺签章页"), Defect("施工图纸", "没有提交"))
    do("officer", case, "notify", defects=told)


def test_no_second_notice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = apply(world)
    do("officer", case, "claim")
    do("officer", case, "notify", defects=DEFECTS)
    assert "without its act" in refuse_sql(NOTICE.format(case=case.pk, act="claim"))
    assert "case_notice" in refuse_sql(NOTICE.format(case=case.pk, act="notify"))
    assert "permission denied" in refuse_sql("UPDATE case_notice SET defects = '[]'")
    with work_in(EVERYTHING):
        told = Event.objects.get(case=case, act="notify")
        kept = {name: getattr(case, name) for name in ("organ_region", "party", "grant_key")}
        again = Notice(case=case, event=told, kind="deficiency", defects=[], **kept)
        held = Notice.objects.get(case=case)
        held.defects = []
        for change, row in ((False, again), (True, held)):
            with pytest.raises(DatabaseError), transaction.atomic():
                save_admin(row, PlainNotice, change=change)
    with within(PEOPLE["owner"]):
        papers = hand_in(PEOPLE["owner"], "contract", "construction_drawings")
    do("owner", case, "supply", **papers)
    monkeypatch.setattr(checks, "check_one_notice", lambda _: None)
    with pytest.raises(CaseError, match="本案已经告知"):  # a proper step: the database says so
        do("officer", case, "notify", defects=DEFECTS)
    assert reread(case).state == "received"
