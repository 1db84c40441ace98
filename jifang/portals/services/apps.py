"""The portal of services: guide, tracker, figures of cases."""

from __future__ import annotations

from django.apps import AppConfig


class ServicePagesConfig(AppConfig):
    """Pages of the service guide, the tracker, and the figures of cases."""

    name = "jifang.portals.services"
    label = "service_pages"

    def ready(self) -> None:
        """The lists behind the figures are known by their names as soon as the site is loaded."""
        from jifang.portals.services import lists  # noqa: F401  (it registers its lists)
