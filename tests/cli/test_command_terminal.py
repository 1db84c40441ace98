"""What the command does with streams, terminals, signals and its own faults."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from jifang.cli import main
from jifang.cli.terminal import lay_table, measure_width

COMMAND = str(Path(sys.executable).with_name("jifang"))
HOTEL = str(Path(__file__).parents[2] / "examples" / "3-hotel-guest-room.yaml")
ON = ["--on", "2026-11-22"]
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Capture = pytest.CaptureFixture[str]


def run_on_terminal(stream: str, args: list[str], **environ: str) -> tuple[int, str]:
    """The exit code, and what a terminal in place of one stream was shown; at most a minute."""
    near, far = pty.openpty()
    streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"} | environ
    process = subprocess.Popen([COMMAND, *args], env=env, **(streams | {stream: far}))
    os.close(far)
    shown = b""
    with suppress(OSError):  # a terminal whose last writer has gone cannot be read
        while piece := os.read(near, 65536):
            shown += piece
    os.close(near)
    return process.wait(timeout=60), shown.decode()


def test_colours_only_on_a_terminal_that_wants_them(run_installed: Run) -> None:
    code, shown = run_on_terminal("stdout", ["assess", HOTEL, *ON])
    assert code == 1
    assert shown.startswith("\033[31m")
    for refused in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\033" not in run_on_terminal("stdout", ["assess", HOTEL, *ON], **refused)[1]
    assert b"\033" not in run_installed("assess", HOTEL, *ON).stdout


def test_progress_is_shown_on_a_terminal_and_taken_away() -> None:
    _, shown = run_on_terminal("stderr", ["assess", HOTEL, *ON])
    assert "正在评估" in shown
    assert shown.endswith("\r\033[K")


def test_problems_are_coloured_on_a_terminal_only(run_installed: Run) -> None:
    _, shown = run_on_terminal("stderr", ["decide", "retention", "/no/such/file"])
    assert shown.startswith("\033[31m/no/such/file")
    assert b"\033" not in run_installed("decide", "retention", "/no/such/file").stderr


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["law", "coverage"], 0),
        (["--help"], 0),
        (["assess", HOTEL, *ON], 1),
        (["decide", "retention", "/no/such/file", "--format", "json"], 2),
    ],
    ids=["a list", "help", "a breach", "problems"],
)
def test_a_reader_who_has_gone_is_no_fault(args: list[str], code: int) -> None:
    """The exit code still says what the answer is, and nothing is said about the pipe."""
    near, far = os.pipe()
    os.close(near)
    done = subprocess.run(
        [COMMAND, *args], stdout=far, stderr=subprocess.PIPE, check=False, timeout=60
    )
    os.close(far)
    assert done.returncode == code
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_an_answer_that_cannot_be_written_is_not_taken_for_one(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, "law", "show", "1"],
            stdout=full, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 4
    assert "结果无法写出" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("closed", "args", "code"),
    [
        (">&-", f"assess {HOTEL} --on 2026-11-22", 1),
        ("2>&-", "decide retention /no/such/file", 2),
        ("<&-", "decide retention -", 2),
        ("<&- >&- 2>&-", "law show 1", 0),
    ],
)
def test_streams_that_the_shell_has_closed(closed: str, args: str, code: int) -> None:
    line = f'"{COMMAND}" {args} {closed}'
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=False, timeout=60)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def wait_for(path: Path, word: str) -> None:
    """Wait, at most half a minute, until a file holds a word."""
    for _ in range(300):
        if word in path.read_text("utf-8"):
            return
        time.sleep(0.1)
    pytest.fail(f"{word} was not said")


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    """On a terminal the command says that it waits for standard input; there it is stopped."""
    near, far = pty.openpty()
    said = tmp_path / "stderr"
    with said.open("wb") as err:
        process = subprocess.Popen(
            [COMMAND, "decide", "retention", "-"], stdin=far, stdout=err, stderr=err
        )
    try:
        wait_for(said, "Ctrl-D")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    finally:
        process.kill()
        process.wait()
        os.close(near)
        os.close(far)
    assert "Traceback" not in said.read_text("utf-8")


def test_ctrl_c_while_loading_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    from jifang.cli import command

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    for place in ("prepare_streams", "settle_line"):
        with monkeypatch.context() as patch:
            patch.setattr(command, place, interrupt)
            assert main(["law", "show"]) == 130
    assert capsys.readouterr().out == ""


def test_a_fault_of_our_own_is_one_line_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    from jifang.cli import command

    def fail(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.delenv("JIFANG_DEBUG", raising=False)
    monkeypatch.setattr(command, "dispatch", fail)
    assert main(["law", "show"]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "内部错误" in said.err
    assert "Internal error" in said.err
    monkeypatch.setenv("JIFANG_DEBUG", "1")
    assert main(["law", "show"]) == 4
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK", "en_US.ISO-8859-1"])
def test_output_is_utf_8_in_every_locale(locale: str, run_installed: Run) -> None:
    done = run_installed(
        "assess", HOTEL, *ON, "--lang", "zh", environ={"LC_ALL": locale, "PYTHONUTF8": "0"}
    )
    assert done.returncode == 1
    assert "8 楼 0812 客房" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_the_command_starts_without_the_platform() -> None:
    """Neither the platform nor the reader of workbooks is loaded to show an article."""
    code = "import sys; from jifang.cli import main; main(['law', 'show', 'art_1']); "
    code += "assert not any(m.startswith(('django', 'openpyxl')) for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_the_module_is_the_command(run_installed: Run) -> None:
    args = ["law", "show", "42"]
    done = subprocess.run(
        [sys.executable, "-m", "jifang.cli", *args], check=True, capture_output=True, timeout=60
    )
    assert done.stdout == run_installed(*args).stdout


def test_chinese_takes_two_columns_in_a_table() -> None:
    assert measure_width("技防 AB，e\u0301") == 4 + 1 + 2 + 2 + 1
    lines = lay_table([("技防", "a", "x"), ("ab", "系统", "y"), ("", "", "z")])
    assert lines == ["技防  a     x", "ab    系统  y", "            z"]
    assert {measure_width(line) for line in lines} == {13}
    assert lay_table([]) == []
