"""C2SP tlog-proof: one entry's place in a log, in one text that can be checked offline."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from jifang.ledger.notes import NoteError, VerifierKey, decode_base64, open_checkpoint
from jifang.ledger.tree import HASH_SIZE, check_inclusion, hash_leaf

HEAD = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class EntryProof:
    """The index of an entry, the path to the root, and the signed checkpoint with that root."""

    index: int
    path: tuple[bytes, ...]
    note: str

    def write(self) -> str:
        """The proof as a text file."""
        hashes = "".join(f"{base64.b64encode(h).decode()}\n" for h in self.path)
        return f"{HEAD}\nindex {self.index}\n{hashes}\n{self.note}"

    def check(self, entry: bytes, keys: Sequence[VerifierKey]) -> None:
        """Refuse a proof that does not show the entry in a log that one of the keys vouches for.

        Raises `NoteError` or `ProofError`.
        """
        checkpoint, _ = open_checkpoint(self.note, keys)
        check_inclusion(self.index, checkpoint.size, hash_leaf(entry), self.path, checkpoint.root)


def read_proof(text: str) -> EntryProof:
    """A proof from its text. Raises `NoteError`."""
    head, gap, note = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != HEAD or len(lines) < 2 or not lines[1].startswith("index "):
        raise NoteError("not a proof file")
    number = lines[1].removeprefix("index ")
    if not (number.isascii() and number.isdigit()):
        raise NoteError("the index is not a number")
    path = tuple(decode_base64(line, "a hash") for line in lines[2:])
    if any(len(h) != HASH_SIZE for h in path):
        raise NoteError("a hash is not a SHA-256 hash")
    return EntryProof(int(number), path, note)
