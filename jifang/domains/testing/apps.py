"""The application of testing."""

from __future__ import annotations

from django.apps import AppConfig


class TestingConfig(AppConfig):
    """Commissions and reports; the stage `tested` of a project waits for them."""

    name = "jifang.domains.testing"
    label = "testing"

    def ready(self) -> None:
        """Hold the stage up until there is a report."""
        from jifang.domains.testing.gates import add_gates

        add_gates()
