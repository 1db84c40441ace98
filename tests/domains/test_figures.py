"""Standings follow the facts, the day and the law; counts are those of a recount, always."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from jifang.domains.figures.counting import write_recount
from jifang.domains.figures.models import Figure, SiteDue, SiteStanding
from jifang.domains.figures.selectors import read_figures, read_months
from jifang.domains.figures.services import WHOLE, assess_due, assess_old, fold_figures
from jifang.domains.figures.standings import (
    examine_site,
    filter_due,
    is_fresh,
    refresh_standings,
)
from jifang.domains.systems.kinds import CHANNEL
from jifang.domains.systems.services import (
    change_part,
    change_system,
    declare_channel,
    declare_system,
    retire_system,
)
from jifang.domains.units.api import find_site_ref
from jifang.domains.units.models import Site
from jifang.domains.units.services import (
    change_site,
    declare_designation,
    declare_site,
    reinstate_site,
    retire_designation,
    retire_site,
)
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.walls.scope import enter_scope
from tests.domains import people
from tests.domains.people import (
    GUANGZHOU,
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
VIDEO: dict[str, Any] = {
    "name": "视频监控", "kind": "video_surveillance", "stage": "in_use",
    "in_use_since": "2021-03-01", "system_of_art_7": False,
}  # fmt: skip
KEY_UNIT: dict[str, Any] = {
    "roll": "key_unit_art_9", "holds": True, "organ_name": "天河区公安机关", "number": "演 1 号",
    "decided_on": "2022-08-15",
}  # fmt: skip


@pytest.fixture
def site() -> Site:
    return make_site(make_unit(), special_domain="none")


def assess() -> None:
    enter_scope(WHOLE)
    assess_due(TODAY)


def find_standing(site: Site) -> SiteStanding:
    return SiteStanding.objects.get(site=site.pk)


def read_all() -> dict[tuple[str, str, Any], int]:
    found: dict[tuple[str, str, Any], int] = {}
    for f in Figure.objects.all():
        key = (f.organ_region, f.measure, f.month)
        found[key] = found.get(key, 0) + f.number
    return {key: number for key, number in found.items() if number}


def recount() -> dict[tuple[str, str, Any], int]:
    """The counts made anew; those kept before are put aside."""
    with connection.cursor() as cursor:
        for statement in write_recount():
            cursor.execute(statement)
    return read_all()


class TestStandings:
    def test_every_change_of_a_site_or_a_part_is_noted_once(self, site: Site) -> None:
        by = make_member()
        assert filter_due([site.pk]) == {site.pk}
        assess()
        assert filter_due([site.pk]) == set()
        system = declare_system(act_as(by), find_site_ref(site.public_id), VIDEO)
        declare_channel(by, system, find_site_ref(site.public_id), {"name": "门", "kind": "video"})
        # One transaction, one note, however many parts it changed.
        assert SiteDue.objects.filter(site_number=site.pk).count() == 1
        assess()
        officer = act_as(make_officer())
        act = declare_designation(officer, site, KEY_UNIT)
        assert filter_due([site.pk]) == {site.pk}
        assess()
        retire_designation(act_as(officer), act.public_id, act.version, reason="撤回")
        assert filter_due([site.pk]) == {site.pk}

    def test_an_unknown_becomes_a_breach_when_the_fact_is_entered(self, site: Site) -> None:
        assess()
        before = find_standing(site)
        assert (before.outcome, before.breaches, before.short) == ("unknown", 0, 0)
        ref, by = find_site_ref(site.public_id), act_as(make_member())
        system = declare_system(by, ref, VIDEO)
        channel = declare_channel(by, system, ref, {"name": "门", "kind": "video"})
        change_part(
            CHANNEL, by, channel.public_id, channel.version, {"kept_days": 12}, reason="核实"
        )
        assess()
        after = find_standing(site)
        assert (after.outcome, after.breaches, after.short) == ("breaches", 1, 1)
        assert (after.least_days, after.asked_days, after.asked_at_most) == (12, 30, 90)
        assert after.digest != before.digest
        first = after.answers[0]
        assert (first["question"], first["outcome"]) == ("retention", "falls_short")
        assert "12" in first["zh"]
        assert "12" in first["en"]

    def test_a_standing_is_of_a_day_of_a_law_and_of_facts(self, site: Site) -> None:
        assess()
        standing = find_standing(site)
        assert is_fresh(standing, TODAY, due=False)
        assert not is_fresh(standing, TODAY, due=True)
        assert not is_fresh(standing, TODAY + timedelta(days=1), due=False)
        assert not is_fresh(None, TODAY, due=False)
        standing.law = "0" * 64
        assert not is_fresh(standing, TODAY, due=False)

    def test_at_night_the_old_ones_are_asked_anew(self, site: Site) -> None:
        assess()
        SiteStanding.objects.update(on=TODAY - timedelta(days=1))
        assert assess_old(TODAY) == 1
        assert find_standing(site).on == TODAY
        SiteStanding.objects.update(law="0" * 64)
        assert assess_old(TODAY) == 1
        assert assess_old(TODAY) == 0

    def test_the_digest_is_of_the_facts_alone(self, site: Site) -> None:
        act_as(make_member())
        one = examine_site(site.public_id, TODAY)
        assert one.digest == examine_site(site.public_id, TODAY + timedelta(days=9)).digest
        change_site(
            make_member(), site.public_id, site.version, {"system_installed": False}, reason="核实"
        )
        assert examine_site(site.public_id, TODAY).digest != one.digest

    def test_a_site_that_left_the_register_is_asked_nothing(self, site: Site) -> None:
        assess()
        by = act_as(make_member())
        gone = retire_site(by, site.public_id, site.version, reason="关闭")
        assess()
        assert find_standing(site).outcome == "retired"
        assert read_figures(TIANHE)[TIANHE].get("assessed", 0) == 0
        reinstate_site(act_as(by), site.public_id, gone.version, reason="误")
        assess()
        assert find_standing(site).outcome == "unknown"

    def test_a_past_day_is_read_from_the_history(self, site: Site) -> None:
        act_as(make_member())
        day = TODAY - timedelta(days=30)
        with pytest.raises(NotFoundError):
            examine_site(site.public_id, day, as_then=True)
        assert examine_site(site.public_id, TODAY, as_then=True).digest == (
            examine_site(site.public_id, TODAY).digest
        )

    def test_a_past_day_has_the_values_that_held_then(self) -> None:
        by, unit = make_member(), make_unit()
        given = {**people.SITE, "special_domain": "none"}
        site = declare_site(act_as(by), unit, given, holds_from=TODAY - timedelta(days=60))
        ref = find_site_ref(site.public_id)
        system = declare_system(
            by, ref, {**VIDEO, "declared_days": 10}, holds_from=TODAY - timedelta(days=50)
        )
        change_system(
            by, system.public_id, system.version, {"declared_days": 40, "name": "新名"},
            reason="核实", holds_from=TODAY - timedelta(days=20),
        )  # fmt: skip
        found = {
            days: examine_site(site.public_id, TODAY - timedelta(days=days), as_then=days > 0)
            for days in (55, 30, 10, 0)
        }
        assert "systems" not in found[55].dossier
        rows = {days: e.dossier["systems"][0] for days, e in found.items() if days < 55}
        assert {days: row["effective_storage_days"] for days, row in rows.items()} == {
            30: 10, 10: 40, 0: 40
        }  # fmt: skip
        assert (rows[30]["name"], rows[10]["name"]) == ("视频监控", "新名")
        assert found[30].assessment.breaches == 1
        assert found[10].assessment.breaches == 0
        assert found[10].digest == found[0].digest


class TestCounts:
    def test_counts_follow_every_sort_of_change(self, site: Site) -> None:
        ref, by = find_site_ref(site.public_id), act_as(make_member())
        system = declare_system(by, ref, VIDEO)
        declare_channel(by, system, ref, {"name": "门", "kind": "video"})
        declare_channel(by, system, ref, {"name": "传感器", "kind": "alarm"})
        other = make_site(make_unit_of("unit-2"), by=make_member("unit-2"), state_owned=None)
        enter_scope(WHOLE)
        counts = read_figures("440000")[TIANHE]
        assert counts["sites"] == 2
        assert counts["key_units"] == 2
        assert counts["systems"] == 1
        assert (counts["channels"], counts["video_channels"]) == (2, 1)
        assert counts["party_unknown"] == 1
        assert counts.get("complete_channels", 0) == 0
        assert sum(read_months(TIANHE, "entered", TODAY.replace(day=1)).values()) == 2
        retire_system(act_as(by), system.public_id, system.version, reason="停用")
        retire_site(act_as(make_member("unit-2")), other.public_id, other.version, reason="关闭")
        enter_scope(WHOLE)
        counts = read_figures(TIANHE)[TIANHE]
        assert (counts["sites"], counts["systems"], counts["party_unknown"]) == (1, 0, 0)
        assert read_all() == recount()

    def test_a_site_that_moves_takes_its_counts_along(self, site: Site) -> None:
        ref, by = find_site_ref(site.public_id), act_as(make_member())
        system = declare_system(by, ref, VIDEO)
        declare_channel(by, system, ref, {"name": "门", "kind": "video", "kept_days": 5})
        assess()
        above = act_as(make_officer(GUANGZHOU))
        change_site(above, site.public_id, site.version, {"region": YUEXIU}, reason="迁址")
        enter_scope(WHOLE)
        counts = read_figures("440000")
        assert all(number == 0 for number in counts[TIANHE].values())
        moved = counts[YUEXIU]
        assert (moved["sites"], moved["systems"], moved["channels"]) == (1, 1, 1)
        assert (moved["assessed"], moved["breached_sites"]) == (1, 1)
        assert find_standing(site).organ_region == YUEXIU
        assert read_all() == recount()

    def test_folding_changes_no_count(self, site: Site) -> None:
        for number in range(3):
            declare_system(
                act_as(make_member()), find_site_ref(site.public_id),
                {**VIDEO, "name": f"系统 {number}"},
            )  # fmt: skip
        assess()
        before, rows = read_all(), Figure.objects.count()
        fold_figures()
        assert read_all() == before
        assert Figure.objects.count() < rows
        assert not Figure.objects.exclude(party="").exists()

    def test_a_member_leaves_its_own_party_and_sees_no_count(self, site: Site) -> None:
        act_as(make_member())
        assert not Figure.objects.exists()
        enter_scope(WHOLE)
        assert set(Figure.objects.values_list("party", flat=True)) == {"unit-own"}
        act_as(make_officer(YUEXIU))
        assert not Figure.objects.exists()
        assert not SiteStanding.objects.exists()

    def test_a_standing_is_refreshed_by_whoever_keeps_the_site(self, site: Site) -> None:
        act_as(make_officer())
        assert refresh_standings([site.pk], TODAY) == 1
        assert find_standing(site).outcome == "unknown"
        act_as(make_officer(YUEXIU))
        assert refresh_standings([site.pk], TODAY) == 0


def make_unit_of(party: str) -> Any:
    return make_unit(make_member(party), credit_code="")
