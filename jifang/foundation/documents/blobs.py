"""Files by their content: `sha256/ab/cd…` under the folder of files, never changed once there.

A blob is written whole or not at all: to a draft beside it, synced, renamed, and the folder synced.
It is checked against its name each time it is read.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from jifang.foundation.documents.data import BlobDamagedError
from jifang.law.errors import Text

_DIGEST = re.compile(r"[0-9a-f]{64}")
DRAFTS = ".drafts"
ABANDONED_AFTER_SECONDS = 24 * 3600

MISSING = BlobDamagedError(
    "blob_missing", Text("存储中已没有这份文件。", "The file is not in the storage any more.")
)
ALTERED = BlobDamagedError(
    "blob_altered",
    Text(
        "存储中的文件与存入时不同，未予提供。",
        "The file in the storage is not the one that was put there; it is not handed out.",
    ),
)


class BlobStore:
    """Blobs in a folder of the local disk."""

    def __init__(self, root: Path) -> None:
        self.root = root / "sha256"

    def find_path(self, digest: str) -> Path:
        """Where a blob lies. Raises `ValueError` for what is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is not a SHA-256")
        return self.root / digest[:2] / digest[2:4] / digest[4:]

    def put(self, content: bytes) -> str:
        """Keep bytes; their SHA-256. The same bytes are kept once; a damaged copy is replaced."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.find_path(digest)
        if path.is_file() and hash_file(path) == digest:
            return digest
        make_folder(path.parent)
        drafts = self.root / DRAFTS
        make_folder(drafts)
        draft = drafts / secrets.token_hex(12)
        try:
            write_synced(draft, content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a digest. Raises `BlobDamagedError` where they are gone or are others."""
        try:
            content = self.find_path(digest).read_bytes()
        except FileNotFoundError:
            raise MISSING from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise ALTERED
        return content

    def list_shards(self) -> list[str]:
        """The folders by the first byte of their digests."""
        return sorted(path.name for path in self.root.glob("[0-9a-f][0-9a-f]"))

    def list_digests(self, shard: str = "[0-9a-f][0-9a-f]") -> Iterator[str]:
        """Every blob there is, or those of one shard."""
        for path in sorted(self.root.glob(f"{shard}/[0-9a-f][0-9a-f]/*")):
            yield path.parent.parent.name + path.parent.name + path.name

    def remove(self, digest: str) -> None:
        """Forget a blob; `services.sweep_blobs` decides which."""
        path = self.find_path(digest)
        path.unlink(missing_ok=True)
        sync_folder(path.parent)

    def remove_drafts(self, older_than: float = ABANDONED_AFTER_SECONDS) -> int:
        """Drafts that a crash left behind."""
        last = time.time() - older_than
        old = [d for d in (self.root / DRAFTS).glob("*") if d.stat().st_mtime < last]
        for draft in old:
            draft.unlink(missing_ok=True)
        return len(old)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_synced(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, down to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make_folder(path: Path) -> None:
    """A folder with its parents, each named on the disk before anything lies in it."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """What a folder names, down to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_store() -> BlobStore:
    """The platform's files, `MEDIA_ROOT`."""
    return BlobStore(Path(settings.MEDIA_ROOT))
