"""C2SP signed notes, checkpoints and witness cosignatures.

A note is text with signatures behind it. A checkpoint is a note that names a log, its size and its
root. Signatures of unknown keys are ignored, as the format says; a signature of a known key that
does not verify is an error.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from jifang.ledger.tree import HASH_SIZE

ED25519 = 0x01
COSIGNATURE = 0x04
_DASH = "— "


class NoteError(Exception):
    """A note, a key or a signature is not what it should be."""


def decode_base64(text: str, what: str) -> bytes:
    """Base64, strictly: one way to write it only, or a changed bit could go unseen.

    Raises `NoteError`.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if base64.b64encode(raw).decode() != text:
        raise NoteError(f"{what} is not base64")
    return raw


def _check_name(name: str) -> str:
    if not name or "+" in name or any(c.isspace() for c in name):
        raise NoteError(f"{name!r} is no name of a key: no white space, no plus sign")
    return name


def _hash_key(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


class Signature(NamedTuple):
    """One signature line of a note."""

    name: str
    key_hash: bytes
    value: bytes

    def write(self) -> str:
        """The line as it stands in the note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_hash + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key, as it is published: `name+hash+key`."""

    name: str
    kind: int
    public: bytes

    @property
    def key_hash(self) -> bytes:
        """The four bytes by which a signature names the key."""
        return _hash_key(self.name, self.kind, self.public)

    def write(self) -> str:
        """The published form."""
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_hash.hex()}+{key}"

    def check(self, body: str, signature: Signature) -> int | None:
        """Refuse a signature over the body that is not this key's. Raises `NoteError`.

        Returns the time of a cosignature, in seconds since 1970; None for a plain signature.
        """
        stamp, value, signed = None, signature.value, body.encode()
        if self.kind == COSIGNATURE:
            stamp, value = int.from_bytes(value[:8], "big"), value[8:]
            signed = f"cosignature/v1\ntime {stamp}\n".encode() + signed
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, signed)
        except InvalidSignature:
            raise NoteError(f"the signature of {self.name} does not verify") from None
        return stamp


def read_verifier_key(text: str) -> VerifierKey:
    """A verifier key from its published form. Raises `NoteError`."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise NoteError("a verifier key is name+hash+key")
    raw = decode_base64(parts[2], "the key")
    if len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
        raise NoteError("only Ed25519 keys are known")
    key = VerifierKey(_check_name(parts[0]), raw[0], raw[1:])
    if key.key_hash.hex() != parts[1]:
        raise NoteError("the hash of the key does not fit the key")
    return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half of a key; lives with the signer or the witness, nowhere else."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)
    kind: int = ED25519

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def sign(self, body: str, now: int = 0) -> Signature:
        """Sign the body of a note; a witness says when (`now`, seconds since 1970)."""
        signed, stamp = body.encode(), b""
        if self.kind == COSIGNATURE:
            stamp = now.to_bytes(8, "big")
            signed = f"cosignature/v1\ntime {now}\n".encode() + signed
        value = stamp + self.private.sign(signed)
        return Signature(self.name, self.verifier.key_hash, value)

    def write(self) -> str:
        """The private form, for a file that only the signer reads."""
        raw = bytes([self.kind]) + self.private.private_bytes_raw()
        hashed = self.verifier.key_hash.hex()
        return f"PRIVATE+KEY+{self.name}+{hashed}+{base64.b64encode(raw).decode()}"


def make_key(name: str, kind: int = ED25519) -> SigningKey:
    """A new key."""
    return SigningKey(_check_name(name), Ed25519PrivateKey.generate(), kind)


def read_signing_key(text: str) -> SigningKey:
    """A private key from its written form. Raises `NoteError`; never repeats what it was given."""
    parts = text.strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
        raise NoteError("not a private key")
    raw = decode_base64(parts[4], "the private key")
    if len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
        raise NoteError("only Ed25519 keys are known")
    key = SigningKey(_check_name(parts[2]), Ed25519PrivateKey.from_private_bytes(raw[1:]), raw[0])
    if key.verifier.key_hash.hex() != parts[3]:
        raise NoteError("the hash of the key does not fit the key")
    return key


@dataclass(frozen=True, slots=True)
class Note:
    """Text and the signatures behind it."""

    body: str
    signatures: tuple[Signature, ...]

    def write(self) -> str:
        """The note as it is published."""
        return f"{self.body}\n{''.join(s.write() for s in self.signatures)}"

    def add(self, *signatures: Signature) -> Note:
        """The note with further signatures; one of the same key takes the place of the old."""
        keys = {(s.name, s.key_hash) for s in signatures}
        kept = (s for s in self.signatures if (s.name, s.key_hash) not in keys)
        return Note(self.body, (*kept, *signatures))

    def find_signers(self, keys: Iterable[VerifierKey]) -> dict[str, int | None]:
        """Which of the keys signed, with the time of a cosignature. Raises `NoteError` for one
        that is named and does not verify."""
        found = {}
        for key in keys:
            for signature in self.signatures:
                if (signature.name, signature.key_hash) == (key.name, key.key_hash):
                    found[key.name] = key.check(self.body, signature)
        return found


def read_note(text: str) -> Note:
    """A note from its published form. Raises `NoteError`."""
    body, gap, lines = text.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise NoteError("a note is text, an empty line, and signature lines")
    body += "\n"
    if any(ord(c) < 0x20 and c != "\n" for c in text):
        raise NoteError("a note has no control characters")
    return Note(body, tuple(_read_line(line) for line in lines[:-1].split("\n")))


def _read_line(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not encoded:
        raise NoteError("a signature line begins with a dash, a name and a signature")
    raw = decode_base64(encoded, "a signature")
    if len(raw) < 5:
        raise NoteError("a signature is too short")
    return Signature(_check_name(name), raw[:4], raw[4:])


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log vouches for: that its first `size` entries have this root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def write(self) -> str:
        """The body of the note."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))


def read_checkpoint(body: str) -> Checkpoint:
    """A checkpoint from the body of a note. Raises `NoteError`."""
    lines = body.removesuffix("\n").split("\n")
    if len(lines) < 3 or not lines[0] or not all(lines[3:]):
        raise NoteError("a checkpoint has an origin, a size and a root")
    size = lines[1]
    if not (size.isascii() and size.isdigit()) or (size != "0" and size[0] == "0"):
        raise NoteError("the size of a checkpoint is a number without leading zeros")
    root = decode_base64(lines[2], "the root")
    if len(root) != HASH_SIZE:
        raise NoteError("the root is not a SHA-256 hash")
    return Checkpoint(lines[0], int(size), root, tuple(lines[3:]))


def sign_checkpoint(checkpoint: Checkpoint, keys: Sequence[SigningKey]) -> Note:
    """A checkpoint signed by the log's keys (two while one replaces the other)."""
    body = checkpoint.write()
    return Note(body, tuple(key.sign(body) for key in keys))


def open_checkpoint(text: str, keys: Sequence[VerifierKey]) -> tuple[Checkpoint, Note]:
    """A published checkpoint whose origin is the name of one of the keys, signed by that key.

    Raises `NoteError`.
    """
    note = read_note(text)
    checkpoint = read_checkpoint(note.body)
    own = [k for k in keys if k.name == checkpoint.origin]
    if checkpoint.origin not in note.find_signers(own):
        raise NoteError(f"no known key of {checkpoint.origin} signed this checkpoint")
    return checkpoint, note
