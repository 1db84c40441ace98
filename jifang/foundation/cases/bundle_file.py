"""The file of a bundle: a ZIP whose bytes depend on what is in it alone. Everything is stored as it
is, nothing is compressed or optional, so that whoever checks it can hold every byte to one form.

`verifier/jifang_verify.py` has the same form a second time, on purpose: it trusts none of ours.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

LOCAL, CENTRAL, END = "<4s5H3L2H", "<4s6H3L5H2L", "<4s4H2LH"
DAY: Final = 33  # 1980-01-01
MOST_BYTES: Final = 1 << 30


def write_canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space, in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


@dataclass
class BundleFile:
    """Writes files one after the other; keeps the digest of the whole."""

    out: BinaryIO
    size: int = 0
    names: set[str] = field(default_factory=set)
    directory: bytes = b""
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        """Bytes, as they come."""
        self.out.write(data)
        self.digest.update(data)
        self.size += len(data)

    def add(self, name: str, data: bytes) -> None:
        """A file. Raises `ValueError` for a name that is there, and beyond a gibibyte."""
        if name in self.names or self.size + len(data) > MOST_BYTES:
            raise ValueError(name)
        self.names.add(name)
        size, crc, raw = len(data), zlib.crc32(data), name.encode("ascii")
        self.directory += struct.pack(
            CENTRAL, b"PK\1\2", 20, 20, 0, 0, 0, DAY, crc, size, size, len(raw), 0, 0, 0, 0, 0,
            self.size,
        ) + raw  # fmt: skip
        self.write(
            struct.pack(LOCAL, b"PK\3\4", 20, 0, 0, 0, DAY, crc, size, size, len(raw), 0) + raw
        )
        self.write(data)

    def finish(self) -> str:
        """Close the file; its SHA-256."""
        at, count = self.size, len(self.names)
        end = struct.pack(END, b"PK\5\6", 0, 0, count, count, len(self.directory), at, 0)
        self.write(self.directory + end)
        found: str = self.digest.hexdigest()
        return found


def list_files(files: Iterable[tuple[str, bytes]]) -> dict[str, dict[str, object]]:
    """Files as a manifest lists them."""
    return {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in files
    }
