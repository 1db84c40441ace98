"""Where a request comes from: the one place that decides which forwarded address is believed."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
PREFIX_V6 = 64
"""One customer's network; of IPv4 it is the single address."""


def find_client(request: HttpRequest) -> str:
    """The client's address, as the outermost proxy of our own saw it.

    `JIFANG_PROXIES` says how many proxies of our own stand before us. The last so many addresses of
    X-Forwarded-For are theirs to write; what stands before them anyone could have sent. Where that
    place holds no address, the peer's counts.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted = settings.PROXIES
    if trusted:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(chain) >= trusted and name_network(chain[-trusted]):
            return chain[-trusted]
    return peer


def find_network(request: HttpRequest) -> str:
    """The network of the client; `unknown` where there is no address."""
    return name_network(find_client(request)) or UNKNOWN


def name_network(address: str) -> str:
    """The network of an address; empty for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), PREFIX_V6), strict=False))
    return str(found)
