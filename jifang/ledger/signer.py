"""Signing checkpoints: the only place that holds the private key, and the last to say yes.

The signer trusts neither the database nor the sequencer. It keeps, outside the database, the last
checkpoint it signed, hashes every entry itself, and signs only a consistent extension.
"""

from __future__ import annotations

import os
from pathlib import Path

from jifang.ledger.faults import FrozenError, LedgerError
from jifang.ledger.files import make_folder, sync_folder, write_whole
from jifang.ledger.notes import (
    Checkpoint,
    NoteError,
    SigningKey,
    make_key,
    open_checkpoint,
    read_checkpoint,
    read_note,
    read_signing_key,
    sign_checkpoint,
)
from jifang.ledger.publisher import TileWriter
from jifang.ledger.sequencer import check_continues
from jifang.ledger.store import Database, Head, LogStore
from jifang.ledger.tree import ProofError, check_consistency, prove_consistency
from jifang.ledger.witnesses import write_policy

POLL_SECONDS = 0.05
LOCK = (0x4A46, 2)


def load_key(path: Path, name: str) -> SigningKey:
    """The log's key from its file, made at the first start; nobody else may read it.

    Raises `LedgerError` where others could read it or it is no key.
    """
    if not path.exists():
        make_folder(path.parent)
        path.parent.chmod(0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        write_whole(draft, f"{make_key(name).write()}\n".encode(), 0o600)
        try:
            os.link(draft, path)  # unlike a rename, fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        sync_folder(path.parent)
    if path.stat().st_mode & 0o077:
        raise LedgerError(
            f"{path} 他人可读：须为 0600", f"{path} can be read by others: it must be 0600"
        )
    try:
        return read_signing_key(path.read_text("utf-8"))
    except (NoteError, UnicodeDecodeError):
        raise LedgerError(f"{path} 不是私钥", f"{path} is not a private key") from None


def read_published(path: Path) -> Checkpoint | None:
    """The published head, unchecked: a false one can only hold the log up, never move it on."""
    try:
        return read_checkpoint(read_note(path.read_text("utf-8")).body)
    except FileNotFoundError:
        return None
    except (NoteError, UnicodeDecodeError):
        raise FrozenError(f"{path} 不是检查点", f"{path} is not a checkpoint") from None


class Signer:
    """Signs and publishes; `start` first. `home` is the signer's own, `public` is for everyone.

    `policy` is what is published as such; None leaves the one that is there.
    """

    def __init__(self, database: Database, key: SigningKey, home: Path, public: Path) -> None:
        self.database, self.key = database, key
        self.policy: str | None = write_policy(key)
        self.signed, self.public = home / "signed", public
        self.store = LogStore(database)
        self.writer = TileWriter(public)
        self.last = Checkpoint(key.name, 0, Head().root)

    def start(self) -> None:
        """Refuse to go on unless the log continues what was signed and what was published.

        Raises `FrozenError`.
        """
        if self.signed.exists():
            try:
                note = self.signed.read_text("utf-8")
                self.last, _ = open_checkpoint(note, [self.key.verifier])
            except (NoteError, UnicodeDecodeError):
                raise FrozenError(
                    f"{self.signed} 不是本密钥签过的检查点",
                    f"{self.signed} is not a checkpoint signed with this key",
                ) from None
        head = self.store.read_head()
        check_continues(self.store, head.size, self.last, ("已签的检查点", "the signed head"))
        self.check_proof(self.last, head)
        published = read_published(self.public / "checkpoint")
        if published is not None:
            check_continues(
                self.store, self.last.size, published, ("已公布的检查点", "the published head")
            )
        self.writer.start(self.store, published.size if published else 0)
        if self.policy is not None:
            write_whole(self.public / "policy", self.policy.encode())
        if self.last.size:
            self.keep_note(self.last.size, sign_checkpoint(self.last, [self.key]).write())
        self.database.commit()

    def check_proof(self, old: Checkpoint, head: Head) -> None:
        """Refuse a head that a consistency proof from the stored tiles does not reach."""
        if not old.size:
            return
        try:
            path = prove_consistency(old.size, head.size, self.store.get)
            check_consistency(old.size, head.size, old.root, head.root, path)
        except ProofError as error:
            raise FrozenError(
                f"由 {old.size} 到 {head.size} 的一致性证明不成立：{error}",
                f"the log of {head.size} does not continue the one of {old.size}: {error}",
            ) from None

    def tick(self) -> Checkpoint | None:
        """Sign and publish the newest checkpoint; None where there is nothing new.

        Raises `FrozenError` where it is no consistent extension of what was signed.
        """
        head = self.store.read_head()
        self.database.commit()
        self.check_not_behind(head)
        if head.size == self.writer.size and self.is_published(head):
            return None
        if self.writer.extend(self.store, head.size) != head.root:
            raise FrozenError(
                f"{head.size} 条记录与其检查点的根不符",
                f"the entries do not lead to the root of the checkpoint at {head.size}",
            )
        self.database.commit()
        return self.publish(Checkpoint(self.key.name, head.size, head.root))

    def check_not_behind(self, head: Head) -> None:
        """Refuse a log that became shorter than what was signed, or another one of that size."""
        if head.size < self.last.size or (
            head.size == self.last.size and head.root != self.last.root
        ):
            raise FrozenError(
                f"已签到 {self.last.size} 条，账本现为 {head.size} 条或根不同",
                f"signed up to {self.last.size}; the log now has {head.size} or another root",
            )

    def is_published(self, head: Head) -> bool:
        """Whether the newest checkpoint is out already."""
        return not head.size or (
            self.last.size == head.size and (self.public / "checkpoint").exists()
        )

    def publish(self, checkpoint: Checkpoint) -> Checkpoint:
        """Remember, then publish, then store: whatever is cut off is done again at the start."""
        note = sign_checkpoint(checkpoint, [self.key]).write()
        write_whole(self.signed, note.encode(), 0o600)
        self.last = checkpoint
        write_whole(self.public / "checkpoint", note.encode())
        self.writer.tidy()
        self.keep_note(checkpoint.size, note)
        self.database.commit()
        return checkpoint

    def keep_note(self, size: int, note: str) -> None:
        """Keep a signed checkpoint beside the one it signs."""
        with self.database.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_note (size, note) SELECT size, %s FROM ledger_checkpoint"
                " WHERE size = %s ON CONFLICT DO NOTHING",
                [note, size],
            )
