"""The application of units and sites."""

from __future__ import annotations

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Units; their kinds of record are known once the application is loaded."""

    name = "jifang.domains.units"
    label = "units"

    def ready(self) -> None:
        """Make kinds and registers known."""
        from jifang.domains.units import (  # noqa: F401 - registers them
            imports,
            kinds,
            organisation_kinds,
            registers,
        )
