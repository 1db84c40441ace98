"""The malware scanner: ClamAV's daemon over a socket, where a deployment has one.

`JIFANG_CLAMD` names it (`/run/clamav/clamd.ctl` or `host:port`). What a scanner did not read to the
end is not clean: a limit that was exceeded refuses the file. The daemon must be told to say so
(`AlertExceedsMax yes`); our own limits on a file's size lie below its default limits besides.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import Literal

from django.conf import settings

from jifang.law.errors import Text

Outcome = Literal["clean", "infected", "limit_exceeded", "absent", "failed"]
TIMEOUT_SECONDS = 60.0
CHUNK = 1 << 16
LONGEST_ANSWER = 4096
LIMITS = "Heuristics.Limits.Exceeded"

OUTCOMES: dict[Outcome, Text] = {
    "clean": Text("未发现恶意代码", "no malware was found"),
    "infected": Text("检出恶意代码", "malware was found"),
    "limit_exceeded": Text(
        "超出查毒上限，未能查完", "it exceeds what the scanner reads to the end"
    ),
    "absent": Text("未经查毒：本平台未连接查毒程序", "not scanned: no scanner is connected"),
    "failed": Text("查毒程序没有应答", "the scanner did not answer"),
}


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What the scanner said: the outcome, the signature or fault, its version."""

    outcome: Outcome
    said: str = ""
    version: str = ""


def scan(content: bytes, address: str | None = None) -> ScanResult:
    """Let the scanner read bytes; never raises: a scanner that fails is an outcome."""
    place = settings.CLAMD if address is None else address
    if not place:
        return ScanResult("absent")
    try:
        version = ask(place, b"zVERSION\0")
        return read_answer(send_stream(place, content), version)
    except OSError as error:
        return ScanResult("failed", type(error).__name__)


def read_answer(answer: str, version: str) -> ScanResult:
    """The meaning of a line such as `stream: Eicar-Test FOUND`."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ScanResult("clean", "", version)
    if said.endswith(" FOUND"):
        name = said.removesuffix(" FOUND")
        return ScanResult("limit_exceeded" if LIMITS in name else "infected", name, version)
    if "size limit exceeded" in said.lower():
        return ScanResult("limit_exceeded", said, version)
    return ScanResult("failed", said[:200], version)


def connect(place: str) -> socket.socket:
    """A connection to the daemon, by path or by host and port."""
    if place.startswith("/"):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.settimeout(TIMEOUT_SECONDS)
        try:
            made.connect(place)
        except OSError:
            made.close()
            raise
        return made
    host, _, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT_SECONDS)


def ask(place: str, command: bytes) -> str:
    """Send a command and read the answer."""
    with connect(place) as session:
        session.sendall(command)
        return receive(session)


def send_stream(place: str, content: bytes) -> str:
    """INSTREAM: the bytes in chunks, each with its length; a chunk of none ends them."""
    with connect(place) as session:
        session.sendall(b"zINSTREAM\0")
        try:
            for at in range(0, len(content), CHUNK):
                part = content[at : at + CHUNK]
                session.sendall(struct.pack("!I", len(part)) + part)
            session.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # a limit was exceeded: the daemon says so and hangs up before the end
        return receive(session)


def receive(session: socket.socket) -> str:
    """One answer, up to its zero byte. Raises `OSError` where there is none."""
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        part = session.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    if not answer:
        raise ConnectionError("no answer")
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
