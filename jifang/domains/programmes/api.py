"""What other domains may ask of programmes."""

from __future__ import annotations

from jifang.domains.programmes.selectors import list_connections_of, list_signs_of

__all__ = ["list_connections_of", "list_signs_of"]
