"""Telling firms that evidence of a duty ends: 90, 30, 7 and 1 days before, once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from jifang.domains.practitioners.data import REMIND_BEFORE, Verdict
from jifang.domains.practitioners.judging import SAID
from jifang.domains.practitioners.models import DutyReminder
from jifang.domains.units.api import FirmRef
from jifang.foundation.audit.data import Target
from jifang.foundation.notifications.services import Recipient, notify
from jifang.law.errors import Text


def remind_firms(judged: Sequence[tuple[FirmRef, Verdict]]) -> int:
    """Tell firms what ends soon; how many notices went out. What ends on one day is one notice for
    each duty, however many people or projects it is about."""
    return sum(remind_firm(firm, verdict) for firm, verdict in judged)


def remind_firm(firm: FirmRef, verdict: Verdict) -> int:
    """Tell one firm, of what it was not told yet."""
    last = verdict.on + timedelta(days=max(REMIND_BEFORE))
    ends = Counter((duty, s.until) for duty, s in verdict.list_ending(last) if s.until)
    return sum(
        remind_of(firm, verdict.on, duty, ends_on, how_many)
        for (duty, ends_on), how_many in sorted(ends.items())
    )


def find_notice(days_left: int) -> int | None:
    """The notice that is due with so many days left: the shortest that is reached. A night that was
    missed is made up for by the next one."""
    return min((n for n in REMIND_BEFORE if days_left <= n), default=None)


def remind_of(firm: FirmRef, today: date, duty: str, ends_on: date, how_many: int) -> bool:
    """Tell a firm of one duty and day, if it was not told."""
    left = (ends_on - today).days
    days = find_notice(left)
    if days is None:
        return False
    _row, made = DutyReminder.objects.get_or_create(
        organisation_id=firm.pk, duty=duty, ends_on=ends_on, days=days,
        defaults={"organ_region": firm.organ_region, "party": firm.party, "told_on": today},
    )  # fmt: skip
    if made:
        title = SAID[duty][0]
        said = Text(
            f"“{title.zh}”的凭据有 {how_many} 项将于 {ends_on} 到期（还有 {left} 日）",
            f"{how_many} item(s) of evidence of “{title.en}” end on {ends_on} ({left} days left)",
        )
        notify(Recipient(firm.party), firm.organ_region, Target("duties", firm.public_id), said)
    return made
