"""The portal of certificates."""

from __future__ import annotations

from django.apps import AppConfig


class QualificationPagesConfig(AppConfig):
    """Pages of certificates."""

    name = "jifang.portals.qualifications"
    label = "qualification_pages"

    def ready(self) -> None:
        """Add its lists, the panels of its cases, and where a firm applies."""
        from jifang.portals.cases.panels import set_entrance
        from jifang.portals.qualifications import lists  # noqa: F401 - registers them
        from jifang.portals.qualifications.panels import add_panels

        add_panels()
        set_entrance("my_qualification", "certificate", "certificate_first",
                     "certificate_change", "filing")  # fmt: skip
