"""The witness's own key, and its cosignature (C2SP tlog-cosignature, cosignature/v1)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jifang_verify import WITNESS_KEY, Key, Refused, decode

from jifang_witness.faults import WitnessError

MARK = "PRIVATE+KEY"


def write_key(key: Key) -> str:
    """A public key as it is published: `name+hash+key`."""
    raw = base64.b64encode(bytes([key.kind]) + key.public).decode()
    return f"{key.name}+{key.hash.hex()}+{raw}"


@dataclass(frozen=True)
class SigningKey:
    """The private key; it never leaves this machine."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> Key:
        """Its public half."""
        return Key(self.name, WITNESS_KEY, self.private.public_key().public_bytes_raw())

    def cosign(self, body: str, now: int) -> str:
        """The signature line over the body of a checkpoint, saying when (seconds since 1970)."""
        signed = f"cosignature/v1\ntime {now}\n{body}".encode()
        value = self.public.hash + now.to_bytes(8, "big") + self.private.sign(signed)
        return f"— {self.name} {base64.b64encode(value).decode()}\n"

    def write(self) -> str:
        """The private form, for a file that only its owner reads."""
        raw = base64.b64encode(bytes([WITNESS_KEY]) + self.private.private_bytes_raw()).decode()
        return f"{MARK}+{self.name}+{self.public.hash.hex()}+{raw}\n"


def make_key(name: str) -> SigningKey:
    """A new key. Raises `WitnessError` for a name that cannot be one."""
    if not name or "+" in name or any(c.isspace() or not c.isprintable() for c in name):
        raise WitnessError(
            f"名称 {name!r} 不可用：不得有空格和加号，例如 archives.example/jifang",
            f"{name!r} cannot be a name: no spaces and no plus sign, such as "
            "archives.example/jifang",
        )
    return SigningKey(name, Ed25519PrivateKey.generate())


def read_private(text: str) -> SigningKey:
    """A private key from its file. Raises `WitnessError`; never repeats what it was given."""
    parts = text.strip().removeprefix(f"{MARK}+").split("+", 2)
    try:
        raw = decode(parts[-1])
        key = SigningKey(parts[0], Ed25519PrivateKey.from_private_bytes(raw[1:]))
        if raw[0] == WITNESS_KEY and key.public.hash.hex() == parts[1]:
            return key
    except (Refused, ValueError, IndexError):
        pass
    raise WitnessError("密钥文件无法读取", "the file of the key cannot be read")
