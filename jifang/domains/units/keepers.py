"""Which organ keeps the record of a place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from jifang.foundation.territory.selectors import find_competent_organ
from jifang.law.places import GUANGDONG, PROVINCE_CODE, find_prefecture_organ

_KNOWN: ContextVar[dict[str, str | None] | None] = ContextVar("jifang_keepers", default=None)


def find_keeper(region: str) -> str | None:
    """The division of the organ that keeps a place: the county's public security organ (the city's
    where there are no counties); for a body seated outside the province, the provincial organ.

    `None` where no organ is recorded for it.
    """
    if not region.startswith(GUANGDONG):
        return PROVINCE_CODE
    known = _KNOWN.get()
    if known is not None and region in known:
        return known[region]
    found = _find_organ_region(region)
    if known is not None:
        known[region] = found
    return found


def _find_organ_region(region: str) -> str | None:
    organ = find_competent_organ(region)
    if organ is None and len(region) > 6:
        organ = find_competent_organ(region[:6])  # a township that is not recorded itself
    return None if organ is None else organ.organ_region


def find_city_keeper(region: str) -> str:
    """The division of the organ that keeps a firm: that of the city of registration (art. 14 ¶1);
    for one seated outside the province, the provincial organ (art. 16)."""
    if not region.startswith(GUANGDONG) or region[2:6] == "0000":
        return PROVINCE_CODE
    return find_prefecture_organ(region).region


@contextmanager
def remember_keepers() -> Iterator[None]:
    """Look each division up once, for the length of an import."""
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)
