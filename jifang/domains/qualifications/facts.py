"""Certificates and the firm's register as the facts of the law's questions.

What is not known is left out; that no certificate is held is known, since issuing one enters it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from jifang.domains.qualifications.data import HOW, OWN, TOGETHER, Applied, Work
from jifang.domains.qualifications.models import Certificate
from jifang.domains.qualifications.selectors import (
    find_deemed,
    find_end,
    find_extension,
    find_filing,
    find_held,
)
from jifang.domains.units.api import FirmRef, find_firm, find_firm_figures_of
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.standing import read_day
from jifang.foundation.walls.reading import read_once
from jifang.law import Decision, decide
from jifang.law.calendar import add_years, step_day
from jifang.law.errors import Text

NOT_REGISTERED = Text(
    "登记中没有这个从业单位，请先登记本单位",
    "the firm is not in the register; enter it first",
)


def require_firm(party: str) -> FirmRef:
    """The firm of a party. Raises `CaseError` where the register has none."""
    found = find_firm(party)
    if found is None:
        raise CaseError("not_registered", NOT_REGISTERED)
    return found


@read_once
def find_first(case: int) -> tuple[Mapping[str, Any], date] | None:
    """What a case says of how it was opened."""
    found = Event.objects.filter(case=case, version=1).order_by("pk")
    return found.values_list("details", "legal_day").first()


def read_opening(case: Case, given: Given | None) -> tuple[Mapping[str, Any], date]:
    """What a case was opened with, and the day; for one that is only drafted, what is given."""
    first = find_first(case.pk) if case.pk else None
    if first is not None:
        return first
    now = given or Given(0)
    return now.more, now.on or read_day()


def read_applied(case: Case, given: Given | None) -> Applied:
    """The application of a case, as it was made; the province's case repeats it."""
    said, day = read_opening(case, given)
    level, on = said.get("level"), said.get("applied_on")
    return Applied(
        kind=str(said.get("kind") or ""),
        level=int(level) if level else None,
        cause=said.get("cause"),
        applied_on=date.fromisoformat(on) if on else day,
    )


@read_once
def list_running(party: str) -> list[tuple[Case, str]]:
    """What a firm has applied for that is going on, each with its kind."""
    found = Event.objects.filter(
        case__party=party, case__procedure__in=OWN, case__closed_at=None, version=1
    )  # fmt: skip
    rows = found.select_related("case").order_by("pk")
    return [(row.case, str(row.details.get("kind") or "")) for row in rows]


def find_clash(kind: str, running: Iterable[str]) -> str:
    """The kind that is going on and keeps another from being applied for; empty for none."""
    return next((k for k in running if frozenset((k, kind)) not in TOGETHER), "")


def say_clash(kind: str) -> Text:
    """That an application of a kind is going on, and what can be done."""
    name = HOW.get(kind, Text("资格证", "certificate"))
    return Text(
        f"本单位的{name.zh}申请正在办理；办结之后，或者在审查完毕之前撤回它，即可申请",
        f"the firm's application for {name.en} is going on; apply once it is decided, or withdraw"
        " it before its examination ends",
    )


def describe_held(held: Certificate | None) -> dict[str, Any]:
    """The certificate held, as facts; each known to be none where there is none."""
    if held is None:
        return dict.fromkeys(("held_level", "held_since", "expires_on", "extended_to"))
    extension = find_extension(held)
    return {
        "held_level": held.level, "held_since": held.level_since,
        "expires_on": held.valid_until,
        "extended_to": None if extension is None else extension.until,
    }  # fmt: skip


def describe_application(firm: FirmRef, applied: Applied) -> dict[str, Any]:
    """The facts of `certificate_application` but the conditions."""
    held = find_held(firm.party, applied.applied_on)
    facts: dict[str, Any] = {
        "kind": applied.kind, "applied_on": applied.applied_on,
        "registered_region": firm.region, **describe_held(held),
    }  # fmt: skip
    level = applied.level
    if applied.kind in {"renewal", "extension"} and level is None and held is not None:
        level = held.level
    if applied.kind == "initial" and facts["expires_on"] is not None:
        facts = drop_lapsed(facts, held)
    if level is not None:
        facts["level"] = level
    if applied.cause is not None:
        facts["cause"] = applied.cause
    return facts


def drop_lapsed(facts: Mapping[str, Any], held: Certificate | None) -> dict[str, Any]:
    """A certificate that ended before the application is held no more."""
    if held is not None and find_end(held) < facts["applied_on"]:
        return {**facts, **describe_held(None)}
    return dict(facts)


def find_admission_facts(case: Case, given: Given) -> dict[str, Any]:
    """Asked when an application is made and taken up: level, steps and windows. The conditions are
    put aside as met; they are examined before the decision."""
    applied = read_applied(case, given)
    facts = describe_application(require_firm(case.party), applied)
    return {**facts, "meets_conditions": True}


def find_decision_facts(case: Case, given: Given) -> dict[str, Any]:
    """Asked when a certificate is granted: the figures of the register on the day of the
    application decide. What the examiner found stands in only where a figure is not entered."""
    applied = read_applied(case, given)
    firm = require_firm(case.party)
    facts = describe_application(firm, applied) | find_firm_figures_of(firm, applied.applied_on)
    if given.more.get("days"):
        facts["extension_days"] = int(given.more["days"])
    if find_finding(case) == "met":
        answer = decide("certificate_application", facts, on=given.on or read_day())
        if answer.outcome == "unknown":
            facts["meets_conditions"] = True
    return facts


def find_finding(case: Case) -> str:
    """What the latest examination found."""
    return read_finding(case.pk) if case.pk else ""


@read_once
def read_finding(case: int) -> str:
    """The same of a case by its number in the table."""
    found = Event.objects.filter(case=case, act="examine").order_by("-version")
    details: Mapping[str, Any] | None = found.values_list("details", flat=True).first()
    return "" if details is None else str(details.get("finding", ""))


def find_filing_facts(case: Case, given: Given) -> dict[str, Any]:
    """The facts of `filing_application`."""
    said, day = read_opening(case, given)
    until = said.get("home_valid_until")
    return {
        "home_region": require_firm(case.party).region, "applied_on": day,
        "home_certificate_valid_until": date.fromisoformat(until) if until else None,
    }  # fmt: skip


def explain(decision: Decision) -> Text:
    """Why the law does not let something pass, in the words of the clause that decides."""
    at = decision.settled.decider
    label = decision.result.label
    if decision.outcome == "unknown" or at is None:
        names = [decision.asked.fact(name).label for name in decision.missing]
        if not names:
            return label
        zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
        return Text(f"{label.zh}；还须知道：{zh}", f"{label.en}; still to be known: {en}")
    said = decision.asked.clauses[at].text
    return Text(f"{label.zh}：{said.zh}", f"{label.en}: {said.en}")


def ask_admission(firm: FirmRef, applied: Applied, on: date) -> Decision:
    """Whether an application could be made, its conditions put aside."""
    facts = {**describe_application(firm, applied), "meets_conditions": True}
    return decide("certificate_application", facts, on=on)


def ask_conditions(firm: FirmRef, applied: Applied, on: date) -> Decision:
    """The same with the figures of the register: its `gap` is what is wanting."""
    facts = describe_application(firm, applied) | find_firm_figures_of(firm, applied.applied_on)
    return decide("certificate_application", facts, on=on)


def ask_figures(firm: FirmRef, level: int, first: int, on: date) -> Decision:
    """Whether the figures of the register reach a level on a day, with the steps and the windows
    put aside: as if the level below had been held long enough."""
    held = None if level == first else level + 1
    facts: dict[str, Any] = {
        "kind": "initial" if held is None else "promotion", "level": level, "applied_on": on,
        "registered_region": firm.region, "held_level": held, "extended_to": None,
        "held_since": None if held is None else add_years(on, -2),
        "expires_on": None if held is None else step_day(on),
    }  # fmt: skip
    return decide("certificate_application", facts | find_firm_figures_of(firm, on), on=on)


def find_cover(work: Work) -> tuple[Certificate | None, Certificate | None]:
    """The certificate and the filing of a firm on the day on which it takes work on."""
    return find_held(work.party, work.undertaken_on), find_filing(work.party, work.undertaken_on)


def describe_work(firm: FirmRef, work: Work, day: date) -> dict[str, Any]:
    """The facts of `undertaking`, with the day on which the cover must hold: that on which the work
    is taken on, or that on which it begins."""
    held, filing = find_cover(work)
    facts: dict[str, Any] = {
        "firm_region": firm.region, "work": work.work, "undertaken_on": day,
        "work_from": work.work_from, "work_until": work.work_until,
        "filing_valid_until": None if filing is None else find_end(filing),
    }  # fmt: skip
    facts |= describe_level(firm, held, filing)
    if work.amount is not None:
        facts["project_amount"] = work.amount
    if work.risk_level is not None:
        facts["system_risk_level"] = work.risk_level
    return facts


def describe_level(
    firm: FirmRef, held: Certificate | None, filing: Certificate | None
) -> dict[str, Any]:
    """Level and end of the certificate: of the register, or the home certificate that was filed."""
    if firm.is_outside:
        if filing is None:
            return {}
        known = {} if filing.home_level is None else {"certificate_level": filing.home_level}
        return {**known, "certificate_valid_until": filing.home_valid_until}
    if held is None:
        return {"certificate_level": None, "certificate_valid_until": None}
    facts: dict[str, Any] = {"certificate_level": held.level}
    # Deemed renewed: until when follows from the certificate that is still to be issued.
    return facts if find_deemed(held) else {**facts, "certificate_valid_until": find_end(held)}
