"""The address a request comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def find_client(request: HttpRequest) -> str:
    """The client's address.

    Behind `JIFANG_PROXIES` proxies of our own, the one that the outermost of them wrote into
    X-Forwarded-For, counted from the right; what stands further left anybody may have written.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES == 0:
        return direct
    hops = [h.strip() for h in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if h.strip()]
    return hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else direct
