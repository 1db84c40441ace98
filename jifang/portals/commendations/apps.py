"""The portal of commendations."""

from __future__ import annotations

from django.apps import AppConfig


class CommendationPagesConfig(AppConfig):
    """Pages of commendations."""

    name = "jifang.portals.commendations"
    label = "commendation_pages"

    def ready(self) -> None:
        """The page of a case shows a panel as soon as the site is loaded; a body proposes on a page
        of its own."""
        from jifang.portals.cases.panels import set_entrance
        from jifang.portals.commendations import panel  # noqa: F401  (it adds itself)

        set_entrance("commendation_propose", "commendation")
