"""The web server process, which `jifang.config.serve` or a unit starts and stops.

    python -m jifang.config.web ADDRESS PORT [PARENT]

With PARENT it ends should that process be killed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from jifang.config.environment import find_var
from jifang.config.log import build_logging
from jifang.config.parent import die_with_parent

BLOCKING_THREADS = 4
KILL_SECONDS = 10


def run_server(address: str, port: int) -> None:
    """Serve until told to stop: two to four processes, HTTP/1.1 only.

    No access log is kept, since paths can hold private links; `WatchRequest` logs names of routes.
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
        log_dictconfig=build_logging(),
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    ).serve()


def make_counts_folder(var: Path) -> Path:
    """Where the web processes keep their counts, so that any of them can give the sum.

    Empty at each start: counts begin at nought then, as Prometheus expects.
    """
    folder = var / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def main(arguments: list[str]) -> None:
    """Serve until SIGINT or SIGTERM."""
    address, port, *parent = arguments
    if parent:
        die_with_parent(int(parent[0]))
    # Read by prometheus_client when the processes of the server import it.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(make_counts_folder(find_var()))
    run_server(address, int(port))


if __name__ == "__main__":
    main(sys.argv[1:])
