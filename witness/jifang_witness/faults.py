"""What a witness says no with."""

from __future__ import annotations

import sys


class WitnessError(Exception):
    """The witness cannot run, or cannot do what it was asked; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh, self.en = zh, en


def say(zh: str, en: str) -> None:
    """A line for the operator on standard error."""
    print(f"» {zh} / {en}", file=sys.stderr, flush=True)
