"""What the frame of every page shows of whoever asks."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.notifications.selectors import count_unread
from jifang.portals.account.asking import Asking, find_asking


def show_asking(request: HttpRequest) -> dict[str, Any]:
    """`asking`, and the masked name of the person, for the frame and the pages."""
    asking: Asking = find_asking(request)
    name = mask_name(asking.account.name) if asking.account else ""
    return {"asking": asking, "own_name": name, "unread": SimpleLazyObject(partial(count, asking))}


def count(asking: Asking) -> int:
    """How many notices are unread; asked for only where the frame shows it."""
    if asking.actor is None or not has_cases(asking):
        return 0
    return count_unread(asking.actor)


def has_cases(asking: Asking) -> bool:
    """Whether the role has to do with cases at all."""
    return asking.may("see_register") or asking.may("own_body")
