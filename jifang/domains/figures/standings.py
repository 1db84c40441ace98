"""A site put to the law, and what is stored of the answer.

    examined = examine_site(public_id, today)       # always of the present facts
    refresh_standings(numbers, today)               # what lists and counts read

A stored answer is of one day, one set of facts and one version of the law; whoever shows it says
so, and asks again where any of them is another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from jifang.domains.figures.data import AskedDays, Examined
from jifang.domains.figures.models import SiteDue, SiteStanding
from jifang.domains.units.api import build_dossier, list_dossiers
from jifang.domains.units.data import SiteRef
from jifang.foundation.history.models import ACTIVE
from jifang.law import decide
from jifang.law.assessment import SECTIONS, Assessment, Finding
from jifang.law.engine.prose import ask_fact
from jifang.law.schema import write_value
from jifang.law.version import find_law_version

MOST_ANSWERS: Final = 40
"""Answers kept of a site: those of one outcome to one question count as one."""
STORAGE: Final = "retention"
COUNTED: Final = ("breaches", "missing", "short", "serious", "ordinary", "minor", "open", "ok")
FOUND: Final = (
    "on", "at", "digest", "law", "outcome", "asked_days", "asked_at_most", "least_days", "answers",
    *COUNTED,
)  # fmt: skip
"""The columns of a stored answer."""
STORED, TARGET = "effective_storage_days", "counter_terrorism_target"


def examine_site(public_id: UUID | str, on: date, *, as_then: bool = False) -> Examined:
    """What the law says of a site on a day. Raises `NotFoundError` as `build_dossier`."""
    dossier = build_dossier(public_id, on, as_then=as_then)
    return Examined(decide("assessment", dossier, on=on), dossier, digest_dossier(dossier), on)


def digest_dossier(dossier: Mapping[str, Any]) -> str:
    """SHA-256 of the facts that are put to the law."""
    text = json.dumps(
        write_value(dossier), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def is_storage(finding: Finding) -> bool:
    """Whether a finding answers how long captured information is to be kept (art. 20)."""
    return finding.decision.question == STORAGE


def find_asked(finding: Finding) -> AskedDays | None:
    """The days of storage that the law asks of the part a finding is of; unknown where it does not
    say. Where it is open whether the place is a target of terrorism (art. 20 ¶1), both are asked.
    """
    decision = finding.decision
    days = decision.values.get("required_days")
    if days is not None:
        return AskedDays(int(days), int(days))
    known = {STORED: 0, **decision.facts}
    tried = [known] if TARGET in known else [{**known, TARGET: holds} for holds in (False, True)]
    law = decision.compiled.law
    found = [law.judge(STORAGE, facts, decision.on).values.get("required_days") for facts in tried]
    asked = [int(d) for d in found if d is not None]
    return AskedDays(min(asked), max(asked)) if len(asked) == len(tried) else None


def find_asked_days(assessment: Assessment) -> AskedDays | None:
    """The most days of storage that the law asks of any part of the site."""
    found: AskedDays | None = None
    for finding in assessment.found:
        if is_storage(finding):
            asked = find_asked(finding)
            found = found if asked is None else asked.join(found)
    return found


def find_least_days(dossier: Mapping[str, Any]) -> int | None:
    """The fewest days that any system or channel is declared to keep."""
    rows = [*dossier.get("systems", ()), *dossier.get("storage", ())]
    days = (row.get("effective_storage_days") for row in rows)
    return min((d for d in days if d is not None), default=None)


def ask_first(finding: Finding) -> dict[str, str]:
    """The first fact that would decide a finding, as it is asked for in both languages."""
    known = {f.name: f for section in SECTIONS for f in section.facts}
    known |= {f.name: f for f in finding.decision.asked.facts}
    found = next((known[name] for name in finding.missing if name in known), None)
    return {} if found is None else {"zh": ask_fact(found, "zh"), "en": ask_fact(found, "en")}


def list_answers(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The outcome of every question, the weightiest first: of how many parts, of which the first,
    in both languages."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for f in findings:
        key = (f.decision.question, f.decision.outcome, f.severity, f.headline.zh)
        if key in found:
            found[key]["parts"] += 1
            continue
        found[key] = {
            "question": f.decision.question,
            "outcome": f.decision.outcome,
            "severity": f.severity,
            "path": f.path,
            "zh": f.headline.zh,
            "en": f.headline.en,
            "cited": f.cited[:1],
            "missing": f.missing[:3],
            "ask": ask_first(f),
            "parts": 1,
        }
    return list(found.values())[:MOST_ANSWERS]


def write_standing(examined: Examined) -> dict[str, Any]:
    """The columns of a stored answer."""
    assessment = examined.assessment
    counts, asked = assessment.counts, find_asked_days(assessment)
    return {
        "on": examined.on,
        "at": timezone.now(),
        "digest": examined.digest,
        "law": find_law_version(),
        "outcome": assessment.outcome,
        "breaches": assessment.breaches,
        "missing": len(assessment.missing),
        "short": sum(1 for f in assessment.found if is_storage(f) and f.breached),
        "asked_days": asked.surely if asked else None,
        "asked_at_most": asked.at_most if asked else None,
        "least_days": find_least_days(examined.dossier),
        "answers": list_answers(assessment.findings),
        **{name: counts[name] for name in ("serious", "ordinary", "minor", "open", "ok")},
    }


def write_retired(on: date) -> dict[str, Any]:
    """The columns of a site that is no longer in the register: nothing is asked of it."""
    return {
        "on": on, "at": timezone.now(), "digest": "0" * 64, "law": find_law_version(),
        "outcome": "retired", "asked_days": None, "asked_at_most": None,
        "least_days": None, "answers": [],
        **dict.fromkeys(COUNTED, 0),
    }  # fmt: skip


def refresh_standings(numbers: Iterable[int], on: date) -> int:
    """Ask the law anew of sites, by the numbers of their rows, and store the answers; for whoever
    writes in their territory. How many were asked."""
    rows = [make_standing(site, dossier, on) for site, dossier in list_dossiers(numbers, on)]
    SiteStanding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["site"], update_fields=list(FOUND)
    )
    return len(rows)


def make_standing(site: SiteRef, dossier: Mapping[str, Any], on: date) -> SiteStanding:
    """The answer for one site, not yet stored."""
    if site.state == ACTIVE:
        assessment = decide("assessment", dossier, on=on)
        values = write_standing(Examined(assessment, dossier, digest_dossier(dossier), on))
    else:
        values = write_retired(on)
    return SiteStanding(site_id=site.pk, organ_region=site.organ_region, party=site.party, **values)


def is_fresh(standing: SiteStanding | None, on: date, *, due: bool) -> bool:
    """Whether a stored answer is of this day, of this version of the law, and of the facts as they
    stand: no change of the site waits to be assessed."""
    if standing is None or due:
        return False
    return standing.on == on and standing.law == find_law_version()


def filter_due(sites: Iterable[int]) -> set[int]:
    """Which sites wait to be assessed again."""
    rows = SiteDue.objects.filter(site_number__in=list(sites)).order_by()
    return set(rows.values_list("site_number", flat=True))
