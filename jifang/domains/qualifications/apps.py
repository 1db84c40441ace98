"""The application of certificates."""

from __future__ import annotations

from django.apps import AppConfig


class QualificationsConfig(AppConfig):
    """Certificates; their procedures are known once it is loaded."""

    name = "jifang.domains.qualifications"
    label = "qualifications"

    def ready(self) -> None:
        """Make the procedures known."""
        from jifang.domains.qualifications import (  # noqa: F401 - registers them
            routing,
            transitions,
        )
