"""Every kind of record has a register, and is entered through it."""

from __future__ import annotations

import pytest

from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.entries import (
    change_entry,
    declare_entry,
    draft_entry,
    list_entries,
    retire_entry,
    search_entries,
)
from jifang.foundation.history.kinds import KINDS
from jifang.foundation.history.registers import (
    REGISTERS,
    find_register,
    list_registers,
    may_enter,
)
from jifang.law.errors import InputError
from tests.domains.people import SITE, UNIT, act_as, make_member, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]


def test_every_kind_has_a_register() -> None:
    """One for each, and the parents are kinds."""
    assert set(REGISTERS) == set(KINDS)
    assert {p for r in REGISTERS.values() for p in r.parents} <= set(KINDS)
    assert all(hasattr(r.kind.model, c) for r in REGISTERS.values() for c in r.codes)


def test_what_there_is_not() -> None:
    """An unknown register is not found."""
    with pytest.raises(NotFoundError):
        find_register("footage")


def test_a_site_with_its_parts() -> None:
    """Each is entered into a record of another register, named by its id."""
    by = act_as(make_member())
    unit = declare_entry("unit", by, None, UNIT)
    site = declare_entry("site", by, unit.public_id, SITE)
    system = declare_entry(
        "system", by, site.public_id, {"name": "视频", "kind": "video_surveillance"}
    )
    sub = declare_entry(
        "system", by, system.public_id, {"name": "操场", "kind": "video_surveillance"}
    )
    device = declare_entry("device", by, sub.public_id, {"name": "录像机", "kind": "recorder"})
    channel = declare_entry("channel", by, device.public_id, {"name": "大门", "kind": "video"})
    assert (sub.parent_id, channel.device_id, channel.system_id) == (system.pk, device.pk, sub.pk)
    changed = change_entry("channel", by, channel.public_id, 1, {"name": "正门"}, reason="改名")
    assert [r.name for r in list_entries("channel", by)] == [changed.name]
    assert search_entries("site", by, "示例中学").records == (site,)
    retire_entry("channel", by, channel.public_id, 2, reason="拆除")
    assert not list_entries("channel", by).exists()


def test_what_it_is_entered_into() -> None:
    """Nothing, something of another register, or something of somebody else."""
    by = act_as(make_member())
    unit = declare_entry("unit", by, None, UNIT)
    with pytest.raises(InputError):
        draft_entry("site", by, "", SITE)
    with pytest.raises(NotFoundError):
        draft_entry("system", by, unit.public_id, {"name": "视频", "kind": "video_surveillance"})
    other = act_as(make_member("unit-other"))
    with pytest.raises(NotFoundError):
        draft_entry("site", other, unit.public_id, SITE)


def test_who_has_which() -> None:
    """A unit its sites, a firm its staff, an officer everything; plans are the officers' alone."""
    officer, member = make_officer(), make_member()
    assert [r.kind.name for r in list_registers(officer)] == list(REGISTERS)
    names = {r.kind.name for r in list_registers(member)}
    assert {"unit", "site", "system", "sign"} <= names
    assert not {"organisation", "staff", "plan"} & names
    assert may_enter(REGISTERS["site"], member)
    assert not may_enter(REGISTERS["designation"], member)
    assert may_enter(REGISTERS["plan"], officer)
    assert not may_enter(REGISTERS["site"], make_officer(role="supervisor"))
