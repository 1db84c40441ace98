"""The demonstration province: marked everywhere, the same on every machine, gone again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from jifang.config.database import OWNER_ALIAS
from jifang.config.demonstration.bodies import list_bodies, list_plans
from jifang.config.demonstration.cases import find_people
from jifang.config.demonstration.errors import DemonstrationError
from jifang.config.demonstration.load import check_free, load_province
from jifang.config.demonstration.offer import is_empty
from jifang.config.demonstration.people import NAMES, SEATS, find_code, find_password
from jifang.config.demonstration.places import Place, list_units
from jifang.config.demonstration.remove import remove_province
from jifang.config.demonstration.remove_cases import OF_PROJECTS, ROOTS, list_tables
from jifang.config.init import check_no_demonstration
from jifang.config.serve import ServeError
from jifang.domains.commendations.models import Publication
from jifang.domains.complaints.api import file_report, open_by_code
from jifang.domains.complaints.data import Report
from jifang.domains.complaints.models import Unsealing
from jifang.domains.projects.models import Project
from jifang.domains.projects.papers import Given as GivenPaper
from jifang.domains.projects.papers import add_paper, may_add
from jifang.domains.qualifications.data import CERTIFICATE, CHANGE, FILING, FIRST
from jifang.domains.qualifications.data import PROVINCE as PROVINCE_CASE
from jifang.domains.qualifications.models import Certificate, Undertaking
from jifang.domains.qualifications.selectors import find_standing
from jifang.domains.units.models import Site, Unit
from jifang.foundation.accounts.models import Account, SignInWatch
from jifang.foundation.accounts.powers import BEARER, ROLES
from jifang.foundation.audit.models import Entry
from jifang.foundation.cases.baskets import list_basket
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import find_procedure, publish_moves
from jifang.foundation.cases.proofs import find_faults as find_case_faults
from jifang.foundation.cases.selectors import find_case
from jifang.foundation.cases.services import carry_out
from jifang.foundation.demonstration.selectors import find_demonstration, forget_demonstration
from jifang.foundation.documents.models import Document, Letter, Number
from jifang.foundation.documents.numbers import find_gaps
from jifang.foundation.grants.models import Grant
from jifang.foundation.history.kinds import KINDS
from jifang.foundation.history.models import Change
from jifang.foundation.history.selectors import find_faults
from jifang.foundation.notifications.models import Notification
from jifang.foundation.search.models import Gram
from jifang.foundation.walls.lint import find_faults as find_open_walls
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import Text
from tests.domains.people import open_organs
from tests.domains.projects.builders import make_pdf

PROVINCE = Scope("44", "45")
LETTERS = 44
"""Of certificates, designs, tests and acceptances."""
SECURITY = Scope(administration="security_admin")
DAY = date(2026, 11, 26)


def walk(places: Iterator[Place]) -> Iterator[Place]:
    for place in places:
        yield place
        yield from walk(iter(place.parts))


class TestTheProvince:
    def test_it_is_the_same_each_time_and_over_all_cities(self) -> None:
        first, again = ([*walk(list_units(DAY))] for _ in range(2))
        assert [(p.key, p.given) for p in first] == [(p.key, p.given) for p in again]
        assert len({p.key for p in first}) == len(first)
        assert len({p.given["region"][:4] for p in first if p.kind == "unit"}) == 21
        counts = Counter(p.kind for p in first)
        assert counts["unit"] == 3_000
        assert counts["channel"] > 10_000

    def test_every_name_says_what_it_is(self) -> None:
        named = [*walk(list_units(DAY, 300)), *walk(list_bodies(DAY))]
        named += [p for _, plan in list_plans(DAY) for p in walk(iter([plan]))]
        for place in named:
            if place.kind in {"unit", "site", "organisation", "plan", "designation"}:
                text = str(place.given.get("name") or place.given["organ_name"])
                assert text.endswith("（演示）"), text

    def test_every_role_has_somebody(self) -> None:
        assert {s.role for s in SEATS} == set(ROLES) - {BEARER}
        assert len(SEATS) <= len(set(NAMES))


def list_guards() -> list[tuple[str, str]]:
    """Every trigger of ours, with when it fires."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass || '.' || tgname, tgenabled FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY 1"
        )
        return list(cursor.fetchall())


def silent(_: int) -> None:
    """No progress."""


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestLoading:
    @pytest.fixture(autouse=True)
    def organs_alone(self, begin_with_an_empty_ledger: None) -> None:
        forget_demonstration()
        with transaction.atomic():
            open_organs()

    def test_loaded_signed_in_marked_and_removed(self, client: Client) -> None:
        assert is_empty()
        publish_moves(OWNER_ALIAS)
        real = file_report(Report("other", "440106", what="不是演示的一件"))
        guards = list_guards()
        counts, codes = load_province(silent, units=12)
        self.check_records(counts)
        self.check_cases(codes)
        self.check_people(client)
        with pytest.raises(DemonstrationError):
            check_free()
        with pytest.raises(ServeError):
            check_no_demonstration()
        self.refuse_to_take_what_is_real(real.case)
        self.put_by_hand()
        removed = remove_province()
        assert removed == {k: counts.get(k, 0) for k in removed} | {"project_document": 1}
        assert list_guards() == guards
        assert open_by_code(real.code) is not None
        assert open_by_code(codes[0][0]) is None
        with work_in(PROVINCE):
            self.check_cases_gone(real.case)
            for kind in KINDS.values():
                assert not kind.model._default_manager.exists()
            assert not Change.objects.exists()
            assert not Document.objects.filter(kind="project.paper").exists()
            assert not Gram.objects.exists()
        assert find_open_walls() == []
        assert is_empty()
        assert "演示数据：" not in client.get("/").content.decode()

    def put_by_hand(self) -> None:
        """A paper that somebody put into a shared file goes with the project."""
        by = find_people()["s"]
        with work_in(by.scope):
            project = next(p for p in Project.objects.all() if may_add(by.actor, p))
            paper = GivenPaper("记录", "记录.pdf", BytesIO(make_pdf()))
            add_paper(by.actor, project.public_id, paper)

    def check_records(self, counts: dict[str, int]) -> None:
        assert counts["unit"] == 12
        with work_in(PROVINCE):
            for kind in KINDS.values():
                rows: Any = kind.model._default_manager
                assert rows.count() == counts.get(kind.name, 0), kind.name
                assert not rows.filter(demonstration=False).exists()
                assert [find_faults(kind, r) for r in rows.all()[:1]] in ([], [{}]), kind.name
            school = Unit.objects.get(party="unit-demo-0001")
            assert Site.objects.filter(unit=school).count() >= 3

    def check_cases(self, codes: list[tuple[str, Text]]) -> None:
        with work_in(PROVINCE):
            cases = Case.objects.filter(demonstration=True)
            self.check_certificates(cases)
            for name in ("complaint", "commendation"):
                states = set(cases.filter(procedure=name).values_list("state", flat=True))
                assert states == {s.code for s in find_procedure(name).states}
            holder = find_people()["o"].actor.public_id
            assert cases.filter(holder=holder).count() > 9
            assert cases.filter(holder_party="ps-440106", holder="").count() > 5
            assert Publication.objects.filter(demonstration=True).count() == 4
            assert [find_case_faults(case) for case in cases[:3]] == [[]] * 3
            assert find_gaps() == []
        tracked = [open_by_code(code) for code, _ in codes]
        assert [t and t.case.state for t in tracked] == ["asked", "replied"]
        people = find_people()
        with work_in(people["o"].scope):
            basket: Any = list_basket(people["o"].actor)
            news = basket.filter(has_news=True)
            assert news.filter(procedure="complaint").count() > 1

    def check_certificates(self, cases: Any) -> None:
        """Every standing and every procedure is there; work that is covered, and refused."""
        rows = Certificate.objects.filter(demonstration=True)
        assert {find_standing(row).state for row in rows} == {
            "valid", "extended", "replaced", "expired",
        }  # fmt: skip
        assert {row.how for row in rows} == {"paper", "initial", "renewal", "reissue", "filing"}
        assert {row.level for row in rows} == {None, 1, 2, 3, 4}
        for name in (CERTIFICATE, FIRST, PROVINCE_CASE, CHANGE, FILING):
            assert cases.filter(procedure=name).exists(), name
        states = set(cases.filter(procedure=CERTIFICATE).values_list("state", flat=True))
        assert states == {
            "received", "waiting", "accepted", "examined", "issued", "extended", "refused",
        }  # fmt: skip
        assert cases.get(procedure=PROVINCE_CASE).state == "paused"
        reviews = cases.filter(procedure="design_review").values_list("state", flat=True)
        assert {"passed", "not_passed", "waiting", "received"} == set(reviews)
        acceptances = cases.filter(procedure="acceptance").values_list("state", flat=True)
        assert {"review", "accepted"} == set(acceptances)
        assert cases.get(procedure="system_change").state == "examined"
        assert Undertaking.objects.filter(demonstration=True).count() == 17
        projects = Project.objects.filter(demonstration=True)
        assert {p.stage for p in projects} == {
            "", "initiated", "tendered", "designed", "constructing", "trial", "completed",
            "tested", "in_use", "ended",
        }  # fmt: skip
        assert Entry.objects.filter(kind="undertaking.entered.refused").count() == 1

    def refuse_to_take_what_is_real(self, real: UUID) -> None:
        officer = find_people()["o"]

        def do(act: str, **given: Any) -> None:
            with work_in(officer.scope):
                version = find_case(real).version
                carry_out(officer.actor, real, act, Given(version, reason="示例理由", **given))

        do("claim")
        with work_in(PROVINCE):
            main = Case.objects.filter(subject__contains="公共", state="accepted").first()
            assert main is not None
        do("merge", more={"main": str(main.public_id)})
        with pytest.raises(DemonstrationError, match="complaint"):
            remove_province()
        with work_in(PROVINCE):
            assert Case.objects.filter(pk=main.pk).exists()
        do("unmerge")

    def check_cases_gone(self, real: UUID) -> None:
        """Everything that hung on them; what is real, letters, numbers stay."""
        assert [case.public_id for case in Case.objects.all()] == [real]
        assert set(Event.objects.values_list("case__public_id", flat=True)) == {real}
        told = Notification.objects.exclude(about_id=str(real))
        for rows in (told, Grant.objects, Publication.objects, Unsealing.objects):
            assert not rows.exists()
        assert not Letter.objects.filter(demonstration=False).exists()
        assert not Certificate.objects.exists()
        assert Letter.objects.count() == 7 + LETTERS
        assert Number.objects.filter(kind="case.complaint", organ="ps-440106").count() > 30
        assert find_gaps() == []

    def test_whatever_bears_the_mark_is_known(self) -> None:
        marked = {
            model._meta.db_table
            for model in apps.get_models()
            if any(f.name == "demonstration" for f in model._meta.fields)
        }
        with connection.cursor() as cursor:
            hung = set(list_tables(cursor, (*ROOTS.values(), *OF_PROJECTS)))
        kinds = {kind.model._meta.db_table for kind in KINDS.values()}
        assert marked - kinds - hung == {"account", "membership", "organ", "letter"}

    def check_people(self, client: Client) -> None:
        with work_in(SECURITY):
            assert not Account.objects.filter(demonstration=False).exists()
        given = {"login": "demo-tianhe-officer", "password": find_password("demo-tianhe-officer")}
        answer = client.post("/account/login/", given)
        assert answer.headers["Location"] == "/account/second-step/"
        code = {"code": find_code("demo-tianhe-officer")[0]}
        assert client.post("/account/second-step/", code).headers["Location"] == "/me/"
        assert "虚构" in client.get("/me/").content.decode()
        assert "invented" in Client().get("/en/law/").content.decode()
        SignInWatch.objects.all().delete()

    def test_not_beside_real_people(self) -> None:
        with work_in(SECURITY):
            Account.objects.create(username="someone", name="某人")
        with pytest.raises(DemonstrationError):
            load_province(silent, units=1)
        assert find_demonstration() is None
        with pytest.raises(DemonstrationError):
            remove_province()
