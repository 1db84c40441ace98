"""The portal of commendations."""

from __future__ import annotations

from django.apps import AppConfig


class CommendationPagesConfig(AppConfig):
    """Pages of commendations."""

    name = "jifang.portals.commendations"
    label = "commendation_pages"

    def ready(self) -> None:
        """The page of a case shows a panel as soon as the site is loaded."""
        from jifang.portals.commendations import panel  # noqa: F401  (it adds itself)
