"""The scanner: what it says is understood, and a real ClamAV is asked where there is one."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from jifang.foundation.documents.data import DocumentError
from jifang.foundation.documents.scanner import OUTCOMES, read_answer, scan
from jifang.foundation.documents.uploads import check_upload
from tests.foundation.documents import corpus
from tools.find_clamav import WHAT_TO_DO, find_clamd

LIMIT = 1024 * 1024
STREAM_LIMIT = 2 * LIMIT
STARTS_WITHIN_SECONDS = 60


def write_configuration(home: Path) -> Path:
    """A daemon with one signature of our own, small limits, and the alert that we ask for."""
    database = home / "db"
    database.mkdir()
    (database / "eicar.ndb").write_text(f"Test.Eicar:0:*:{corpus.EICAR.hex()}\n")
    path = home / "clamd.conf"
    path.write_text(
        f"LocalSocket {home}/clamd.sock\nDatabaseDirectory {database}\nForeground yes\n"
        f"AlertExceedsMax yes\nMaxFileSize {LIMIT}\nMaxScanSize {LIMIT}\n"
        f"StreamMaxLength {STREAM_LIMIT}\nTemporaryDirectory {home}\n"
    )
    return path


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """A real daemon's socket."""
    program = find_clamd()
    if program is None:
        pytest.skip(WHAT_TO_DO)
    home = Path(tempfile.mkdtemp(prefix="clamd-"))  # a socket's path may have 107 bytes
    process = subprocess.Popen(
        [program, "--config-file", str(write_configuration(home))],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    path = f"{home}/clamd.sock"
    try:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while scan(b"", path).outcome != "clean" and time.monotonic() < until:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            time.sleep(0.05)
        yield path
    finally:
        process.terminate()
        process.communicate(timeout=30)
        shutil.rmtree(home)


class TestClamAV:
    def test_what_is_clean_is_clean_and_the_version_is_known(self, clamd: str) -> None:
        result = scan(corpus.make_pdf(), clamd)
        assert result.outcome == "clean"
        assert result.version.startswith("ClamAV")

    @pytest.mark.parametrize(
        "content",
        [
            corpus.EICAR,
            corpus.make_zip({"a.txt": corpus.EICAR}),
            b"GIF89a" + corpus.make_zip({"a.txt": corpus.EICAR}),
        ],
        ids=["plain", "zip", "GIF and zip"],
    )
    def test_eicar_is_found(self, clamd: str, content: bytes) -> None:
        result = scan(content, clamd)
        assert result.outcome == "infected"
        assert "Eicar" in result.said

    def test_what_lies_behind_the_limit_is_not_clean(self, clamd: str) -> None:
        behind = bytes(LIMIT + 10) + corpus.EICAR
        assert scan(behind, clamd).outcome == "limit_exceeded"
        assert scan(bytes(STREAM_LIMIT * 4), clamd).outcome == "limit_exceeded"

    def test_an_infected_upload_is_refused(
        self, clamd: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "CLAMD", clamd)
        infected = corpus.make_docx({"word/a.txt": corpus.EICAR})
        with pytest.raises(DocumentError) as refused:
            check_upload("a.docx", io.BytesIO(infected))
        assert refused.value.code == "infected"
        taken = check_upload("a.docx", io.BytesIO(corpus.make_docx()))
        assert taken.scan == "clean"
        assert taken.scanner.startswith("ClamAV")

    def test_an_upload_over_the_limit_is_refused(
        self, clamd: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "CLAMD", clamd)
        large = corpus.make_pdf() + b"\n" * LIMIT
        with pytest.raises(DocumentError) as refused:
            check_upload("a.pdf", io.BytesIO(large))
        assert refused.value.code == "limit_exceeded"


def test_without_a_scanner_that_is_said() -> None:
    assert scan(corpus.EICAR, "").outcome == "absent"


@pytest.mark.parametrize("place", ["/nowhere/clamd.ctl", "127.0.0.1:{port}"])
def test_a_scanner_that_does_not_answer_refuses_for_now(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(settings, "CLAMD", place.format(port=port))
    with pytest.raises(DocumentError) as refused:
        check_upload("a.pdf", io.BytesIO(corpus.make_pdf()))
    assert refused.value.code == "scanner_failed"
    assert refused.value.retriable


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("stream: OK", "clean"),
        ("stream: Eicar-Test-Signature FOUND", "infected"),
        ("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", "limit_exceeded"),
        ("INSTREAM size limit exceeded. ERROR", "limit_exceeded"),
        ("stream: Can't allocate memory ERROR", "failed"),
        ("", "failed"),
    ],
)
def test_what_the_daemon_says_is_understood(answer: str, outcome: str) -> None:
    result = read_answer(answer, "ClamAV 1")
    assert result.outcome == outcome
    assert OUTCOMES[result.outcome].zh
