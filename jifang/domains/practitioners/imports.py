"""How rows of files name a promise."""

from __future__ import annotations

from jifang.domains.units.api import AROUND_BODY
from jifang.foundation.imports.naming import Key, Naming, add_naming
from jifang.law.errors import Text

NAME = Text("所属承诺的工程名称", "project of the promise")
add_naming(
    Naming("service_promise", (Key("service_promise.project_name", "project_name", NAME),),
           AROUND_BODY, ("organisation",)),
)  # fmt: skip
