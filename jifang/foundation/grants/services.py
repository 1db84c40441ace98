"""Opening what bears a key to a body across territories, and closing it again.

Each is part of an act, which records it: there is no leaf of its own.
"""

from __future__ import annotations

from django.utils import timezone

from jifang.foundation.grants.models import Grant


def open_grant(organ_region: str, party: str, key: str) -> None:
    """Open a key to a body, if it is not open to it already."""
    Grant.objects.get_or_create(
        party=party, grant_key=key, closed_at=None, defaults={"organ_region": organ_region}
    )


def close_grants(key: str, party: str = "") -> int:
    """Close a key, to one body or to all; how many were closed."""
    found = Grant.objects.filter(grant_key=key, closed_at=None)
    if party:
        found = found.filter(party=party)
    return found.update(closed_at=timezone.now())
