"""The portal of sites and regions."""

from __future__ import annotations

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Pages of sites and regions."""

    name = "jifang.portals.sites"
    label = "site_pages"

    def ready(self) -> None:
        """A list is known by its name as soon as the site is loaded."""
        from jifang.portals.sites import lists  # noqa: F401  (it registers its lists)
