"""The portal of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountPortalConfig(AppConfig):
    """Its label differs from the sign-in library's."""

    name = "jifang.portals.account"
    label = "account_portal"
