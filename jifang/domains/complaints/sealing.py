"""Where an identity lies: under a key that follows from the platform's own and stands nowhere.

No scope that a request of an officer enters holds that key: it is made for the one look that two
persons opened, and the words themselves are sealed to it besides.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from django.conf import settings

from jifang.domains.complaints.data import Identity
from jifang.domains.complaints.models import ComplaintIdentity
from jifang.foundation.accounts.sealing import seal, unseal
from jifang.foundation.walls.scope import Scope, work_in

PURPOSE: Final = b"jifang complaint identity"
ADDRESS: Final = b"jifang complaint address"


def derive(purpose: bytes, text: str) -> str:
    """A digest that nobody makes who does not hold the platform's key."""
    return hmac.new(settings.SEAL_KEY, purpose + b"\0" + text.encode(), hashlib.sha256).hexdigest()


def derive_key(party: str) -> str:
    """The key of the identity behind a party."""
    return f"identity-{derive(PURPOSE, party)[:48]}"


def keep_identity(party: str, name: str, contact: str) -> None:
    """Put an identity away, within the bounds of its own party."""
    key = derive_key(party)
    bound = PURPOSE + key.encode()
    ComplaintIdentity.objects.create(
        grant_key=key, party=party, name=seal(name, bound), contact=seal(contact, bound)
    )


def open_identity(party: str) -> Identity | None:
    """The identity behind a party. Only `services.read_identity` may ask, once it recorded who."""
    key = derive_key(party)
    bound = PURPOSE + key.encode()
    with work_in(Scope(grants=(key,))):
        row = ComplaintIdentity.objects.filter(grant_key=key).first()
    if row is None:
        return None
    return Identity(unseal(row.name, bound), unseal(row.contact, bound))
