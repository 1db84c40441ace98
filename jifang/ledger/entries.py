"""Entries: canonical JSON bytes, made once, stored and exported as bytes.

The vocabulary is restricted so that no two languages can write it differently: ASCII keys, no
floats, whole numbers below 2**53, text in NFC. Personal data never stand in an entry: a salted
commitment does, and once salt and value are destroyed nothing leads back to the person.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

from jifang.ledger.tiles import MAX_ENTRY

LARGEST = 2**53 - 1
SALT_SIZE = 16
_COMMITMENT = b"jifang commitment v1\x00"


class EntryError(Exception):
    """Something cannot stand in an entry."""


def write_entry(fields: Mapping[str, Any]) -> bytes:
    """The bytes of an entry: keys sorted, no white space, UTF-8. Raises `EntryError`."""
    _check(fields, "entry")
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    data = text.encode("utf-8")
    if len(data) > MAX_ENTRY:
        raise EntryError(f"an entry has at most {MAX_ENTRY} bytes, this one {len(data)}")
    return data


def _check(value: Any, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise EntryError(f"{where}: a number beyond 2**53 - 1")
    elif isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii() and key.isprintable() and key):
                raise EntryError(f"{where}: a key is printable ASCII text")
            _check(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            _check(inner, f"{where}[{at}]")
    else:
        raise EntryError(f"{where}: {type(value).__name__} cannot stand in an entry")


def _check_text(value: str, where: str) -> None:
    if not unicodedata.is_normalized("NFC", value):
        raise EntryError(f"{where}: text must be in NFC")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise EntryError(f"{where}: text has half a character")


def read_entry(data: bytes) -> Any:
    """The fields of an entry, for showing; only the bytes count. Raises `EntryError`."""
    try:
        return json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, ValueError):
        raise EntryError("the entry cannot be read") from None


def make_salt() -> bytes:
    """A new salt for one value."""
    return secrets.token_bytes(SALT_SIZE)


def commit(value: str, salt: bytes) -> str:
    """What stands in an entry for a personal value; in hexadecimal.

    Whoever is shown value and salt can check it; without the salt nobody can guess it.
    """
    if len(salt) != SALT_SIZE:
        raise EntryError(f"a salt has {SALT_SIZE} bytes")
    _check_text(value, "value")
    return hashlib.sha256(_COMMITMENT + salt + value.encode("utf-8")).hexdigest()
