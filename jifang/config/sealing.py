"""Sealing a backup: AES-256-GCM in chunks, so that a part of any size is written and read once.

Each chunk is authenticated with its place and whether it is the last, and all of them with the
name of the part and the backup's id: nothing can be changed, dropped, put elsewhere or cut off
unseen. The key is derived from a passphrase with scrypt under a salt of the part.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"jifang sealed v1\n"
SALT_SIZE, PREFIX_SIZE, TAG_SIZE = 16, 7, 16
CHUNK = 1024 * 1024
COST, BLOCK, LANES = 2**16, 8, 1
"""scrypt: 64 MiB and about a quarter of a second for each guess."""
LEAST_LETTERS = 16


class SealError(Exception):
    """A part cannot be opened: another passphrase, or it was changed. Says it in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


@lru_cache(maxsize=16)
def derive_key(passphrase: bytes, salt: bytes) -> bytes:
    """The key of a part; kept, since a restore opens each part twice: to check and to use it."""
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase)


def cut(data: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of `size`; the last one is shorter, and may be empty."""
    held = bytearray()
    for piece in data:
        held += piece
        while len(held) > size:
            yield bytes(held[:size])
            del held[:size]
    yield bytes(held)


def make_nonce(prefix: bytes, number: int, last: bool) -> bytes:
    """The nonce of a chunk; a key has one prefix and never the same number twice."""
    return prefix + number.to_bytes(4, "big") + bytes([last])


def seal(data: Iterable[bytes], passphrase: bytes, label: str) -> Iterator[bytes]:
    """The sealed form of a part. `label` names it, and what is opened must bear the same."""
    salt, prefix = os.urandom(SALT_SIZE), os.urandom(PREFIX_SIZE)
    header = MAGIC + salt + prefix
    box, bound = AESGCM(derive_key(passphrase, salt)), header + label.encode()
    yield header
    for number, (piece, last) in enumerate(mark_last(cut(data, CHUNK))):
        yield box.encrypt(make_nonce(prefix, number, last), piece, bound)


def unseal(data: Iterable[bytes], passphrase: bytes, label: str) -> Iterator[bytes]:
    """A part in clear. Raises `SealError` before it gives out a chunk that is not as sealed."""
    pieces = iter(data)
    size = len(MAGIC) + SALT_SIZE + PREFIX_SIZE
    header, rest = take(pieces, size)
    if len(header) < size or not header.startswith(MAGIC):
        raise SealError(f"{label} 不是加密的备份", f"{label} is not sealed by a backup of ours")
    salt = header[len(MAGIC) : len(MAGIC) + SALT_SIZE]
    prefix = header[-PREFIX_SIZE:]
    box, bound = AESGCM(derive_key(passphrase, salt)), header + label.encode()
    chunks = cut(chain_one(rest, pieces), CHUNK + TAG_SIZE)
    for number, (piece, last) in enumerate(mark_last(chunks)):
        try:
            yield box.decrypt(make_nonce(prefix, number, last), piece, bound)
        except InvalidTag:
            raise SealError(
                f"{label} 打不开：口令不对，或者内容被改动",
                f"{label} does not open: another passphrase, or it was changed",
            ) from None


def take(pieces: Iterator[bytes], size: int) -> tuple[bytes, bytes]:
    """The first bytes, and what was read beyond them."""
    held = b""
    while len(held) < size:
        piece = next(pieces, None)
        if piece is None:
            break
        held += piece
    return held[:size], held[size:]


def chain_one(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """One piece and the others."""
    yield first
    yield from rest


def mark_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece, with whether it is the last."""
    held = next(pieces)
    for piece in pieces:
        yield held, False
        held = piece
    yield held, True
