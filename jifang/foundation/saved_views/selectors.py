"""The views an account saved."""

from __future__ import annotations

from jifang.foundation.accounts.models import Account
from jifang.foundation.saved_views.models import SavedView


def list_views(account: Account, table: str) -> list[SavedView]:
    """The account's views of a list."""
    return list(SavedView.objects.filter(account=account, table=table))
