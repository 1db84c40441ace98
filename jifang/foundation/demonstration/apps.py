"""The application of the demonstration."""

from __future__ import annotations

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """One row, or none."""

    name = "jifang.foundation.demonstration"
    label = "demonstration"
