"""The web server process that `jifang.config.serve` starts and stops.

python -m jifang.config.web ADDRESS PORT PARENT
"""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from jifang.config.parent import die_with_parent

BLOCKING_THREADS = 4
KILL_SECONDS = 10


def run_server(address: str, port: int) -> None:
    """Serve until told to stop: two to four processes, HTTP/1.1 only.

    No access log is kept: who asked for what is nobody's business.
    """
    Granian(
        "jifang.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(4, max(2, os.cpu_count() or 2)),
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        http=HTTPModes.http1,
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    ).serve()


def main(arguments: list[str]) -> None:
    """Serve until SIGINT or SIGTERM."""
    address, port, parent = arguments
    die_with_parent(int(parent))
    run_server(address, int(port))


if __name__ == "__main__":
    main(sys.argv[1:])
