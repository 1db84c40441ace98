"""The registers of projects, of their equipment and its proofs."""

from __future__ import annotations

from typing import Final

from jifang.domains.projects.kinds import EQUIPMENT, PROJECT, PROOF
from jifang.domains.projects.services import draft_equipment, draft_project, draft_proof
from jifang.foundation.accounts import powers
from jifang.foundation.history.registers import Register, add_registers
from jifang.law.errors import Text

HELD: Final = (powers.UNIT,)

add_registers(
    Register(PROJECT, Text("建设项目", "Projects"), "projects",
             lambda _, unit, given: draft_project(unit, given), ("unit",), bodies=HELD),
    Register(EQUIPMENT, Text("项目设备", "Equipment of projects"), "projects",
             lambda _, project, given: draft_equipment(project, given), ("project",), bodies=HELD),
    Register(PROOF, Text("设备质量证明", "Quality proofs of equipment"), "projects",
             lambda _, equipment, given: draft_proof(equipment, given), ("project_equipment",),
             bodies=HELD),
)  # fmt: skip
