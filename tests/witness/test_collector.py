"""Cosignatures collected from real witnesses and from ones that are dead, slow or lie."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jifang_verify as jv
import pytest

from jifang.config.witness_list import list_lines
from jifang.ledger import witness_client
from jifang.ledger.collector import Collector, Limits
from jifang.ledger.faults import LedgerError
from jifang.ledger.notes import COSIGNATURE, SigningKey, make_key, read_note, read_verifier_key
from jifang.ledger.witness_client import Reply, ask
from jifang.ledger.witnessed import choose_checkpoint, find_quorum, read_state
from jifang.ledger.witnesses import Place, Witnesses, read_witnesses, write_policy

from .conftest import Log, MakeProcess

QUICK = Limits(period=0.0, whole=0.3, grace=0.05, refresh=300, alarm=600, pause=0.05)


def wait_for(collector: Collector, condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        collector.step()
        collector.tell()
        time.sleep(0.01)


def list_witnesses(quorum: int, *given: tuple[str, str]) -> Witnesses:
    """Witnesses by key and address."""
    names = [f"w{n}" for n, _ in enumerate(given)]
    lines = [f"witness {n} {key} {url}" for n, (key, url) in zip(names, given, strict=True)]
    lines += [f"group all-of-them {quorum} {' '.join(names)}", "quorum all-of-them"]
    return read_witnesses("\n".join(lines))


def is_alarmed(collector: Collector) -> bool:
    return collector.state.alarm


def is_missing(collector: Collector, name: str) -> bool:
    return collector.standings[name].missing_since is not None


def count_signatures(home: Path) -> int:
    """Cosignatures of the checkpoint that is given out."""
    return len(read_note((choose_checkpoint(home) or b"").decode()).signatures) - 1


@contextlib.contextmanager
def run_liar(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Something that answers as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                with contextlib.suppress(OSError):
                    client, _ = server.accept()
                    with client:
                        client.settimeout(20)
                        data = b""
                        while b"\n\xe2\x80\x94" not in data:
                            data += client.recv(65536)
                        answer(client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        done.set()
        server.shutdown(socket.SHUT_RDWR)
    thread.join(20)


def close_port() -> str:
    """An address where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def say(text: str, status: str = "200 OK", more: str = "") -> bytes:
    data = text.encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\n{more}\r\n".encode() + data


def test_a_dead_witness_is_missing_and_the_checkpoint_has_the_others(
    log: Log, make_witness: MakeProcess, tmp_path: Path
) -> None:
    two = [make_witness("archives"), make_witness("legal")]
    dead = make_key("dead.example/w", COSIGNATURE).verifier.write()
    listed = list_witnesses(2, *((w.key, w.url) for w in two), (dead, close_port()))
    collector = Collector(log.home, listed, QUICK)
    for size in (3, 300, 700):
        log.grow(size)
        wait_for(collector, lambda: count_signatures(log.home) == 2)
        note = tmp_path / "note"
        note.write_bytes(choose_checkpoint(log.home) or b"")
        policy = tmp_path / "policy"
        policy.write_text(write_policy(log.key, listed), "utf-8")
        assert jv.main(["checkpoint", str(policy), str(note)]) == jv.VALID
        wait_for(collector, lambda: collector.state.quorum_size == size)  # noqa: B023
        collector.tell()
    state = read_state(log.home)
    assert state is not None
    assert [one.missing_since is None for one in state.witnesses] == [True, True, False]
    lines, late = list_lines(log.home)
    assert (dict(lines)["witnessed"], late) == ("700", False)
    assert "missing since" in dict(lines)["witness w2"]
    assert "127.0.0.1" not in policy.read_text("utf-8"), "addresses are nobody's business"
    quorum = find_quorum(log.home)
    assert quorum is not None
    assert quorum[0].size == 700
    collector.close()


def test_without_a_quorum_what_there_is_is_given_out_and_the_alarm_is_raised_and_ends(
    log: Log, make_witness: MakeProcess
) -> None:
    clock = [2e9]
    one = make_witness("archives")
    home = one.home.parent / "legal"
    two = make_witness("legal")
    key, url = two.key, two.url
    log.grow(10)
    now = lambda: clock[0] + time.monotonic()  # noqa: E731
    collector = Collector(log.home, list_witnesses(2, (one.key, one.url), (key, url)), QUICK, now)
    wait_for(collector, lambda: count_signatures(log.home) == 2)
    two.stop()
    log.grow(600)
    wait_for(collector, lambda: b"\n600\n" in (choose_checkpoint(log.home) or b""))
    assert count_signatures(log.home) == 1
    quorum = find_quorum(log.home)
    assert quorum is not None
    assert quorum[0].size == 10, "proofs keep to what enough witnesses signed"
    assert not is_alarmed(collector)
    clock[0] += QUICK.alarm
    wait_for(collector, lambda: is_alarmed(collector))
    collector.tell()
    assert list_lines(log.home)[1]
    # a new start of ours forgets neither the alarm nor who is missing
    collector.close()
    assert home.is_dir()
    again = make_witness("legal")
    listed = list_witnesses(2, (one.key, one.url), (key, again.url))
    collector = Collector(log.home, listed, QUICK, now)
    assert is_alarmed(collector)
    assert is_missing(collector, "w1")
    wait_for(collector, lambda: count_signatures(log.home) == 2)
    wait_for(collector, lambda: not is_alarmed(collector))
    assert not is_missing(collector, "w1")
    collector.close()


def test_what_a_witness_holds_is_learnt_from_it(log: Log, make_witness: MakeProcess) -> None:
    witness = make_witness("archives")
    log.grow(5)
    assert witness.post(log.request(0))[0] == 200  # from before our time
    log.grow(9)
    collector = Collector(log.home, list_witnesses(1, (witness.key, witness.url)), QUICK)
    wait_for(collector, lambda: count_signatures(log.home) == 1)
    assert collector.standings["w0"].held == 9
    # a log that was taken back or rewritten is refused, and the witness's word is written down
    bent = log.rewrite(log.home.parent / "bent", 2)
    for size in (4, 12):
        bent.grow(size)
        other = Collector(bent.home, list_witnesses(1, (witness.key, witness.url)), QUICK)
        wait_for(other, lambda: other.standings["w0"].contradicts)  # noqa: B023 - used at once
        assert count_signatures(bent.home) == 0
        other.close()
    collector.close()


KEY = make_key("liar.example/w", COSIGNATURE)
OTHER = make_key("liar.example/w", COSIGNATURE)


def sign(key: SigningKey, body: str, now: int) -> str:
    return key.sign(body, now).write()


def test_a_witness_that_lies_is_noted_and_nothing_of_it_is_taken(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness_client, "SILENCE", 0.3)
    monkeypatch.setattr(witness_client, "WHOLE", 0.6)
    log.grow(3)
    note, now = read_note(log.note), int(time.time())
    good = sign(KEY, note.body, now)

    def trickle(client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(50):
                client.sendall(b"x")
                time.sleep(0.1)

    def hush(client: socket.socket) -> None:
        client.recv(1)

    def send(data: bytes) -> Callable[[socket.socket], None]:
        return lambda client: client.sendall(data)

    cases: dict[str, Callable[[socket.socket], None]] = {
        "does not verify": send(say(sign(KEY, note.body.replace("3", "4"), now))),
        "key on the list": send(say(sign(OTHER, note.body, now))),
        "in the future": send(say(sign(KEY, note.body, now + 4000))),
        "too long": send(say("x" * 70_000)),
        "answered 302": send(say("", "302 Found", "Location: http://127.0.0.1:1/\r\n")),
        "answered 500": send(say("", "500 Oops")),
        "conflict cannot be read": send(say("many\n", "409 Conflict")),
        "another root": send(say("0\n", "409 Conflict")),
        "cannot be reached": send(b"nonsense\r\n\r\n"),
        "no answer": trickle,
        "no answer in": hush,
        "": send(say(f"— other.example/x AAAAAAAA\n{good}")),
    }
    for said, answer in cases.items():
        with run_liar(answer) as url:
            reply = ask(Place("liar", KEY.verifier, url), note, 0, [], now)
        assert said in reply.en, reply
        assert (reply.signature is None) == bool(said), reply
    reply = ask(Place("gone", KEY.verifier, close_port()), note, 0, [], now)
    assert "cannot be reached" in reply.en
    assert reply == Reply(zh=reply.zh, en=reply.en)


def test_the_process_collects_and_stands_aside_for_another(
    log: Log, make_witness: MakeProcess, tmp_path: Path
) -> None:
    witness = make_witness("archives")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "ledger").symlink_to(log.home)
    listed = tmp_path / "list"
    listed.write_text(f"witness a {witness.key} {witness.url}\nquorum a\n", "utf-8")
    log.grow(5)
    command = [sys.executable, "-m", "jifang.config.ledger", "--var", str(tmp_path / "var")]
    environ = {**os.environ, "JIFANG_WITNESSES": str(listed)}
    processes = [subprocess.Popen([*command, "witness"], env=environ) for _ in range(2)]
    try:
        end = time.monotonic() + 40
        while count_signatures(log.home) < 1:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert all(process.poll() is None for process in processes)
    finally:
        for process in processes:
            process.terminate()
        codes = {process.wait(20) for process in processes}
    assert codes <= {0, -signal.SIGTERM}, "the other may not have begun to stand by yet"
    assert 0 in codes
    broken = {**environ, "JIFANG_WITNESSES": str(tmp_path / "absent")}
    done = subprocess.run([*command, "witness"], env=broken, capture_output=True, check=False)
    assert (done.returncode, b"cannot be read" in done.stderr) == (1, True)


def test_a_list_says_which_line_is_wrong() -> None:
    key = KEY.verifier.write()
    good = f"witness a {key} http://h:1\nquorum a\n"
    assert read_witnesses(f"# of 2026\n\n{good}").quorum == "a"
    assert read_witnesses(good.replace("quorum a", "quorum none")).is_met(set())
    nested = read_witnesses(
        f"witness a {key} https://h/w/\n"
        f"witness b {make_key('b', COSIGNATURE).verifier.write()} http://h\n"
        "group g any a b\ngroup both all a b\ngroup all-of-them 2 g both\nquorum all-of-them\n"
    )
    assert nested.is_met({"a", "b"})
    assert not nested.is_met({"a"})
    assert nested.places["a"].url == "https://h/w"
    assert jv.read_policy(write_policy(make_key("log.example"), nested)).quorum == "all-of-them"
    for bad in (
        "", "quorum none", good.replace("quorum a", ""), good.replace("quorum a", "quorum b"),
        good + "quorum a\n", good + f"witness b {key} http://h:2\n", good + "group g 2 a\n",
        good + "group g 1 a a\n", good + "group g 1 b\n", good + "group none 1 a\n",
        good.replace("http://", "ftp://"), good.replace("http://h:1", "http://h:x"),
        good.replace("http://h:1", "http://u@h"), good.replace(" http://h:1", ""), "what is this",
        good.replace(key, make_key("log.example").verifier.write()), good.replace(key, key[:-4]),
    ):  # fmt: skip
        with pytest.raises(LedgerError):
            read_witnesses(bad)
    assert read_verifier_key(key).kind == COSIGNATURE
