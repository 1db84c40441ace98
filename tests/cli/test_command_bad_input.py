"""Bad input of every kind: exit code 2, every problem in both languages, never a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from jifang.cli import main
from tests.cli.conftest import COMMAND

ON = ["--on", "2026-11-22"]
Write = Callable[[str, str | bytes], str]
Run = Callable[..., CompletedProcess[bytes]]
Capture = pytest.CaptureFixture[str]
Content = str | bytes | Callable[[], bytes]
"""What is large is made where it is tried, not in every process that looks for tests."""


def pack(**parts: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            book.writestr(f"xl/worksheets/{name}.xml", content)
    return buffer.getvalue()


ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;&b;&b;</worksheet>'
)
MERGES = "a: &a {x: 1}\nb: {<<: *a}"
ALIASES = "a: &a [x, x]\n" + "\n".join(
    f"{n}: &{n} [*{m}, *{m}, *{m}]" for m, n in zip("abcdefgh", "bcdefghi", strict=True)
)

# what it is, the file, its content, a word of the problem in Chinese and in English
BAD: list[tuple[str, str, Content, str, str]] = [
    ("text for a number", "a.json", '{"effective_storage_days": "30"}',
     '应为整数（日）（所给："30"）', 'whole number (days) (given: "30")'),
    ("boolean for a number", "a.json", '{"effective_storage_days": true}', "（所给：true）",
     "(given: true)"),
    ("number for a boolean", "a.json", '{"counter_terrorism_target": 1}', "应为 true 或 false",
     "must be true or false"),
    ("YAML 1.1 yes", "a.yaml", "counter_terrorism_target: yes", "应为 true 或 false",
     "must be true or false"),
    ("negative number", "a.json", '{"effective_storage_days": -1}', "不得为负数（所给：-1）",
     "must not be negative (given: -1)"),
    ("fraction for a count", "a.json", '{"effective_storage_days": 1.5}', "应为整数",
     "whole number"),
    ("endless number", "a.json", '{"effective_storage_days": 1e999999999}', "数字过长", "too long"),
    ("not a number", "a.json", '{"effective_storage_days": NaN}', "NaN", "NaN"),
    ("unknown code", "a.json", '{"setting": "school"}', "没有这个代码；允许：public_area",
     "unknown code; allowed: public_area"),
    ("unknown field", "a.json", '{"storage": 3}', "storage：没有这个字段；允许：setting",
     "storage: unknown field; allowed: setting"),
    ("null where null is no answer", "a.json", '{"setting": null}', "不接受 null",
     "null is no answer here"),
    ("duplicate key", "a.json", '{"setting": "other", "setting": "other"}', "setting", "setting"),
    ("not a record", "a.json", "[1]", "最外层", "top level"),
    ("empty file", "a.yaml", "", "空", "empty"),
    ("empty workbook", "a.xlsx", "", "空", "empty"),
    ("broken JSON", "a.json", '{"setting": ', "JSON", "JSON"),
    ("alias bomb", "a.yaml", ALIASES, "第", "line"),
    ("merge key", "a.yaml", MERGES, "第", "line"),
    ("python tag", "a.yaml", "setting: !!python/object/apply:os.system ['true']", "第", "line"),
    ("deep YAML", "a.yaml", "[" * 5000, "层", "deep"),
    ("deep JSON", "a.json", '{"a":' * 5000, "层", "deep"),
    ("GBK", "a.yaml", "setting: 重点单位场所".encode("gbk"), "GBK", "GBK"),
    ("UTF-16", "a.yaml", "setting: other".encode("utf-16"), "UTF-8", "UTF-8"),
    ("cut character", "a.yaml", "setting: 技防".encode()[:-1], "不完整", "incomplete"),
    ("control character", "a.yaml", "setting: \x1b[31m", "U+001B", "U+001B"),
    ("not a workbook", "a.xlsx", "setting: other", "不是工作簿", "no workbook"),
    ("a workbook called YAML", "a.yaml", pack(), "不符", "not what the name"),
    ("zip bomb", "a.xlsx", lambda: pack(sheet1=b"0" * 60_000_000), "过大", "too much"),
    ("small zip bomb", "a.xlsx", lambda: pack(sheet1=b"0" * 20_000_000), "压缩炸弹", "zip bomb"),
    ("entities in a workbook", "a.xlsx", pack(sheet1=ENTITIES), "DTD", "document type"),
    ("old Excel", "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版", "old"),
    ("50 MB", "a.yaml", lambda: b"#" * 50_000_000, "文件过大", "too large"),
    ("another kind of file", "a.csv", "setting,other", "不支持", "not supported"),
]  # fmt: skip
KINDS = [b[0] for b in BAD]


@pytest.mark.parametrize(("name", "content", "zh", "en"), [b[1:] for b in BAD], ids=KINDS)
def test_bad_input_is_refused_with_its_reason(  # noqa: PLR0917 - fixtures and cases
    write_file: Write, capsys: Capture, name: str, content: Content, zh: str, en: str
) -> None:
    file = write_file(name, content() if callable(content) else content)
    for lang, word in (("zh", zh), ("en", en)):
        assert main(["decide", "retention", file, *ON, "--lang", lang]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert word in said.err
        assert "Traceback" not in said.err
        assert any("\u4e00" <= c <= "\u9fff" for c in said.err) is (lang == "zh")
    assert main(["decide", "retention", file, *ON, "--format", "json"]) == 2
    said = capsys.readouterr()
    errors = json.loads(said.out)["errors"]
    assert said.err == ""
    assert errors
    assert set(errors[0]) == {"field", "value", "message"}


EACH_APART = """
import os, runpy, sys
import jifang.cli.command  # which every start would load anew
command, question, *files = sys.argv[1:]
for file in files:
    child = os.fork()
    if not child:
        for fd, end in ((1, ".out"), (2, ".err")):
            os.dup2(os.open(file + end, os.O_WRONLY | os.O_CREAT), fd)
        sys.argv = [command, "decide", question, file, "--on", "2026-11-22"]
        runpy.run_path(command, run_name="__main__")
        sys.exit(99)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""The script of the installed command for one file after another, in a process of its own each."""


def run_each_apart(files: list[str]) -> list[int]:
    """The exit codes for these files; what was said lies beside each, `.out` and `.err`."""
    done = subprocess.run(
        [sys.executable, "-c", EACH_APART, str(COMMAND), "retention", *files],
        capture_output=True, check=True, timeout=100,
    )  # fmt: skip
    return [int(code) for code in done.stdout.split()]


def test_the_installed_command_refuses_it_too(tmp_path: Path) -> None:
    files = []
    for number, (_, name, content, _, _) in enumerate(BAD):
        file = tmp_path / str(number) / name
        file.parent.mkdir()
        whole = content() if callable(content) else content
        file.write_bytes(whole.encode() if isinstance(whole, str) else whole)
        files.append(str(file))
    good = tmp_path / "good.json"
    good.write_text("{}")
    *refused, answered = run_each_apart([*files, str(good)])
    assert dict(zip(KINDS, refused, strict=True)) == dict.fromkeys(KINDS, 2)
    assert answered == 3
    assert Path(f"{good}.out").read_bytes()
    for refused_file, kind in zip(files, KINDS, strict=True):
        assert Path(f"{refused_file}.out").read_bytes() == b"", kind
        said = Path(f"{refused_file}.err").read_text("utf-8")
        assert said.strip(), kind
        assert "Traceback" not in said, kind
        assert len(said) < 2_000, kind


DATES = [("2026-02-30", "没有这一天", "no such day"), ("2026-2-3", "应为日期", "must be a date")]


@pytest.mark.parametrize(("day", "zh", "en"), DATES)
def test_an_impossible_date_among_the_facts(
    day: str, zh: str, en: str, write_file: Write, capsys: Capture
) -> None:
    file = write_file("a.json", f'{{"occurred_on": "{day}"}}')
    for lang, word in (("zh", zh), ("en", en)):
        assert main(["decide", "scope", file, *ON, "--lang", lang]) == 2
        said = capsys.readouterr().err
        assert said.startswith("occurred_on")
        assert word in said
        assert day in said


@pytest.mark.parametrize("day", ["2026-02-30", "22.11.2026", "today", "", "-1", "２０２６-11-22"])
def test_an_impossible_day_to_ask_for(day: str, write_file: Write, capsys: Capture) -> None:
    """The other problems of the line are reported with it, and nothing is answered."""
    bad, good = write_file("a.json", '{"setting": "school"}'), write_file("b.json", "{}")
    assert main(["decide", "retention", bad, f"--on={day}"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split("：")[0] for line in said] == ["--on", "setting"]
    assert main(["decide", "retention", good, f"--on={day}", "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["field"] == "--on"
    assert main(["assess", good, f"--on={day}"]) == 2


def test_every_problem_of_an_input_is_named_at_once(write_file: Write, capsys: Capture) -> None:
    facts = '{"setting": 1, "effective_storage_days": -1, "storage": 3, "other_law_days": "x"}'
    assert main(["decide", "retention", write_file("a.json", facts), *ON]) == 2
    said = capsys.readouterr().err.splitlines()
    fields = {"setting", "effective_storage_days", "storage", "other_law_days"}
    assert {line.split("：")[0] for line in said} == fields


def test_a_wrong_dossier_names_the_place_in_it(write_file: Write, capsys: Capture) -> None:
    name = write_file("d.yaml", "site:\n  region: '999999'\nrooms: []\n")
    for lang in ("zh", "en"):
        assert main(["assess", name, *ON, "--lang", lang]) == 2
        said = capsys.readouterr().err
        assert "site.region" in said
        assert "rooms" in said


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("missing.yaml", "没有这个文件", "no such file"),
        (".", "这是文件夹", "this is a folder"),
        ("x" * 5000, "无法读取", "cannot be read"),
        ("a\0b", "无法读取", "cannot be read"),
        ("loop.yaml", "无法读取", "cannot be read"),
    ],
    ids=["missing", "directory", "name too long", "nul in the name", "link to itself"],
)
def test_a_file_that_cannot_be_read_is_bad_input(
    name: str, zh: str, en: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    for lang, word in (("zh", zh), ("en", en)):
        for ask in (["decide", "retention"], ["assess"]):
            assert main([*ask, str(tmp_path / name), *ON, "--lang", lang]) == 2
            assert word in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_that_refuses_to_be_read_is_bad_input(run_installed: Run) -> None:
    """Opening succeeds, even for root, and reading fails."""
    done = run_installed("decide", "retention", "/proc/self/mem", *ON)
    assert done.returncode == 2
    assert "无法读取" in done.stderr.decode()


def test_an_endless_file_is_not_read_to_its_end(run_installed: Run) -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = run_installed("decide", "retention", "/dev/zero", *ON)
        assert done.returncode == 2
        assert "过大" in done.stderr.decode()
        main_ = run_installed("decide", "retention", "-", *ON, stdin=endless.read(6_000_000))
    assert main_.returncode == 2
    assert "过大" in main_.stderr.decode()


@pytest.mark.parametrize(
    "content",
    [b"", bytes(range(256)), b"\xff" * 300, b"PK\x03\x04" + b"\0" * 100, b"\x7fELF\0\0"],
    ids=["nothing", "every byte", "no text", "half a package", "a program"],
)
def test_standard_input_that_is_no_record(content: bytes, run_installed: Run) -> None:
    for lang in ("zh", "en"):
        done = run_installed("decide", "retention", "-", *ON, "--lang", lang, stdin=content)
        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr.strip()
        assert b"Traceback" not in done.stderr


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["assess", "-", *ON]) == 2
    assert "标准输入无法读取" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_question_lists_the_questions(lang: str, capsys: Capture) -> None:
    """It is found before a file is opened or standard input is waited for."""
    assert main(["decide", "weather", "-", "--lang", lang]) == 2
    said = capsys.readouterr().err
    assert said.startswith("QUESTION")
    assert "retention" in said
    assert "assessment" in said


def test_what_was_given_cannot_steer_the_terminal(write_file: Write, capsys: Capture) -> None:
    for args in (["decide", "\033[2Jx", "-"], ["decide", "retention", "\033]0;x\a\u202e"]):
        assert main([*args, *ON]) == 2
        said = capsys.readouterr().err
        assert "\033" not in said
        assert "\a" not in said
        assert "\u202e" not in said
    name = write_file("a.json", '{"a\\u202eb": 1}')
    assert main(["decide", "retention", name, *ON]) == 2
    assert "\u202e" not in capsys.readouterr().err
