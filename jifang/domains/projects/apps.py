"""The application of projects."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Projects; their kinds of record and their procedure are known once it is loaded."""

    name = "jifang.domains.projects"
    label = "projects"

    def ready(self) -> None:
        """Make kinds, registers and the procedure known."""
        from jifang.domains.projects import (  # noqa: F401 - registers them
            imports,
            kinds,
            registers,
            taking_on,
            transitions,
        )
