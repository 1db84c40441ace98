"""Who acts in the tests of the registers, and from where."""

from __future__ import annotations

from typing import Any

from jifang.domains.units.models import Site, Unit
from jifang.domains.units.services import declare_site, declare_unit
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.territory.services import (
    load_official_divisions,
    open_public_security_organs,
)
from jifang.foundation.walls.scope import Scope, enter_scope, find_range

TIANHE, YUEXIU, NANSHAN, GUANGZHOU = "440106", "440104", "440305", "440100"
SCHOOL_CODE = "91440101731566630A"


def make_officer(region: str = TIANHE, role: str = "officer") -> Actor:
    return Actor(1, f"officer-{region}", role, Body("organ", f"ps-{region}", "机关", region))


def make_member(party: str = "unit-own", region: str = TIANHE) -> Actor:
    return Actor(2, f"member-{party}", "unit_member", Body("unit", party, "单位", region))


def scope_of(by: Actor) -> Scope:
    if by.body.kind == "organ":
        return Scope(*find_range(by.body.organ_region), (by.body.party,))
    return Scope(parties=(by.body.party,))


def act_as(by: Actor) -> Actor:
    """Enter the bounds of someone's role for what follows."""
    enter_scope(scope_of(by))
    return by


def open_organs() -> None:
    enter_scope(Scope(administration="system_admin"))
    load_official_divisions()
    open_public_security_organs()


UNIT: dict[str, Any] = {
    "name": "示例中学（演示）", "credit_code": SCHOOL_CODE, "region": TIANHE,
    "address": "天河路 1 号", "contact_name": "张三", "contact_phone": "13800138000",
}  # fmt: skip
SITE: dict[str, Any] = {
    "name": "示例中学校本部", "place_kind": "a9_7.school", "region": TIANHE,
    "address": "天河路 1 号", "longitude": "113.3200000", "latitude": "23.13", "datum": "cgcs2000",
    "state_owned": True, "has_agreement": False, "right_holder": "示例中学（演示）",
}  # fmt: skip


def make_unit(by: Actor | None = None, **more: Any) -> Unit:
    return declare_unit(act_as(by or make_member()), {**UNIT, **more})


def make_site(unit: Unit, by: Actor | None = None, **more: Any) -> Site:
    return declare_site(act_as(by or make_member(unit.party)), unit, {**SITE, **more})
