"""The registers of units and sites, and of firms, testing bodies and associations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jifang.domains.units import organisation_kinds as organisations
from jifang.domains.units.kinds import DESIGNATION, SITE, UNIT
from jifang.domains.units.models import Staff
from jifang.domains.units.organisation_services import draft_belonging, draft_organisation
from jifang.domains.units.services import draft_designation, draft_site, draft_unit
from jifang.foundation.accounts import powers
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.registers import Register, add_registers
from jifang.foundation.history.services import Draft
from jifang.law.errors import Text

UNITS: Final = (powers.UNIT,)
TRADE: Final = (powers.FIRM, powers.LAB, powers.ASSOCIATION)


def make_belonging(kind: Kind[Any], plural: Text, bodies: tuple[str, ...] = TRADE) -> Register:
    """The register of something that organisations have."""
    return Register(
        kind, plural, "organisations", lambda _, body, given: draft_belonging(kind, body, given),
        ("organisation",), bodies=bodies,
    )  # fmt: skip


def draft_credential(by: Actor, staff: Staff, given: Mapping[str, Any]) -> Draft[Any]:
    """A certificate or training of a member of staff."""
    return draft_belonging(organisations.CREDENTIAL, staff.organisation, given, staff=staff)


add_registers(
    Register(UNIT, Text("单位", "Units"), "units", lambda by, _, given: draft_unit(by, given),
             codes=("credit_code",), bodies=UNITS),
    Register(SITE, Text("场所", "Sites"), "units", draft_site, ("unit",), bodies=UNITS),
    Register(DESIGNATION, Text("确定行为", "Designating acts"), "units",
             lambda _, site, given: draft_designation(site, given), ("site",), bodies=UNITS),
    Register(organisations.ORGANISATION,
             Text("从业单位、检测机构、行业组织", "Practitioners, testing bodies, associations"),
             "organisations", lambda by, _, given: draft_organisation(by, given),
             codes=("credit_code",), bodies=TRADE),
    make_belonging(organisations.STAFF, Text("人员", "Staff")),
    Register(organisations.CREDENTIAL, Text("人员证书与培训", "Certificates and training of staff"),
             "organisations", draft_credential, ("staff",), bodies=TRADE),
    make_belonging(organisations.TOOL, Text("设备、仪器", "Equipment and instruments")),
    make_belonging(organisations.PREMISES, Text("场地", "Premises")),
    make_belonging(organisations.FIRM_PROJECT, Text("工程", "Projects"), (powers.FIRM,)),
    make_belonging(organisations.ACCREDITATION, Text("检测资质", "Accreditations"), (powers.LAB,)),
)  # fmt: skip
