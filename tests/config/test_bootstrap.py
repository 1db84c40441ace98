"""make setup: done once, repeated at no cost, and whole again after an interruption."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jifang.config.environment import ROOT
from tools import bootstrap as tool


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, without doing it: the real steps run in every fresh clone."""
    done: list[str] = []

    def make_venv(root: Path) -> None:
        done.append("venv")
        shutil.rmtree(root / ".venv", ignore_errors=True)
        (root / ".venv/bin").mkdir(parents=True)
        for name in ("python", "uv"):
            (root / ".venv/bin" / name).touch()

    monkeypatch.setattr(tool, "make_venv", make_venv)
    monkeypatch.setattr(tool, "install_level", lambda root, level: done.append(level))
    return done


def test_a_second_run_does_nothing(checkout: Path, steps: list[str]) -> None:
    tool.bootstrap(checkout, "core")
    tool.bootstrap(checkout, "core")
    assert steps == ["venv", "core"]


def test_development_includes_the_core(checkout: Path, steps: list[str]) -> None:
    tool.bootstrap(checkout, "dev")
    tool.bootstrap(checkout, "core")
    assert steps == ["venv", "dev"]


def test_the_core_does_not_stand_for_development(checkout: Path, steps: list[str]) -> None:
    tool.bootstrap(checkout, "core")
    tool.bootstrap(checkout, "dev")
    assert steps == ["venv", "core", "dev"]


@pytest.mark.parametrize("name", ["requirements/core.txt", "pyproject.toml"])
def test_changed_requirements_are_installed(checkout: Path, steps: list[str], name: str) -> None:
    tool.bootstrap(checkout, "core")
    with (checkout / name).open("a") as file:
        file.write("# changed\n")
    tool.bootstrap(checkout, "core")
    assert steps == ["venv", "core", "core"]


def test_a_changed_installer_makes_the_environment_anew(checkout: Path, steps: list[str]) -> None:
    tool.bootstrap(checkout, "core")
    with (checkout / "requirements/bootstrap.txt").open("a") as file:
        file.write("# changed\n")
    tool.bootstrap(checkout, "core")
    assert steps == ["venv", "core", "venv", "core"]


@pytest.mark.parametrize("lost", [".venv/bin/python", ".venv/bin/uv", ".venv/.jifang-base"])
def test_a_broken_environment_is_made_anew(checkout: Path, steps: list[str], lost: str) -> None:
    tool.bootstrap(checkout, "core")
    (checkout / lost).unlink()
    (checkout / ".venv/.jifang-core").unlink()
    tool.bootstrap(checkout, "core")
    assert steps == ["venv", "core", "venv", "core"]


def test_a_base_python_that_was_removed_is_noticed(checkout: Path, steps: list[str]) -> None:
    tool.bootstrap(checkout, "core")
    python = checkout / ".venv/bin/python"
    python.unlink()
    python.symlink_to(checkout / "gone")
    tool.bootstrap(checkout, "core")
    assert steps == ["venv", "core", "venv", "core"]


def test_an_install_that_failed_is_tried_again(
    checkout: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(root: Path, level: str) -> None:
        raise tool.BootstrapError("no network")

    with monkeypatch.context() as patch:
        patch.setattr(tool, "install_level", fail)
        with pytest.raises(tool.BootstrapError, match="no network"):
            tool.bootstrap(checkout, "core")
    tool.bootstrap(checkout, "core")
    assert steps == ["venv", "core"]


def test_a_moved_checkout_does_not_reuse_absolute_paths(
    checkout: Path, steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tool.bootstrap(checkout, "core")
    moved = tmp_path_factory.mktemp("moved") / "jifang"
    shutil.copytree(checkout, moved)
    tool.bootstrap(moved, "core")
    assert steps == ["venv", "core", "venv", "core"]


@pytest.mark.parametrize("version", [(3, 10), (2, 7)])
def test_an_older_python_is_refused_with_its_version(version: tuple[int, int]) -> None:
    with pytest.raises(tool.BootstrapError, match=r"Python 3\.11 or newer is needed, this is"):
        tool.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_python_from_3_11_on_is_taken(version: tuple[int, int]) -> None:
    tool.check_python(version)


@pytest.mark.parametrize("arguments", [[], ["all"], ["core", "dev"]])
def test_a_wrong_call_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(arguments) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["bootstrap", "core", "dev"])
def test_every_requirement_is_pinned_and_hashed_and_names_no_address(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text()
    assert "://" not in text
    assert str(ROOT) not in text
    entries = [line for line in text.splitlines() if line and line[0].isalnum()]
    assert entries
    assert all("==" in line and line.endswith("\\") for line in entries)
    assert text.count("\n    --hash=sha256:") >= len(entries)


def test_the_core_is_the_same_in_development() -> None:
    def read_pins(name: str) -> set[str]:
        lines = (ROOT / f"requirements/{name}.txt").read_text().splitlines()
        return {line.split(" ")[0] for line in lines if line and line[0].isalnum()}

    assert read_pins("core") <= read_pins("dev")
