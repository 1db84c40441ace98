"""The portal of imports."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsPagesConfig(AppConfig):
    """Pages of imports."""

    name = "jifang.portals.imports"
    label = "imports_pages"
