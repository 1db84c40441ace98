"""Asking one witness for its cosignature (C2SP tlog-witness), trusting nothing that it answers.

Every answer is bounded in size and time; redirects are not followed; a cosignature counts only if
it verifies with the key that is on our list.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from jifang.ledger.notes import Note, NoteError, Signature, VerifierKey, decode_base64
from jifang.ledger.witnesses import Place

LONGEST_ANSWER: Final = 16 * 1024
SILENCE: Final = 5.0
"""Seconds that a witness may be silent."""
WHOLE: Final = 10.0
"""Seconds for all of an answer, however it trickles."""
AHEAD: Final = 300
"""Seconds that a witness's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking: a cosignature with its time, or the size the witness holds, or why
    neither. `contradicts`: it holds what this log does not continue."""

    signature: Signature | None = None
    at: int = 0
    held: int | None = None
    zh: str = ""
    en: str = ""
    contradicts: bool = False


def write_request(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """The body of a request."""
    lines = "".join(f"{base64.b64encode(part).decode()}\n" for part in proof)
    return f"old {old}\n{lines}\n{note}".encode()


def ask(place: Place, note: Note, old: int, proof: Sequence[bytes], now: float) -> Reply:
    """Submit a checkpoint with the proof from what the witness holds."""
    try:
        status, data = post(place.url, write_request(old, proof, note.write()))
    except TimeoutError:
        return Reply(zh="没有及时答复", en="no answer in time")
    except (OSError, http.client.HTTPException) as error:
        return Reply(zh=f"无法连接：{error}", en=f"cannot be reached: {error}")
    if len(data) > LONGEST_ANSWER:
        return Reply(zh="答复过长", en="the answer is too long")
    text = data.decode("utf-8", "replace")
    if status == http.HTTPStatus.OK:
        return read_cosignature(place.key, note, text, now)
    if status == http.HTTPStatus.CONFLICT:
        return read_held(text, old)
    if status == http.HTTPStatus.UNPROCESSABLE_ENTITY:
        return Reply(
            zh=f"拒绝：不是它已见证的 {old} 条的延续",
            en=f"refused: this does not continue the {old} entries it cosigned",
            contradicts=True,
        )
    return Reply(zh=f"答复 {status}", en=f"answered {status}")


def post(url: str, body: bytes) -> tuple[int, bytes]:
    """Status and body of an answer. Raises `OSError`, `HTTPException`."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=SILENCE)
    late = threading.Event()
    with contextlib.closing(connection):
        connection.connect()
        timer = threading.Timer(WHOLE, cut, (connection.sock, late))
        timer.daemon = True
        timer.start()
        try:
            connection.request("POST", f"{parts.path}/add-checkpoint", body)
            answer = connection.getresponse()
            found = answer.status, answer.read(LONGEST_ANSWER + 1)
        finally:
            timer.cancel()
    if late.is_set():
        raise TimeoutError
    return found


def cut(sock: socket.socket, late: threading.Event) -> None:
    """End an answer that takes too long."""
    late.set()
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def read_cosignature(key: VerifierKey, note: Note, text: str, now: float) -> Reply:
    """The cosignature of the key among the lines of an answer; all others are ignored."""
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            raw = decode_base64(encoded, "a signature")
            if (mark, name, raw[:4]) != ("—", key.name, key.key_hash):
                continue
            signature = Signature(name, raw[:4], raw[4:])
            at = key.check(note.body, signature) or 0
        except NoteError:
            return Reply(zh="见证签名不成立", en="its cosignature does not verify")
        if at > now + AHEAD:
            return Reply(zh="见证时间在将来", en="its cosignature is dated in the future")
        return Reply(signature, at)
    return Reply(zh="没有用名单上的密钥签名", en="it did not sign with the key on the list")


def read_held(text: str, old: int) -> Reply:
    """The size that a witness holds."""
    size = text.removesuffix("\n")
    if not (size.isascii() and size.isdigit() and len(size) < 20):
        return Reply(zh="冲突的答复无法读取", en="its conflict cannot be read")
    if int(size) == old:  # equal sizes, other roots: what older witnesses answer for it
        return Reply(zh=f"它见证的 {old} 条是另一个根", en="it holds another root of this size",
                     contradicts=True)  # fmt: skip
    return Reply(held=int(size))
