"""The portal of certificates."""

from __future__ import annotations

from django.apps import AppConfig


class QualificationPagesConfig(AppConfig):
    """Pages of certificates."""

    name = "jifang.portals.qualifications"
    label = "qualification_pages"
