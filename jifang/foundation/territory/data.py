"""What others may use of the territory: rows of a list, what an import did, how names are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jifang.law.errors import Text

OF_DIVISION: Final[Mapping[str, Text]] = {
    "public_security": Text("{name}公安机关", "Public security organ of {name}"),
    "national_security": Text("{name}国家安全机关", "National security organ of {name}"),
    "government": Text("{name}人民政府", "People's government of {name}"),
    "rail": Text("铁路公安机关（{name}）", "Rail police, {name}"),
    "aviation": Text("民航公安机关（{name}）", "Civil aviation police, {name}"),
    "forest": Text("森林公安机关（{name}）", "Forest police, {name}"),
}
"""Organs that can be named by kind (or sector) and division, where no official name is known."""

_LETTERS = re.compile(r"[^a-z]")
_GENERIC = re.compile(
    r"\s*\(county-level city\)$|\s+(Zhuang and Yao |Yao |She )?Autonomous County$"
    r"|\s+(District|County|Subdistrict|Town|Township)$"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One division of an official list; `line` is where it stands in the file, 0 for none."""

    code: str
    name_zh: str
    name_en: str
    parent: str
    level: str
    pinyin: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """How a message names it."""
        return f"rows[{self.line}]" if self.line else self.code


@dataclass(frozen=True, slots=True)
class OrganRow:
    """One organ of a file; empty names are made of the division's."""

    code: str
    kind: str
    organ_region: str
    name_zh: str = ""
    name_en: str = ""
    sector: str = ""
    demonstration: bool = False
    line: int = 0

    @property
    def where(self) -> str:
        """How a message names it."""
        return f"rows[{self.line}]" if self.line else self.code


@dataclass(slots=True)
class Report:
    """What an import did, or would do: the codes of each change."""

    added: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    respelled: list[str] = field(default_factory=list)
    abolished: list[str] = field(default_factory=list)
    kept: int = 0

    @property
    def changes(self) -> dict[str, list[str]]:
        """Every kind of change with its codes, without those that did not occur."""
        found = {
            "added": self.added,
            "renamed": self.renamed,
            "moved": self.moved,
            "respelled": self.respelled,
            "abolished": self.abolished,
        }
        return {name: codes for name, codes in found.items() if codes}


def spell_name(name_en: str) -> str:
    """The pinyin in an English name, as it is searched for: Ruyuan Yao Autonomous County → ruyuan.

    Not of every name: what is no pinyin in it stays as it is written.
    """
    return _LETTERS.sub("", _GENERIC.sub("", name_en).lower())


def name_organ_of(kind: str, sector: str, zh: str, en: str) -> Text | None:
    """The name by kind and division; none where the kind does not say which organ it is."""
    pattern = OF_DIVISION.get(sector or kind)
    return pattern.fill(name=Text(zh, en)) if pattern else None
