"""How far someone has read a case, and what came in since. A bookmark: no act, no leaf."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.models import Case, Event, Look


def note_look(by: Actor, case: Case) -> None:
    """Note that the actor has read a case as it stands; someone without an account keeps none."""
    if not by.account:
        return
    row = Look(account_id=by.account, case_id=case.pk, version=case.version, at=timezone.now())
    Look.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=("account", "case"),
        update_fields=("version", "at"),
    )  # fmt: skip


def mark_news(cases: QuerySet[Case], by: Actor) -> QuerySet[Case]:
    """Cases with `is_unseen`: the actor never looked at it; and
    `has_news`: for an organ, that the applicant handed something in after the actor had looked
    last (or ever since it was opened); for anyone else, that others did something."""
    looked = Look.objects.filter(
        account_id=by.account, case=OuterRef("case"), version__gte=OuterRef("version")
    )
    events = Event.objects.filter(~Exists(looked), case=OuterRef("pk"))
    if by.body.kind == ORGAN:
        events = events.exclude(party="").filter(by_party=OuterRef("party"), version__gt=1)
    events = events.exclude(by_party=by.body.party)
    seen = Look.objects.filter(account_id=by.account, case=OuterRef("pk"))
    return cases.annotate(has_news=Exists(events), is_unseen=~Exists(seen))
