"""The portal of practitioners' duties."""

from __future__ import annotations

from django.apps import AppConfig


class PractitionerPagesConfig(AppConfig):
    """Pages of practitioners' duties."""

    name = "jifang.portals.practitioners"
    label = "practitioner_pages"

    def ready(self) -> None:
        """Add its list."""
        from jifang.portals.practitioners import lists  # noqa: F401 - registers it
