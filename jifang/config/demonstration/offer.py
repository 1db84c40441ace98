"""Whether the platform is still empty, so that the demonstration may be offered."""

from __future__ import annotations

from jifang.foundation.accounts.models import Account, Invitation
from jifang.foundation.walls.scope import Scope, work_in


def is_empty() -> bool:
    """Nobody has an account or was invited."""
    with work_in(Scope(administration="security_admin")):
        return not Account.objects.exists() and not Invitation.objects.exists()
