"""The portal of projects."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectPagesConfig(AppConfig):
    """Pages of projects."""

    name = "jifang.portals.projects"
    label = "project_pages"

    def ready(self) -> None:
        """Add its list, and the way from a case to its project."""
        from jifang.portals.projects import lists  # noqa: F401 - registers it
        from jifang.portals.projects.case_panel import add_case_panel

        add_case_panel()
