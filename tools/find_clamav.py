"""Find ClamAV's daemon for the tests of the scanner, or install Debian's.

    python tools/find_clamav.py     print the daemon's path; exit code 1 where it cannot be had

The tests that need it are skipped, with the reason, where it cannot be had. `CLAMD` names a daemon.
No signatures are downloaded: the tests bring one of their own, and no service is started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

PACKAGE = "clamav-daemon"
PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin"

WHAT_TO_DO = (
    "未找到 ClamAV 守护程序 clamd，跳过以其查毒的测试。"
    f"Debian：以 root 运行 apt-get install {PACKAGE}。\n"
    "No ClamAV daemon (clamd): the tests that scan with it are skipped. "
    f"Debian: run apt-get install {PACKAGE} as root."
)


def find_clamd(environ: Mapping[str, str] = os.environ) -> str | None:
    """The path of the daemon."""
    places = f"{environ.get('PATH', '')}:{PLACES}"
    return shutil.which(environ.get("CLAMD") or "clamd", path=places)


def can_install() -> bool:
    """Whether this is a Debian that this process may install packages on."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_clamd() -> str:
    """Install Debian's package without starting its services; what went wrong, or nothing."""
    print("» 正在安装 Debian 的 ClamAV / installing Debian's ClamAV", file=sys.stderr, flush=True)
    # With this run level, invoke-rc.d starts nothing.
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", PACKAGE],
    ):
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            return f"{' '.join(command)}\n{done.stderr.strip()}"
    return ""


def main() -> int:
    """Say what will be used; exit code 1 where there is nothing."""
    if find_clamd() is None and can_install():
        print(install_clamd(), file=sys.stderr)
    found = find_clamd()
    if found is None:
        print(WHAT_TO_DO, file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
