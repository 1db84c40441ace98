"""The application of systems and devices."""

from __future__ import annotations

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """Systems; their kinds of record and their part of a dossier are known once it is loaded."""

    name = "jifang.domains.systems"
    label = "systems"

    def ready(self) -> None:
        """Make kinds and registers known, and let an assessment of a site ask for its systems."""
        from jifang.domains.systems import imports, kinds, registers  # noqa: F401 - registers them
        from jifang.domains.systems.facts import find_system_sections
        from jifang.domains.units.api import contribute_sections

        contribute_sections("systems", find_system_sections)
