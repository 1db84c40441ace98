"""The portal of design approval and acceptance."""

from __future__ import annotations

from django.apps import AppConfig


class ApprovalPagesConfig(AppConfig):
    """Pages of design approval and acceptance."""

    name = "jifang.portals.approvals"
    label = "approval_pages"

    def ready(self) -> None:
        """Add the panels of its cases and of projects."""
        from jifang.portals.approvals.panels import add_panels

        add_panels()
