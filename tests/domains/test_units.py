"""Units, sites and designations: every rule on both sides, the past, two editors, the walls."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jifang.domains.units.facts import find_site_facts
from jifang.domains.units.kinds import SITE, UNIT
from jifang.domains.units.models import Designation, Site, Unit
from jifang.domains.units.selectors import (
    filter_designated,
    find_site,
    list_sites,
    list_standings,
    search_sites,
    search_units,
)
from jifang.domains.units.services import (
    change_site,
    change_unit,
    declare_designation,
    declare_site,
    declare_sites,
    declare_unit,
    draft_site,
    draft_unit,
    reinstate_site,
    retire_designation,
    retire_site,
)
from jifang.foundation.audit.models import Entry
from jifang.foundation.history.data import NotFoundError, RecordError, StaleError
from jifang.foundation.history.models import Change
from jifang.foundation.history.selectors import find_faults, list_changes, read_past
from jifang.foundation.history.services import reveal_field
from jifang.foundation.search.models import Gram
from jifang.foundation.walls.scope import Scope, enter_scope
from jifang.law.errors import InputError
from jifang.ledger.entries import read_entry
from tests.domains import people
from tests.domains.people import (
    GUANGZHOU,
    NANSHAN,
    TIANHE,
    YUEXIU,
    act_as,
    make_member,
    make_officer,
    make_site,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]
TODAY = timezone.localdate()
SCHOOL, BANK = "示例中学校本部", "银行大厦 KFC 第3店"


def fields_of(error: InputError) -> set[str]:
    return {p.field for p in error.problems}


def read_last_entry() -> Any:
    before = connection.cursor()
    enter_scope(Scope("44", "45"))
    entry = Entry.objects.order_by("-id").first()
    before.close()
    assert entry is not None
    return read_entry(bytes(entry.bytes))


class TestUnits:
    def test_a_member_enters_the_own_body(self) -> None:
        unit = make_unit()
        assert (unit.party, unit.organ_region, unit.version) == ("unit-own", TIANHE, 1)
        assert unit.credit_code_right is True
        assert unit.initials == "slzxys"
        assert find_faults(UNIT, unit) == {}

    def test_a_wrong_check_character_warns_and_stays(self) -> None:
        by = act_as(make_member())
        draft = draft_unit(by, {**people.UNIT, "credit_code": "91350211M0000XUF46"})
        assert not draft.problems
        assert [w.field for w in draft.warnings]
        unit = declare_unit(by, {**people.UNIT, "credit_code": "91350211m0000xuf46"})
        assert (unit.credit_code, unit.credit_code_right) == ("91350211M0000XUF46", False)

    def test_every_problem_is_said_at_once(self) -> None:
        by = act_as(make_member())
        with pytest.raises(InputError) as caught:
            declare_unit(by, {"name": " ", "credit_code": "123", "region": "440100",
                              "colour": "red", "contact_phone": "1" * 50})  # fmt: skip
        assert fields_of(caught.value) == {
            "name",
            "credit_code",
            "region",
            "colour",
            "contact_phone",
        }
        assert all(p.value != "1" * 50 for p in caught.value.problems), "personal data"

    def test_the_same_code_is_entered_once(self) -> None:
        make_unit()
        officer = act_as(make_officer())
        with pytest.raises(InputError) as caught:
            declare_unit(officer, {**people.UNIT, "name": "另一名称"})
        assert fields_of(caught.value) == {"credit_code"}

    def test_the_same_code_behind_a_wall_is_refused_by_the_database(self) -> None:
        make_unit()
        other = act_as(make_officer(NANSHAN))
        with pytest.raises(InputError) as caught:
            declare_unit(other, {**people.UNIT, "region": NANSHAN})
        assert fields_of(caught.value) == {"credit_code"}

    def test_a_body_seated_outside_the_province_is_kept_by_the_provincial_organ(self) -> None:
        unit = make_unit(region="110105", credit_code="91110000101623741K")
        assert unit.organ_region == "440000"

    def test_who_may_enter(self) -> None:
        for role in ("approver", "supervisor"):
            by = act_as(make_officer(role=role))
            with pytest.raises(RecordError) as caught:
                declare_unit(by, people.UNIT)
            assert caught.value.code == "power"
        by = act_as(make_officer(YUEXIU))
        with pytest.raises(RecordError):
            declare_unit(by, people.UNIT)  # another county's
        unit = declare_unit(act_as(make_officer()), people.UNIT)
        assert unit.party.startswith("unit-")
        assert unit.party != "unit-own"

    def test_the_new_name_reaches_the_sites_wherever_they_are(self) -> None:
        unit = make_unit()
        site = make_site(unit, region=NANSHAN)
        change_unit(act_as(make_member()), unit.public_id, 1, {"name": "新名中学"}, reason="更名")
        act_as(make_officer(NANSHAN))
        assert find_site(site.public_id).unit_name == "新名中学"
        assert not Unit.objects.exists(), "the unit is another organ's"


class TestPersonalData:
    def test_it_is_sealed_and_masked(self) -> None:
        unit = make_unit()
        with connection.cursor() as cursor:
            cursor.execute("SELECT contact_name, contact_phone FROM unit")
            stored = cursor.fetchone()
        assert all(s.startswith("v1:") for s in stored)
        again = Unit.objects.get(pk=unit.pk)
        assert (str(again.contact_name), str(again.contact_phone)) == ("张*", "138******00")
        assert "13800138000" not in repr(again.contact_phone)

    def test_it_stands_neither_in_history_nor_in_the_leaf(self) -> None:
        unit = make_unit()
        change_unit(make_member(), unit.public_id, 1, {"contact_phone": "13900139000"},
                    reason="换电话")  # fmt: skip
        change = list_changes(unit)[0]
        assert set(change.after) == {"contact_phone"}
        assert "139" not in str(change.after)[:20]
        assert len(change.after["contact_phone"]) == 64
        assert "13900139000" not in str(read_last_entry())

    def test_the_same_value_again_is_no_change(self) -> None:
        unit = make_unit()
        same = change_unit(make_member(), unit.public_id, 1, {"contact_phone": "13800138000"},
                           reason="核对")  # fmt: skip
        assert same.version == 1
        assert Change.objects.count() == 1

    def test_seeing_it_needs_a_purpose_and_is_an_act(self) -> None:
        unit = make_unit()
        officer = act_as(make_officer())
        with pytest.raises(InputError):
            reveal_field(UNIT, officer, unit.public_id, "contact_phone", " ")
        with pytest.raises(RecordError):
            reveal_field(
                UNIT, make_officer(role="supervisor"), unit.public_id, "contact_phone", "x"
            )
        with pytest.raises(NotFoundError):
            reveal_field(UNIT, officer, unit.public_id, "name", "x")
        assert reveal_field(UNIT, officer, unit.public_id, "contact_phone", "核实报警") == (
            "13800138000"
        )
        said = read_last_entry()
        assert said["kind"] == "unit.revealed"
        assert said["details"] == {"field": "contact_phone"}
        assert "核实报警" not in str(said), "a purpose may name a person: its commitment alone"


class TestSites:
    def test_the_organ_follows_from_the_place(self) -> None:
        unit = make_unit()
        assert make_site(unit).organ_region == TIANHE
        assert make_site(unit, name="东莞校区", region="441900003").organ_region == "441900", (
            "no counties"
        )
        site = make_site(unit, name="分校", region=NANSHAN)
        assert (site.party, site.organ_region, site.unit_name) == (unit.party, NANSHAN, unit.name)

    def test_the_responsible_party_is_the_laws_answer(self) -> None:
        site = make_site(make_unit())
        assert site.responsible_outcome == "determined"
        assert site.responsible_party == "示例中学（演示）"
        assert site.responsible_ground == "right_of_use_or_operation"
        assert site.responsible_basis[-1]["provision"] == "art_9__para_3"

    def test_what_is_not_known_stays_unknown(self) -> None:
        site = make_site(make_unit(), state_owned=None, right_holder=None, has_agreement=None)
        assert site.responsible_outcome == "unknown"
        assert site.responsible_missing
        facts = find_site_facts(site, TODAY)
        assert "state_owned" not in facts
        assert "agreed_party" not in facts
        assert "counter_terrorism_target" not in facts
        assert "system_installed" not in facts

    def test_known_to_be_none_is_something_else(self) -> None:
        site = make_site(make_unit(), state_owned=False, has_owner=False)
        assert site.responsible_outcome == "undetermined"
        assert find_site_facts(site, TODAY)["owner"] is None

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"latitude": None}, "datum"),
            ({"datum": None}, "datum"),
            ({"latitude": "113.32", "longitude": "23.13"}, "latitude"),
            ({"datum": "bd09"}, "datum"),
            ({"longitude": "113.123456789"}, "longitude"),
            ({"place_kind": "shop"}, "place_kind"),
            ({"region": "440100"}, "region"),
            ({"region": "110105"}, "region"),
            ({"has_owner": False, "owner": "某公司"}, "owner"),
            ({"address": ""}, "address"),
        ],
    )
    def test_what_cannot_be(self, given: dict[str, Any], field: str) -> None:
        unit = make_unit()
        with pytest.raises(InputError) as caught:
            make_site(unit, **given)
        assert fields_of(caught.value) == {field}

    def test_the_datum_is_kept_as_given(self) -> None:
        site = Site.objects.get(pk=make_site(make_unit(), datum="gcj02").pk)
        assert (str(site.longitude), site.datum) == ("113.3200000", "gcj02")

    def test_the_same_name_and_address_once_within_a_unit(self) -> None:
        unit = make_unit()
        make_site(unit)
        with pytest.raises(InputError) as caught:
            make_site(unit, name="示例中学 校本部", address="天河路１号")
        assert fields_of(caught.value) == {"name"}
        other = make_unit(make_officer(), credit_code="9144010172375579XG")
        assert make_site(other, make_officer()).pk, "another unit's"

    def test_many_at_once_all_or_none(self) -> None:
        unit = make_unit()
        by = act_as(make_member())
        drafts = [draft_site(by, unit, {**people.SITE, "name": f"校区 {i}"}) for i in range(5)]
        entries = Change.objects.values_list("entry", flat=True)
        sites = declare_sites(by, drafts, reason="批量导入")
        assert len({c.entry for c in Change.objects.filter(kind="site")}) == 1
        assert entries.count() == 6
        assert all(find_faults(SITE, s) == {} for s in sites)
        doubled = [draft_site(by, unit, {**people.SITE, "name": n}) for n in ("甲", "乙", "甲")]
        with pytest.raises(InputError) as caught:
            declare_sites(by, doubled)
        assert fields_of(caught.value) == {"rows[2].name"}
        assert Site.objects.count() == 5

    def test_a_retired_site_stays_and_may_be_entered_anew(self) -> None:
        unit = make_unit()
        site = make_site(unit)
        by = make_member()
        with pytest.raises(InputError):
            retire_site(by, site.public_id, 1, reason="")
        retire_site(by, site.public_id, 1, reason="停业")
        assert list(list_sites(by)) == []
        assert list(list_sites(by, retired=True)) == [site]
        with pytest.raises(InputError):
            change_site(by, site.public_id, 2, {"name": "x"}, reason="y")
        make_site(unit)
        with pytest.raises(InputError) as caught:
            reinstate_site(by, site.public_id, 2, reason="误注销")
        assert fields_of(caught.value) == {"name"}


class TestDesignations:
    ACT: dict[str, Any] = {  # noqa: RUF012
        "roll": "counter_terrorism_target", "holds": True,
        "organ_name": "某市反恐怖主义工作领导机构",
        "number": "演示〔2024〕1 号", "decided_on": "2024-03-01", "until": "2026-02-28",
    }  # fmt: skip

    def declare(self, site: Site, **more: Any) -> Designation:
        return declare_designation(act_as(make_officer()), site, {**self.ACT, **more})

    def test_three_lists_are_three_things(self) -> None:
        site = make_site(make_unit())
        self.declare(site)
        on = date(2025, 1, 1)
        held = {s.kind: s.holds for s in list_standings(site, on)}
        assert held == {"key_unit_art_9": None, "internal_security_key_unit": None,
                        "counter_terrorism_target": True}  # fmt: skip

    @pytest.mark.parametrize(
        ("on", "known"),
        [(date(2024, 2, 29), False), (date(2024, 3, 1), True), (date(2026, 2, 28), True),
         (date(2026, 3, 1), False)],
    )  # fmt: skip
    def test_it_holds_from_its_day_until_its_end(self, on: date, known: bool) -> None:
        site = make_site(make_unit())
        self.declare(site)
        facts = find_site_facts(site, on)
        assert facts.get("counter_terrorism_target") == (True if known else None)
        found = filter_designated(Site.objects.all(), "counter_terrorism_target", on)
        assert list(found) == ([site] if known else [])

    def test_a_finding_that_it_is_none_is_known_too(self) -> None:
        site = make_site(make_unit())
        self.declare(site, until=None)
        self.declare(
            site, holds=False, number="演示〔2025〕2 号", decided_on="2025-06-01", until=None
        )
        assert find_site_facts(site, date(2025, 5, 31))["counter_terrorism_target"] is True
        assert find_site_facts(site, date(2025, 6, 1))["counter_terrorism_target"] is False

    def test_a_withdrawn_act_holds_no_longer(self) -> None:
        site = make_site(make_unit())
        act = self.declare(site, until=None)
        retire_designation(make_officer(), act.public_id, 1, reason="撤销", on=date(2025, 1, 1))
        assert find_site_facts(site, date(2024, 12, 31))["counter_terrorism_target"] is True
        assert "counter_terrorism_target" not in find_site_facts(site, date(2025, 1, 1))

    @pytest.mark.parametrize("lacking", ["organ_name", "number", "decided_on"])
    def test_no_flag_without_an_act(self, lacking: str) -> None:
        site = make_site(make_unit())
        with pytest.raises(InputError) as caught:
            self.declare(site, **{lacking: None})
        assert fields_of(caught.value) == {lacking}

    def test_days_to_come_and_out_of_order(self) -> None:
        site = make_site(make_unit())
        with pytest.raises(InputError):
            self.declare(site, decided_on=(TODAY + timedelta(days=1)).isoformat(), until=None)
        with pytest.raises(InputError):
            self.declare(site, until="2024-02-29")

    def test_a_unit_does_not_designate_itself(self) -> None:
        site = make_site(make_unit())
        with pytest.raises(RecordError):
            declare_designation(act_as(make_member()), site, self.ACT)


class TestHistory:
    def test_who_when_why_before_and_after(self) -> None:
        site = make_site(make_unit())
        change_site(act_as(make_officer()), site.public_id, 1, {"name": "新名"}, reason="核查更正")
        last, first = list_changes(site)
        assert (first.act, first.version, first.before) == ("declared", 1, {})
        assert (last.act, last.by, last.role, last.reason) == (
            "changed", f"officer-{TIANHE}", "officer", "核查更正")  # fmt: skip
        assert (last.before["name"], last.after["name"]) == (people.SITE["name"], "新名")
        said = read_last_entry()
        assert said["kind"] == "site.changed"
        assert (said["before"], said["after"]) == (first.digest, last.digest)
        assert "核查更正" not in str(said), "a reason may name a person"

    def test_a_change_needs_a_reason(self) -> None:
        site = make_site(make_unit())
        with pytest.raises(InputError) as caught:
            change_site(make_member(), site.public_id, 1, {"name": "新名"}, reason=" ")
        assert fields_of(caught.value) == {"reason"}

    def test_two_editors_do_not_overwrite_each_other(self) -> None:
        site = make_site(make_unit())
        change_site(make_member(), site.public_id, 1, {"name": "甲改"}, reason="甲")
        with pytest.raises(StaleError) as caught:
            change_site(make_member(), site.public_id, 1, {"name": "乙改"}, reason="乙")
        assert (caught.value.version, caught.value.changed) == (2, ("name",))
        assert find_site(site.public_id).name == "甲改"

    def test_as_of_a_day_and_as_known_at_a_time(self) -> None:
        by = make_member()
        unit = make_unit()
        site = declare_site(by, unit, people.SITE, holds_from=date(2020, 1, 1))
        change_site(
            by, site.public_id, 1, {"name": "乙"}, reason="改名", holds_from=date(2022, 1, 1)
        )
        middle = timezone.now()
        # Recorded last, true the earliest: a correction of long ago.
        change_site(by, site.public_id, 2, {"name": "更正", "owner": "某公司"}, reason="更正",
                    holds_from=date(2021, 1, 1))  # fmt: skip
        now = find_site(site.public_id)
        names = {y: read_past(SITE, now, date(y, 6, 1)).values["name"] for y in (2020, 2021, 2022)}
        assert names == {2020: people.SITE["name"], 2021: "更正", 2022: "乙"}
        assert not read_past(SITE, now, date(2019, 12, 31)).exists
        earlier = read_past(SITE, now, date(2021, 6, 1), known_at=middle)
        assert (earlier.values["name"], earlier.values["owner"]) == (people.SITE["name"], "")
        assert read_past(SITE, now, TODAY).values["owner"] == "某公司"

    def test_no_change_holds_from_tomorrow_or_from_a_year_that_cannot_be(self) -> None:
        site = make_site(make_unit())
        for day in (TODAY + timedelta(days=1), date(1, 1, 1), date(1899, 12, 31)):
            with pytest.raises(InputError, match="not before 1900-01-01") as caught:
                change_site(
                    make_member(), site.public_id, 1, {"name": "x"}, reason="y", holds_from=day
                )
            assert fields_of(caught.value) == {"holds_from"}

    def test_a_row_changed_past_the_services_shows(self) -> None:
        site = make_site(make_unit())
        Site.objects.filter(pk=site.pk).update(place_kind="other")
        assert set(find_faults(SITE, find_site(site.public_id))) == {"digest"}

    def test_it_is_never_altered(self) -> None:
        make_site(make_unit())
        for statement in (
            "UPDATE record_change SET reason = 'x'",
            "DELETE FROM record_change",
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


class TestWalls:
    def test_a_site_moves_with_all_that_is_its(self) -> None:
        site = make_site(make_unit())
        act = TestDesignations().declare(site)
        city = act_as(make_officer(GUANGZHOU))
        change_site(city, site.public_id, 1, {"region": YUEXIU}, reason="区划更正")
        assert list_changes(site)[0].act == "moved"
        for model in (Site, Designation, Change):
            assert set(model.objects.filter(party="unit-own").exclude(
                **({"kind": "unit"} if model is Change else {})
            ).values_list("organ_region", flat=True)) == {YUEXIU}, model  # fmt: skip
        act_as(make_officer(TIANHE))
        with pytest.raises(NotFoundError):
            find_site(site.public_id)
        assert not Gram.objects.filter(kind="site").exists()
        new = act_as(make_officer(YUEXIU))
        assert find_site(site.public_id).organ_region == YUEXIU
        assert Designation.objects.get(pk=act.pk).organ_region == YUEXIU
        assert list(search_sites(new, "校本部").records) == [site]

    def test_a_unit_does_not_move_itself_to_another_organ(self) -> None:
        site = make_site(make_unit())
        for by in (make_member(), make_officer(TIANHE)):
            with pytest.raises(InputError) as caught:
                change_site(act_as(by), site.public_id, 1, {"region": YUEXIU}, reason="搬")
            assert fields_of(caught.value) == {"region"}
        same = change_site(act_as(make_member()), site.public_id, 1, {"region": "440106001"},
                           reason="具体到街道")  # fmt: skip
        assert same.organ_region == TIANHE

    @pytest.mark.parametrize("place", [("440104", "unit-own"), (TIANHE, "unit-else")])
    def test_a_child_in_another_place_than_its_parent_cannot_be(
        self, place: tuple[str, str]
    ) -> None:
        """Trap: a foreign key of the id alone would accept it, and tell that the site exists."""
        act = TestDesignations().declare(make_site(make_unit()))
        enter_scope(Scope("44", "45"))
        act.pk, act.public_id = None, Unit().public_id
        act.organ_region, act.party = place
        with (
            pytest.raises(IntegrityError, match="designation_tied_by_site_id"),
            transaction.atomic(),
        ):
            act.save(force_insert=True)

    def test_foreign_and_missing_are_answered_alike(self) -> None:
        site = make_site(make_unit())
        act_as(make_officer(NANSHAN))
        said = []
        for public_id in (site.public_id, Unit().public_id, "x"):
            with pytest.raises(NotFoundError) as caught:
                change_site(make_officer(NANSHAN), public_id, 1, {"name": "x"}, reason="y")
            said.append(str(caught.value))
        assert len(set(said)) == 1


class TestSearch:
    @pytest.fixture(autouse=True)
    def some(self) -> None:
        unit = make_unit()
        make_site(unit)
        make_site(unit, name="银行大厦 KFC 第3店", address="体育西路 8 号")
        make_site(unit, name="南山分校", region=NANSHAN, address="深南大道 9 号")

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("校本部", {SCHOOL}), ("示例中学", {SCHOOL}), ("校", {SCHOOL}), ("部", {SCHOOL}),
            ("SLZX", {SCHOOL}), ("体育西", {BANK}), ("kfc第３", {BANK}), ("yhds", {BANK}),
            ("学中", set()), ("南山", set()), ("", set()), ("%", set()), ("_", set()),
        ],
    )  # fmt: skip
    def test_an_officer_finds_within_the_territory(self, query: str, names: set[str]) -> None:
        officer = act_as(make_officer())
        assert {s.name for s in search_sites(officer, query).records} == names

    def test_the_city_and_the_unit_find_all_theirs(self) -> None:
        assert len(search_sites(act_as(make_officer("440000")), "分校").records) == 1
        assert len(search_sites(act_as(make_member()), "校").records) == 2
        assert search_sites(act_as(make_member("unit-else")), "校").records == ()

    def test_a_code_is_found_by_its_beginning(self) -> None:
        officer = act_as(make_officer())
        assert len(search_units(officer, "91440101").records) == 1
        assert search_units(officer, "91440102").records == ()
        assert search_units(act_as(make_officer(NANSHAN)), "91440101").records == ()

    def test_it_is_bounded_and_says_so(self) -> None:
        found = search_sites(act_as(make_officer()), "号", limit=1)
        assert len(found.records) == 1
        assert found.cut

    def test_a_new_name_is_found_and_the_old_one_is_not(self) -> None:
        officer = act_as(make_officer())
        site = search_sites(officer, "校本部").records[0]
        change_site(officer, site.public_id, 1, {"name": "东校区"}, reason="更名")
        assert search_sites(officer, "校本部").records == ()
        assert search_sites(officer, "东校区").records == (site,)
