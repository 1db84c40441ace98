"""Who takes part sees the file and nothing else of the unit; who may enter what."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError

from jifang.domains.projects.logbook import Day, log_day
from jifang.domains.projects.members import end_member
from jifang.domains.projects.models import Member, Project
from jifang.domains.projects.overlaps import list_overlaps
from jifang.domains.projects.selectors import (
    find_lifecycle,
    find_row,
    list_own_projects,
)
from jifang.domains.qualifications.api import Work, enter_undertaking
from jifang.domains.qualifications.models import Undertaking
from jifang.domains.units.models import Unit
from jifang.foundation.audit.data import Target
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError
from jifang.ledger.entries import read_entry
from tests.domains.projects.builders import Ground, ago, name, opened, start, take_on_as
from tests.domains.qualifications.world import FIRM, PEOPLE, hold, within

pytestmark = pytest.mark.django_db


def sees(project: Project, who: str) -> bool:
    with opened(who):
        try:
            find_row(project.public_id)
        except NotFoundError:
            return False
        return True


class TestSharedFile:
    def test_one_body_in_two_roles_is_said_and_not_refused(self, ground: Ground) -> None:
        hold(4)
        project = start(ground)
        with opened("owner"):
            assert list_overlaps(project) == []
        name(project, "supervision")
        name(project, "construction")
        with opened("owner"):
            (said,) = list_overlaps(find_row(project.public_id))
        assert "同时是施工单位和监理单位" in said.zh
        assert "No provision for or against it was found" in said.en

    def test_a_member_sees_the_file_and_nothing_else(self, ground: Ground) -> None:
        project = start(ground)
        hidden = start(ground, name="另一项目（演示）")
        assert not sees(project, "firm")
        member = name(project, "supervision")  # needs no certificate
        assert sees(project, "firm")
        assert not sees(project, "stranger")
        assert not sees(hidden, "firm")
        with opened("firm"):
            assert [p.pk for p in list_own_projects(FIRM)] == [project.pk]
            assert not Unit.objects.exists()
            assert find_lifecycle(project) is None
            assert [m.name for m in Member.objects.all()] == ["示例安防工程公司（演示）"]
        with within(PEOPLE["owner"]):
            end_member(PEOPLE["owner"], member.public_id, "更换单位")
        assert not sees(project, "firm")

    def test_who_is_named_by_whom(self, ground: Ground) -> None:
        project = start(ground)
        for who in ("other_unit", "shenzhen", "stranger"):
            with pytest.raises(NotFoundError):
                name(project, "supervision", who)
        with pytest.raises(CaseError) as caught:
            name(project, "supervision", "reader")
        assert caught.value.code == "who"
        name(project, "supervision", "clerk")
        with pytest.raises(CaseError) as caught:
            name(project, "supervision")
        assert caught.value.code == "twice"
        for role, code in (("testing", ""), ("cook", "x"), ("supervision", "91440000000000000X")):
            with pytest.raises(InputError):
                name(project, role, code=code or "9144010172375579XG")

    def test_a_level_too_low_is_refused_with_the_ground(self, ground: Ground) -> None:
        hold(4)
        project = start(ground, amount="1000000.01")
        with pytest.raises(CaseError) as caught:
            name(project, "construction")
        assert (caught.value.code, caught.value.outcome) == ("law", "must_not")
        with work_in(EVERYTHING):
            entry = Entry.objects.order_by("-pk").first()
            assert entry is not None
            assert read_entry(bytes(entry.bytes))["kind"] == "project.member_named.refused"
            assert not Undertaking.objects.exists()

    def test_the_firm_takes_it_on_itself(self, ground: Ground) -> None:
        hold(4)
        project = start(ground)
        member = name(project, "construction")
        with pytest.raises(CaseError), opened("owner"):
            take_on_as(member, "owner")
        row = take_on_as(member)
        assert row.undertaking is not None
        with work_in(EVERYTHING):
            assert Undertaking.objects.get(pk=row.undertaking).project_id == str(project.public_id)


def take_on_by_word(project: Project, who: str = "firm", **more: Any) -> Undertaking:
    """An undertaking as the firm says it, past the member."""
    day = ago(0)
    work = Work(FIRM, Target("project", str(project.public_id)), "别名", "440106", "construction",
                day, day, day, Decimal(1))  # fmt: skip
    with opened(who):
        return enter_undertaking(PEOPLE[who], replace(work, **more))


class TestUndertaking:
    """Of a project a firm takes on what it was named for, by what the register says."""

    def test_the_register_decides_and_not_the_word(self, ground: Ground) -> None:
        hold(4)
        project = start(ground)
        with pytest.raises(InputError):  # neither named nor within reach
            take_on_by_word(project)
        member = name(project, "construction")
        with pytest.raises(CaseError) as caught:
            take_on_by_word(project, work="design")
        assert caught.value.code == "member"
        row = take_on_by_word(project)
        assert (row.project_name, row.amount, row.region) == (
            project.name, project.amount, project.region
        )  # fmt: skip
        with opened("owner"):
            member.refresh_from_db()
        assert (member.undertaking, member.certificate != "") == (row.pk, True)
        for again in (lambda: take_on_as(member), lambda: take_on_by_word(project)):
            with pytest.raises(CaseError) as caught:
                again()
            assert caught.value.code == "twice"

    def test_named_anew_it_takes_on_anew(self, ground: Ground) -> None:
        hold(4)
        project = start(ground)
        first = name(project, "construction")
        take_on_as(first)
        with within(PEOPLE["owner"]):
            end_member(PEOPLE["owner"], first.public_id, "更换单位")
        assert take_on_as(name(project, "construction")).undertaking is not None

    def test_on_no_earlier_day(self, ground: Ground) -> None:
        hold(4)
        member = name(start(ground), "construction")
        for who in ("firm", "clerk"):
            with pytest.raises(InputError) as caught:
                take_on_as(member, who, on=ago(1))
            assert {p.field for p in caught.value.problems} == {"undertaken_on"}

    def test_sql_enters_none_that_no_member_is_named_for(self, ground: Ground) -> None:
        hold(4)
        project = start(ground)
        name(project, "construction")
        row = take_on_by_word(project)
        values = {f.attname: getattr(row, f.attname) for f in Undertaking._meta.concrete_fields}
        values |= {"id": None, "public_id": uuid4()}
        for more in ({}, {"work": "design"}, {"project_id": str(uuid4())}, {"amount": 1}):
            with pytest.raises(DatabaseError, match="named for"), work_in(Scope("44", "45")):
                Undertaking.objects.create(**(values | more))


class TestLog:
    def test_only_while_the_trial_run_lasts(self, ground: Ground) -> None:
        project = start(ground)
        name(project, "supervision")
        with within(PEOPLE["owner"]), pytest.raises(InputError):
            log_day(PEOPLE["owner"], project.public_id, Day(ago(0), normal=True))
        with opened("firm"), pytest.raises(CaseError) as caught:
            log_day(PEOPLE["firm"], project.public_id, Day(ago(0), normal=True))
        assert caught.value.code == "who"
