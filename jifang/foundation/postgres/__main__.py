"""The embedded database by hand: `python -m jifang.foundation.postgres COMMAND`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from jifang.foundation.postgres.connection import read_connection, read_url_connection
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.launcher import (
    mark_kept,
    read_status,
    start_server,
    stop_server,
)
from jifang.law.errors import Text

STATES = {
    "absent": Text("尚未建立", "not made yet"),
    "stopped": Text("已停止", "stopped"),
    "starting": Text("正在启动或恢复", "starting or recovering"),
    "running": Text("运行中", "running"),
}


def tell(message: Text) -> None:
    """Say it on standard error, so that standard output holds only what was asked for."""
    print(f"» {message.zh} / {message.en}", file=sys.stderr, flush=True)


def start(var: Path) -> int:
    """Start it and leave it running until `stop`."""
    start_server(var, tell=tell)
    mark_kept(var, True)
    return status(var)


def stop(var: Path) -> int:
    """Stop it."""
    mark_kept(var, False)
    stopped = stop_server(var, tell)
    tell(Text("已停止", "stopped") if stopped else Text("本未运行", "was not running"))
    return 0


def status(var: Path) -> int:
    """Print its state; exit code 0 when it runs, 3 when it does not."""
    found = read_status(var)
    state = STATES[found.state]
    print(f"{state.zh} / {state.en}")
    if found.home:
        print(
            f"PostgreSQL {found.version}  {found.home}" + (f"  pid {found.pid}" * bool(found.pid))
        )
    return 0 if found.state == "running" else 3


def print_url(var: Path, as_owner: bool) -> int:
    """Print the libpq URL with its password, for psql and other tools."""
    connection = read_url_connection() or read_connection(var)
    if connection is None:
        raise PostgresError(
            Text("数据库尚未建立：先运行 start。", "There is no database yet: run start first.")
        )
    print(connection.as_url(connection.owner if as_owner else connection.application))
    return 0


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m jifang.foundation.postgres",
        description="内嵌 PostgreSQL / the embedded PostgreSQL",
    )
    parser.add_argument("command", choices=["start", "stop", "status", "psql-url"])
    parser.add_argument(
        "--owner", action="store_true", help="psql-url: 以所有者登录 / as the owner"
    )
    default = Path(os.environ.get("JIFANG_VAR") or "var")
    parser.add_argument("--var", type=Path, default=default, help="var/")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run one command; exit code 1 where the database cannot do it."""
    given = read_arguments(arguments)
    try:
        if given.command == "psql-url":
            return print_url(given.var, given.owner)
        if os.environ.get("DATABASE_URL"):
            tell(
                Text(
                    "已设置 DATABASE_URL，不使用内嵌数据库",
                    "DATABASE_URL is set: the embedded database is not used",
                )
            )
            return 0
        return {"start": start, "stop": stop, "status": status}[given.command](given.var)
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
