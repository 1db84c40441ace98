"""The locked test report of a project, as acceptance reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jifang.domains.testing.api import find_report


@dataclass(frozen=True, slots=True)
class Tested:
    """A locked test report. `scope_covers`: whether what the body is accredited for covers the
    system; None where that is not known."""

    public_id: str
    version: int
    passed: bool
    verdict: str
    tested_on: date
    accredited_until: date | None
    scope_covers: bool | None
    number: str = ""


def find_tested(project: str) -> Tested | None:
    """The latest locked report of a project; none where there is none."""
    found = find_report(project)
    if found is None:
        return None
    return Tested(
        found.public_id, found.version, found.verdict == "passed", found.verdict,
        found.tested_on, found.accredited_until, found.scope_covers, found.number,
    )  # fmt: skip
