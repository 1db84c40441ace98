"""Make `.venv` and install the pinned requirements into it.

Run by make with the system's python3; uses the standard library only. It may be repeated: when
nothing changed it only compares stamps, and a half-made `.venv` is made again from the start.

    python3 tools/bootstrap.py core|spark|dev
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

LEVELS: Mapping[str, tuple[str, ...]] = {
    "core": ("core",),
    "spark": ("core", "spark"),
    "dev": ("core", "spark", "dev"),
}
OLDEST_PYTHON = (3, 11)


class BootstrapError(Exception):
    """A step cannot be done; the text tells the person at the keyboard what to do."""


def say(zh: str, en: str) -> None:
    """Print one line in Chinese and its English beside it."""
    print(f"» {zh} / {en}", flush=True)


def check_python(version: tuple[int, ...] = tuple(sys.version_info[:2])) -> None:
    """Refuse a Python that is too old, naming the version that was found."""
    if version < OLDEST_PYTHON:
        found = ".".join(map(str, version))
        raise BootstrapError(
            f"需要 Python 3.11 或更高版本，现为 {found}；可用 make PYTHON=/路径/python3.11 指定。\n"
            f"Python 3.11 or newer is needed, this is {found}; "
            "choose another with make PYTHON=/path/to/python3.11."
        )


def compute_key(root: Path, level: str) -> str:
    """A digest of all that decides what `.venv` holds at this level.

    The place of the checkout is part of it: scripts and the editable install hold absolute paths,
    so a copied or moved checkout must not reuse them.
    """
    digest = hashlib.sha256()
    names = ["requirements/bootstrap.txt", *(f"requirements/{n}.txt" for n in LEVELS[level])]
    for name in [*names, "pyproject.toml"]:
        digest.update(name.encode() + b"\0" + (root / name).read_bytes() + b"\0")
    digest.update(f"{root}\0{sys.version_info[:2]}".encode())
    return digest.hexdigest()


def is_current(root: Path, level: str) -> bool:
    """Whether `.venv` was completed at this level from the present requirements."""
    python = root / ".venv/bin/python"
    stamp = root / f".venv/.jifang-{level}"
    # `exists` follows the link: a venv whose base Python was removed is not current.
    return python.exists() and stamp.is_file() and stamp.read_text() == compute_key(root, level)


@contextlib.contextmanager
def hold_lock(root: Path) -> Iterator[None]:
    """Let one bootstrap run at a time in this checkout; others wait."""
    (root / "var").mkdir(exist_ok=True)
    with (root / "var/bootstrap.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run_step(command: list[str], env: Mapping[str, str] | None = None) -> None:
    """Run one command; its output is the person's to read, its failure ends the bootstrap."""
    result = subprocess.run(command, env=None if env is None else dict(env), check=False)
    if result.returncode != 0:
        raise BootstrapError(
            f"命令失败（退出码 {result.returncode}）：{' '.join(command)}\n"
            f"The command failed with exit code {result.returncode}; see its output above."
        )


def make_venv(root: Path) -> None:
    """Make an empty `.venv` holding only the pinned installer."""
    try:
        import ensurepip  # noqa: F401  (Debian ships venv without it)
    except ImportError:
        raise BootstrapError(
            "此 Python 缺少 ensurepip，无法建立虚拟环境。Debian/Ubuntu 请先安装：\n"
            "    apt-get install python3-venv\n"
            "This Python has no ensurepip, so no virtual environment can be made: "
            "on Debian/Ubuntu install python3-venv first."
        ) from None
    say("建立 .venv", "making .venv")
    base = getattr(sys, "_base_executable", sys.executable)
    shutil.rmtree(root / ".venv", ignore_errors=True)
    run_step([base, "-m", "venv", str(root / ".venv")])
    python = str(root / ".venv/bin/python")
    pins = str(root / "requirements/bootstrap.txt")
    run_step(
        [
            *(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--only-binary", ":all:", "-r", pins),
        ]
    )


def read_pip_index(root: Path) -> str | None:
    """The package index a person set for pip (common behind a mirror), which uv would not read."""
    command = [str(root / ".venv/bin/python"), "-m", "pip", "config", "get", "global.index-url"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def build_uv_env(root: Path) -> dict[str, str]:
    """The environment for uv: this `.venv`, no Python downloads, pip's index where one is set."""
    env = {**os.environ, "VIRTUAL_ENV": str(root / ".venv"), "UV_PYTHON_DOWNLOADS": "never"}
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & env.keys():
        index = env.get("PIP_INDEX_URL") or read_pip_index(root)
        if index:
            env["UV_DEFAULT_INDEX"] = index
    return env


def install_level(root: Path, level: str) -> None:
    """Install the pinned requirements of a level, then the project and its verifier, editable."""
    say(f"安装依赖（{level}）", f"installing requirements ({level})")
    uv = [str(root / ".venv/bin/uv"), "pip", "install", "--quiet"]
    env = build_uv_env(root)
    for name in LEVELS[level]:
        run_step([*uv, "--require-hashes", "-r", str(root / f"requirements/{name}.txt")], env)
    local = [*uv, "--no-deps", "--no-build-isolation"]
    run_step([*local, "--editable", str(root), "--editable", str(root / "verifier")], env)


def write_stamps(root: Path, level: str) -> None:
    """Record what was completed; written last, so that a broken run leaves no stamp."""
    for name in LEVELS:
        if set(LEVELS[name]) <= set(LEVELS[level]):
            (root / f".venv/.jifang-{name}").write_text(compute_key(root, name))


def bootstrap(root: Path, level: str) -> None:
    """Bring `.venv` to the level; does nothing when it is there already."""
    check_python()
    if is_current(root, level):
        return
    with hold_lock(root):
        if is_current(root, level):  # another run finished it while this one waited
            return
        base = root / ".venv/.jifang-base"
        # Requirements that only grew or moved are installed over what is there; a `.venv` of
        # another place or Python, or one left half-made, is made again.
        marks = f"{root}\n{sys.version_info[:2]}\n{hash_file(root / 'requirements/bootstrap.txt')}"
        usable = (root / ".venv/bin/uv").exists() and (root / ".venv/bin/python").exists()
        if not (usable and base.is_file() and base.read_text() == marks):
            make_venv(root)
            base.write_text(marks)
        install_level(root, level)
        write_stamps(root, level)
    say("依赖已就绪", "requirements are ready")


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    """Entry point; exit code 2 for a wrong call, 1 for a step that failed."""
    if len(arguments) != 1 or arguments[0] not in LEVELS:
        print("usage: python3 tools/bootstrap.py core|spark|dev", file=sys.stderr)
        return 2
    try:
        bootstrap(Path(__file__).resolve().parent.parent, arguments[0])
    except BootstrapError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
