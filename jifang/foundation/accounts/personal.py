"""Personal data in tables: stored sealed, shown masked, in clear only where a purpose is recorded.

A column is a `SealedField`; its value is a `Personal`, which prints itself masked whatever prints
it: a page, a log line, a traceback. Only `reveal_field` of the registers opens one for a reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import models

from jifang.foundation.accounts.masking import mask_email, mask_name, mask_number, mask_words
from jifang.foundation.accounts.sealing import seal, unseal

PURPOSE: Final = b"jifang personal data"
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": mask_name,
    "number": mask_number,
    "email": mask_email,
    "words": mask_words,
}
"""How each sort of personal data is shown."""


class Personal:
    """A sealed value; equal to another of the same stored bytes."""

    __slots__ = ("sealed", "sort")

    def __init__(self, sealed: str, sort: str) -> None:
        self.sealed = sealed
        self.sort = sort

    @classmethod
    def close(cls, clear: str, sort: str) -> Personal:
        """Seal a value; nothing stays nothing."""
        return cls(seal(clear, PURPOSE) if clear else "", sort)

    def open(self) -> str:
        """The value in clear. Raises `SealError`."""
        return unseal(self.sealed, PURPOSE) if self.sealed else ""

    @property
    def masked(self) -> str:
        """What may be shown without a purpose."""
        return MASKS[self.sort](self.open())

    @property
    def mark(self) -> str:
        """What history and digests say of it: that it is this sealed value, and nothing of it."""
        return hashlib.sha256(self.sealed.encode()).hexdigest() if self.sealed else ""

    def __bool__(self) -> bool:
        return bool(self.sealed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and other.sealed == self.sealed

    def __hash__(self) -> int:
        return hash(self.sealed)

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Personal({self.masked!r})"


class SealedField(models.TextField):  # type: ignore[type-arg]  # not generic at run time
    """A column of personal data. `sort` says how it is masked: name, number, email, words."""

    def __init__(self, *args: Any, sort: str = "name", **kwargs: Any) -> None:
        self.sort = sort
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """For migrations: how it is masked is no matter of the table."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), dict(kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Personal:
        """A stored value, still sealed."""
        return Personal(value or "", self.sort)

    def to_python(self, value: Any) -> Personal:
        """A clear text is sealed."""
        return value if isinstance(value, Personal) else Personal.close(value or "", self.sort)

    def get_prep_value(self, value: Any) -> str:
        """Only sealed bytes go to the database."""
        return self.to_python(value).sealed
