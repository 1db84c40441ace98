"""What other domains may ask of design approval and acceptance."""

from __future__ import annotations

from jifang.domains.approvals.data import AcceptanceRef, ApprovalRef
from jifang.domains.approvals.facts import ask_organ, ask_use
from jifang.domains.approvals.selectors import find_acceptance, find_approval, list_changes
from jifang.domains.approvals.services import apply_about

__all__ = [
    "AcceptanceRef",
    "ApprovalRef",
    "apply_about",
    "ask_organ",
    "ask_use",
    "find_acceptance",
    "find_approval",
    "list_changes",
]
