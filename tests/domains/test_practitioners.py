"""Duties of practitioners (art. 22): evidence with dates, the law's answer for any day, what an
association enters, who is told of what ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from jifang.domains.practitioners.data import DUTIES, HELD, LACKING, LAPSED, OPEN, Verdict
from jifang.domains.practitioners.judging import judge_firm
from jifang.domains.practitioners.kinds import (
    FIRM_RULE,
    PAPER_ARCHIVE,
    SECRECY_AGREEMENT,
    SERVICE_PROMISE,
)
from jifang.domains.practitioners.models import (
    DutyReminder,
    DutyStanding,
    FirmRule,
    PromiseCheck,
    ServicePromise,
)
from jifang.domains.practitioners.services import declare_check, declare_part
from jifang.domains.practitioners.standings import PROVINCE
from jifang.domains.practitioners.tasks import judge_after
from jifang.domains.practitioners.training import Trained, enter_training
from jifang.domains.programmes.services import declare_course
from jifang.domains.units.api import refer_to_firm
from jifang.domains.units.models import Credential, Organisation, Staff
from jifang.domains.units.organisation_kinds import CREDENTIAL, STAFF
from jifang.domains.units.organisation_services import (
    declare_belonging,
    declare_credential,
    declare_organisation,
    retire_belonging,
)
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.history.data import NotFoundError, RecordError
from jifang.foundation.history.registers import REGISTERS
from jifang.foundation.history.selectors import find_faults, find_record
from jifang.foundation.notifications.models import Notification
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError
from tests.domains.people import GUANGZHOU, TIANHE, act_as, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]
CODE = "9144010172375579XG"
FIRM: dict[str, Any] = {
    "kind": "firm", "name": "示例安防工程公司（演示）", "credit_code": CODE, "region": TIANHE,
}  # fmt: skip
PROMISE: dict[str, Any] = {
    "project_name": "示例中学监控工程", "works": ["construction"], "standards": "GB 50348-2018",
    "promise": "24 小时内到场维修", "promised_on": "2025-06-01", "endless": True,
    "video_system": False,
}  # fmt: skip


def days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def make_member(party: str = "firm-own", kind: str = "firm", role: str = "firm_member") -> Actor:
    return act_as(Actor(3, f"member-{party}", role, Body(kind, party, "单位", GUANGZHOU)))


def make_association() -> Actor:
    return make_member("assoc-own", "association", "association_member")


def make_firm(people: int = 1) -> Organisation:
    by = make_member()
    firm = declare_organisation(by, FIRM)
    for n in range(people):
        declare_belonging(STAFF, by, firm, {"number": f"S{n + 1}", "person_name": f"人员{n + 1}"})
    return firm


def train(firm: Organisation, kind: str, until: date | None, number: str = "S1") -> Credential:
    person = Staff.objects.get(organisation=firm, number=number)
    given = {"kind": kind, "name": "培训", "issued_on": "2025-01-01", "valid_until": until}
    return declare_credential(make_member(), person, given)


def fulfil(firm: Organisation, until: date | None = None) -> None:
    """Everything that art. 22 asks of a firm with one member of staff."""
    by = make_member()
    end: dict[str, Any] = {"until": until} if until else {"endless": True}
    promise = declare_part(SERVICE_PROMISE, by, firm, PROMISE)
    declare_check(by, promise, {"checker_kind": "client", "checked_on": "2025-07-01",
                                "to_standard": True, "promise_kept": True, **end})  # fmt: skip
    for subject in ("secrecy", "archive"):
        declare_part(FIRM_RULE, by, firm, {"subject": subject, "name": "制度",
                                           "adopted_on": "2025-01-01", **end})  # fmt: skip
    declare_part(SECRECY_AGREEMENT, by, firm, {"with_whom": "staff", "staff_number": "S1",
                                               "signed_on": "2025-01-01", **end})  # fmt: skip
    for kind in ("training", "confidentiality"):
        train(firm, kind, until or days(800))


def judge(firm: Organisation, on: date | None = None) -> Verdict:
    return judge_firm(refer_to_firm(firm), on or timezone.localdate())


def read(verdict: Verdict) -> dict[str, str]:
    return {d.code: d.status for d in verdict.duties}


class TestVerdict:
    def test_nothing_entered_is_unknown_never_breached(self) -> None:
        verdict = judge(make_firm(0))
        assert verdict.outcome == "unknown"
        assert set(read(verdict).values()) == {"unknown"}
        assert all(s.because for d in verdict.duties for s in d.stands)

    def test_everything_with_evidence_is_met_until_the_first_of_it_ends(self) -> None:
        firm, last = make_firm(), days(20)
        fulfil(firm, last)
        verdict = judge(firm)
        assert (verdict.outcome, verdict.next_end, verdict.missing) == ("met", last, 0)
        assert judge(firm, last).outcome == "met", "the last day is included"
        after = judge(firm, last + timedelta(days=1))
        assert set(read(after).values()) == {"breached"}
        for duty in after.duties:
            assert duty.exposure is not None
            assert duty.exposure.outcome == "order", "never a fine before the order has lapsed"
            assert duty.exposure.decided_cite is not None
            assert duty.exposure.decided_cite.provision == "art_34__para_1__item_6"
        assert judge(firm, date(2024, 1, 1)).outcome == "unknown", "before any of it there is none"
        assert judge(firm, date(2017, 7, 31)).outcome == "not_in_force"

    def test_a_finding_against_it_until_a_later_one_for_it(self) -> None:
        firm = make_firm()
        fulfil(firm)
        promise, by = ServicePromise.objects.get(), make_member()
        bad = {"checker_kind": "client", "checked_on": "2026-02-01", "promise_kept": False}
        declare_check(by, promise, bad)
        assert read(judge(firm))["service_promise"] == "breached"
        assert read(judge(firm))["work_to_standard"] == "met"
        assert read(judge(firm, date(2026, 1, 31)))["service_promise"] == "met"
        declare_check(by, promise, {**bad, "checked_on": "2026-03-01", "promise_kept": True,
                                    "endless": True})  # fmt: skip
        assert judge(firm).outcome == "met"

    def test_one_of_two_is_not_enough_and_a_lapse_is_a_breach(self) -> None:
        firm = make_firm(2)
        fulfil(firm)
        assert read(judge(firm))["staff_training"] == "unknown", "of the other nothing is known"
        gone = train(firm, "training", days(-1), "S2")
        verdict = judge(firm)
        assert read(verdict)["staff_training"] == "breached"
        states = {s.need.about: s.state for d in verdict.duties for s in d.stands
                  if d.code == "staff_training"}  # fmt: skip
        assert states == {"S1": HELD, "S2": LAPSED}
        retire_belonging(CREDENTIAL, make_member(), gone.public_id, 1, reason="登记错误")
        assert read(judge(firm))["staff_training"] == "unknown"

    def test_a_completed_project_needs_its_archive(self) -> None:
        firm, by = make_firm(), make_member()
        fulfil(firm)
        given = {**PROMISE, "project_name": "示例医院 工程", "completed_on": "2026-01-10"}
        promise = declare_part(SERVICE_PROMISE, by, firm, given)
        declare_check(by, promise, {"checker_kind": "firm", "checked_on": "2026-01-10",
                                    "to_standard": True, "promise_kept": True,
                                    "endless": True})  # fmt: skip
        assert judge(firm, date(2026, 1, 9)).outcome == "unknown", "not checked yet"
        assert read(judge(firm, date(2026, 1, 9)))["secrecy_and_archive"] == "met"
        assert read(judge(firm))["secrecy_and_archive"] == "unknown"
        kept = {"project_name": "示例医院　工程", "papers": ["contract", "as_built_drawings"],
                "kept_at": "资料室 2 柜", "archived_on": "2026-01-20"}  # fmt: skip
        archive = declare_part(PAPER_ARCHIVE, by, firm, {**kept, "until": days(-2)})
        assert read(judge(firm))["secrecy_and_archive"] == "unknown", "no period by law: no breach"
        assert read(judge(firm, days(-2)))["secrecy_and_archive"] == "met"
        assert archive.papers == ["contract", "as_built_drawings"]
        declare_part(PAPER_ARCHIVE, by, firm, {**kept, "endless": True})
        assert judge(firm).outcome == "met"

    def test_no_end_given_is_not_known(self) -> None:
        firm, by = make_firm(), make_member()
        declare_part(FIRM_RULE, by, firm, {"subject": "secrecy", "name": "制度",
                                           "adopted_on": "2025-01-01"})  # fmt: skip
        (stand,) = [s for d in judge(firm).duties for s in d.stands if s.need.code == "secrecy"]
        assert stand.state == OPEN
        assert stand.because is not None
        assert "有效期" in stand.because.zh

    def test_everyone_who_sees_the_firm_gets_the_same_answer(self) -> None:
        firm = make_firm()
        fulfil(firm, days(5))
        make_member()
        own = judge(firm)
        for region in (GUANGZHOU, "440000"):
            act_as(make_officer(region))
            assert read(judge(firm)) == read(own)


class TestEntering:
    @pytest.mark.parametrize(
        ("kind", "given", "field"),
        [
            (SERVICE_PROMISE, {**PROMISE, "until": "2026-01-01"}, "endless"),
            (SERVICE_PROMISE, {**PROMISE, "endless": None, "until": "2025-05-01"}, "until"),
            (SERVICE_PROMISE, {**PROMISE, "promised_on": "2999-01-01"}, "promised_on"),
            (SERVICE_PROMISE, {**PROMISE, "works": ["selling"]}, "works"),
            (FIRM_RULE, {"subject": "noise", "name": "x", "adopted_on": "2025-01-01"}, "subject"),
            (SECRECY_AGREEMENT, {"with_whom": "staff", "signed_on": "2025-01-01"}, "staff_number"),
            (SECRECY_AGREEMENT, {"with_whom": "staff", "staff_number": "S9",
                                 "signed_on": "2025-01-01"}, "staff_number"),
            (SECRECY_AGREEMENT, {"with_whom": "client", "signed_on": "2025-01-01"}, "other_party"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_names_its_field(self, kind: Any, given: Any, field: str) -> None:
        firm = make_firm()
        with pytest.raises(InputError) as caught:
            declare_part(kind, make_member(), firm, given)
        assert {p.field for p in caught.value.problems} == {field}

    def test_the_same_promise_twice_is_refused(self) -> None:
        firm, by = make_firm(), make_member()
        declare_part(SERVICE_PROMISE, by, firm, PROMISE)
        with pytest.raises(InputError):
            declare_part(
                SERVICE_PROMISE, by, firm, {**PROMISE, "project_name": "示例中学 监控工程 "}
            )
        promise = ServicePromise.objects.get()
        with pytest.raises(InputError):
            declare_check(by, promise, {"checker_kind": "firm", "checked_on": "2025-07-01"})
        with pytest.raises(InputError):
            declare_check(by, promise, {"checker_kind": "firm", "checked_on": "2025-05-01",
                                        "to_standard": True})  # fmt: skip

    def test_only_a_firm_has_them_and_only_it_or_its_officers_write(self) -> None:
        lab = declare_organisation(
            make_member("lab", "testing_body", "lab_member"),
            {"kind": "testing_body", "name": "示例检测中心", "region": TIANHE},
        )
        with pytest.raises(InputError):
            declare_part(SERVICE_PROMISE, make_member("lab", "testing_body", "lab_member"), lab,
                         PROMISE)  # fmt: skip
        firm = make_firm()
        with pytest.raises(RecordError):
            declare_part(SERVICE_PROMISE, make_member("firm-else"), firm, PROMISE)
        with pytest.raises(RecordError):
            declare_part(SERVICE_PROMISE, act_as(make_officer("440300")), firm, PROMISE)
        made = declare_part(SERVICE_PROMISE, act_as(make_officer(GUANGZHOU)), firm, PROMISE)
        assert find_faults(SERVICE_PROMISE, made) == {}
        make_member("firm-else")
        with pytest.raises(NotFoundError):
            find_record(SERVICE_PROMISE, made.public_id)

    def test_a_check_hangs_on_a_promise_of_its_own_firm(self) -> None:
        firm = make_firm()
        fulfil(firm)
        check, promise = PromiseCheck.objects.get(), ServicePromise.objects.get()
        make_member("firm-else")
        other = declare_organisation(make_member("firm-else"), {**FIRM, "credit_code": None})
        wrong = PromiseCheck(
            promise=promise, organisation=other, organ_region=other.organ_region, party=other.party,
            checker_kind="firm", checked_on=check.checked_on, to_standard=True,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="tied_by_promise"), transaction.atomic():
            wrong.save()

    def test_every_register_is_offered_to_firms_alone(self) -> None:
        for kind in ("service_promise", "promise_check", "firm_rule", "secrecy_agreement",
                     "paper_archive", "other_duty"):  # fmt: skip
            assert REGISTERS[kind].bodies == ("firm",)


class TestTraining:
    def make_course(self, kind: str = "technical") -> str:
        course = declare_course(make_association(), {
            "name": "技防业务培训班", "association": "示例协会", "kind": kind,
            "held_on": "2026-05-01",
        })  # fmt: skip
        return str(course.public_id)

    def test_an_association_enters_it_into_the_firms_register(self) -> None:
        firm = make_firm(2)
        course, last = self.make_course(), days(700)
        rows = [Trained("S1", "人员1", True, "Z-1", last), Trained("S2", "人员2", False)]
        entered = enter_training(make_association(), course, CODE, rows)
        assert (entered.took_part, entered.passed) == (2, 1)
        assert not Credential.objects.exists(), "the association sees nothing of the firm"
        make_member()
        (kept,) = Credential.objects.all()
        assert (kept.staff.number, kept.kind, kept.valid_until) == ("S1", "training", last)
        assert kept.issued_by == "示例协会"
        assert find_faults(CREDENTIAL, kept) == {}
        assert Notification.objects.filter(party="firm-own").count() == 1
        assert {s.need.about: s.state for d in judge(firm).duties for s in d.stands
                if d.code == "staff_training"} == {"S1": HELD, "S2": OPEN}  # fmt: skip
        standing = DutyStanding.objects.get()
        assert (standing.staff_training, standing.organ_region) == ("unknown", GUANGZHOU)

    def test_the_same_training_is_entered_once_whoever_comes_first(self) -> None:
        firm, course = make_firm(), self.make_course()
        row = Trained("S1", "人员1", True, "Z-1", days(700))
        enter_training(make_association(), course, CODE, [row])
        for rows in ([row], [replace(row, passed=False)]):
            with pytest.raises(InputError) as caught:
                enter_training(make_association(), course, CODE, rows)
            assert "rows[0].number" in {p.field for p in caught.value.problems}
        person = Staff.objects.filter(organisation=firm)
        make_member()
        given = {"kind": "training", "name": "技防业务 培训班", "issued_on": "2026-05-01"}
        with pytest.raises(InputError) as caught:
            declare_credential(make_member(), person.get(), given)
        assert {p.field for p in caught.value.problems} == {"name"}
        double = Credential.objects.get()
        double.pk, double.public_id = None, firm.public_id
        with pytest.raises(IntegrityError, match="training_once"), transaction.atomic():
            double.save(force_insert=True)

    def test_the_firm_first_then_the_association(self) -> None:
        firm, course = make_firm(), self.make_course()
        make_member()
        person = Staff.objects.get(organisation=firm)
        given = {"kind": "training", "name": "技防业务培训班", "issued_on": "2026-05-01"}
        declare_credential(make_member(), person, given)
        with pytest.raises(InputError):
            enter_training(make_association(), course, CODE, [Trained("S1", "人员1", True)])

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            (Trained("S9", "人员1", True), "rows[0].number"),
            (Trained("S1", "别人", True), "rows[0].number"),
            (Trained("S1", "人员1", None), "rows[0].passed"),
            (Trained("S1", "人员1", True, "", date(2026, 4, 30)), "rows[0].valid_until"),
        ],
    )
    def test_who_is_not_there_is_not_told_apart(self, row: Trained, field: str) -> None:
        make_firm()
        with pytest.raises(InputError) as caught:
            enter_training(make_association(), self.make_course(), CODE, [row])
        assert {p.field for p in caught.value.problems} == {field}
        if field == "rows[0].number":
            assert "工号和姓名" in caught.value.problems[0].message.zh

    def test_nobody_else_does(self) -> None:
        make_firm()
        course = self.make_course()
        row = [Trained("S1", "人员1", True)]
        for by in (make_officer(GUANGZHOU), make_member("firm-else")):
            with pytest.raises(RecordError) as refused:
                enter_training(act_as(by), course, CODE, row)
            assert refused.value.code == "power"
        stranger = make_member("assoc-else", "association", "association_member")
        with pytest.raises(NotFoundError):
            enter_training(stranger, course, CODE, row)
        with pytest.raises(InputError):
            enter_training(make_association(), course, "914403003267089170", row)
        with pytest.raises(InputError):
            enter_training(make_association(), self.make_course("other"), CODE, row)


class TestNight:
    def test_firms_are_judged_and_told_once_of_what_ends(self) -> None:
        firm = make_firm()
        fulfil(firm, days(30))
        with work_in(PROVINCE):
            assert judge_after(0) == 0
            judge_after(0)
            standing = DutyStanding.objects.get()
            told = DutyReminder.objects.count()
        assert (standing.outcome, standing.next_end) == ("met", days(30))
        assert told == len(DUTIES), "one notice a duty, however much ends on the day"
        make_member()
        said = list(Notification.objects.filter(about_kind="duties"))
        assert len(said) == told
        assert "还有 30 日" in said[0].title_zh

    def test_walls_of_what_the_platform_keeps(self) -> None:
        make_firm()
        with work_in(PROVINCE):
            judge_after(0)
        for by, seen in ((make_officer(GUANGZHOU), 1), (make_officer(TIANHE), 0),
                         (make_officer("440300"), 0)):  # fmt: skip
            act_as(by)
            assert DutyStanding.objects.count() == seen
        make_member()
        assert DutyStanding.objects.count() == 1
        assert DutyStanding.objects.update(outcome="met") == 0, "nobody's own to change"
        with work_in(Scope(parties=("firm-else",))):
            assert (DutyStanding.objects.count(), FirmRule.objects.count()) == (0, 0)

    def test_lacking_shows(self) -> None:
        firm = make_firm()
        fulfil(firm)
        declare_check(make_member(), ServicePromise.objects.get(),
                      {"checker_kind": "firm", "checked_on": timezone.localdate(),
                       "to_standard": False})  # fmt: skip
        states = {s.state for d in judge(firm).duties for s in d.stands}
        assert LACKING in states
