"""Imports into the registers: what is found before anything is written, and what is written."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from openpyxl import Workbook, load_workbook
from psycopg.types.range import Range

from jifang.domains.systems.models import Channel, System
from jifang.domains.units.models import Site, Staff, Unit
from jifang.domains.units.organisation_services import declare_organisation
from jifang.domains.units.services import declare_unit, draft_site, retire_unit
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.selectors import choose_capacity, derive_scope, list_capacities
from jifang.foundation.history.bulk import insert_rows
from jifang.foundation.history.models import Change
from jifang.foundation.imports import reading
from jifang.foundation.imports.keep import find_rows, find_upload, list_rows
from jifang.foundation.imports.models import Import
from jifang.foundation.imports.services import (
    CHECK,
    REMOVE,
    WRITE,
    Wanted,
    ask_import,
    cancel_import,
    confirm_import,
    resume_import,
)
from jifang.foundation.imports.templates import write_bad_rows
from jifang.foundation.jobs.services import run_job
from jifang.foundation.walls.scope import Scope, enter_scope, read_scope, work_in
from jifang.law.errors import InputError
from soak.import_drill import make_codes
from tests.domains.people import SITE, make_member, make_unit
from tests.portals.people import Person, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def act(person: Person) -> tuple[Actor, str]:
    """Enter the bounds of a person's role; who acts, and the name of the role."""
    enter_scope(derive_scope(person.account, None))
    chosen = choose_capacity(list_capacities(person.account), None)
    assert chosen is not None
    enter_scope(derive_scope(person.account, chosen.membership))
    return chosen.as_actor(person.account), chosen.key


@pytest.fixture
def member() -> Person:
    """A member of a unit that is in the register."""
    person = make_person("unit_member")
    by, _ = act(person)
    make_unit(make_member(by.body.party))
    act(person)
    return person


NUMBERS = iter(range(10**6))


def work(name: str, of: Import) -> None:
    """What a worker does with a job that was asked for."""
    scope = read_scope()
    assert run_job(name, f"{name}:{next(NUMBERS)}", "", scope, {"imported": of.pk})
    enter_scope(scope)
    of.refresh_from_db()


def hand_in(person: Person, text: str | bytes, register: str = "site", **more: Any) -> Import:
    by, capacity = act(person)
    name = more.pop("file_name", "sites.csv")
    content = text.encode() if isinstance(text, str) else text
    of = ask_import(by, capacity, Wanted(register, name, **more), [content])
    work(CHECK, of)
    return of


def finish(person: Person, of: Import) -> None:
    by, _ = act(person)
    confirm_import(by, of.public_id)
    of.refresh_from_db()
    while of.state == "running":
        work(WRITE, of)


def list_faults(of: Import) -> list[tuple[int, str, str, str, str]]:
    return [(f.row, f.level, f.field, f.value, f.en) for f in of.faults.all()]


HEAD = "name,place_kind,region,address"


def make_text(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def good(n: int) -> str:
    return f"场所{n},a9_7.school,440106,天河路 {n} 号"


def test_rows_are_judged_before_anything_is_written(member: Person) -> None:
    of = hand_in(
        member, make_text(good(1), "坏,nothing,440106,x", good(2), good(1), ",a9_7.school,44,y")
    )
    assert (of.state, of.rows, of.good, of.bad, of.doubles) == ("checked", 5, 2, 2, 1)
    assert Site.objects.count() == 0
    found = list_faults(of)
    assert [(r, level, field, value) for r, level, field, value, _ in found] == [
        (3, "bad", "place_kind", "nothing"),
        (5, "double", "name", ""),
        (6, "bad", "name", ""),
        (6, "bad", "region", "44"),
    ]
    assert found[1][4] == "the same as row 2"
    finish(member, of)
    assert (of.state, of.done, of.late, of.leaves) == ("done", 2, 0, 1)
    assert sorted(Site.objects.values_list("name", flat=True)) == ["场所1", "场所2"]


@pytest.fixture
def officer() -> Person:
    return make_person("officer")


CODES = make_codes(3)


def declare_for(person: Person, *names: str) -> None:
    """Units of these names, entered by an officer; the first ones with a code each."""
    by, _ = act(person)
    for n, name in enumerate(names):
        code = CODES[n] if n < len(CODES) else ""
        declare_unit(by, {"name": name, "credit_code": code, "region": "440106"})


def errors(of: Import) -> dict[int, str]:
    return {f.row: f"{f.field}: {f.en}" for f in of.faults.exclude(level="warning")}


class TestParents:
    def test_a_unit_is_named_by_code_by_name_or_by_id(self, officer: Person) -> None:
        declare_for(officer, "甲单位", "乙单位", "丙单位", "同名", "同名")
        found = Unit.objects.get(name="丙单位")
        head = f"unit.credit_code,所属单位名称,unit.id,{HEAD}"
        of = hand_in(
            officer,
            make_text(
                f"{CODES[0].lower()},,,{good(1)}",
                f",乙单位,,{good(2)}",
                f",,{found.public_id},{good(3)}",
                f",同名,,{good(4)}",
                f",没有这个单位,,{good(5)}",
                f",,,{good(6)}",
                f"{CODES[0]},乙单位,,{good(7)}",
                f",甲单位,{found.public_id},{good(8)}",
                f",,not-an-id,{good(9)}",
                head=head,
            ),
        )
        assert errors(of) == {
            5: "unit.name: 2 records fit; name it by further columns or by its id",
            6: "unit.name: there is no such record within your reach",
            7: "unit.credit_code: say what it belongs to (unit.credit_code、unit.name)",
            8: "unit.credit_code: there is no such record within your reach",
            9: "unit.name: does not agree with the record that the id names",
            10: "unit.id: there is no such record within your reach",
        }
        finish(officer, of)
        assert list(Site.objects.order_by("name").values_list("unit__name", flat=True)) == [
            "甲单位", "乙单位", "丙单位",
        ]  # fmt: skip

    def test_systems_devices_and_channels_by_site_and_system(self, officer: Person) -> None:
        declare_for(officer, "甲单位", "乙单位")
        sites = hand_in(
            officer,
            make_text(f"甲单位,{good(1)}", f"乙单位,{good(1)}", head=f"unit.name,{HEAD}"),
        )
        finish(officer, sites)
        head = "site.name,unit.credit_code,system.name,name,kind"
        systems = hand_in(
            officer,
            make_text(
                f"场所1,{CODES[0]},,视频系统,video_surveillance",
                f"场所1,{CODES[1]},,视频系统,video_surveillance",
                "场所1,,,门禁,access_control",
                f"没有,{CODES[0]},,门禁,access_control",
                head=head,
            ),
            "system",
        )
        assert errors(systems) == {
            4: "site.name: 2 records fit; name it by further columns or by its id",
            5: "site.name: there is no such record within your reach",
        }
        finish(officer, systems)
        subsystem = hand_in(
            officer,
            make_text(f"场所1,{CODES[0]},视频系统,子系统,video_surveillance", head=head), "system",
        )  # fmt: skip
        finish(officer, subsystem)
        assert System.objects.get(name="子系统").parent == System.objects.get(
            name="视频系统", site__unit__credit_code=CODES[0]
        )
        head = "unit.credit_code,site.name,system.name,device.name,name,kind"
        devices = hand_in(
            officer, make_text(f"{CODES[0]},场所1,视频系统,录像机,camera",
                               head=head.replace("device.name,", "")), "device",
        )  # fmt: skip
        finish(officer, devices)
        assert devices.done == 1, list_faults(devices)
        channels = hand_in(
            officer,
            make_text(
                f"{CODES[0]},场所1,视频系统,录像机,通道1,video",
                f"{CODES[0]},场所1,视频系统,,通道2,video",
                f"{CODES[0]},场所1,视频系统,没有,通道3,video",
                head=head,
            ),
            "channel",
        )
        assert list(errors(channels)) == [4]
        finish(officer, channels)
        made = Channel.objects.order_by("name").values_list("name", "device__name")
        assert list(made) == [("通道1", "录像机"), ("通道2", None)]

    def test_staff_go_into_ones_own_body(self) -> None:
        person = make_person("firm_manager")
        by, _ = act(person)
        given = {"name": "示例工程公司", "kind": "firm", "region": "440106"}
        declare_organisation(by, given)
        text = make_text(
            "A1,张三,是", "A2,李四,", ",,", "A3,,", head="number,person_name,is_technician"
        )
        of = hand_in(person, text, "staff")
        assert (of.rows, of.good) == (3, 2)
        assert [f.value for f in of.faults.all()] == [""]
        finish(person, of)
        assert sorted(Staff.objects.values_list("number", flat=True)) == ["A1", "A2"]

    def test_the_whole_file_into_one_record(self, officer: Person) -> None:
        declare_for(officer, "甲单位")
        unit = Unit.objects.get()
        of = hand_in(officer, make_text(good(1)), parent=str(unit.public_id))
        assert (of.parent_name, of.good) == ("甲单位", 1)
        named = hand_in(
            officer, make_text(f"甲单位,{good(1)}", head=f"unit.name,{HEAD}"),
            parent=str(unit.public_id),
        )  # fmt: skip
        assert named.state == "refused"
        assert errors(named)[0].startswith("heading: there is no such column")
        retire_unit(act(officer)[0], unit.public_id, unit.version, reason="撤销")
        finish(officer, of)
        assert (of.state, of.done, of.late) == ("done", 0, 1)


class TestChangesMeanwhile:
    def test_what_was_entered_meanwhile_is_told_and_the_rest_is_written(
        self, member: Person
    ) -> None:
        of = hand_in(member, make_text(good(1), good(2)))
        other = hand_in(member, make_text(good(2)))
        finish(member, other)
        finish(member, of)
        assert (of.state, of.done, of.late) == ("done", 1, 1)
        [late] = of.faults.filter(late=True)
        assert (late.row, late.level, late.field) == (3, "double", "name")
        assert load_workbook(io.BytesIO(write_bad_rows(of, "zh")))["site"]["D3"].value == "场所2"

    def test_what_only_the_database_sees_is_found_row_by_row(self, officer: Person) -> None:
        hidden = make_member("unit-elsewhere", "440305")
        make_unit(hidden, credit_code=CODES[0], region="440305")
        act(officer)
        head = "name,credit_code,region"
        rows = [f"单位{n},{CODES[0] if n == 5 else ''},440106" for n in range(8)]
        of = hand_in(officer, make_text(*rows, head=head), "unit")
        assert of.good == 8
        finish(officer, of)
        assert (of.state, of.done, of.late, of.leaves) == ("done", 7, 1, 1)
        [late] = of.faults.filter(late=True)
        assert (late.row, late.field) == (7, "credit_code")
        entries = set(Change.objects.filter(kind="unit", by=str(officer.account.public_id))
                      .values_list("entry", flat=True))  # fmt: skip
        assert len(entries) == 1

    def test_where_the_role_has_ended_it_stops_and_says_so(self, member: Person) -> None:
        of = hand_in(member, make_text(good(1)))
        by, _ = act(member)
        confirm_import(by, of.public_id)
        with work_in(Scope(administration="security_admin")):
            member.membership.valid = Range(date(2020, 1, 1), date(2020, 1, 2))
            member.membership.save()
        work(WRITE, of)
        assert (of.state, of.why, of.done) == ("stopped", "role", 0)

    def test_one_that_stands_still_goes_on_and_enters_nothing_twice(
        self, member: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jifang.foundation.imports.reading.PORTION", 2)
        of = hand_in(member, make_text(*map(good, range(5))))
        by, _ = act(member)
        with pytest.raises(InputError):
            resume_import(by, of.public_id)
        confirm_import(by, of.public_id)
        work(WRITE, of)
        resume_import(by, of.public_id)
        for _ in range(4):
            work(WRITE, of)
        of.refresh_from_db()
        assert (of.state, of.done) == ("done", 5)
        with pytest.raises(InputError):
            resume_import(by, of.public_id)

    def test_a_cancelled_one_writes_no_more(
        self, member: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jifang.foundation.imports.reading.PORTION", 2)
        of = hand_in(member, make_text(*map(good, range(5))))
        by, _ = act(member)
        confirm_import(by, of.public_id)
        work(WRITE, of)
        cancel_import(by, of.public_id)
        work(WRITE, of)
        assert (of.state, of.done, Site.objects.count()) == ("cancelled", 2, 2)

    def test_an_earlier_reading_that_was_taken_for_dead_does_not_count(
        self, member: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        by, capacity = act(member)
        wanted = Wanted("site", "sites.csv")
        of = ask_import(by, capacity, wanted, [make_text(good(1)).encode()])
        scope = read_scope()
        real = reading.judge_portion

        def late(one: Any, *given: Any) -> None:
            monkeypatch.setattr(reading, "judge_portion", real)
            reading.begin_reading(scope, of.pk)
            real(one, *given)

        monkeypatch.setattr(reading, "judge_portion", late)
        with pytest.raises(reading.SupersededError):
            reading.check_file(scope, imported=of.pk)
        work(CHECK, of)
        assert (of.state, of.attempt, of.good) == ("checked", 3, 1)


class TestTelling:
    def test_cells_and_personal_values(self, member: Person, tmp_path: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append([*HEAD.split(","), "contact_phone", "longitude", "#备注", None])
        sheet.append(["场所1", "a9_7.school", 440106, "=1+1", 13800138000, 113.5, "看", None])
        sheet.append([123, "a9_7.school", "440106", "路", "x" * 99, "东经", None, "没有标题"])
        out = io.BytesIO()
        book.save(out)
        of = hand_in(member, out.getvalue(), file_name="sites.xlsx")
        found = {(row, field): (value, en) for row, _, field, value, en in list_faults(of)}
        assert found[2, "address"][1].startswith("a formula")
        assert found[2, "contact_phone"] == (
            "", "must be text; the cell holds a number: format the column as text and type it again"
        )  # fmt: skip
        assert found[3, "name"][0] == "123"
        assert found[3, "contact_phone"][0] == "", "personal data is not kept"
        assert found[3, "longitude"][0] == "东经"
        assert found[3, "heading"][1] == "row 3, column 8: no heading above it"
        assert (2, "region") not in found, "a code of six digits may be a number"
        kept = find_rows(of).read_bytes()
        assert b"1380013" not in kept
        assert "场所1".encode() not in kept
        assert [number for number, _ in list_rows(of, good=False)] == [2, 3]

    def test_every_bad_row_and_every_warning_is_told(self, officer: Person) -> None:
        wrong = CODES[0][:-1] + ("0" if CODES[0][-1] != "0" else "1")
        rows = [f"单位,{wrong},440106", "单位,abc,440106", "单位,,1"]
        of = hand_in(officer, make_text(*rows, head="name,credit_code,region"), "unit")
        assert (of.good, of.bad, of.warned) == (1, 2, 1)
        assert [(f.row, f.level, f.field) for f in of.faults.all()] == [
            (2, "warning", "credit_code"), (3, "bad", "credit_code"), (4, "bad", "region"),
        ]  # fmt: skip
        assert all(f.zh and f.en for f in of.faults.all())

    def test_another_territory_is_not_ones_own(self, officer: Person) -> None:
        declare_for(officer, "甲单位")
        of = hand_in(
            officer, make_text("甲单位,场所,a9_7.school,440305,路", head=f"unit.name,{HEAD}")
        )
        assert errors(of) == {2: "region: your role may not change this record"}

    def test_files_are_gone_after_seven_days(
        self, member: Person, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            of = hand_in(member, make_text(good(1), "x,y,z,q"))
        assert not find_upload(of).exists()
        assert find_rows(of).exists()
        with django_capture_on_commit_callbacks(execute=True):
            work(REMOVE, of)
        assert (of.state, of.why) == ("stopped", "time")
        assert not find_rows(of).exists()
        assert not of.faults.exists()

    def test_more_rows_than_one_file_may_hold(
        self, member: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("jifang.foundation.imports.reading.MOST_ROWS", 2)
        of = hand_in(member, make_text(*map(good, range(3))))
        assert (of.state, errors(of)) == (
            "refused", {0: "file: more than 2 rows; divide it into several files"},
        )  # fmt: skip
        by, _ = act(member)
        with pytest.raises(InputError):
            confirm_import(by, of.public_id)


def test_inserted_together_as_one_by_one(member: Person) -> None:
    """Rows written by one statement read back as the library writes them."""
    unit = Unit.objects.get()
    by = make_member(unit.party)
    given = {**SITE, "name": "一", "contact_name": "张三", "agreed_party": "", "public_area": None}
    one = draft_site(by, unit, given)
    two = draft_site(by, unit, given)
    one.record.save()
    two.record.name = "二"
    two.record.double_key = "x"
    insert_rows([two.record], "public_id")
    names = [f.name for f in Site._meta.concrete_fields]
    apart = {"id", "public_id", "name", "double_key", "declared_at", "changed_at",
             "contact_name", "contact_phone"}  # fmt: skip
    saved, inserted = (Site.objects.get(pk=d.record.pk) for d in (one, two))
    for name in set(names) - apart:
        assert getattr(saved, name) == getattr(inserted, name), name
    assert inserted.contact_name.open() == "张三"
    assert inserted.declared_at == two.record.declared_at
