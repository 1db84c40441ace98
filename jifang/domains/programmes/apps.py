"""The application of plans, signs, connections and training."""

from __future__ import annotations

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Programmes; their kinds of record are known once it is loaded."""

    name = "jifang.domains.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Make kinds and registers known."""
        from jifang.domains.programmes import imports, kinds, registers  # noqa: F401 - registers them
