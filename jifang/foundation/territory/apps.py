"""The application `territory`."""

from __future__ import annotations

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Divisions and organs."""

    name = "jifang.foundation.territory"
    label = "territory"
