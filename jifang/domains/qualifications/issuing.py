"""What a certificate will say, from the case, the register and the law; and entering it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jifang.domains.qualifications.data import (
    CHANGE,
    FILING,
    HOW,
    KINDS,
    QUALIFICATION,
)
from jifang.domains.qualifications.facts import read_applied, read_opening, require_firm
from jifang.domains.qualifications.models import Certificate
from jifang.domains.qualifications.selectors import find_end, find_extension, find_held
from jifang.domains.units.api import FirmRef
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.standing import read_calendar, read_day
from jifang.law.clock import run_clock
from jifang.law.clock_events import Started
from jifang.law.errors import Text
from jifang.law.period_book import find_period


@dataclass(frozen=True, slots=True)
class Due:
    """A certificate that is about to be issued."""

    kind: str
    how: str
    firm: FirmRef
    level: int | None
    level_since: date | None
    applied_on: date
    issued_on: date
    valid_until: date
    follows: Certificate | None
    home_number: str = ""
    home_level: int | None = None
    home_valid_until: date | None = None

    @property
    def kind_name(self) -> str:
        """资格证 or 资格备案证."""
        return KINDS[self.kind].zh

    @property
    def how_name(self) -> Text:
        """Upon what it is issued."""
        return HOW[self.how]


def count_validity(period: str, issued_on: date) -> date:
    """The last day of a certificate that is issued on a day, as the law's clock counts it."""
    clock = run_clock(find_period(period).at(issued_on), [Started(issued_on)], read_calendar())
    due = clock.due_on
    if due is None:
        raise ValueError(period)
    return due


def find_due(step: Step) -> Due:
    """What the certificate of a case is. Raises `CaseError` where it can be none."""
    case, day = step.case, read_day()
    firm = require_firm(case.party)
    said, opened_on = read_opening(case, step.given)
    if case.procedure == FILING:
        return describe_filing(firm, said, opened_on, day)
    if case.procedure == CHANGE:
        return describe_changed(step, firm, str(said.get("kind")), opened_on, day)
    applied = read_applied(case, step.given)
    held = find_held(firm.party, day)
    valid_until = count_validity("certificate_validity", day)
    common: dict[str, Any] = {
        "kind": QUALIFICATION, "how": applied.kind, "firm": firm,
        "applied_on": applied.applied_on, "issued_on": day, "valid_until": valid_until,
    }  # fmt: skip
    if applied.kind == "renewal" and held is not None:
        return Due(level=held.level, level_since=held.level_since, follows=held, **common)
    follows = held if applied.kind == "promotion" else None
    return Due(level=applied.level, level_since=day, follows=follows, **common)


def describe_filing(firm: FirmRef, said: Any, opened_on: date, day: date) -> Due:
    """The filing certificate of a firm from outside."""
    level = said.get("home_level")
    until = str(said.get("home_valid_until") or "")
    return Due(
        FILING, "filing", firm, None, None, opened_on, day, count_validity("filing_validity", day),
        None, home_number=str(said.get("home_number") or ""),
        home_level=int(level) if level else None,
        home_valid_until=date.fromisoformat(until) if until else None,
    )  # fmt: skip


def describe_changed(step: Step, firm: FirmRef, how: str, opened_on: date, day: date) -> Due:
    """The same certificate with the particulars of the register: level and days stay."""
    held = find_held(firm.party, day)
    if held is None or find_end(held) < day:
        said = Text("没有有效的资格证", "no valid certificate is held")
        raise CaseError("no_certificate", said, step.basis)
    if find_extension(held) is not None:
        said = Text(
            "延期期间申请换证，不另发变更、补发的证件",
            "within an extension renewal is applied for; nothing else is issued",
        )
        raise CaseError("extended", said, step.basis)
    return Due(
        QUALIFICATION, how, firm, held.level, held.level_since, opened_on, day, find_end(held), held
    )
