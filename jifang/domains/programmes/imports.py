"""How rows of files name plans and courses."""

from __future__ import annotations

from jifang.foundation.imports.naming import Key, Naming, add_naming
from jifang.law.errors import Text

add_naming(
    Naming("plan", (Key("plan.name", "name", Text("所属规划名称", "name of the plan")),),
           (Key("plan.number", "number", Text("所属规划文号", "number of the plan")),)),
    Naming("course", (Key("course.name", "name", Text("所属培训名称", "name of the training")),)),
)  # fmt: skip
