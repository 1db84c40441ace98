"""The portal of complaints and reports."""

from __future__ import annotations

from django.apps import AppConfig


class ComplaintPagesConfig(AppConfig):
    """Public pages of complaints and reports."""

    name = "jifang.portals.complaints"
    label = "complaint_pages"

    def ready(self) -> None:
        """The panel stands on the page of every complaint; everyone reports on its own page."""
        from jifang.portals.cases.panels import set_counter, set_entrance
        from jifang.portals.complaints import panel  # noqa: F401  (it registers its panel)

        set_entrance("report", "complaint")
        set_counter("report_counter", "complaint")
