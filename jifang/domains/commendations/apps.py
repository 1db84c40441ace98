"""The application of commendations."""

from __future__ import annotations

from django.apps import AppConfig


class CommendationsConfig(AppConfig):
    """Commendations; their procedure is known once the application is loaded."""

    name = "jifang.domains.commendations"
    label = "commendations"

    def ready(self) -> None:
        """Make the procedure known."""
        from jifang.domains.commendations import transitions  # noqa: F401 - registers it
