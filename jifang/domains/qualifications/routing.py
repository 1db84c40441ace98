"""Which organ an application for a certificate goes to, so that nobody who applies needs to know:
by the place of registration and the level (arts. 14, 16)."""

from __future__ import annotations

from collections.abc import Callable

from jifang.domains.qualifications.data import (
    CERTIFICATE,
    CHANGE,
    FILE,
    FILING,
    FIRST,
    ISSUE,
    LEVELS,
    Applied,
)
from jifang.domains.qualifications.facts import require_firm
from jifang.domains.qualifications.services import find_way
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.openings import Route, Wanted, add_routing
from jifang.foundation.cases.standing import read_day
from jifang.law.errors import Text

PLACES = {
    FILING: Text("备案向省人民政府公安机关办理", "filing is with the provincial organ"),
    CHANGE: Text("由核发该等级的公安机关办理", "the organ that issues the level is competent"),
}
REGISTERED = Text(
    "向注册登记地的地级以上市公安机关申请", "one applies to the city of the place of registration"
)


def route_by(procedure: str) -> Callable[[Actor, Wanted], Route]:
    """The routing of a procedure. What goes by another procedure is refused when it is opened."""

    def route(by: Actor, wanted: Wanted) -> Route:
        """Where an application of a firm goes. Raises `CaseError`."""
        firm, more = require_firm(wanted.party), wanted.given.more
        level = str(more.get("level") or "")
        kind = FILING if procedure == FILING else str(more.get("kind") or "")
        day = wanted.given.on or read_day()
        applied = Applied(kind, int(level) if level in LEVELS else None, None, day)
        cite = FILE if procedure == FILING else ISSUE
        said = PLACES.get(procedure, REGISTERED)
        return Route(find_way(firm, applied).organ, said=said, basis=(Basis(*cite),))

    return route


for one in (CERTIFICATE, FIRST, CHANGE, FILING):
    add_routing(one, route_by(one))
