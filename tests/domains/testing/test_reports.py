"""Commissions and reports: what is lawful succeeds with its leaf, what is not is refused and
recorded, for the application and for plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from jifang.domains.projects.api import ask_gates
from jifang.domains.testing import commissioning
from jifang.domains.testing.api import find_report
from jifang.domains.testing.checklist import (
    list_known,
    list_sampling_rules,
    warn_clause,
    warn_report,
    warn_sampling,
)
from jifang.domains.testing.commissioning import answer_commission, commission_test
from jifang.domains.testing.data import (
    COMPLETED,
    AnswerGiven,
    ClauseGiven,
    NotFoundError,
    StaleError,
)
from jifang.domains.testing.judging import check_clause, digest_clauses, find_verdict
from jifang.domains.testing.locking import lock_report, preview_report
from jifang.domains.testing.models import Answer, Clause, Commission, Report
from jifang.domains.testing.reporting import (
    begin_report,
    discard_report,
    remove_clause,
    set_days,
    write_clause,
    write_clauses,
)
from jifang.domains.testing.selectors import (
    find_commission,
    find_letter,
    find_report_row,
    is_current,
    list_clauses,
)
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.selectors import verify_code
from jifang.foundation.history.data import RecordError
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError
from jifang.portals.testing.queue_views import Row
from tests.domains.testing.world import (
    BAD,
    GOOD,
    LAB,
    LAPSED,
    NARROW,
    PEOPLE,
    World,
    commission,
    last_leaf,
    lay_locked,
    list_leaves,
    lock,
    reread,
    take,
    today,
    within,
    write,
)

pytestmark = pytest.mark.django_db
ART_18 = {"law": "gd-decree-238", "provision": "art_18__para_1"}


def count() -> tuple[int, ...]:
    with work_in(EVERYTHING):
        return tuple(m._default_manager.count() for m in (Commission, Answer, Report, Clause))


def refused(act: Callable[[], object], code: str) -> dict[str, Any]:
    """An act is refused and recorded by art. 18, and nothing else stays of it."""
    before = count()
    with pytest.raises(CaseError) as caught:
        act()
    assert caught.value.code == code
    assert count() == before
    leaf = last_leaf()
    assert leaf["kind"].endswith(".refused")
    assert (leaf["basis"], leaf["details"]["refused"]) == ([ART_18], code)
    return leaf


class TestWay:
    def test_from_commission_to_sealed_report(self, world: World) -> None:
        report = lay_locked(world)
        assert (report.verdict, report.version, report.state) == ("passed", 1, "locked")
        assert report.scope_covers
        kinds = [leaf["kind"] for leaf in list_leaves()[-7:]]
        assert kinds == [
            "test.commissioned", "test.taken", "test_report.begun", "test_report.written",
            "test_report.written", "letter.issued", "test_report.locked",
        ]  # fmt: skip
        assert last_leaf()["after"] == report.digest == digest_clauses([GOOD])
        letter = find_letter(report)
        assert letter is not None
        assert letter.fields["digest"] == report.digest
        public = verify_code(letter.code)
        assert public is not None
        assert (public.kept, public.agrees, public.organ.zh) == (
            "whole", True, report.commission.body_name
        )  # fmt: skip

    def test_the_gate_waits_for_a_pass(self, world: World) -> None:
        def ask() -> list[str]:
            with within("unit"):
                return [r.text.en for r in ask_gates("tested", world.project, today())]

        assert "no test report" in ask()[0]
        failed = lay_locked(world, GOOD, BAD)
        assert failed.verdict == "failed"
        assert "not a pass" in ask()[0]
        lock(write(failed.commission, GOOD, why="第 2 条读数录入有误"))
        assert ask() == []

    def test_not_before_the_project_is_completed(self, world: World) -> None:
        row = commission(world)
        take(row)
        draft = write(row)
        other = commission(world)
        take(other)
        with patch.object(commissioning, "COMPLETED", COMPLETED):
            with pytest.raises(CaseError, match="not completed"):
                write(other)
            with pytest.raises(CaseError, match="not completed"):
                lock(draft)
            with pytest.raises(CaseError, match="not completed"):
                commission(world, NARROW, kinds=["video_surveillance"])
        leaf = last_leaf()
        assert leaf["kind"] == "test.commissioned.refused"
        assert leaf["basis"][0]["provision"] == "art_12__para_1"

    def test_what_is_to_be_looked_at_before_the_lock(self) -> None:
        short = replace(GOOD, measured="12")
        said = [t.en for t in (*warn_clause(short), *warn_report([short], 2))]
        assert said[0].startswith("the reading 12 日 is below the 30")
        assert any("only 1 clause with a result, for 2 kinds of system" in t for t in said)
        assert any("1 clause whose reading" in t for t in said)
        tool = replace(GOOD, instrument="秒表")
        assert list(warn_clause(tool)) == []
        three = [replace(tool, remark=place) for place in ("东门", "西门", "机房")]
        assert list(warn_report(three, 2)) == []
        (twice,) = warn_report([*three, tool, tool], 2)
        assert twice.en.startswith("GB 55029-2022 3.5.2(5) stands there 2 times")
        failed = replace(tool, population=10, sampled=10, failed=3)
        assert any("1 clause whose sample" in t.en for t in warn_report([tool, tool, failed], 2))
        late = replace(tool, requirement="响应不超过 2 秒", measured="2.6", unit="s")
        assert [t.en[:20] for t in warn_clause(late)] == ["the reading 2.6 s is"]

    def test_days_that_cannot_be(self, world: World) -> None:
        row = commission(world)
        take(row)
        draft = str(write(row).public_id)
        with within("tester") as by, pytest.raises(InputError, match="not before 1900-01-01"):
            set_days(by, draft, date(1, 1, 1), today())
        ended = replace(GOOD, instrument="秒表", instrument_certificate="J-1",
                        instrument_until=today() - timedelta(days=1))  # fmt: skip
        assert [t.en[:37] for t in warn_clause(ended, today())] == [
            "the certificate of the instrument end"
        ]
        for year in (1, 9999):
            (odd,) = check_clause(replace(ended, instrument_until=date(year, 1, 1)))
            assert odd.field == "instrument_until"

    def test_a_commission_is_headed_by_its_latest_report(self, world: World) -> None:
        first = lay_locked(world, GOOD, BAD)
        lock(write(first.commission, GOOD, why="复测"))
        with within("unit"):
            row = Row(find_commission(str(first.commission.public_id)))
            assert row.locked is not None
            assert (row.locked.version, row.state.en) == (2, "passed")

    def test_a_correction_names_what_it_corrects(self, world: World) -> None:
        first = lay_locked(world)
        with pytest.raises(InputError), within("tester") as by:
            begin_report(by, str(first.commission.public_id))
        second = lock(write(first.commission, GOOD, BAD, why="漏录一条"))
        assert (second.version, second.corrects_id, second.why) == (2, first.pk, "漏录一条")
        with work_in(EVERYTHING):
            assert [is_current(r) for r in (reread(first), second)] == [False, True]
        letter = find_letter(reread(first))
        assert letter is not None
        public = verify_code(letter.code)
        assert public is not None
        assert (public.state, public.replaced_by) == ("superseded", second.number)
        with within("unit"):
            found = find_report(world.project.public_id)
        assert found is not None
        assert (found.version, found.verdict) == (2, "failed")

    def test_a_correction_begins_with_the_clauses_before(self, world: World) -> None:
        first = lay_locked(world, GOOD, BAD)
        with within("tester") as by:
            draft = begin_report(by, str(first.commission.public_id), why="更正")
            assert digest_clauses(list_clauses(draft)) == first.digest

    def test_clause_by_clause(self, world: World) -> None:
        row = commission(world)
        take(row)
        report = write(row)
        public_id = str(report.public_id)
        with within("tester") as by:
            write_clause(by, public_id, BAD, edition=report.edition)
            with pytest.raises(StaleError):
                write_clause(by, public_id, BAD, edition=report.edition)
            write_clause(by, public_id, replace(GOOD, result="not_applicable"), position=1)
            with pytest.raises(InputError):
                remove_clause(by, public_id, 9)
            found = list_clauses(reread(report))
            assert [(c.position, c.result) for c in found] == [(1, "not_applicable"),
                                                               (2, "does_not")]  # fmt: skip
            assert b"%PDF" in preview_report(reread(report))[:8]
            remove_clause(by, public_id, 2)
            with pytest.raises(InputError):  # nothing was applied: no verdict
                preview_report(reread(report))
            discard_report(by, public_id)
        assert last_leaf()["kind"] == "test_report.discarded"
        refused(lambda: lock(reread(report)), "locked")

    def test_declined_and_withdrawn(self, world: World) -> None:
        for who, answer in (("tester", "declined"), ("unit", "withdrawn")):
            row = commission(world)
            with within(who) as by:
                with pytest.raises(InputError):
                    answer_commission(by, str(row.public_id), AnswerGiven(answer))
                answer_commission(by, str(row.public_id), AnswerGiven(answer, reason="排期已满"))
            assert last_leaf()["kind"] == f"test.{answer}"
            refused(lambda row=row: take(row), "answered")  # type: ignore[misc]
            refused(lambda row=row: write(row), "not_taken")  # type: ignore[misc]


class TestAccreditation:
    @pytest.mark.parametrize(("body", "words"), [
        (LAPSED, "holds no valid accreditation"), (NARROW, "does not cover: intrusion"),
    ])  # fmt: skip
    def test_commission_is_refused(self, world: World, body: str, words: str) -> None:
        leaf = refused(lambda: commission(world, body), "accreditation")
        assert leaf["details"]["outcome"] == "must_not"
        with pytest.raises(CaseError, match=words):
            commission(world, body)

    def test_the_scope_need_only_cover_what_is_tested(self, world: World) -> None:
        assert commission(world, NARROW, kinds=["video_surveillance"]).body == NARROW

    def test_a_day_before_it_held_is_refused_at_the_lock(self, world: World) -> None:
        row = commission(world)
        take(row)
        draft = write(row, since=40)
        refused(lambda: lock(draft), "accreditation")
        assert reread(draft).state == "draft"

    def test_no_such_body_no_kind_no_day(self, world: World) -> None:
        with pytest.raises(InputError) as caught, within("unit") as by:
            commission_test(by, world.project.public_id, "nobody", today() - timedelta(days=1),
                            kinds=["road_checkpoint"], remark="x" * 501)  # fmt: skip
        assert {p.field for p in caught.value.problems} == {
            "body", "planned_on", "kinds", "remark",
        }  # fmt: skip

    def test_whoever_has_a_part_may_not_test(self, world: World) -> None:
        with work_in(Scope("44", "45")), connection.cursor() as cursor:
            cursor.execute("UPDATE organisation SET party = %s WHERE party = %s", ["moved", LAB])
            cursor.execute("UPDATE unit SET credit_code = '91440101731566630A'")
            cursor.execute("UPDATE organisation SET party = %s WHERE party = %s", [LAB, "moved"])
        refused(lambda: commission(world), "conflict")


ALLOWED = {
    "commission": "unit", "take": "tester second", "begin": "tester second",
    "write": "tester second", "lock": "second",
}  # fmt: skip


class TestWho:
    """(act, who): everybody else is refused, or finds nothing."""

    @pytest.mark.parametrize("act", list(ALLOWED))
    def test_walk(self, world: World, act: str) -> None:
        row = commission(world) if act != "commission" else None
        if row is not None and act != "take":
            take(row)
        draft = write(row) if row is not None and act in {"write", "lock"} else None
        for who in PEOPLE:
            before = count()
            if who in ALLOWED[act].split():
                with transaction.atomic():
                    self.do(act, who, world, row, draft)
                    transaction.set_rollback(True)
            else:  # without the power, or behind the wall: the same as what is not there
                with pytest.raises((CaseError, RecordError)) as caught:
                    self.do(act, who, world, row, draft)
                code = getattr(caught.value, "code", "")
                assert code in {"power", "not_found", "second_person"}, who
            assert count() == before

    def do(
        self, act: str, who: str, world: World, row: Commission | None, draft: Report | None
    ) -> None:
        if act == "commission":
            commission(world, who=who)
        elif act == "take":
            assert row is not None
            take(row, who)
        elif draft is not None:
            with within(who) as by:
                if act == "lock":
                    lock_report(by, str(draft.public_id), edition=draft.edition)
                else:
                    write_clauses(by, str(draft.public_id), [GOOD, BAD])
        elif row is not None:
            with within(who) as by:
                begin_report(by, str(row.public_id))

    def test_taking_needs_the_declaration(self, world: World) -> None:
        row = commission(world)
        refused(lambda: take(row, no_conflict=False), "conflict")
        refused(lambda: take(row, no_conflict=None), "conflict")
        with pytest.raises(InputError):
            take(row, declaration="  ")

    def test_locked_by_a_second_person(self, world: World) -> None:
        row = commission(world)
        take(row)
        draft = write(row)
        refused(lambda: lock(draft, "tester"), "second_person")
        with within("second") as by:
            draft = write_clause(by, str(draft.public_id), GOOD)
        refused(lambda: lock(draft, "second"), "second_person")

    def test_what_is_missing_is_said_at_the_lock(self, world: World) -> None:
        row = commission(world)
        take(row)
        late = replace(GOOD, instrument="秒表", instrument_certificate="J-1",
                       instrument_until=today() - timedelta(days=1))  # fmt: skip
        draft = write(row, late)
        with pytest.raises(InputError) as caught:
            lock(draft)
        assert [p.field for p in caught.value.problems] == ["clauses[0].instrument_until"]
        with within("tester") as by:
            draft = write_clauses(by, str(draft.public_id), [])
            draft = set_days(by, str(draft.public_id), None, None)
        with pytest.raises(InputError) as caught:
            lock(draft)
        assert {p.field for p in caught.value.problems} == {"tested_from", "tested_on", "clauses"}

    def test_walls(self, world: World) -> None:
        report = lay_locked(world)
        public_id = report.public_id
        with within("tester") as by:
            draft = begin_report(by, str(report.commission.public_id), why="更正")
        key = world.project.grant_key
        seen = {who: self.sees(who, public_id) for who in PEOPLE}
        assert {who for who, found in seen.items() if found} == {
            "unit", "tester", "second", "officer", "approver",
        }  # fmt: skip
        with work_in(Scope(parties=("firm-own",), grants=(key,))):  # a member of the project
            assert find_report_row(public_id).pk == report.pk
        with within("away"), pytest.raises(NotFoundError):
            find_commission(report.commission.public_id)
        assert draft.state == "draft"

    def sees(self, who: str, public_id: object) -> bool:
        with within(who):
            try:
                find_report_row(str(public_id))
            except NotFoundError:
                return False
            return True


ON_REPORT = (
    "UPDATE test_report SET verdict = 'passed' WHERE id = {report}",
    "UPDATE test_report SET remark = 'x' WHERE id = {report}",
    "UPDATE test_report SET state = 'draft' WHERE id = {report}",
    "DELETE FROM test_report WHERE id = {report}",
    "UPDATE test_clause SET result = 'conforms' WHERE report_id = {report}",
    "DELETE FROM test_clause WHERE report_id = {report}",
    "UPDATE test_commission SET body = 'x'", "DELETE FROM test_commission",
    "UPDATE test_answer SET no_conflict = false", "DELETE FROM test_answer",
    "TRUNCATE test_clause", "TRUNCATE test_report CASCADE",
    ("INSERT INTO test_clause (organ_region, party, body, grant_key, entry, report_id, position,"
    " standard, clause, requirement, result, known, measured, unit, instrument,"
    " instrument_certificate, evidence, remark, written_by, written_at)"
    " SELECT organ_region, party, body, grant_key, 0, id, 9, 's', 'c', 'r', 'conforms', '', '', '',"
    " '', '', '[]', '', 'x', now() FROM test_report WHERE id = {report}"),
)  # fmt: skip


AGAIN = "UPDATE {table} SET {more} WHERE id = {id}"
OTHER_ANSWER = (
    "INSERT INTO test_answer (organ_region, party, body, grant_key, entry, commission_id,"
    " answer, no_conflict, declaration, reason, answered_by, answered_at) SELECT"
    " organ_region, party, 'other', grant_key, 0, id, 'taken', true, 'x', '', 'x', now()"
    " FROM test_commission WHERE id = {id}"
)
OTHER_BODY = (
    "INSERT INTO test_commission SELECT (jsonb_populate_record(c, jsonb_build_object("
    "'id', 999999, 'public_id', gen_random_uuid(), 'body', '{body}'))).*"
    " FROM test_commission c WHERE id = {id}"
)


class TestDatabase:
    """What plain SQL is refused, within the bounds of whoever may write."""

    def attempt(self, sql: str, words: str = ".") -> None:
        with (
            pytest.raises(DatabaseError, match=words), transaction.atomic(),
            work_in(Scope("44", "45", (LAB, "unit-own"))), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(sql)

    def test_a_locked_report_never_changes(self, world: World) -> None:
        report = lay_locked(world, GOOD, BAD)
        for sql in ON_REPORT:
            self.attempt(sql.format(report=report.pk))
        with work_in(EVERYTHING):
            assert digest_clauses(list_clauses(report)) == report.digest

    def test_a_lock_is_not_bent(self, world: World) -> None:
        row = commission(world)
        take(row)
        draft = write(row, GOOD, BAD)
        whole = (
            "UPDATE test_report SET state = 'locked', verdict = 'failed', locked_by = 'z',"
            " locked_at = now(), scope_covers = true, accredited_until = tested_on, letter = 'l',"
            " digest = 'd' {more} WHERE id = {id}"
        )
        by = PEOPLE["tester"].public_id
        for more, words in (
            ("", "sealed letter"), (", tested_from = '2020-01-01'", "art. 18"),
            (", tested_on = NULL", "."),
        ):  # fmt: skip
            self.attempt(whole.format(id=draft.pk, more=more), words)
        plain = whole.format(id=draft.pk, more="")
        self.attempt(plain.replace("'z'", f"'{by}'"), "second person")
        self.attempt(plain.replace("'failed'", "'passed'"), "verdict follows")
        self.attempt(AGAIN.format(table="test_report", id=draft.pk, more="version = 5"), "stays")
        self.attempt(OTHER_ANSWER.format(id=row.pk), "where its commission")
        self.attempt(OTHER_BODY.format(id=row.pk, body=LAPSED), "art. 18")

    def test_an_admin_that_somebody_attaches_changes_nothing(self, world: World) -> None:
        report = lay_locked(world)
        request = RequestFactory().post("/")
        for model, row in ((Report, report), (Clause, None)):
            attached = admin.ModelAdmin(model, admin.AdminSite())
            with work_in(Scope("44", "45")):
                found = row or Clause.objects.filter(report=report).get()
            found.remark = "x"
            with pytest.raises(DatabaseError), transaction.atomic(), work_in(Scope("44", "45")):
                attached.save_model(request, found, None, True)
            with pytest.raises(DatabaseError), transaction.atomic(), work_in(Scope("44", "45")):
                attached.delete_queryset(request, model._default_manager.filter(pk=found.pk))


class TestClauses:
    @pytest.mark.parametrize(("more", "field"), [
        ({"standard": " "}, "standard"), ({"result": "good"}, "result"), ({"unit": ""}, "unit"),
        ({"instrument": "秒表"}, "instrument_certificate"), ({"sampled": 9}, "sampled"),
        ({"population": None}, "population"), ({"failed": 4}, "failed"),
        ({"remark": "x" * 501}, "remark"), ({"failed": -1}, "failed"),
    ])  # fmt: skip
    def test_what_is_wrong(self, more: dict[str, Any], field: str) -> None:
        assert field in {p.field for p in check_clause(replace(GOOD, **more))}

    def test_evidence_is_the_bodys(self, world: World) -> None:
        row = commission(world)
        take(row)
        for one in ("x", str(row.public_id)):
            with pytest.raises(InputError) as caught:
                write(row, replace(GOOD, evidence=(one,)))
            assert [p.field for p in caught.value.problems] == ["clauses[0].evidence"]

    def test_verdict(self) -> None:
        for results, verdict in (
            ((), ""), (("not_applicable",), ""), (("conforms", "not_applicable"), "passed"),
            (("conforms", "does_not"), "failed"),
        ):  # fmt: skip
            assert find_verdict(results) == verdict

    @pytest.mark.parametrize(("counts", "number"), [
        ((5, 5), 0), ((5, 4), 1), ((100, 5), 0), ((100, 4), 1), ((100, 8, 1, 16, 0), 0),
        ((100, 8, 1, 15, 0), 1), ((100, 8, 1, 16, 1), 1), ((100, 8, 1), 1),
    ])  # fmt: skip
    def test_sampling_is_said_and_never_refused(self, counts: tuple[int, ...], number: int) -> None:
        names = ("population", "sampled", "failed", "resampled", "failed_again")
        bare: dict[str, Any] = dict.fromkeys(names)
        given: ClauseGiven = replace(GOOD, **(bare | dict(zip(names, counts, strict=False))))
        assert len(list(warn_sampling(given))) == number
        assert list(check_clause(given)) == []

    def test_check_list_is_of_the_day(self) -> None:
        known = {k.code: k for k in list_known(today())}
        assert known["gb-55029-2022/cl_3_5_2__item_5"].clause == "3.5.2(5)"
        assert {k.confidence for k in known.values()} <= {"A", "B", "C", "D", "M"}
        early = {k.code for k in list_known(today().replace(year=2020))}
        assert "gb-55029-2022/cl_3_5_2__item_5" not in early
        assert [r.clause for r in list_sampling_rules(today())] == ["9.1.5", "9.1.6"]
