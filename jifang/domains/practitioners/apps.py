"""The application of practitioners' duties."""

from __future__ import annotations

from django.apps import AppConfig


class PractitionersConfig(AppConfig):
    """Duties of art. 22; their kinds of record are known once it is loaded."""

    name = "jifang.domains.practitioners"
    label = "practitioners"

    def ready(self) -> None:
        """Make kinds and registers known."""
        from jifang.domains.practitioners import (  # noqa: F401 - registers them
            imports,
            kinds,
            registers,
        )
