"""The registers of systems and of what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jifang.domains.systems.kinds import CHANNEL, DEVICE, PROOF, STORE, SYSTEM
from jifang.domains.systems.models import Device, System
from jifang.domains.systems.services import draft_part, draft_system
from jifang.domains.units.api import refer_to
from jifang.foundation.accounts import powers
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.registers import Register, add_registers
from jifang.foundation.history.services import Draft
from jifang.law.errors import Text

Given = Mapping[str, Any]


def draft_in_site(by: Actor, parent: Any, given: Given) -> Draft[Any]:
    """A system of a site, or a subsystem of a system."""
    if isinstance(parent, System):
        return draft_system(refer_to(parent.site), given, parent=parent)
    return draft_system(refer_to(parent), given)


def make_part(
    kind: Kind[Any], plural: Text, parents: tuple[str, ...], codes: tuple[str, ...] = ()
) -> Register:
    """The register of a part of a system, or of one of its devices."""

    def draft(by: Actor, parent: Any, given: Given) -> Draft[Any]:
        device = parent if isinstance(parent, Device) else None
        system = parent.system if isinstance(parent, Device) else parent
        links = {"device": device} if "device" in parents else {}
        return draft_part(kind, system, str(system.site.public_id), given, **links)

    return Register(kind, plural, "systems", draft, parents, codes, (powers.UNIT,))


IN_DEVICE = ("system", "device")

add_registers(
    Register(SYSTEM, Text("系统", "Systems"), "systems", draft_in_site, ("site", "system"),
             bodies=(powers.UNIT,)),
    make_part(DEVICE, Text("设备", "Devices"), ("system",), ("code",)),
    make_part(CHANNEL, Text("通道", "Channels"), IN_DEVICE, ("code",)),
    make_part(PROOF, Text("质量证明", "Quality proofs"), IN_DEVICE),
    make_part(STORE, Text("存储", "Stores"), IN_DEVICE),
)  # fmt: skip
