"""Keeping an assessed dossier for 30 days, found again only by its link."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jifang.law.assessment import Assessment, assess
from jifang.law.schema import write_value
from jifang.portals.public.models import StoredAssessment

KEPT_FOR = timedelta(days=30)
TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment that was found again, and until when it is kept."""

    assessment: Assessment
    expires_at: datetime


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def store_assessment(raw: Mapping[str, Any], on: date) -> str:
    """Keep a dossier that has been assessed; returns the token of its link."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    StoredAssessment.objects.create(
        token_hash=hash_token(token),
        dossier=json.dumps(write_value(raw), ensure_ascii=False),
        on=on,
        expires_at=timezone.now() + KEPT_FOR,
    )
    return token


def find_assessment(token: str) -> Kept | None:
    """Assess a kept dossier again, for the day it was assessed for; nothing once it expired."""
    found = StoredAssessment.objects.filter(
        token_hash=hash_token(token), expires_at__gt=timezone.now()
    ).first()
    if found is None:
        return None
    raw = json.loads(found.dossier, parse_float=Decimal)
    return Kept(assess(raw, on=found.on), found.expires_at)


def delete_assessment(token: str) -> None:
    """Delete a kept dossier before its time."""
    StoredAssessment.objects.filter(token_hash=hash_token(token)).delete()


def purge_assessments() -> int:
    """Delete every kept dossier whose time is over; returns how many."""
    return StoredAssessment.objects.filter(expires_at__lte=timezone.now()).delete()[0]
