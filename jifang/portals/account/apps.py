"""The portal of accounts."""

from __future__ import annotations

from django.apps import AppConfig

from jifang.portals.form_words import say_as_the_platform


class AccountPortalConfig(AppConfig):
    """Its label differs from the sign-in library's."""

    name = "jifang.portals.account"
    label = "account_portal"

    def ready(self) -> None:
        """Forms speak as the platform does."""
        say_as_the_platform()
