"""One mark for the law as the program holds it, to say by which version an answer was given."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import jifang.law

LAW_FILES = frozenset({".py", ".yaml", ".csv", ".txt"})


@cache
def find_law_version() -> str:
    """One mark for everything that decides: the rules, their numbers, their texts.

    The same version, dossier and day give the same result; another version may give another.
    """
    root = Path(jifang.law.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in LAW_FILES):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()
