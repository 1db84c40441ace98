"""Telling a body or a person something, in the transaction of the act that is told of."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.audit.data import Target
from jifang.foundation.jobs.services import enqueue_job
from jifang.foundation.notifications.models import Notification
from jifang.foundation.walls.scope import Scope, find_range, work_in
from jifang.law.errors import Text

JOB = "notifications.mail"
SUBJECT = Text("技防平台：您有一条新通知", "Jifang: there is a notification for you")
BODY = Text(
    "{title}\n\n请登录平台查看：{site}", "{title}\n\nSign in to the platform to see it: {site}"
)
"""Words that name nobody: a mail passes through foreign hands."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A body, or one person in it by the account's public id."""

    party: str
    account: str = ""


def notify(to: Recipient, region: str, about: Target, title: Text) -> Notification:
    """Tell someone. The title holds no personal data: it goes out by e-mail, too.

    Args:
        region: the division of the organ whose act is told of; within it the row is written.
    """
    account = Account.objects.filter(public_id=to.account).first() if to.account else None
    with work_in(Scope(*find_range(region), parties=(to.party,))):
        told = Notification.objects.create(
            organ_region=region, party=to.party, account=account,
            title_zh=title.zh, title_en=title.en, about_kind=about.kind, about_id=about.id,
        )  # fmt: skip
    if settings.MAIL_IS_ON:
        enqueue_job(JOB, scope=Scope(parties=(to.party,)), notification=told.pk)
    return told


def mark_read(by: Actor, notification: int) -> bool:
    """Note that a notification was read; False where it was before, or is not one's own."""
    found = Notification.objects.filter(pk=notification, read_at=None)
    return bool(found.update(read_at=timezone.now(), read_by=by.public_id))


def mail_notification(notification: int) -> int:
    """Send a notification to its person, or to the members of its body; to how many."""
    told = Notification.objects.select_for_update().filter(pk=notification, mailed_at=None).first()
    if told is None:
        return 0
    addresses = list_addresses(told)
    text = BODY.fill(title="{title}", site=settings.PUBLIC_URL)
    words = "\n\n".join((text.zh.format(title=told.title_zh), text.en.format(title=told.title_en)))
    for address in addresses:  # one by one: no reader learns who else was told
        send_mail(f"{SUBJECT.zh} / {SUBJECT.en}", words, None, [address])
    told.mailed_at = timezone.now()
    told.save(update_fields=("mailed_at",))
    return len(addresses)


def list_addresses(told: Notification) -> list[str]:
    """The addresses of whoever is told, of accounts that are in use."""
    if told.account_id is not None:
        people = Account.objects.filter(pk=told.account_id, is_active=True)
    else:
        held = Membership.objects.filter(party=told.party, valid__contains=timezone.localdate())
        people = Account.objects.filter(pk__in=held.values("account"), is_active=True)
    return sorted(set(people.exclude(email="").values_list("email", flat=True)))
