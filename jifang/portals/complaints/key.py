"""The code that somebody follows a report with, for half an hour and in that browser alone.

It is in a cookie that only this site can open, never in an address, a log or our database, which
holds nothing but its digest.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jifang.foundation.accounts.sealing import SealError, seal, unseal

COOKIE: Final = "jifang_report"
PURPOSE: Final = b"jifang report followed"
SECONDS: Final = 30 * 60
"""How long it is kept after the last page that used it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A code in use.

    fresh: the mark of the form by which the report was sent just now: its code is still shown, and
        the same form sent again leads here instead of sending twice.
    """

    code: str
    fresh: str = ""


def read_key(request: HttpRequest) -> Key | None:
    """The code in use; nothing where there is none, it is over, or somebody made it up."""
    try:
        held = json.loads(unseal(request.COOKIES.get(COOKIE, ""), PURPOSE))
    except (SealError, UnicodeError):
        return None
    if held["until"] < time.time():
        return None
    return Key(held["code"], held["fresh"])


def keep_key(response: HttpResponse, key: Key) -> None:
    """Keep it for half an hour from now."""
    held = {"code": key.code, "fresh": key.fresh, "until": int(time.time()) + SECONDS}
    response.set_cookie(
        COOKIE,
        seal(json.dumps(held), PURPOSE),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def stop_showing(key: Key) -> Key:
    """The code was noted: it is not shown any more."""
    return replace(key, fresh="")


def forget_key(response: HttpResponse) -> None:
    """Nobody follows the report in this browser any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
