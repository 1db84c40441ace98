"""What portals and the HTTP API may ask of the guide and of the public tracker."""

from __future__ import annotations

from jifang.domains.guide.data import DOORS, Guide, Routed, TrackedCase
from jifang.domains.guide.organs import is_routed, list_routes
from jifang.domains.guide.selectors import find_guide, list_guides, make_guide
from jifang.domains.guide.tracking import track_cases

__all__ = [
    "DOORS",
    "Guide",
    "Routed",
    "TrackedCase",
    "find_guide",
    "is_routed",
    "list_guides",
    "list_routes",
    "make_guide",
    "track_cases",
]
