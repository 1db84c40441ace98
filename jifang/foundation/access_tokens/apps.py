"""The application that holds the tables of the tokens."""

from __future__ import annotations

from django.apps import AppConfig


class AccessTokensConfig(AppConfig):
    """Tokens of accounts, kept answers, rate limits."""

    name = "jifang.foundation.access_tokens"
    label = "access_tokens"
