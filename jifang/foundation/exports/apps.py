"""The application of exports."""

from __future__ import annotations

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Exports."""

    name = "jifang.foundation.exports"
    label = "exports"
