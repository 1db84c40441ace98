"""The portal of testing."""

from __future__ import annotations

from django.apps import AppConfig


class TestingPagesConfig(AppConfig):
    """Pages of testing."""

    name = "jifang.portals.testing"
    label = "testing_pages"

    def ready(self) -> None:
        """Add its list, and its panel on the page of a project."""
        from jifang.portals.testing import lists  # noqa: F401 - registers it
        from jifang.portals.testing.panel import add_panels

        add_panels()
