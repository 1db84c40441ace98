"""The application of cases."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases; the procedures are the domains'."""

    name = "jifang.foundation.cases"
    label = "cases"
