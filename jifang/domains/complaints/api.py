"""What portals and other domains may ask of complaints.

The bearer of a code: `tracked = open_by_code(code)`; then `supplement`, `reopen`, `rate`,
`withdraw`, or within `as_bearer(tracked)` anything of the cases.
"""

from __future__ import annotations

from jifang.domains.complaints.routing import find_organ
from jifang.domains.complaints.selectors import (
    as_bearer,
    find_referred,
    list_near_case,
    list_nearby,
    list_open_to,
    list_unsealings,
    open_by_code,
    read_complaint,
)
from jifang.domains.complaints.services import (
    agree_to_unseal,
    ask_to_unseal,
    file_for,
    file_report,
    rate,
    read_identity,
    refuse_to_unseal,
    reopen,
    reveal_contact,
    supplement,
    unmerge,
    urge,
    withdraw,
    withdraw_request,
)

__all__ = [
    "agree_to_unseal",
    "as_bearer",
    "ask_to_unseal",
    "file_for",
    "file_report",
    "find_organ",
    "find_referred",
    "list_near_case",
    "list_nearby",
    "list_open_to",
    "list_unsealings",
    "open_by_code",
    "rate",
    "read_complaint",
    "read_identity",
    "refuse_to_unseal",
    "reopen",
    "reveal_contact",
    "supplement",
    "unmerge",
    "urge",
    "withdraw",
    "withdraw_request",
]
