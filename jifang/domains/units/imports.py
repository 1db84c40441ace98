"""How rows of files name units, sites, organisations and their staff."""

from __future__ import annotations

from typing import Final

from jifang.domains.units.keepers import remember_keepers
from jifang.foundation.imports.naming import WRAPS, Key, Naming, add_naming
from jifang.law.errors import Text


def fold_code(text: str) -> str:
    """A credit code as it is stored."""
    return text.strip().upper()


UNIT_CODE: Final = Text("单位统一社会信用代码", "credit code of the unit")
UNIT_NAME: Final = Text("所属单位名称", "name of the unit")
SITE_NAME: Final = Text("所属场所名称", "name of the site")
BODY_CODE: Final = Text("机构统一社会信用代码", "credit code of the organisation")
BODY_NAME: Final = Text("所属机构名称", "name of the organisation")

AROUND_SITE: Final = (
    Key("unit.credit_code", "unit__credit_code", UNIT_CODE, fold_code),
    Key("unit.name", "unit_name", UNIT_NAME),
)
BODY: Final = (
    Key("organisation.credit_code", "credit_code", BODY_CODE, fold_code),
    Key("organisation.name", "name", BODY_NAME),
)

AROUND_BODY: Final = (
    Key("organisation.credit_code", "organisation__credit_code", BODY_CODE, fold_code),
    Key("organisation.name", "organisation__name", BODY_NAME),
)
"""How what an organisation has is named by it."""

WRAPS.append(remember_keepers)
add_naming(
    Naming("unit", (Key("unit.credit_code", "credit_code", UNIT_CODE, fold_code),
                    Key("unit.name", "name", UNIT_NAME))),
    Naming("site", (Key("site.name", "name", SITE_NAME),), AROUND_SITE),
    Naming("organisation", BODY),
    Naming("staff", (Key("staff.number", "number", Text("所属人员编号", "number of the person")),),
           AROUND_BODY, ("organisation",)),
)  # fmt: skip
