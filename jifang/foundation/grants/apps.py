"""The application of grants."""

from __future__ import annotations

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Grants; who holds them is read with the scope."""

    name = "jifang.foundation.grants"
    label = "grants"
