"""`make serve`: bring the whole site up on this machine, and down again.

    python -m jifang.config.serve [--port 8000]

Database, messages, tables, static files, then the web server on the loopback address, and beside
it the worker that does jobs and the ledger's sequencer and signer (`JIFANG_LEDGER=0` leaves those
two out, where another machine runs them). Ctrl-C or SIGTERM stops the web server first and the
database last.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn

import django

from jifang.config.environment import EnvironmentValueError, find_var, read_flag
from jifang.config.keep import keep_beside
from jifang.config.safety import check_site, write_refusal
from jifang.foundation.postgres.connection import Connection, read_url_connection
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.launcher import borrow_server
from jifang.law.errors import Text

ADDRESS = "127.0.0.1"
READY_SECONDS = 60.0
STOP_SECONDS = 15.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServeError(Exception):
    """The site cannot be brought up; says why in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh}\n{text.en}")


class StopRequestedError(Exception):
    """Someone asked the site to stop."""


def tell(message: Text) -> None:
    """Say what is being done."""
    print(f"» {message.zh} / {message.en}", flush=True)


def request_stop(number: int, frame: FrameType | None) -> NoReturn:
    """Turn a signal into an exception, so that everything that was begun is ended."""
    raise StopRequestedError(signal.Signals(number).name)


@contextlib.contextmanager
def heed_signals() -> Iterator[None]:
    """Stop on the usual signals; while stopping, further ones change nothing."""
    for number in STOP_SIGNALS:
        signal.signal(number, request_stop)
    try:
        yield
    finally:
        ignore_signals()


def ignore_signals() -> None:
    """Let the ending run to its end: every part of it is bounded in time."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def read_port(given: str) -> int:
    """A port number that a server can be asked to use."""
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 65535):
        raise ServeError(
            Text(
                f"端口 {given!r} 不可用：须为 1 至 65535 的整数。",
                f"Port {given!r} cannot be used: give a whole number from 1 to 65535.",
            )
        )
    return int(given)


def check_port(port: int) -> None:
    """Refuse a port that another program uses, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise ServeError(
                Text(
                    f"端口 {port} 不可用（{error.strerror}）。请换一个：make serve PORT={port + 1}",
                    f"Port {port} cannot be used ({error.strerror}). "
                    f"Choose another: make serve PORT={port + 1}",
                )
            ) from None


@contextlib.contextmanager
def provide_database() -> Iterator[Connection]:
    """The database in force: the one of `DATABASE_URL`, else the embedded one, started here."""
    external = read_url_connection()
    if external is not None:
        tell(Text("使用 DATABASE_URL 指定的数据库", "using the database of DATABASE_URL"))
        yield external
        return
    tell(Text("启动内嵌 PostgreSQL", "starting the embedded PostgreSQL"))
    with borrow_server(find_var(), tell=tell) as connection:
        try:
            yield connection
        finally:
            ignore_signals()
            tell(Text("停止数据库", "stopping the database"))


def prepare_site() -> None:
    """Everything that must be done before the first page is asked for."""
    # Settings read the database's address, so they are loaded only now that it is known.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifang.config.settings")
    django.setup()
    from jifang.config import prepare

    tell(Text("编译文字、更新数据表、收集静态文件", "messages, tables, static files"))
    prepare.prepare()
    risks = check_site()
    if risks:
        raise ServeError(write_refusal(risks))


def start_web(port: int) -> subprocess.Popen[bytes]:
    """Start the web server in a session of its own, so that only we tell it to stop."""
    command = [sys.executable, "-m", "jifang.config.web", ADDRESS, str(port), str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def stop_web(web: subprocess.Popen[bytes]) -> None:
    """Let running requests finish, within bounds."""
    if web.poll() is not None:
        return
    tell(Text("停止网站", "stopping the site"))
    web.terminate()
    try:
        web.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()


def wait_until_ready(web: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the site answers and finds what pages need; what else is amiss is said."""
    end, missing = time.monotonic() + READY_SECONDS, ["web"]
    while time.monotonic() < end:
        if web.poll() is not None:
            raise ServeError(
                Text(
                    f"网站未能启动（退出码 {web.returncode}），原因见上。",
                    f"The site did not start (exit code {web.returncode}); see above.",
                )
            )
        missing = ask_readiness(port)
        if NEEDED.isdisjoint(missing):
            if missing:
                names = ", ".join(missing)
                tell(Text(f"就绪检查未过：{names}", f"not in order: {names}"))
            return
        time.sleep(0.1)
    names = ", ".join(missing)
    raise ServeError(
        Text(
            f"网站在 {READY_SECONDS:.0f} 秒内未能就绪：{names}。",
            f"The site was not ready within {READY_SECONDS:.0f} seconds: {names}.",
        )
    )


NEEDED = frozenset({"web", "database", "migrations", "static"})
"""Parts without which there are no pages; acts are recorded while the ledger is late."""


def ask_readiness(port: int) -> list[str]:
    """The parts that are not in order; `web` where the site does not answer at all."""
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}/readyz", timeout=10) as answer:
            held = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            held = read_refusal(error)
    except (OSError, ValueError):
        return ["web"]
    return [name for name, said in held["checks"].items() if said != "ok"]


def read_refusal(error: urllib.error.HTTPError) -> Any:
    """What a 503 of readiness says; any other answer is none of ours."""
    try:
        held = json.loads(error.read())
    except ValueError:
        held = {}
    return held if "checks" in held else {"checks": {"web": "failed"}}


def run_web(port: int) -> int:
    """Run the web server until it ends or is asked to."""
    web = start_web(port)
    keeper = keep_beside(read_flag("JIFANG_LEDGER", {"JIFANG_LEDGER": "1", **os.environ}))
    try:
        keeper.start()
        wait_until_ready(web, port)
        tell(Text("网站已就绪，Ctrl-C 停止", "the site is ready; Ctrl-C stops it"))
        print(f"  http://{ADDRESS}:{port}/\n  http://{ADDRESS}:{port}/en/", flush=True)
        offer_demonstration()
        return web.wait()
    finally:
        ignore_signals()
        stop_web(web)
        keeper.stop()


def offer_demonstration() -> None:
    """On a platform that nobody uses yet, say what can be done; a demonstration is named as one."""
    from jifang.config.demonstration.offer import is_empty
    from jifang.foundation.demonstration.selectors import find_demonstration

    if find_demonstration() is not None:
        tell(
            Text(
                "载有演示数据；账号：make demo，清除：make demo-remove",
                "demonstration data is loaded; its people: make demo, out again: make demo-remove",
            )
        )
    elif is_empty():
        tell(
            Text(
                "平台还是空的。另开一个窗口：make demo 装入演示省份，或者 make init 邀请首批管理员",
                "the platform is empty. In another window: make demo loads a demonstration "
                "province, make init invites the first administrators",
            )
        )


def name_address(port: int) -> None:
    """What is printed on letters leads to this server, unless the site says another address."""
    os.environ["JIFANG_URL"] = os.environ.get("JIFANG_URL") or f"http://{ADDRESS}:{port}"


def serve(port: int) -> int:
    """Bring everything up, wait, bring everything down."""
    check_port(port)
    name_address(port)
    with heed_signals():
        try:
            with provide_database():
                prepare_site()
                return run_web(port)
        except StopRequestedError:
            return 0


def main(arguments: list[str] | None = None) -> int:
    """Entry point; exit code 1 where the site cannot be brought up."""
    parser = argparse.ArgumentParser(prog="python -m jifang.config.serve")
    parser.add_argument("--port", default="8000", help="端口 / port (8000)")
    given = parser.parse_args(arguments)
    try:
        return serve(read_port(given.port))
    except (ServeError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        tell(Text("已结束", "ended"))


if __name__ == "__main__":
    sys.exit(main())
