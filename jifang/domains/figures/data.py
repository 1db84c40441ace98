"""What others may use of figures: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jifang.law.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Examined:
    """A site put to the law: the facts, their digest, and what the law says of them on a day."""

    assessment: Assessment
    dossier: Mapping[str, Any]
    digest: str
    on: date


@dataclass(frozen=True, slots=True)
class AskedDays:
    """The days of storage that the law asks: what it asks in any case, and what it asks if the
    facts that are not known turn out so. The same where nothing is open."""

    surely: int
    at_most: int

    def join(self, other: AskedDays | None) -> AskedDays:
        """What is asked where both are."""
        if other is None:
            return self
        return AskedDays(max(self.surely, other.surely), max(self.at_most, other.at_most))
