"""Who acts in the tests of documents, and from where; the organs are the platform's own."""

from __future__ import annotations

from datetime import date

from psycopg.types.range import Range

from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import Scope, find_range, work_in

TIANHE, YUEXIU, NANSHAN = "440106", "440104", "440305"
SYSTEM_ADMIN = Scope(administration="system_admin")


def make_officer(region: str = TIANHE, role: str = "approver") -> Actor:
    return Actor(1, f"officer-{region}", role, Body("organ", f"ps-{region}", "机关", region))


def make_member(party: str = "unit-1", region: str = TIANHE) -> Actor:
    return Actor(2, f"member-{party}", "unit_member", Body("unit", party, "单位", region))


def of_territory(region: str) -> Scope:
    return Scope(*find_range(region))


def of_party(party: str) -> Scope:
    return Scope(parties=(party,))


def open_organs() -> None:
    """The public security organs of two counties."""
    with work_in(SYSTEM_ADMIN):
        for region, name in ((TIANHE, "天河区"), (NANSHAN, "南山区")):
            Organ.objects.create(
                code=f"ps-{region}",
                kind="public_security",
                level="county",
                organ_region=region,
                name_zh=f"{name}公安机关",
                name_en=f"Public security organ of {region}",
                valid=Range(date(2017, 8, 1), None),
            )


def find_organ(region: str = TIANHE) -> Organ:
    return Organ.objects.get(code=f"ps-{region}")
