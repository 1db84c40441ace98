"""The lawful moves of the procedure, where the database checks them."""

from __future__ import annotations

from tests.domains.commendations.conftest import moves

__all__ = ["moves"]
