"""What is given to operators is whole: units that systemd accepts, commands that exist."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jifang.config.environment import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("jifang*.service"))
WORST = 2.0
"""systemd's own measure of exposure, 0 to 10; it calls up to 2 safe."""

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


def test_each_process_of_the_site_has_its_unit() -> None:
    assert {path.stem.removeprefix("jifang-") for path in UNITS} == {
        "prepare", "web", "worker", "sequencer", "signer", "witnesses", "backup",
    }  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_a_module_of_ours_as_a_user_of_its_own(unit: Path) -> None:
    text = unit.read_text("utf-8")
    modules = re.findall(r"^Exec\w+=/opt/jifang/\.venv/bin/python -m (\S+)", text, re.MULTILINE)
    assert modules
    assert all(importlib.util.find_spec(module) for module in modules)
    [user] = re.findall(r"^User=(\S+)$", text, re.MULTILINE)
    accounts = (DEPLOY / "systemd" / "jifang.sysusers.conf").read_text("utf-8")
    assert f"u {user} " in accounts


def test_the_ledgers_two_are_users_of_their_own_without_the_sites_logins() -> None:
    for name in ("sequencer", "signer", "witnesses"):
        text = (DEPLOY / "systemd" / f"jifang-{name}.service").read_text("utf-8")
        assert f"User=jifang-{name}\n" in text
        assert f"EnvironmentFile=/etc/jifang/{name}.env\n" in text


@needs_systemd
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """With this machine's Python in place of the installed one, as this machine's user."""
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text("utf-8").replace("/opt/jifang/.venv/bin/python", sys.executable)
        text = text.replace("/opt/jifang", str(ROOT)).replace(" postgresql.service", "")
        (tmp_path / path.name).write_text(text)
    units = [str(tmp_path / path.name) for path in UNITS]
    units += [str(tmp_path / name) for name in ("jifang.target", "jifang-backup.timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "jifang" in line]
    assert ours == []


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_finds_a_unit_little_exposed(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= WORST, done.stdout


def test_the_container_is_built_in_stages_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert len(re.findall(r"^FROM \$\{BASE\}", text, re.MULTILINE)) == 2
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    for module in re.findall(r"-m (jifang[\w.]+)", text):
        assert importlib.util.find_spec(module), module


def test_every_variable_that_the_site_reads_is_in_the_guide() -> None:
    """docs/operations.md names each variable of the environment, and no other."""
    read = set()
    for path in (ROOT / "jifang").rglob("*.py"):
        read |= set(re.findall(r"\b(?:JIFANG|DATABASE)_[A-Z_]*[A-Z]\b", path.read_text("utf-8")))
    read -= {"DATABASE_ERRORS", "JIFANG_TEST_VAR", "DATABASE_ROUTERS", "DATABASE_ALIAS"}
    guide = (ROOT / "docs" / "operations.md").read_text("utf-8")
    named = set(re.findall(r"\b(?:JIFANG|DATABASE)_[A-Z_]*[A-Z]\b", guide))
    assert named == read, f"docs/operations.md, Configure: {named ^ read}"
