"""The portal of cases."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Pages of cases."""

    name = "jifang.portals.cases"
    label = "case_pages"

    def ready(self) -> None:
        """The lists are known by their names as soon as the site is loaded."""
        from jifang.portals.cases import lists  # noqa: F401  (it registers its lists)
