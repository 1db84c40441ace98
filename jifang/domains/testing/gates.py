"""The stage `tested` of a project waits for a report (art. 18)."""

from __future__ import annotations

from datetime import date

from jifang.domains.projects.api import ProjectRef, Refused, add_gate
from jifang.domains.testing.data import PASSED, TEST
from jifang.domains.testing.selectors import find_report
from jifang.law.errors import Text

STAGE = "tested"


def find_untested(project: ProjectRef, on: date) -> Refused | None:
    """Why a project has not been tested: no locked report, or the latest is not a pass."""
    report = find_report(project.public_id)
    if report is None:
        said = Text(
            "还没有检测机构锁定的检测报告",
            "there is no test report that the testing body has locked",
        )
        return Refused("test", said, (TEST,))
    if report.verdict != PASSED:
        said = Text(
            f"最近的检测报告 {report.number} 结论为不合格",
            f"the latest test report {report.number} is not a pass",
        )
        return Refused("test", said, (TEST,))
    if not report.scope_covers or report.tested_on > report.accredited_until:
        said = Text(
            "检测之日检测机构的资质不覆盖本工程的系统",
            "on the day of the test the body's accreditation did not cover the systems",
        )
        return Refused("test", said, (TEST,))
    return None


def add_gates() -> None:
    """Let the stage wait."""
    add_gate(STAGE, find_untested)
