"""The application of imports."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports."""

    name = "jifang.foundation.imports"
    label = "imports"
