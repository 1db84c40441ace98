"""The application of figures."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Standings of sites and counts by territory; its jobs are known once it is loaded."""

    name = "jifang.domains.figures"
    label = "figures"

    def ready(self) -> None:
        """Make the jobs known."""
        from jifang.domains.figures import tasks  # noqa: F401 - defines them
