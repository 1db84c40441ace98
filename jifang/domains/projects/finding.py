"""Finding a body that is to take part, by a part of its name: among those that hold a certificate
(public), the testing bodies (public), and whoever bears exactly this code or name."""

from __future__ import annotations

from typing import Final

from jifang.domains.qualifications.api import search_certificates
from jifang.domains.units.api import find_body_by_code, find_body_by_name, list_labs
from jifang.foundation.accounts.powers import FIRM, LAB
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import Text

PROVINCE: Final = Scope("44", "45")
SHORTEST: Final = 2
FIRM_NAME: Final = Text("从业单位", "practitioner")
LAB_NAME: Final = Text("检测机构", "testing body")


def search_bodies(text: str) -> dict[str, tuple[str, Text]]:
    """Bodies by what names them when they are entered (credit code, else the whole name), each with
    its name and what it is."""
    said = text.strip()
    if len(said) < SHORTEST:
        return {}
    found: dict[str, tuple[str, Text]] = {}
    with work_in(PROVINCE):  # found by its whole code or name, wherever it is kept
        for kind, name in ((FIRM, FIRM_NAME), (LAB, LAB_NAME)):
            body = find_body_by_code(said, kind) or find_body_by_name(said, kind)
            if body is not None:
                found[body.credit_code or body.name] = (body.name, name)
    for row in search_certificates(said):
        found.setdefault(row.credit_code or row.firm_name, (row.firm_name, FIRM_NAME))
    for lab in list_labs():
        if said in lab.name or said.upper() == lab.credit_code:
            found.setdefault(lab.credit_code or lab.name, (lab.name, LAB_NAME))
    return found
