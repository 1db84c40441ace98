"""The bucket of a network, for the limits of those without a token."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def name_bucket(network: str) -> str:
    """The key of a network's bucket: from it alone nobody learns the address."""
    secret = settings.SECRET_KEY.encode()
    return f"n:{hmac.new(secret, network.encode(), hashlib.sha256).hexdigest()}"
