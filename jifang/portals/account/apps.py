"""The portal of accounts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class AccountPortalConfig(AppConfig):
    """Turns what the sign-in library reports into acts."""

    name = "jifang.portals.account"
    label = "account_portal"

    def ready(self) -> None:
        """The library changes second factors in its own views and says so by signals only."""
        from allauth.mfa import signals

        for name in ("added", "removed", "reset"):
            signal = getattr(signals, f"authenticator_{name}")
            signal.connect(record_factor, dispatch_uid=f"jifang.{name}")


def record_factor(signal: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A second factor was added, taken away, or made anew."""
    from allauth.mfa import signals

    from jifang.foundation.accounts.factors import record_change

    words = {
        signals.authenticator_added: "added",
        signals.authenticator_removed: "removed",
        signals.authenticator_reset: "renewed",
    }
    record_change(user, f"account.factor_{words[signal]}", ("factor", str(authenticator.type)))
