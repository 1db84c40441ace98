"""Reading plans, signs, connections and training, within the reader's reach."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from jifang.domains.programmes.kinds import CONNECTION, COURSE, PLAN, SIGN
from jifang.domains.programmes.models import (
    Attendance,
    Connection,
    Course,
    Funding,
    Plan,
    Sign,
)
from jifang.domains.units.api import SiteRef
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.selectors import Found, list_records, search_records


def list_plans(by: Actor) -> QuerySet[Plan]:
    """The plans within reach."""
    return list_records(PLAN, by)


def list_funding(plan: Plan) -> QuerySet[Funding]:
    """A plan's funding, year by year."""
    return Funding.objects.filter(plan=plan, state=ACTIVE).order_by("year", "purpose")


def sum_funding(plan: Plan) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Budget and expenditure per purpose, in yuan; nothing where nothing was entered."""
    rows = Funding.objects.filter(plan=plan, state=ACTIVE).values("purpose").order_by("purpose")
    return {r["purpose"]: (r["b"], r["s"]) for r in rows.annotate(b=Sum("budget"), s=Sum("spent"))}


def list_signs(by: Actor) -> QuerySet[Sign]:
    """The signs within reach, site by site."""
    return list_records(SIGN, by)


def list_signs_of(site: SiteRef) -> QuerySet[Sign]:
    """The signs of a site."""
    return Sign.objects.filter(site=site.pk, state=ACTIVE).order_by("id")


def list_connections(by: Actor) -> QuerySet[Connection]:
    """The connections within reach, site by site."""
    return list_records(CONNECTION, by)


def list_connections_of(site: SiteRef, on: date) -> QuerySet[Connection]:
    """Who is connected to a site's systems on a day."""
    found = Connection.objects.filter(site=site.pk, state=ACTIVE, connected_on__lte=on)
    return found.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on)).order_by("connected_on")


def list_courses(by: Actor) -> QuerySet[Course]:
    """The trainings within reach."""
    return list_records(COURSE, by)


def list_attendances(course: Course) -> QuerySet[Attendance]:
    """Who took part."""
    return Attendance.objects.filter(course=course, state=ACTIVE).order_by("id")


def search_plans(by: Actor, query: str, limit: int = 50) -> Found[Plan]:
    """Plans by a part of name or government, or by pinyin initials."""
    return search_records(PLAN, by, query, limit=limit)


def search_courses(by: Actor, query: str, limit: int = 50) -> Found[Course]:
    """Trainings by a part of name or association, or by pinyin initials."""
    return search_records(COURSE, by, query, limit=limit)
