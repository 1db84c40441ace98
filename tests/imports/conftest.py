"""Divisions and organs, made once for a module."""

from __future__ import annotations

from tests.domains.conftest import organs

__all__ = ["organs"]
