"""make serve, for real: granian and PostgreSQL come up, answer, and end together."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest

from jifang.config.serve import ServeError, check_port, read_port
from jifang.foundation.postgres.connection import Connection, Login
from jifang.foundation.postgres.launcher import destroy_cluster, read_status, start_server
from soak.prepared import copy_prepared

READY = "Ctrl-C"


@dataclass
class Site:
    """A running `jifang.config.serve` and what it has said."""

    process: subprocess.Popen[str]
    port: int
    var: Path
    said: list[str] = field(default_factory=list)

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if READY in line:
                return
        pytest.fail("".join(self.said))

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        rest, _ = self.process.communicate(timeout=60)
        self.said.append(rest)
        return self.process.returncode


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_site(var: Path, port: int, **more: str) -> Site:
    environ = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "JIFANG_VAR"}}
    environ |= {"DJANGO_SETTINGS_MODULE": "jifang.config.settings", "JIFANG_VAR": str(var), **more}
    process = subprocess.Popen(
        [sys.executable, "-m", "jifang.config.serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environ,
    )
    return Site(process, port, var)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The first start of all."""
    running = start_site(tmp_path / "var", find_free_port())
    guard = threading.Timer(100, running.process.kill)
    guard.start()
    try:
        running.wait_until_ready()
        yield running
    finally:
        guard.cancel()
        if running.process.poll() is None:
            running.end(signal.SIGTERM)
        destroy_cluster(running.var)


def get(site: Site, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{site.port}{path}", timeout=20) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.timeout(300)
def test_it_answers_refuses_what_is_too_large_ends_cleanly_and_starts_again(site: Site) -> None:
    answer_with_hashed_static_files(site)
    refuse_50_megabytes(site)
    assert site.end(signal.SIGTERM) == 0
    answered = [json.loads(x) for x in "".join(site.said).splitlines() if x.startswith("{")]
    assert {x["route"] for x in answered if x["event"] == "answered"} >= {"about"}
    assert "停止网站" in site.said[-1]
    assert "停止数据库" in site.said[-1]
    assert read_status(site.var).state == "stopped"
    check_port(site.port)
    start_again_and_find_everything(site)


def answer_with_hashed_static_files(site: Site) -> None:
    assert get(site, "/healthz") == (200, '{"status": "ok"}')
    status, page = get(site, "/about")
    assert status == 200
    sheet = page.split('<link rel="stylesheet" href="', 1)[1].split('"', 1)[0]
    assert get(site, sheet)[0] == 200
    assert len(sheet.split(".")) == 3, "the digest is part of the name"

    for _ in range(20):  # spread over the web processes, summed by whichever is asked
        assert get(site, "/about")[0] == 200
    found = re.search(
        r'jifang_requests_total\{[^}]*route="about"[^}]*\} (\S+)', get(site, "/metrics")[1]
    )
    assert found
    assert float(found[1]) == 21
    held = json.loads(get(site, "/readyz")[1])
    assert set(held["checks"].values()) == {"ok"}


def refuse_50_megabytes(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("POST", "/about", body=b"0" * 50_000_000)
    answer = connection.getresponse()
    assert answer.status == 413
    assert "<html" in answer.read().decode()
    connection.close()
    assert get(site, "/healthz")[0] == 200


def start_again_and_find_everything(site: Site) -> None:
    """Ended, or killed outright."""
    again = start_site(site.var, site.port)
    again.wait_until_ready()
    assert not any("first start only" in line for line in again.said)

    again.process.kill()
    again.process.communicate(timeout=60)  # until the web server, too, has closed its output
    check_port(site.port)
    last = start_site(site.var, site.port)
    last.wait_until_ready()
    assert last.end(signal.SIGHUP) == 0
    assert read_status(site.var).state == "stopped"


def test_with_a_database_url_the_embedded_one_is_left_alone(tmp_path: Path) -> None:
    elsewhere, var = tmp_path / "elsewhere", tmp_path / "var"
    try:
        copy_prepared(elsewhere)
        server = start_server(elsewhere)
        running = start_site(
            var,
            find_free_port(),
            DATABASE_URL=name_place(server, server.application),
            DATABASE_OWNER_URL=name_place(server, server.owner),
        )
        running.wait_until_ready()
        assert get(running, "/healthz")[0] == 200
        assert running.end(signal.SIGINT) == 0
        assert read_status(elsewhere).state == "running"
        assert not (var / "postgres").exists()
    finally:
        destroy_cluster(elsewhere)


def name_place(server: Connection, login: Login) -> str:
    place = f"?host={server.host}&port={server.port}"
    return f"postgresql://{login.user}:{login.password}@/{server.database}{place}"


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        refused = start_site(tmp_path / "var", holder.getsockname()[1])
        said, _ = refused.process.communicate(timeout=60)
    assert refused.process.returncode == 1
    assert "不可用" in said
    assert "make serve PORT=" in said
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("given", ["0", "65536", "-1", "http", "８０００", "80.0", ""])
def test_a_port_that_is_no_port_is_refused(given: str) -> None:
    with pytest.raises(ServeError, match="whole number from 1 to 65535"):
        read_port(given)
