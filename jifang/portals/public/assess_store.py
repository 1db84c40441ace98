"""Keeping an assessed dossier for 30 days, found again only by its link.

Kept are the dossier as it was given, the day it was assessed for, and the version of the law that
assessed it: the result follows from these and is made anew each time it is looked at.
"""

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
from jifang.law.errors import InputError, Problem, Text
from jifang.law.schema import write_value
from jifang.law.version import find_law_version
from jifang.portals.public.models import StoredAssessment

KEPT_FOR = timedelta(days=30)
TOKEN_BYTES = 24
MAX_ROWS = 1_000
"""Rows of all sections together that the site assesses at once; the command takes more."""
MAX_STORED_BYTES = 1024 * 1024
MAX_KEPT = 10_000
"""Dossiers kept at one time: with the size of each, this bounds the disk."""


class StoreFullError(Exception):
    """As many dossiers are kept as there is room for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A dossier that was found again: as given, for which day, by which law, until when."""

    raw: Mapping[str, Any]
    on: date
    law_version: str
    expires_at: datetime

    def assess(self) -> Assessment:
        """Assess it again; raises `InputError` if the law has come to read it differently."""
        return assess(self.raw, on=self.on)

    @property
    def is_of_other_law(self) -> bool:
        """The rules were revised since it was first assessed."""
        return self.law_version != find_law_version()

    @property
    def expires_on(self) -> date:
        """The day on which it is deleted."""
        return timezone.localdate(self.expires_at)


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def check_size(raw: Mapping[str, Any]) -> None:
    """Refuse a dossier of more rows than the site assesses at once. Raises `InputError`."""
    rows = sum(len(v) for v in raw.values() if isinstance(v, list))
    if rows > MAX_ROWS:
        message = Text(
            f"各部分合计最多 {MAX_ROWS} 行；更多的请用命令 jifang assess",
            f"at most {MAX_ROWS} rows in all sections together; for more use the command"
            " jifang assess",
        )
        raise InputError(Problem("", rows, message))


def store_assessment(raw: Mapping[str, Any], on: date) -> str:
    """Keep a dossier that has been assessed; returns the token of its link.

    Raises:
        InputError: it is too large to be kept.
        StoreFullError: there is no room for another one now.
    """
    written = json.dumps(write_value(raw), ensure_ascii=False)
    size = len(written.encode("utf-8", "surrogatepass"))
    if size > MAX_STORED_BYTES:
        message = Text("材料过大，最多 1 MiB", "the dossier is too large: at most 1 MiB")
        raise InputError(Problem("", size, message))
    if StoredAssessment.objects.filter(expires_at__gt=timezone.now()).count() >= MAX_KEPT:
        raise StoreFullError
    token = secrets.token_urlsafe(TOKEN_BYTES)
    StoredAssessment.objects.create(
        token_hash=hash_token(token),
        dossier=written,
        on=on,
        law_version=find_law_version(),
        expires_at=timezone.now() + KEPT_FOR,
    )
    return token


def find_kept(token: str) -> Kept | None:
    """A kept dossier by the token of its link; nothing once its time is over."""
    found = StoredAssessment.objects.filter(
        token_hash=hash_token(token), expires_at__gt=timezone.now()
    ).first()
    if found is None:
        return None
    raw = json.loads(found.dossier, parse_float=Decimal)
    return Kept(raw, found.on, found.law_version, found.expires_at)


def delete_assessment(token: str) -> None:
    """Delete a kept dossier before its time."""
    StoredAssessment.objects.filter(token_hash=hash_token(token)).delete()


def purge_assessments() -> int:
    """Delete every kept dossier whose time is over; returns how many."""
    return StoredAssessment.objects.filter(expires_at__lte=timezone.now()).delete()[0]
