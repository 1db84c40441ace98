"""The portal of certificates."""

from __future__ import annotations

from django.apps import AppConfig


class QualificationPagesConfig(AppConfig):
    """Pages of certificates."""

    name = "jifang.portals.qualifications"
    label = "qualification_pages"

    def ready(self) -> None:
        """Add its lists, and the panels of its cases."""
        from jifang.portals.qualifications import lists  # noqa: F401 - registers them
        from jifang.portals.qualifications.panels import add_panels

        add_panels()
