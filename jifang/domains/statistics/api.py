"""What portals and the HTTP API may ask of statistics."""

from __future__ import annotations

from jifang.domains.statistics.counting import list_deadlines, list_refusing
from jifang.domains.statistics.data import (
    LEAST,
    Figures,
    Flow,
    Line,
    PublicCell,
    PublicFigures,
    Served,
    Wanted,
)
from jifang.domains.statistics.selectors import find_public_span, read_figures, read_public

__all__ = [
    "LEAST",
    "Figures",
    "Flow",
    "Line",
    "PublicCell",
    "PublicFigures",
    "Served",
    "Wanted",
    "find_public_span",
    "list_deadlines",
    "list_refusing",
    "read_figures",
    "read_public",
]
