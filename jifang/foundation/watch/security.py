"""The security log: who failed to get in, and who was refused what. One way to write it.

It is a log of the operator's, beside the ledger and no evidence. What may stand in it is listed
here; an event or a field that is not is a mistake of the program. A value that is not of its form
is left out, never logged.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import structlog

NAME: Final = "jifang.security"
LEFT_OUT: Final = "…"

EVENTS: Final = frozenset(
    {
        "signin.succeeded",
        "signin.failed",
        "signin.locked",
        "signout",
        "session.ended",
        "factor.added",
        "factor.removed",
        "factor.failed",
        "recovery.used",
        "password.changed",
        "password.reset",
        "invitation.failed",
        "permission.refused",
        "reauthentication.failed",
        "rate.limited",
        "token.refused",
        "forgery.refused",
    }
)

_CODE = re.compile(r"[a-z][a-z0-9_.:-]{0,63}")
_ROUTINE = frozenset({"signin.succeeded", "signout", "session.ended"})


def _code(given: object) -> str:
    return given if isinstance(given, str) and _CODE.fullmatch(given) else LEFT_OUT


def _account(given: object) -> str:
    try:
        return str(UUID(str(given)))
    except ValueError:
        return LEFT_OUT


def _count(given: object) -> int | str:
    return given if isinstance(given, int) and 0 <= given < 10**6 else LEFT_OUT


def _network(given: object) -> str:
    """The network of an address: /24, or /48 of IPv6. A whole address leads to a person."""
    try:
        address = ipaddress.ip_address(str(given))
    except ValueError:
        return LEFT_OUT
    bits = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, bits), strict=False))


FIELDS: Final[Mapping[str, Callable[[object], int | str]]] = {
    "account": _account,  # the public id
    "network": _network,
    "reason": _code,
    "role": _code,
    "power": _code,
    "method": _code,
    "route": _code,
    "count": _count,
}
"""What may stand in an event, and in which form."""

log = structlog.get_logger(NAME)


def log_security(event: str, /, **fields: object) -> None:
    """Write a line into the security log.

    Args:
        event: one of `EVENTS`.
        fields: of `FIELDS`: `account` (public id), `network` (an address, cut to its network),
            `reason`, `role`, `power`, `method`, `route` (codes), `count`.

    Raises:
        ValueError: there is no such event or field.
    """
    unknown = fields.keys() - FIELDS.keys()
    if event not in EVENTS or unknown:
        raise ValueError(f"not in the security log: {event} {sorted(unknown)}")
    level = logging.INFO if event in _ROUTINE else logging.WARNING
    log.log(level, event, **{name: FIELDS[name](value) for name, value in fields.items()})
