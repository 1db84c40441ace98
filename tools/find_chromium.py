"""Find a Chromium for the browser tests, or install Debian's, and say which was done.

    python tools/find_chromium.py     print the program's path; exit code 1 where there is none

Tests never download a browser build: a Chromium of the machine is used. `CHROMIUM` names one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# As the tests start it: nothing of it calls out. Root has no sandbox to give it.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)

WHAT_TO_DO = """\
未找到 Chromium，浏览器测试无法运行。任选其一：
  · Debian：以 root 运行 apt-get install chromium，或以 root 再次运行本命令；
  · 安装 Google Chrome 或 Chromium，并确保在 PATH 中；
  · 用环境变量 CHROMIUM=/路径/chromium 指定。
No Chromium was found, so the browser tests cannot run. Do one of these:
  · Debian: run apt-get install chromium as root, or run this command again as root;
  · install Google Chrome or Chromium so that it is on PATH;
  · name one with the environment variable CHROMIUM=/path/to/chromium."""


class NoChromiumError(Exception):
    """There is no Chromium and none could be installed."""


def say(zh: str, en: str) -> None:
    """Print one line for the person, not for programs that read the path."""
    print(f"» {zh} / {en}", file=sys.stderr, flush=True)


def read_version(program: str) -> str | None:
    """What the program calls itself, or None where it does not run."""
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def find_chromium(environ: Mapping[str, str] = os.environ) -> str | None:
    """The path of a Chromium that runs: `CHROMIUM`, else one on PATH, else a macOS application.

    Raises `NoChromiumError` where `CHROMIUM` names something that does not run.
    """
    given = environ.get("CHROMIUM")
    if given:
        if read_version(given) is None:
            raise NoChromiumError(
                f"环境变量 CHROMIUM={given!r}：该程序无法运行。\n"
                f"Environment variable CHROMIUM={given!r}: that program does not run."
            )
        return given
    on_path = (shutil.which(name, path=environ.get("PATH")) for name in NAMES)
    for found in [*on_path, *APPLICATIONS]:
        if found and Path(found).exists() and read_version(found):
            return found
    return None


def can_install() -> bool:
    """Whether this is a Debian that this process may install packages on."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_chromium() -> None:
    """Install Debian's Chromium."""
    say(
        "未找到 Chromium，正在安装 Debian 的 chromium（约 80 MB）",
        "no Chromium found: installing Debian's chromium, about 80 MB",
    )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            raise NoChromiumError(f"{' '.join(command)}\n{done.stderr.strip()}\n{WHAT_TO_DO}")


def require_chromium() -> str:
    """The path of a Chromium, installed first where that is possible."""
    found = find_chromium()
    if found is None and can_install():
        install_chromium()
        found = find_chromium()
    if found is None:
        raise NoChromiumError(WHAT_TO_DO)
    return found


def main() -> int:
    """Say what will be used; exit code 1 where there is nothing."""
    try:
        found = require_chromium()
    except NoChromiumError as error:
        print(error, file=sys.stderr)
        return 1
    say(f"浏览器测试使用 {found}", f"browser tests use {read_version(found)}")
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
