"""The application of complaints."""

from __future__ import annotations

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints; their procedure is known once it is loaded."""

    name = "jifang.domains.complaints"
    label = "complaints"

    def ready(self) -> None:
        """Make the procedure known."""
        from jifang.domains.complaints import transitions  # noqa: F401 - adds the procedure
