"""The parts of a backup: files with their digests, sealed or not, and the manifest over them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from jifang.config.sealing import CHUNK, seal, unseal
from jifang.law.errors import Text
from jifang.ledger.files import sync_folder, write_whole

FORMAT = 1
MANIFEST = "manifest.json"
SEALED = ".sealed"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BackupError(Exception):
    """A backup cannot be made, read or put back; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.text = Text(zh, en)


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a backup: SHA-256 and bytes as it lies there."""

    sha256: str
    size: int


@dataclass(slots=True)
class Manifest:
    """What a backup holds and what must be found when it is put back.

    kind: `physical` (the cluster's files; a log goes on from it) or `logical` (rows).
    rows: by table, how many there were before and after it was made; equal where nothing changed.
    log_size, log_root: the ledger in the database; published_…: as published at that time.
    """

    id: str
    kind: str
    release: str
    postgres: str
    made_at: str
    sealed: bool
    parts: dict[str, Part] = field(default_factory=dict)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    log_size: int = 0
    log_root: str = ""
    published_size: int = 0
    published_root: str = ""
    blobs: int = 0
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Put it there, last: a backup without it is none."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(folder / MANIFEST, f"{text}\n".encode(), 0o600)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises `BackupError`."""
    try:
        held = json.loads((folder / MANIFEST).read_text("utf-8"))
        if held["format"] != FORMAT:
            raise BackupError(
                f"{folder} 是另一版本的备份（{held['format']}）",
                f"{folder} is a backup of another form ({held['format']})",
            )
        held["parts"] = {name: Part(**part) for name, part in held["parts"].items()}
        held["rows"] = {name: (int(a), int(b)) for name, (a, b) in held["rows"].items()}
        return Manifest(**held)
    except FileNotFoundError:
        raise BackupError(
            f"{folder} 不是完整的备份：缺少 {MANIFEST}",
            f"{folder} is no complete backup: {MANIFEST} is missing",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise BackupError(
            f"{folder / MANIFEST} 已损坏", f"{folder / MANIFEST} is damaged"
        ) from None


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of a backup with its passphrase, if it is sealed."""

    folder: Path
    id: str
    passphrase: bytes | None = None

    def write_part(self, name: str, data: Iterable[bytes]) -> tuple[str, Part]:
        """Write a part, synced to the disk; the name it got, and its digest."""
        if self.passphrase is not None:
            data = seal(data, self.passphrase, f"{self.id}/{name}")
            name += SEALED
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in data:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)
        return name, Part(digest.hexdigest(), size)

    def read_part(self, name: str) -> Iterator[bytes]:
        """A part in clear."""
        data = read_pieces(self.folder / name)
        if not name.endswith(SEALED):
            return data
        if self.passphrase is None:
            raise BackupError(
                "备份已加密，须给出 --passphrase-file",
                "the backup is sealed: give --passphrase-file",
            )
        return unseal(data, self.passphrase, f"{self.id}/{name.removesuffix(SEALED)}")


def check_parts(folder: Path, parts: Mapping[str, Part]) -> None:
    """Refuse a backup whose files are not as the manifest says. Raises `BackupError`."""
    for name, part in parts.items():
        digest, size = hashlib.sha256(), 0
        try:
            for piece in read_pieces(folder / name):
                digest.update(piece)
                size += len(piece)
        except FileNotFoundError:
            raise BackupError(f"备份缺少 {name}", f"the backup lacks {name}") from None
        if (digest.hexdigest(), size) != (part.sha256, part.size):
            raise BackupError(
                f"{name} 与清单不符，备份已损坏", f"{name} is not what the manifest says: damaged"
            )


def read_pieces(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        yield from read_stream(file)


def read_stream(file: IO[bytes]) -> Iterator[bytes]:
    """A stream, piece by piece, to its end."""
    while piece := file.read(CHUNK):
        yield piece


def pack(top: Path, paths: Iterable[Path]) -> Iterator[bytes]:
    """A tar of files below `top`. One that is replaced meanwhile is taken as it then is."""
    reader, writer = os.pipe()
    failed: list[Exception] = []

    def write() -> None:
        try:
            with (
                os.fdopen(writer, "wb") as stream,
                tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                for path in paths:
                    add_file(tar, top, path)
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=write, name="pack", daemon=True)
    thread.start()
    with os.fdopen(reader, "rb") as stream:
        yield from read_stream(stream)
    thread.join()
    if failed:
        raise failed[0]


def add_file(tar: tarfile.TarFile, top: Path, path: Path) -> None:
    """One file, read whole so that it cannot change under the tar's hands."""
    try:
        data, mode = path.read_bytes(), path.stat().st_mode & 0o777
    except FileNotFoundError:  # a partial tile that a full one has replaced
        return
    info = tarfile.TarInfo(str(path.relative_to(top)))
    info.size, info.mode, info.mtime = len(data), mode, path.stat().st_mtime if path.exists() else 0
    tar.addfile(info, io.BytesIO(data))


@contextmanager
def open_stream(data: Iterator[bytes]) -> Iterator[IO[bytes]]:
    """Pieces as a stream to read from."""

    class Reader(io.RawIOBase):
        held = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            while not self.held:
                piece = next(data, None)
                if piece is None:
                    return 0
                self.held = piece
            count = min(len(buffer), len(self.held))
            buffer[:count] = self.held[:count]
            self.held = self.held[count:]
            return count

    with io.BufferedReader(Reader(), CHUNK) as stream:
        yield cast("IO[bytes]", stream)


def unpack(data: Iterator[bytes], target: Path) -> None:
    """Put the files of a tar below `target`; a name that leads out of it is refused."""
    target.mkdir(parents=True, exist_ok=True)
    with open_stream(data) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        tar.extractall(target, filter="data")
        for _ in read_stream(stream):  # to the end, so that all of it was authenticated
            pass


def list_files(folder: Path) -> list[Path]:
    """Every file below a folder, in order; none where it is not there."""
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def check_blobs(folder: Path) -> int:
    """How many files are named by their digest; refuses one that is another. Raises
    `BackupError`."""
    count = 0
    for path in list_files(folder):
        # A blob's name is its digest, whole or with the first letters as its folder.
        names = (path.name, path.parent.name + path.name)
        name = next((name for name in names if _DIGEST.fullmatch(name)), None)
        if name is None:
            continue
        digest = hashlib.sha256()
        for piece in read_pieces(path):
            digest.update(piece)
        if digest.hexdigest() != name:
            raise BackupError(f"文件 {path.name} 已损坏", f"the file {path.name} is damaged")
        count += 1
    return count
