"""What someone was told."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from jifang.foundation.accounts.data import Actor
from jifang.foundation.notifications.models import Notification

# `list_notifications` written out: the frame of every page asks.
UNREAD: Final = """
SELECT count(*) FROM notification
WHERE party = %s AND (account_id IS NULL OR account_id = %s) AND read_at IS NULL
"""


def list_notifications(by: Actor, *, unread: bool = False) -> QuerySet[Notification]:
    """What the actor was told, in person or as a member of the body; the newest first."""
    found = Notification.objects.filter(
        Q(account=None) | Q(account=by.account), party=by.body.party
    )
    return found.filter(read_at=None) if unread else found


def count_unread(by: Actor) -> int:
    """How much of it is unread."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [by.body.party, by.account])
        (found,) = cursor.fetchone()
    return int(found)
