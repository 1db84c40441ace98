"""A unit with sites and systems, for the tests of pages about sites and regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jifang.domains.figures.services import WHOLE, assess_due
from jifang.domains.systems.models import Channel, System
from jifang.domains.systems.services import declare_channel, declare_system
from jifang.domains.units.api import find_site_ref
from jifang.domains.units.models import Site
from jifang.domains.units.services import declare_designation, declare_site, declare_unit
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.walls.scope import work_in
from tests.domains.people import SITE, TIANHE, UNIT, make_officer, open_organs, scope_of
from tests.portals.people import BODIES

OWN = Actor(2, "member-1", "unit_manager", BODIES["unit"])
VIDEO: dict[str, Any] = {
    "name": "校园视频监控", "kind": "video_surveillance", "stage": "in_use",
    "in_use_since": "2021-03-01", "system_of_art_7": False,
}  # fmt: skip
KEY_UNIT: dict[str, Any] = {
    "roll": "key_unit_art_9", "holds": True, "organ_name": "天河区公安机关（演示）",
    "number": "演技防〔2022〕1 号", "decided_on": "2022-08-15",
}  # fmt: skip
DAYS = (30, 30, 45, 90, 15, None, 20)


@dataclass(frozen=True)
class World:
    """What was entered: the first site is bare, the second has systems and channels."""

    sites: tuple[Site, ...]
    video: System
    channel: Channel

    @property
    def site(self) -> Site:
        return self.sites[1]


def open_world(number: int = 4) -> World:
    """Organs, a unit of member-1 with some sites; a designating act."""
    with transaction.atomic():
        open_organs()
    with work_in(scope_of(OWN)):
        unit = declare_unit(OWN, UNIT)
        sites = tuple(declare_site(OWN, unit, describe_site(n)) for n in range(number))
        ref = find_site_ref(sites[1].public_id)
        video = declare_system(OWN, ref, VIDEO)
        declare_system(
            OWN, ref, {"name": "周界报警", "kind": "intrusion_alarm", "stage": "acceptance"}
        )
        channels = [
            declare_channel(
                OWN, video, ref, {"name": f"{n + 1:02} 教学楼", "kind": "video", "kept_days": days}
            )
            for n, days in enumerate(DAYS)
        ]
    officer = make_officer()
    with work_in(scope_of(officer)):
        declare_designation(officer, sites[1], KEY_UNIT)
    return World(sites, video, channels[0])


def describe_site(number: int, **more: Any) -> dict[str, Any]:
    """The fields of a site that differ from one to the next."""
    return {
        **SITE, "special_domain": "none", "name": f"示例中学第 {number} 校区",
        "address": f"天河路 {number} 号", "longitude": f"{113.30 + number * 0.007:.4f}",
        "latitude": f"{23.1 + (number * 7 % 5) * 0.006:.4f}", **more,
    }  # fmt: skip


def open_elsewhere(region: str, number: int = 2, **more: Any) -> list[Site]:
    """A unit of another place, with some sites."""
    body = Body("unit", f"unit-{region}", f"示例单位 {region}", region)
    by = Actor(3, f"member-{region}", "unit_manager", body)
    with work_in(scope_of(by)):
        unit = declare_unit(by, {"name": body.name, "region": region})
        given = {"region": region, **more}
        return [declare_site(by, unit, describe_site(n, **given)) for n in range(number)]


def catch_up(day: Any) -> None:
    """What the jobs do: every changed site is assessed."""
    with work_in(WHOLE):
        while assess_due(day, 1_000):
            pass


__all__ = ["OWN", "TIANHE", "World", "catch_up", "describe_site", "open_elsewhere", "open_world"]
