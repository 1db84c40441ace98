"""The application `accounts`."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, memberships, powers."""

    name = "jifang.foundation.accounts"
    label = "accounts"
