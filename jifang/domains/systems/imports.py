"""How rows of files name systems and devices."""

from __future__ import annotations

from typing import Final

from jifang.foundation.imports.naming import Key, Naming, add_naming
from jifang.law.errors import Text

UNIT_CODE: Final = Text("单位统一社会信用代码", "credit code of the unit")
UNIT_NAME: Final = Text("所属单位名称", "name of the unit")
SITE_NAME: Final = Text("所属场所名称", "name of the site")
SYSTEM_NAME: Final = Text("所属系统名称", "name of the system")


def fold_code(text: str) -> str:
    """A credit code as it is stored."""
    return text.strip().upper()


def name_site(path: str) -> tuple[Key, ...]:
    """The keys of the site that something belongs to."""
    return (
        Key("site.name", f"{path}__name", SITE_NAME),
        Key("unit.credit_code", f"{path}__unit__credit_code", UNIT_CODE, fold_code),
        Key("unit.name", f"{path}__unit_name", UNIT_NAME),
    )


add_naming(
    Naming("system", (Key("system.name", "name", SYSTEM_NAME),), name_site("site"), ("site",)),
    Naming("device",
           (Key("device.code", "code", Text("所属设备编码", "code of the device")),
            Key("device.name", "name", Text("所属设备名称", "name of the device"))),
           (Key("system.name", "system__name", SYSTEM_NAME), *name_site("site")),
           ("system__site",)),
)  # fmt: skip
