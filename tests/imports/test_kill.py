"""The short form of `python -m soak.imports`: a real worker, killed while it reads and writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings

from jifang.config.prepare import load_territory
from soak import import_drill

ROWS = 3_000
PORTION = 150


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(300)
def test_a_killed_worker_loses_no_row_and_doubles_none(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    held = settings.DATABASES["default"]
    url = f"postgresql://{held['USER']}:{held['PASSWORD']}@/{held['NAME']}?host={held['HOST']}"
    environ = {
        "DATABASE_URL": url, "JIFANG_VAR": str(tmp_path),
        "JIFANG_SEAL_KEY": settings.SEAL_KEY.hex(),
        "DJANGO_SETTINGS_MODULE": "jifang.config.settings",
    }  # fmt: skip
    load_territory()
    drill = import_drill.prepare(environ, PORTION, units=5)
    drill.stalled = 4.0
    result = import_drill.run(drill, tmp_path, ROWS, seed=238, kill_reading=False)
    assert result.faults == []
    assert (result.good, result.bad, result.leaves) == (2_970, 30, 20)
    assert 0 < result.killed_writing_at < 2_970
