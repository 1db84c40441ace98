"""Which keys are open to a body."""

from __future__ import annotations

from jifang.foundation.grants.models import Grant


def list_grants(party: str) -> tuple[str, ...]:
    """The keys that are open to a body now."""
    found = Grant.objects.filter(party=party, closed_at=None)
    return tuple(found.order_by("grant_key").values_list("grant_key", flat=True))
