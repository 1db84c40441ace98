"""The portal of the offices."""

from __future__ import annotations

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Makes the offices' lists known."""

    name = "jifang.portals.office"
    label = "office"

    def ready(self) -> None:
        """A list is known by its name as soon as the site is loaded."""
        from jifang.portals.office import lists  # noqa: F401  (it registers its lists)
