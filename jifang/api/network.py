"""Where a request comes from, for the limits of those without a token."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
PREFIX_V6 = 64
"""One customer's network; of IPv4 it is the single address."""


def find_network(request: HttpRequest) -> str:
    """The network of the client, as the outermost trusted proxy saw it.

    `JIFANG_PROXIES` says how many proxies of our own stand before us. The last so many addresses of
    X-Forwarded-For are theirs to write; what stands before them anyone could have sent.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    trusted = settings.PROXIES
    if trusted:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(chain) >= trusted:
            return name_network(chain[-trusted]) or name_network(peer) or UNKNOWN
    return name_network(peer) or UNKNOWN


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


def name_bucket(network: str) -> str:
    """The key of a network's bucket: from it alone nobody learns the address."""
    secret = settings.SECRET_KEY.encode()
    return f"n:{hmac.new(secret, network.encode(), hashlib.sha256).hexdigest()}"
