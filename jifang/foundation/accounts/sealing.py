"""Secrets and personal data, as they are stored: encrypted with a key outside the database.

Format: `v1:` and base64 of nonce and AES-256-GCM ciphertext. The key is in a file of its own
(`JIFANG_SEAL_KEY`, by default made at first start); without it no stored secret can be read.
"""

from __future__ import annotations

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

PREFIX = "v1:"
NONCE_BYTES = 12
PURPOSE = b"jifang second factor"


class SealError(Exception):
    """A stored secret cannot be read: it was changed, or sealed with another key."""


def seal(text: str, purpose: bytes = PURPOSE) -> str:
    """Encrypt a secret for the database; what is sealed for one purpose opens for no other."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    body = AESGCM(settings.SEAL_KEY).encrypt(nonce, text.encode(), purpose)
    return PREFIX + base64.b64encode(nonce + body).decode("ascii")


def unseal(sealed: str, purpose: bytes = PURPOSE) -> str:
    """The secret again. Raises `SealError`."""
    try:
        if not sealed.startswith(PREFIX):
            raise SealError("not sealed")
        data = base64.b64decode(sealed.removeprefix(PREFIX), validate=True)
        plain = AESGCM(settings.SEAL_KEY).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], purpose)
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SealError("a stored secret cannot be read") from error
    return plain.decode()
