"""The application that holds the tokens of search."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search."""

    name = "jifang.foundation.search"
    label = "search"
