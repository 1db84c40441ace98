"""Shared by the tests of these pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.foundation.cases.conftest import publish

__all__ = ["publish"]


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    """Photos and letters of a test are its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.VAR = tmp_path
