"""The code that is all a complainant has: 120 random bits, shown once and kept nowhere.

The party of the case follows from it in one direction (SHA-256): whoever knows the code finds the
case behind the wall of its party; whoever knows the party, or every table, has no code.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.powers import BEARER, BEARER_PARTY, CITIZEN

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, which are misread."""
LENGTH: Final = 24
GROUP: Final = 4
LONGEST_TYPED: Final = 64
MISREAD: Final = str.maketrans("ILO", "110")
PREFIX: Final = BEARER_PARTY


def make_code() -> str:
    """A new code, in groups, as it is shown: 24 letters of 32."""
    return group_code("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def group_code(letters: str) -> str:
    """The letters in groups of four."""
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def derive_party(typed: str) -> str:
    """The party that a code stands for, however it was typed; of what is no code, one of nobody.

    The work is the same for every input: nothing tells a malformed code from a wrong one.
    """
    plain = "".join(c for c in typed[:LONGEST_TYPED].upper() if c.isascii() and c.isalnum())
    whole = f"jifang complaint\0{plain.translate(MISREAD)}"
    return PREFIX + hashlib.sha256(whole.encode()).hexdigest()[:48]


def make_bearer(party: str, region: str) -> Actor:
    """Whoever shows the code of a case. One word stands in the place of an account, the same for
    everyone: it is public in the ledger, where no two acts of one person are to be linked."""
    return Actor(0, BEARER, BEARER, Body(CITIZEN, party, "群众", region))


def is_bearer_party(party: str) -> bool:
    """Whether a party is one that a code stands for."""
    return party.startswith(PREFIX)
