"""Which Chromium the browser tests use, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import find_chromium as tool
from tools.browser_fonts import find_fonts, write_fonts_conf


def make_program(folder: Path, name: str, runs: bool = True) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho 'Chromium 156.0'\nexit {0 if runs else 1}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def no_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "APPLICATIONS", ())


def test_the_one_that_is_named_comes_first(tmp_path: Path) -> None:
    make_program(tmp_path, "chromium")
    named = make_program(tmp_path, "named")
    assert tool.find_chromium({"CHROMIUM": named, "PATH": str(tmp_path)}) == named


def test_a_named_one_that_does_not_run_is_an_error(tmp_path: Path) -> None:
    broken = make_program(tmp_path, "broken", runs=False)
    for given in (broken, str(tmp_path / "absent")):
        with pytest.raises(tool.NoChromiumError, match="CHROMIUM"):
            tool.find_chromium({"CHROMIUM": given, "PATH": ""})


def test_one_on_path_that_runs(tmp_path: Path) -> None:
    make_program(tmp_path, "chromium", runs=False)
    chrome = make_program(tmp_path, "google-chrome")
    assert tool.find_chromium({"PATH": str(tmp_path)}) == chrome


def test_none_is_said_with_what_to_do_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(tool, "can_install", lambda: False)
    assert tool.main() == 1
    said = capsys.readouterr().err
    assert "未找到 Chromium" in said
    assert "No Chromium was found" in said


def test_fonts_are_there_and_stand_for_what_pages_ask_for(tmp_path: Path) -> None:
    assert {path.suffix for path in find_fonts().glob("Noto*")} == {".otf"}
    text = write_fonts_conf(tmp_path).read_text(encoding="utf-8")
    assert "<family>PingFang SC</family><prefer><family>Noto Sans SC</family>" in text
    assert "<family>SimSun</family><prefer><family>Noto Serif SC</family>" in text
