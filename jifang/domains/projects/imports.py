"""How rows of files name projects and their equipment."""

from __future__ import annotations

from jifang.foundation.imports.naming import Key, Naming, add_naming
from jifang.law.errors import Text

add_naming(
    Naming("project", (Key("project.name", "name", Text("所属项目名称", "name of the project")),),
           (Key("unit.name", "unit_name", Text("建设单位名称", "name of the constructing unit")),)),
    Naming("project_equipment",
           (Key("project_equipment.name", "name", Text("所属设备名称", "name of the equipment")),),
           (Key("project.name", "project__name", Text("所属项目名称", "name of the project")),),
           ("project",)),
)  # fmt: skip
