"""What a witness keeps: its key, the logs it knows, the newest checkpoint of each, evidence.

    key                  the private key, 0600
    logs                 lines `log KEY`: public keys of logs, taken from paper
    state/<hash>         the newest checkpoint cosigned of the log whose origin has that SHA-256
    evidence/*.json      checkpoints signed by a log that contradict what was cosigned
    lock                 held while a process cosigns

Every file is whole or absent, and on the disk with its name when writing returns.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jifang_verify import EMPTY, LOG_KEY, Key, Policy, Refused, open_note, read_key

from jifang_witness.faults import WitnessError
from jifang_witness.keys import SigningKey, make_key, read_private, write_key

MARK = "jifang-witness state v1"
MOST_EVIDENCE = 1000
"""Files kept of each log and kind: a proof that is merely wrong can be sent by anybody."""


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file whole or not at all; it is on the disk when this returns."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def name_origin(origin: str) -> str:
    """The name of a log's file, and its place in the address of its checkpoint."""
    return hashlib.sha256(origin.encode()).hexdigest()


@dataclass(frozen=True)
class Held:
    """The newest checkpoint that was cosigned of a log, as a note with our cosignature; or none."""

    size: int = 0
    root: bytes = EMPTY
    at: int = 0
    note: str = ""


class Store:
    """The folder of a witness."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.key: SigningKey = self._read_key()
        self.logs: dict[str, list[Key]] = {}
        for key in self._list_keys():
            self.logs.setdefault(key.name, []).append(key)

    def _read_key(self) -> SigningKey:
        path = self.home / "key"
        if not path.is_file():
            raise WitnessError(
                f"{self.home} 还不是见证：先运行 jifang-witness init 名称",
                f"{self.home} is no witness yet: run jifang-witness init NAME first",
            )
        if path.stat().st_mode & 0o077:
            raise WitnessError(
                f"{path} 他人可读：须为 0600", f"{path} can be read by others: it must be 0600"
            )
        return read_private(path.read_text("utf-8"))

    def _list_keys(self) -> Iterator[Key]:
        for line in (self.home / "logs").read_text("utf-8").splitlines():
            words = line.split("#")[0].split()
            if words:
                yield read_log_key(words[1] if words[0] == "log" and len(words) > 1 else line)

    def make_policy(self, origin: str) -> Policy:
        """The keys of one log, for opening its checkpoints, and our own."""
        own = {self.key.name: self.key.public}
        return Policy(list(self.logs.get(origin, [])), own, {}, "none")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only process that cosigns or changes what is known. Raises `WitnessError`."""
        file: IO[bytes]
        with (self.home / "lock").open("wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise WitnessError(
                    "另一个见证进程正在使用此目录", "another process of this witness is running"
                ) from None
            yield

    def add_log(self, key: Key) -> None:
        """Know a log, or another key of it. Its state is made first: a log without one is a log
        whose state was lost."""
        path = self.home / "state" / name_origin(key.name)
        if key.name not in self.logs and not path.exists():
            self.write_held(key.name, Held())
        listed = (self.home / "logs").read_text("utf-8")
        if key not in self.logs.get(key.name, []):
            write_whole(self.home / "logs", f"{listed}log {write_key(key)}\n".encode())
            self.logs.setdefault(key.name, []).append(key)

    def read_held(self, origin: str) -> Held:
        """The newest checkpoint cosigned of a log. Raises `WitnessError` where the file is missing,
        was changed, or is not signed by the log and by us: guessing could cosign a second history.
        """
        path = self.home / "state" / name_origin(origin)
        try:
            mark, digest, text = path.read_text("utf-8").split("\n", 2)
            sound = mark == MARK and hashlib.sha256(text.encode()).hexdigest() == digest
            named, _, note = text.partition("\n")
            if sound and named == origin:
                return open_held(note, self.make_policy(origin), self.key.name) if note else Held()
        except (OSError, ValueError, KeyError, Refused):
            pass
        raise WitnessError(
            f"{origin} 的状态文件 {path} 缺失或损坏：不再见证。勿删除或重建，见 README",
            f"the state of {origin}, {path}, is missing or damaged: nothing is cosigned. "
            "Do not delete or recreate it, see README",
        )

    def write_held(self, origin: str, held: Held) -> None:
        """Keep a checkpoint; it is on the disk when this returns. Raises `OSError`."""
        text = f"{origin}\n{held.note}"
        digest = hashlib.sha256(text.encode()).hexdigest()
        path = self.home / "state" / name_origin(origin)
        write_whole(path, f"{MARK}\n{digest}\n{text}".encode())

    def keep_evidence(self, found: dict[str, object], name: str) -> Path | None:
        """Keep two contradictory checkpoints, once; None where there are too many of the kind."""
        path = self.home / "evidence" / f"{name}.json"
        kind, prefix = name.rsplit("-", 1)[1], name.split("-", 1)[0]
        if not path.exists():
            if len(list(path.parent.glob(f"{prefix}-*-{kind}.json"))) >= MOST_EVIDENCE:
                return None
            write_whole(path, json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n")
        return path

    def list_evidence(self) -> Iterator[dict[str, object]]:
        """Everything kept, in the order of names."""
        for path in sorted((self.home / "evidence").glob("*.json")):
            found: dict[str, object] = json.loads(path.read_text("utf-8"))
            yield {"file": str(path), **found}


def open_held(note: str, policy: Policy, own: str) -> Held:
    """A note from our state: signed by the log and cosigned by us. Raises `Refused`, `KeyError`."""
    checkpoint = open_note(note, policy)
    return Held(checkpoint.size, checkpoint.root, checkpoint.signers[own] or 0, note)


def read_log_key(text: str) -> Key:
    """A log's public key. Raises `WitnessError`."""
    try:
        key = read_key(text.strip())
    except Refused as refused:
        raise WitnessError(refused.zh, refused.en) from None
    if key.kind != LOG_KEY:
        raise WitnessError(f"不是账本的公钥：{text}", f"not the key of a log: {text}")
    return key


def make_home(home: Path, name: str) -> Store:
    """A new witness: folder, key, no logs. Raises `WitnessError` where there is one already."""
    if (home / "key").exists():
        raise WitnessError(
            f"{home} 已有密钥；遗失状态的见证须换新密钥和新目录",
            f"{home} has a key; a witness that lost its state begins anew with another folder",
        )
    key = make_key(name)
    for folder in (home, home / "state", home / "evidence"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
    write_whole(home / "logs", b"")
    write_whole(home / "key", key.write().encode())
    return Store(home)
