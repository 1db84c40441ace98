"""The lawful moves of the procedure of these tests, where the database checks them."""

from __future__ import annotations

from tests.foundation.cases.conftest import publish

__all__ = ["publish"]
