"""How firms stand by their duties, kept so that a territory can be listed: refreshed soon after
evidence changes, and at night because days pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from jifang.domains.practitioners.data import Verdict
from jifang.domains.practitioners.judging import judge_firms
from jifang.domains.practitioners.kinds import OF_FIRM, PROMISE_CHECK
from jifang.domains.practitioners.models import DutyStanding
from jifang.domains.units.api import FirmRef, find_changed_since, list_firms_of
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.places import PROVINCE_CODE

PROVINCE: Final = Scope(*find_range(PROVINCE_CODE))
NEVER_ENDS: Final = date(9999, 12, 31)


def refresh_firms(rows: Sequence[int]) -> int:
    """Judge some firms again, within the province's bounds; how many there are."""
    with work_in(PROVINCE):
        return keep_standings(judge_firms(list_firms_of(rows), timezone.localdate()))


def keep_standings(judged: Sequence[tuple[FirmRef, Verdict]]) -> int:
    """Keep how firms stand."""
    now = timezone.now()
    DutyStanding.objects.bulk_create(
        [describe(firm, verdict, now) for firm, verdict in judged],
        update_conflicts=True, unique_fields=["organisation"],
        update_fields=[
            "organ_region", "party", "outcome", "missing", "next_end", "judged_on", "judged_at",
            *(duty.code for _, verdict in judged[:1] for duty in verdict.duties),
        ],
    )  # fmt: skip
    return len(judged)


def describe(firm: FirmRef, verdict: Verdict, now: datetime) -> DutyStanding:
    """A standing."""
    return DutyStanding(
        organisation_id=firm.pk, organ_region=firm.organ_region, party=firm.party,
        outcome=verdict.outcome, missing=verdict.missing,
        next_end=verdict.next_end or NEVER_ENDS, judged_on=verdict.on, judged_at=now,
        **{duty.code: duty.status for duty in verdict.duties},
    )  # fmt: skip


def find_due(since: datetime) -> list[int]:
    """Firms whose evidence was changed since a moment, or that were never judged."""
    found = find_changed_since(since)
    for kind in (*OF_FIRM, PROMISE_CHECK):
        rows = kind.model._default_manager.filter(changed_at__gte=since)
        found |= set(rows.values_list("organisation_id", flat=True).distinct())
    return sorted(found)
