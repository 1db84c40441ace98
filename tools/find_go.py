"""Find Go and its note and tlog packages for the tests of the ledger, or install Debian's.

    python tools/find_go.py     print the compiler's path; exit code 1 where it cannot be had

The tests that need it are skipped, with the reason, where it cannot be had. `GO` names a compiler;
the packages are those of Debian (golang-golang-x-mod-dev), so nothing is fetched to build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PACKAGES = ("golang-go", "golang-golang-x-mod-dev")
GOPATH = "/usr/share/gocode"
NEEDED = Path(GOPATH, "src/golang.org/x/mod/sumdb/tlog")

WHAT_TO_DO = (
    "未找到 Go 或 golang.org/x/mod，跳过以其核验账本的测试。"
    f"Debian：以 root 运行 apt-get install {' '.join(PACKAGES)}。\n"
    "No Go or no golang.org/x/mod: the tests that check the ledger with it are skipped. "
    f"Debian: run apt-get install {' '.join(PACKAGES)} as root."
)


def find_go(environ: Mapping[str, str] = os.environ) -> str | None:
    """The path of a Go compiler, where its packages are there too."""
    if not NEEDED.is_dir():
        return None
    return shutil.which(environ.get("GO") or "go", path=environ.get("PATH"))


def can_install() -> bool:
    """Whether this is a Debian that this process may install packages on."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_go() -> str:
    """Install Debian's packages; what went wrong, or nothing."""
    print("» 正在安装 Debian 的 Go / installing Debian's Go", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
    ):
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            return f"{' '.join(command)}\n{done.stderr.strip()}"
    return ""


def build(source: Path, target: Path, go: str) -> None:
    """Compile one program of ours against Debian's packages."""
    env = {**os.environ, "GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "", "GOPROXY": "off"}
    env["GOCACHE"] = str(target.parent / "go-cache")
    subprocess.run([go, "build", "-o", str(target), str(source)], env=env, check=True)


def main() -> int:
    """Say what will be used; exit code 1 where there is nothing."""
    if find_go() is None and can_install():
        print(install_go(), file=sys.stderr)
    found = find_go()
    if found is None:
        print(WHAT_TO_DO, file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
