"""Locking a report: by a second person, with the verdict that follows, sealed as a letter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from jifang.domains.testing.checklist import CONFIDENCES, find_known
from jifang.domains.testing.commissioning import (
    describe,
    find_early,
    find_first_day,
    refuse,
    tell,
)
from jifang.domains.testing.data import (
    LOCKED,
    RESULTS,
    TEMPLATE,
    TEST,
    VERDICTS,
)
from jifang.domains.testing.judging import (
    ask_accreditation,
    describe_clause,
    digest_clauses,
    find_lack,
    find_verdict,
)
from jifang.domains.testing.models import Clause, Commission, Report
from jifang.domains.testing.reporting import check_completed, writing
from jifang.domains.testing.selectors import find_letter, list_clauses
from jifang.domains.units.api import SYSTEM_KINDS, LabRef, find_lab
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_act
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.guards import keep_decision
from jifang.foundation.demonstration.clock import read_story_day
from jifang.foundation.documents.data import Issuer, LetterDraft
from jifang.foundation.documents.letter_services import issue_letter, preview_letter
from jifang.foundation.documents.models import Letter
from jifang.law.errors import InputError, Problem, Text

KIND = "test_report.locked"
SECOND = Text(
    "报告由没有参与编写的另一人锁定",
    "a report is locked by a second person of the body, who wrote nothing of it",
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft that may be locked: what it will say."""

    commission: Commission
    lab: LabRef
    clauses: Sequence[Clause]
    verdict: str


def lock_report(by: Actor, public_id: str, *, edition: int) -> Report:
    """Lock a draft as it was seen: its verdict follows from its clauses, its letter is sealed.

    Raises:
        CaseError: not a second person, not accredited on the days of the test (art. 18), locked.
        StaleError: something was written since.
        InputError: days are not given, no clause was applied, an instrument's certificate ended.
    """
    with writing(by, public_id, KIND, edition) as report:
        act = describe(by, KIND, report.organ_region, Target("test_report", str(report.public_id)))
        ready = make_ready(by, report, act)
        tested_on = report.tested_on
        if tested_on is None:
            raise InputError(Problem("tested_on", None, Text("须写明", "must be given")))
        decision = ask_accreditation(
            ready.lab, ready.commission.setting, frozenset(ready.commission.system_kinds), tested_on
        )
        current = ready.lab.list_current(tested_on)
        report.verdict, report.digest = ready.verdict, digest_clauses(ready.clauses)
        report.accreditations = [
            {"number": a.number, "level": a.level, "accredited_by": a.accredited_by,
             "scope": list(a.scope), "valid_from": a.valid_from.isoformat(),
             "valid_until": a.valid_until.isoformat()}
            for a in current
        ]  # fmt: skip
        report.accredited_until = max(a.valid_until for a in current)
        report.scope_covers, report.decision = True, keep_decision(decision)
        former = find_letter(report.corrects) if report.corrects else None
        letter = issue_letter(by, draft_report(report, ready, former), replaces=former)
        finish(by, report, ready, letter, act)
    return report


def finish(by: Actor, report: Report, ready: Ready, letter: Letter, act: Act) -> None:
    """The row as it stays, its leaf, and word to the unit."""
    report.state, report.locked_by, report.locked_at = LOCKED, by.public_id, timezone.now()
    report.letter, report.number = str(letter.public_id), letter.number_text
    report.edition += 1
    details = (
        *act.details, ("version", report.version), ("verdict", report.verdict),
        ("letter", report.letter), ("edition", report.edition), ("clauses", len(ready.clauses)),
    )  # fmt: skip
    report.entry = record_act(
        Act(act.kind, act.organ, act.region, act.actor, act.on, basis=act.basis,
            after=report.digest, details=details)
    ).entry  # fmt: skip
    report.save()
    said = VERDICTS[report.verdict]
    tell(ready.commission, report.party,
         Text(f"检测报告已出：{said.zh}", f"the test report is there: {said.en}"))  # fmt: skip


def make_ready(by: Actor, report: Report, act: Act) -> Ready:
    """Whether a draft may be locked by somebody. Raises `CaseError`, `InputError`."""
    clauses = list_clauses(report)
    if by.public_id == report.drafted_by or any(c.written_by == by.public_id for c in clauses):
        raise refuse(act, CaseError("second_person", SECOND, (TEST,)))
    commission = report.commission
    days = report.tested_from, report.tested_on
    problems = [*list_gaps(report, clauses), *check_completed(*days, find_first_day(commission))]
    if problems:
        raise InputError(problems)
    lab = find_lab(report.body)
    if lab is None:
        said = Text("检测机构已不在登记簿", "the testing body is no longer in the register")
        raise refuse(act, CaseError("accreditation", said, (TEST,)))
    early = find_early(commission, commission.project)
    if early is not None:
        raise refuse(act, early)
    kinds = frozenset(commission.system_kinds)
    for day in filter(None, days):
        error = find_lack(lab, commission.setting, kinds, day)
        if error is not None:
            raise refuse(act, error)
    return Ready(commission, lab, clauses, find_verdict(c.result for c in clauses))


def list_gaps(report: Report, clauses: Sequence[Clause]) -> Iterator[Problem]:
    """What a draft still lacks before it can be locked."""
    for name in ("tested_from", "tested_on"):
        if getattr(report, name) is None:
            yield Problem(name, None, Text("须写明检测日期", "the days of the test must be given"))
    if not find_verdict(c.result for c in clauses):
        said = Text(
            "至少有一条得出符合或者不符合的结果，才有结论",
            "a verdict needs at least one clause that conforms or does not",
        )
        yield Problem("clauses", len(clauses), said)
    for at, c in enumerate(clauses):
        if c.instrument_until and report.tested_on and c.instrument_until < report.tested_on:
            said = Text(
                f"第 {c.position} 条的仪器证书在检测之日（{report.tested_on}）已经过期",
                f"clause {c.position}: the certificate of its instrument had ended on the day of"
                f" the test ({report.tested_on})",
            )
            yield Problem(f"clauses[{at}].instrument_until", c.instrument_until, said)


# -- the letter ------------------------------------------------------------------------------------


def make_issuer(lab: LabRef) -> Issuer:
    """The body in whose name a report goes out."""
    code = lab.credit_code or lab.public_id.replace("-", "")
    return Issuer(code, lab.party, lab.name, lab.name, lab.organ_region, lab.demonstration)


def draft_report(report: Report, ready: Ready, former: Letter | None) -> LetterDraft:
    """The letter of a report."""
    commission = ready.commission
    kinds = "、".join(SYSTEM_KINDS[k].zh for k in commission.system_kinds)
    issuer = make_issuer(ready.lab)
    return LetterDraft(
        template=TEMPLATE, organ=issuer.code, issuer=issuer, addressee=commission.unit_name[:120],
        subject=commission.project_name[:120], basis=(TEST,),
        issued_on=read_story_day(demonstration=ready.lab.demonstration),
        party=report.party,
        fields={
            "verdict": VERDICTS[ready.verdict].zh,
            "kinds": kinds,
            "tested_from": str(report.tested_from),
            "tested_on": str(report.tested_on),
            "accreditations": say_accreditations(ready, report),
            "version": f"第 {report.version} 版",
            "former": former.number_text if former else "",
            "why": report.why,
            "remark": report.remark,
            "digest": digest_clauses(ready.clauses),
            "clauses": json.dumps(
                [print_clause(c, report) for c in ready.clauses], ensure_ascii=False
            ),
        },
    )  # fmt: skip


def say_accreditations(ready: Ready, report: Report) -> str:
    """The accreditations of the last day of the test."""
    on = report.tested_on
    held = ready.lab.list_current(on) if on else ()
    return "；".join(
        f"{a.number}（{a.accredited_by}，{a.valid_from} 至 {a.valid_until}）" for a in held
    )


def print_clause(row: Clause, report: Report) -> dict[str, Any]:
    """A clause as the letter shows it, in words."""
    known = find_known(row.known, report.tested_on or timezone.localdate()) if row.known else None
    counts = ""
    if row.population is not None and row.sampled is not None:
        counts = f"{row.population} 台抽 {row.sampled} 台"
        if row.failed is not None:
            counts += f"，不合格 {row.failed} 台"
        if row.resampled is not None:
            counts += f"；复检 {row.resampled} 台，不合格 {row.failed_again or 0} 台"
    instrument = ""
    if row.instrument:
        instrument = f"{row.instrument}，证书 {row.instrument_certificate}"
        instrument += f"，有效至 {row.instrument_until}"
    return {
        "position": str(row.position),
        "standard": f"{row.standard} {row.clause}",
        "requirement": row.requirement,
        "sure": CONFIDENCES[known.confidence].zh if known and known.confidence != "A" else "",
        "result": RESULTS[row.result].zh,
        "measured": f"{row.measured} {row.unit}".strip() if row.unit != "1" else row.measured,
        "instrument": instrument,
        "counts": counts,
        "evidence": f"证据 {len(row.evidence)} 份" if row.evidence else "",
        "remark": row.remark,
    }


def preview_report(report: Report) -> bytes:
    """The letter of a draft as it will look; `InputError` where it is not ready for it."""
    clauses = list_clauses(report)
    lab = find_lab(report.body)
    problems = list(list_gaps(report, clauses))
    if problems or lab is None:
        raise InputError(problems or [Problem("body", report.body, SECOND)])
    ready = Ready(report.commission, lab, clauses, find_verdict(c.result for c in clauses))
    former = find_letter(report.corrects) if report.corrects else None
    return preview_letter(draft_report(report, ready, former)).pdf


__all__ = ["describe_clause", "lock_report", "preview_report"]
