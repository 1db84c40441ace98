"""The application of design approval and acceptance."""

from __future__ import annotations

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Its procedures and gates are known once it is loaded."""

    name = "jifang.domains.approvals"
    label = "approvals"

    def ready(self) -> None:
        """Make the procedures known, and hold projects up."""
        from jifang.domains.approvals import (  # noqa: F401 - registers them
            transitions_acceptance,
            transitions_change,
            transitions_review,
        )
        from jifang.domains.approvals.gates import add_gates
        from jifang.domains.approvals.routing import add_routings

        add_gates()
        add_routings()
