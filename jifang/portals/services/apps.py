"""The portal of services: guide, tracker, figures of cases."""

from __future__ import annotations

from django.apps import AppConfig


class ServicePagesConfig(AppConfig):
    """Pages of the service guide, the tracker, and the figures of cases."""

    name = "jifang.portals.services"
    label = "service_pages"
