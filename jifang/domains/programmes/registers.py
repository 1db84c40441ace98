"""The registers that the Measures imply: plans, funding, signs, connections, training."""

from __future__ import annotations

from typing import Any

from jifang.domains.programmes.kinds import ATTENDANCE, CONNECTION, COURSE, FUNDING, PLAN, SIGN
from jifang.domains.programmes.services import (
    draft_attendance,
    draft_course,
    draft_funding,
    draft_of_site,
    draft_plan,
)
from jifang.domains.units.api import refer_to
from jifang.foundation.accounts import powers
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.registers import Register, add_registers
from jifang.law.errors import Text

HELD = (powers.ASSOCIATION,)


def make_of_site(kind: Kind[Any], plural: Text) -> Register:
    """The register of something that a site has."""
    return Register(
        kind, plural, "programmes",
        lambda _, site, given: draft_of_site(kind, refer_to(site), given),
        ("site",), bodies=(powers.UNIT,),
    )  # fmt: skip


add_registers(
    Register(PLAN, Text("规划", "Plans"), "programmes", lambda by, _, given: draft_plan(by, given)),
    Register(FUNDING, Text("经费", "Funding"), "programmes",
             lambda _, plan, given: draft_funding(plan, given), ("plan",)),
    make_of_site(SIGN, Text("标识", "Signs")),
    make_of_site(CONNECTION, Text("联网与整合", "Connections")),
    Register(COURSE, Text("培训", "Training"), "programmes",
             lambda by, _, given: draft_course(by, given), bodies=HELD),
    Register(ATTENDANCE, Text("参加培训人员", "Those who took part"), "programmes",
             lambda _, course, given: draft_attendance(course, given), ("course",), bodies=HELD),
)  # fmt: skip
