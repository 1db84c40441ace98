"""What others may use of systems: the value lists, which are files beside this one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from jifang.law.assessment.dossier import SYSTEM_KIND
from jifang.law.errors import Text

SYSTEM_KINDS: Final[Mapping[str, Text]] = {c.code: c.label for c in SYSTEM_KIND.choices}
"""The ten kinds of art. 40 ¶2."""

VIDEO_KINDS: Final = frozenset({"video_surveillance", "road_checkpoint", "video_analysis"})

LISTED_POSITIONS: Final = (*range(1, 16), *range(96, 100), *range(100, 138))
"""Position types in use; the source names only some of them, the rest are codes alone."""


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a value list's file."""
    text = (files("jifang.domains.systems") / "lists" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def load_lists() -> Mapping[str, Mapping[str, Text]]:
    """Every value list by name: its codes and what they mean."""
    found: dict[str, dict[str, Text]] = {}
    for row in read_rows("values.csv"):
        found.setdefault(row["list"], {})[row["code"]] = Text(row["zh"], row["en"])
    named = found["position"]
    found["position"] = {
        str(n): named.get(str(n), Text(f"{n}（名称未收录）", f"{n} (name not recorded)"))
        for n in LISTED_POSITIONS
    }
    return MappingProxyType(found)
