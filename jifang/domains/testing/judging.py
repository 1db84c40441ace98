"""Whether a body may test (art. 18), what is wrong with a clause, which verdict follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final

from jifang.domains.testing.data import (
    CONFORMS,
    FAILED,
    FAILS,
    MOST_EVIDENCE,
    PASSED,
    RESULTS,
    TEST,
    ClauseGiven,
)
from jifang.domains.units.api import SYSTEM_KINDS, LabRef, find_testing_facts_of
from jifang.foundation.audit.data import Basis
from jifang.foundation.cases.data import CaseError
from jifang.foundation.history.readers import EARLIEST, LATEST, SPAN
from jifang.law import Decision, decide
from jifang.law.errors import Problem, Text

LONGEST: Final = {
    "standard": 60, "clause": 40, "requirement": 500, "measured": 60, "unit": 24,
    "instrument": 200, "instrument_certificate": 96, "remark": 500, "known": 96,
}  # fmt: skip
NEEDED: Final = ("standard", "clause", "requirement")
COUNTS: Final = ("population", "sampled", "failed", "resampled", "failed_again")
MOST_COUNTED: Final = 1_000_000
MUST: Final = Text("须写明", "must be given")


# -- accreditation ---------------------------------------------------------------------------------


def ask_accreditation(lab: LabRef, setting: str, kinds: frozenset[str], on: date) -> Decision:
    """Whether a test on a day by this body would count, all else put aside as in order."""
    organ = {"level": "county", "region": "440106"}  # stands on both sides: it decides nothing here
    facts: dict[str, Any] = {
        "setting": setting, "test_passed": True, "tested_on": on, "accepted": True,
        "design_approved_by": organ, "accepted_by": organ, "accepted_on": on,
        **find_testing_facts_of(lab, kinds, on),
    }  # fmt: skip
    if "testing_scope_covers" not in facts:  # no accreditation is entered: none can be relied on
        facts["testing_body_accredited_until"] = None
    return decide("putting_into_use", facts, on=on)


def find_lack(lab: LabRef, setting: str, kinds: frozenset[str], on: date) -> CaseError | None:
    """Why this body may not test these kinds of system on a day; nothing where it may."""
    decision = ask_accreditation(lab, setting, kinds, on)
    uncovered = lab.list_uncovered(kinds, on)
    if decision.outcome in {"may", "not_required"} and not uncovered:
        return None
    return CaseError("accreditation", say_lack(lab, uncovered, on), (TEST,), decision.outcome)


def say_lack(lab: LabRef, uncovered: Sequence[str], on: date) -> Text:
    """What is wanting: an accreditation of the day, or kinds in its scope."""
    if not lab.list_current(on):
        last = max((a.valid_until for a in lab.accreditations), default=None)
        zh = f"（最后一项至 {last}）" if last else "（没有登记）"
        en = f" (the last one until {last})" if last else " (none is entered)"
        return Text(
            f"该检测机构在 {on} 没有有效的资质认定{zh}；检测应由经认证认可、具备能力的机构进行",
            f"the testing body holds no valid accreditation on {on}{en}; a test is for a body that"
            " is accredited with the capability",
        )
    names = [SYSTEM_KINDS[k] for k in uncovered]
    return Text(
        f"该检测机构 {on} 的检测能力不覆盖：{'、'.join(n.zh for n in names)}",
        f"on {on} the scope of the testing body does not cover: {', '.join(n.en for n in names)}",
    )


def rest_on(error: CaseError) -> tuple[Basis, ...]:
    """The provisions of a refusal."""
    return error.basis or (TEST,)


# -- clauses ---------------------------------------------------------------------------------------


def check_clause(given: ClauseGiven, prefix: str = "") -> Iterator[Problem]:
    """What is wrong with a clause as it is given."""
    for name, longest in LONGEST.items():
        value = getattr(given, name)
        if name in NEEDED and not value.strip():
            yield Problem(prefix + name, value, MUST)
        elif len(value) > longest:
            said = Text(f"最长 {longest} 字", f"at most {longest} characters")
            yield Problem(prefix + name, value, said)
    if given.result not in RESULTS:
        zh, en = "、".join(t.zh for t in RESULTS.values()), ", ".join(RESULTS)
        yield Problem(prefix + "result", given.result, Text(f"只能是：{zh}", f"one of: {en}"))
    if given.measured.strip() and not given.unit.strip():
        said = Text("须写明单位；没有单位的写 1", "the unit must be given; 1 for a plain number")
        yield Problem(prefix + "unit", given.unit, said)
    if given.instrument.strip() and not given.instrument_certificate.strip():
        said = Text(
            "须写明检定、校准证书编号", "the number of its calibration certificate is needed"
        )
        yield Problem(prefix + "instrument_certificate", "", said)
    if given.instrument.strip() and given.instrument_until is None:
        said = Text("须写明证书有效至", "until when its certificate is valid must be given")
        yield Problem(prefix + "instrument_until", "", said)
    until = given.instrument_until
    if until is not None and not EARLIEST <= until <= LATEST:
        yield Problem(prefix + "instrument_until", until.isoformat(), Text(*SPAN))
    if len(given.evidence) > MOST_EVIDENCE:
        said = Text(f"最多 {MOST_EVIDENCE} 份", f"at most {MOST_EVIDENCE}")
        yield Problem(prefix + "evidence", len(given.evidence), said)
    yield from check_counts(given, prefix)


def check_counts(given: ClauseGiven, prefix: str) -> Iterator[Problem]:
    """Counts that cannot be."""
    for name in COUNTS:
        value = getattr(given, name)
        if value is not None and not 0 <= value <= MOST_COUNTED:
            said = Text(f"0 至 {MOST_COUNTED}", f"0 to {MOST_COUNTED}")
            yield Problem(prefix + name, value, said)
    pairs = (("sampled", "population"), ("failed", "sampled"), ("resampled", "sampled"),
             ("failed_again", "resampled"))  # fmt: skip
    for less, more in pairs:
        small, big = getattr(given, less), getattr(given, more)
        if small is not None and big is None:
            said = Text("须先写明总数", "the number it is part of must be given")
            yield Problem(prefix + more, None, said)
        elif small is not None and big is not None and less != "resampled" and small > big:
            yield Problem(prefix + less, small, Text(f"不多于 {big}", f"not more than {big}"))


def find_verdict(results: Iterable[str]) -> str:
    """The verdict that follows: failed where any clause does not conform; nothing where none was
    applied."""
    found = set(results)
    if FAILS in found:
        return FAILED
    return PASSED if CONFORMS in found else ""


def describe_clause(row: Any) -> dict[str, Any]:
    """A clause as plain values, in one order: what is digested, printed, handed out."""
    out: dict[str, Any] = {}
    for one in fields(ClauseGiven):
        value = getattr(row, one.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = list(value)
        out[one.name] = value
    return out


def digest_clauses(rows: Iterable[Any]) -> str:
    """The SHA-256 of clauses in their order, as canonical JSON."""
    data = json.dumps(
        [describe_clause(row) for row in rows], ensure_ascii=False, sort_keys=True,
        separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(data.encode()).hexdigest()
