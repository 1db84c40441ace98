"""The application that holds the history of every record."""

from __future__ import annotations

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """History of records."""

    name = "jifang.foundation.history"
    label = "history"
