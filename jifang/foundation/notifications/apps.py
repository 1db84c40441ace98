"""The application of notifications."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications and their e-mail."""

    name = "jifang.foundation.notifications"
    label = "notifications"
