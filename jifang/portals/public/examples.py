"""The example dossiers, all of them demonstration data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jifang.law.intake import read_path

FOLDER = Path(__file__).resolve().parents[3] / "examples"


@cache
def load_examples() -> dict[str, Mapping[str, Any]]:
    """Every example by its file name without ending."""
    return {p.stem: read_path(p, expect="dossier") for p in sorted(FOLDER.glob("*.yaml"))}


def list_examples() -> list[tuple[str, str]]:
    """Name and title of every example."""
    return [(name, str(raw["site"]["name"])) for name, raw in load_examples().items()]


def find_example(name: str) -> Mapping[str, Any] | None:
    """One example, if there is one of that name."""
    return load_examples().get(name)
