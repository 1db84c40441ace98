"""How often a network may send a report or try a code.

Counted before anything is looked at, under a keyed digest of the network: no address is kept.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from jifang.foundation.access_tokens.limits import Limit, draw
from jifang.foundation.accounts.sign_in import digest
from jifang.foundation.network import find_network
from jifang.foundation.watch.security import log_security
from jifang.portals.public.errors import Failure, show_failure

SENDING: Final = Limit("report", 1, 10)
"""Reports, and what is handed in later: a household or an office behind one address sends no more
than ten at once, and one a minute after that."""
LOOKING: Final = Limit("report_near", 20, 60)
"""Places that are asked about: reports nearby are offered to whoever has one to make."""
TRYING: Final = Limit("report_code", 6, 20)
"""Codes: they cannot be guessed, so this only keeps guessing from costing anything."""

TOO_OFTEN = Failure(
    429,
    _("Too many attempts from this network"),
    _(
        "Nothing was sent or looked up. Wait a minute, go back and try again: "
        "what you entered is still in the form."
    ),
)


def refuse_often(request: HttpRequest, limit: Limit) -> HttpResponse | None:
    """The page that says to wait, where this network asks too often."""
    drawn = draw(digest(limit.name, find_network(request)), limit)
    if drawn.allowed:
        return None
    # Without the network: whoever reports may stay unknown to us, too.
    log_security("rate.limited", reason=limit.name)
    answer = show_failure(request, TOO_OFTEN)
    answer["Retry-After"] = str(drawn.wait)
    return answer
