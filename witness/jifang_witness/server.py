"""The witness over HTTP. Put TLS in front of it where the network is not your own.

POST /add-checkpoint                   tlog-witness
GET  /<SHA-256 of origin>/checkpoint   the newest checkpoint cosigned, for whoever compares
GET  /key                              the public key, to be compared with its print on paper
GET  /healthz                          ok
"""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from jifang_witness.faults import say
from jifang_witness.keys import write_key
from jifang_witness.store import name_origin
from jifang_witness.witness import Answer, Witness

LONGEST_BODY = 64 * 1024
PATIENCE = 5.0
"""Seconds that a client may be silent."""
MOST_CLIENTS = 64
CUT = Answer(400, "请求不完整\nthe request is cut\n")
UNKNOWN = Answer(404, "没有这个地址\nno such address\n")


class Server(ThreadingHTTPServer):
    """Serves one witness; more clients than it can take are turned away."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.witness = witness
        self.room = threading.BoundedSemaphore(MOST_CLIENTS)
        super().__init__(address, Handler)

    def verify_request(self, request: object, client_address: object) -> bool:
        """Whether there is room."""
        return self.room.acquire(blocking=False)

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Serve a client and make room again."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]  # typed narrower than it is called
        finally:
            self.room.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    """One client."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "jifang-witness", ""
    timeout = PATIENCE
    wbufsize, disable_nagle_algorithm = -1, True  # an answer leaves in one piece, at once

    def do_POST(self) -> None:
        """Answer a submission."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self.close_connection = True
            self.send(Answer(411, "须给出长度\ngive the length\n"))
        elif len(length) > 9 or int(length) > LONGEST_BODY:
            # Read some of it, or the client is cut off before it sees the answer.
            self.rfile.read(LONGEST_BODY)
            self.close_connection = True
            self.send(Answer(413, "请求过长\nthe request is too long\n"))
        else:
            data = self.rfile.read(int(length))
            whole = len(data) == int(length)
            self.close_connection |= not whole
            if self.path != "/add-checkpoint":
                self.send(UNKNOWN)
            else:
                self.send(self.server.witness.submit(data) if whole else CUT)

    def do_GET(self) -> None:
        """Answer a question."""
        self.send(self.find())

    def find(self) -> Answer:
        """What an address gives."""
        witness = self.server.witness
        if self.path == "/healthz":
            return Answer(200, "ok\n")
        if self.path == "/key":
            return Answer(200, f"{write_key(witness.store.key.public)}\n")
        for origin, held in witness.held.items():
            if held.note and self.path == f"/{name_origin(origin)}/checkpoint":
                return Answer(200, held.note)
        return UNKNOWN

    def send(self, answer: Answer) -> None:
        """Send an answer."""
        data = answer.text.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - as it is called
        """What was asked and answered is not written down: addresses are nobody's business."""


def serve(witness: Witness, host: str, port: int) -> None:
    """Serve until interrupted."""
    with Server((host, port), witness) as server:
        name, at = witness.store.key.name, f"{host}:{server.server_port}"
        say(f"见证 {name} 已就绪：{at}", f"witness {name} is ready at {at}")
        server.serve_forever(poll_interval=0.2)
