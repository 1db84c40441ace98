"""The portal of sites and regions."""

from __future__ import annotations

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Pages of sites and regions."""

    name = "jifang.portals.sites"
    label = "site_pages"
