"""What stops the log: said in both languages, since an operator reads it at night."""

from __future__ import annotations


class LedgerError(Exception):
    """Something about the log; says it in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh, self.en = zh, en


class FrozenError(LedgerError):
    """The log contradicts itself or what was published: nothing more is ordered or signed.

    Going on would sign a second history. It does not pass by itself: a person must look.
    """


class FencedError(LedgerError):
    """Another sequencer has written in the meantime; this one must begin anew or leave."""
