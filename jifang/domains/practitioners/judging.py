"""The law's answer on a firm's duties (art. 22) for any day, by what the registers hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from jifang.domains.practitioners.data import DUTIES, DutyView, Need, Stand, Verdict
from jifang.domains.practitioners.evidence import (
    Evidence,
    find_video,
    list_needs,
    list_other_needs,
    read_evidence,
)
from jifang.domains.practitioners.needs import find_end, fold, stand
from jifang.domains.units.api import FirmRef
from jifang.foundation.walls.scope import read_scope, work_in
from jifang.law import Decision, decide
from jifang.law.errors import Text
from jifang.law.rules.duties import STANDING

SAID: Final = {d.code: (Text(d.zh, d.en), d.provision) for d in STANDING if d.code in DUTIES}
EXPOSES: Final = "breached"


def judge_firm(firm: FirmRef, on: date) -> Verdict:
    """How a firm stands on a day. The answer is the same for everyone who may see the firm: all of
    it is read within the firm's own bounds besides the reader's."""
    scope = read_scope()
    with work_in(replace(scope, parties=tuple(sorted({*scope.parties, firm.party})))):
        (evidence,) = read_evidence([firm], on)
    return judge(evidence, on)


def judge_firms(firms: Sequence[FirmRef], on: date) -> list[tuple[FirmRef, Verdict]]:
    """The same for many, within the bounds in force: those of the province."""
    return [(e.firm, judge(e, on)) for e in read_evidence(firms, on)]


def judge(evidence: Evidence, on: date) -> Verdict:
    """The verdict of evidence that was read."""
    stands = stand_all(list_needs(evidence, on), on)
    facts = find_facts(stands, find_video(evidence, on))
    decision = decide("duties", facts, on=on)
    duties = [view_duty(code, stands, ask_status(decision, facts, code), on) for code in DUTIES]
    others = stand_all(list(list_other_needs(evidence)), on)
    return Verdict(on, decision, duties, others)


def stand_all(needs: Sequence[Need], on: date) -> list[Stand]:
    """How needs stand on a day."""
    return [stand(need, on) for need in needs]


def find_facts(stands: Sequence[Stand], video: bool | None) -> dict[str, Any]:
    """The facts of the question; what is not known is left out."""
    found = {
        code: fact for code in DUTIES if (fact := fold([s for s in stands if s.need.duty == code]))
    }
    facts: dict[str, Any] = {"role": "practitioner", "evidence": found}
    return facts if video is None else {**facts, "video_system": video}


def ask_status(decision: Decision, facts: Mapping[str, Any], code: str) -> str:
    """The law's answer on one duty. Where the whole is unknown it gives no values: then it is asked
    again with the evidence of this duty as it is, and that of all others as given."""
    if decision.outcome == "unknown":
        granted: dict[str, Any] = {c: {"held": True, "until": None} for c in DUTIES if c != code}
        mine = facts["evidence"].get(code)
        only = {**granted, code: mine} if mine else granted
        return decide("duties", {**facts, "evidence": only}, on=decision.on).outcome
    return str(decision.values.get("duties", {}).get(code, "unknown"))


def view_duty(code: str, stands: Sequence[Stand], status: str, on: date) -> DutyView:
    """One duty with what it rests on and, where it is breached, what that exposes to."""
    title, provision = SAID[code]
    mine = tuple(s for s in stands if s.need.duty == code)
    exposure = ask_exposure(provision, on) if status == EXPOSES else None
    return DutyView(code, title, provision, status, mine, find_end(mine), exposure)


def ask_exposure(provision: str, on: date) -> Decision:
    """What a breach of a duty exposes to on the day (art. 34 (6)): an order first."""
    facts = {
        "breach": provision, "act_on": on, "offender": "unit", "offender_role": "practitioner",
        "ordered_on": None,
    }  # fmt: skip
    return decide("liability", facts, on=on)
