"""What other domains may ask of commendations."""

from __future__ import annotations

from jifang.domains.commendations.data import Counts, Published, Wanted
from jifang.domains.commendations.selectors import count_published, list_published

__all__ = ["Counts", "Published", "Wanted", "count_published", "list_published"]
