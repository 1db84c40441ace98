"""What someone was told."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jifang.foundation.accounts.data import Actor
from jifang.foundation.notifications.models import Notification


def list_notifications(by: Actor, *, unread: bool = False) -> QuerySet[Notification]:
    """What the actor was told, in person or as a member of the body; the newest first."""
    found = Notification.objects.filter(
        Q(account=None) | Q(account=by.account), party=by.body.party
    )
    return found.filter(read_at=None) if unread else found


def count_unread(by: Actor) -> int:
    """How much of it is unread."""
    return list_notifications(by, unread=True).count()
