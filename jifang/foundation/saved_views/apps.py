"""The application of saved views."""

from __future__ import annotations

from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    """Saved views."""

    name = "jifang.foundation.saved_views"
    label = "saved_views"
