"""The portal of cases."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Pages of cases."""

    name = "jifang.portals.cases"
    label = "case_pages"
