"""How a mutation run is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import check_mutants as tool

NONE = dict.fromkeys(("killed", "survived", "no_tests", "timeout", "segfault", "suspicious"), 0)


def test_unreached_mutants_count_as_unnoticed() -> None:
    assert tool.compute_share(NONE | {"killed": 8, "timeout": 1, "no_tests": 1}) == 0.9
    assert tool.compute_share(NONE | {"killed": 1, "survived": 1}) == 0.5
    assert tool.compute_share(NONE) == 0.0


@pytest.mark.parametrize(("killed", "code"), [(90, 0), (89, 1)])
def test_nine_in_ten_are_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: int, code: int
) -> None:
    stats = tmp_path / "stats.json"
    stats.write_text(json.dumps(NONE | {"killed": killed, "survived": 100 - killed}))
    monkeypatch.setattr(tool, "STATS", stats)
    assert tool.main() == code
