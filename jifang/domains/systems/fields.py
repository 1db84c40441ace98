"""How fields of systems and devices are read beyond the ordinary."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Final

from jifang.domains.systems.device_codes import check_shape
from jifang.foundation.history.data import WrongError

_MAC: Final = re.compile(r"[0-9A-F]{2}(?:[:-][0-9A-F]{2}){5}")
_GRASSROOTS: Final = re.compile(r"\d{6}")


def read_device_code(value: Any) -> str:
    """A code of 20 digits; its parts are checked with the edition (`check_code`)."""
    code = value.strip() if isinstance(value, str) else ""
    wrong = check_shape(code)
    if wrong is not None:
        raise WrongError(wrong.zh, wrong.en)
    return code


def read_ipv4(value: Any) -> str:
    """An address of version 4."""
    try:
        return str(ipaddress.IPv4Address(str(value).strip()))
    except ValueError:
        raise WrongError("应为 IPv4 地址", "must be an IPv4 address") from None


def read_ipv6(value: Any) -> str:
    """An address of version 6."""
    try:
        return str(ipaddress.IPv6Address(str(value).strip()))
    except ValueError:
        raise WrongError("应为 IPv6 地址", "must be an IPv6 address") from None


def read_mac(value: Any) -> str:
    """A hardware address, six pairs of hexadecimal digits."""
    given = str(value).strip().upper()
    if not _MAC.fullmatch(given):
        raise WrongError("应为 MAC 地址，如 00:1A:2B:3C:4D:5E", "must be a MAC address")
    return given.replace("-", ":")


def read_grassroots(value: Any) -> str:
    """The code of a grass-roots unit: six digits, 000000 where there is none."""
    given = str(value).strip()
    if not _GRASSROOTS.fullmatch(given) or not given.isascii():
        raise WrongError("6 位数字，没有的为 000000", "6 digits, 000000 for none")
    return given
