"""Telling holders that a certificate ends: 90, 30, 7 and 1 days before, once each."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from jifang.domains.qualifications.data import KINDS, REMIND_BEFORE
from jifang.domains.qualifications.models import Certificate, Reminder
from jifang.domains.qualifications.selectors import COUNTED, find_end
from jifang.foundation.audit.data import Target
from jifang.foundation.notifications.services import Recipient, notify
from jifang.law.calendar import step_day
from jifang.law.errors import Text

AT_ONCE = 200
"""Certificates that one transaction looks at."""


def list_ending(today: date) -> QuerySet[Certificate]:
    """Certificates that end within the longest notice and were not replaced."""
    last = step_day(today, max(REMIND_BEFORE))
    found = Certificate.objects.filter(COUNTED, followed_by=None).filter(
        Q(extension=None, valid_until__gte=today, valid_until__lte=last)
        | Q(extension__until__gte=today, extension__until__lte=last)
    )
    return found.select_related("extension").order_by("pk")


def find_notice(days_left: int) -> int | None:
    """The notice that is due with so many days left: the shortest that is reached. A night that was
    missed is made up for by the next one."""
    return min((n for n in REMIND_BEFORE if days_left <= n), default=None)


def remind(today: date | None = None, after: int = 0) -> tuple[int, int]:
    """Tell the holders of some certificates. Returns how many were told, and the row after which to
    go on (0: nothing is left)."""
    day = today or timezone.localdate()
    rows = list(list_ending(day).filter(pk__gt=after)[:AT_ONCE])
    told = sum(remind_of(row, day) for row in rows)
    return told, rows[-1].pk if len(rows) == AT_ONCE else 0


def remind_of(row: Certificate, day: date) -> bool:
    """Tell the holder of one, if it was not told of it."""
    ends = find_end(row)
    days = find_notice((ends - day).days)
    if days is None:
        return False
    _row, made = Reminder.objects.get_or_create(
        certificate=row, ends_on=ends, days=days,
        defaults={"organ_region": row.organ_region, "party": row.party, "told_on": day},
    )  # fmt: skip
    if made:
        left, kind = (ends - day).days, KINDS[row.kind]
        said = Text(
            f"{kind.zh} {row.number} 将于 {ends} 期满（还有 {left} 日）",
            f"the {kind.en} {row.number} ends on {ends} ({left} days left)",
        )
        notify(
            Recipient(row.party), row.organ_region,
            Target("certificate", str(row.public_id)), said,
        )  # fmt: skip
    return made
