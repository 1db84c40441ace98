"""The application that holds the tables of the ledger."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Tables of the ledger and the one way to write to it."""

    name = "jifang.foundation.audit"
    label = "audit"
