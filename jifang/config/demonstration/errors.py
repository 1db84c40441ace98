"""Why the demonstration cannot be loaded or removed."""

from __future__ import annotations

from jifang.law.errors import Text


class DemonstrationError(Exception):
    """The demonstration province cannot be loaded or removed here; says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.text = Text(zh, en)
