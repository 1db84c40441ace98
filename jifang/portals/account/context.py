"""What the frame of every page shows of whoever asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jifang.foundation.accounts.masking import mask_name
from jifang.portals.account.asking import Asking, find_asking


def show_asking(request: HttpRequest) -> dict[str, Any]:
    """`asking`, and the masked name of the person, for the frame and the pages."""
    asking: Asking = find_asking(request)
    name = mask_name(asking.account.name) if asking.account else ""
    return {"asking": asking, "own_name": name}
