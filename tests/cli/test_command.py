"""The command: answers, exit codes, and bad input of every kind."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jifang.cli import main
from jifang.law import list_questions
from jifang.law.texts import load_instrument

EXAMPLES = Path(__file__).parents[2] / "examples"
HOTEL = str(EXAMPLES / "3-hotel-guest-room.yaml")
ON = ["--on", "2026-11-22"]
COMMAND = Path(sys.executable).with_name("jifang")


@pytest.fixture(autouse=True)
def speak_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def write(tmp_path: Path, name: str, content: str | bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


@pytest.mark.parametrize(
    ("facts", "code", "outcome"),
    [
        ("counter_terrorism_target: false\neffective_storage_days: 30", 0, "meets"),
        ("counter_terrorism_target: false\neffective_storage_days: 29", 1, "falls_short"),
        ("effective_storage_days: 60", 3, "unknown"),
    ],
    ids=["answered", "falls short", "unknown"],
)  # fmt: skip
def test_exit_code_says_what_the_answer_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], facts: str, code: int, outcome: str
) -> None:
    name = write(tmp_path, "facts.yaml", f"setting: key_unit\n{facts}")
    assert main(["decide", "retention", name, *ON, "--format", "json"]) == code
    assert json.loads(capsys.readouterr().out)["outcome"] == outcome
    relaxed = main(["decide", "retention", name, *ON, "--exit-zero"])
    assert relaxed == (0 if code == 1 else code)


def test_decide_reads_standard_input_and_speaks_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang, word in (("zh", "存储时间不足"), ("en", "falls short")):
        facts = b'{"setting": "key_unit", "effective_storage_days": 3}'
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(facts)))
        assert main(["decide", "retention", "-", *ON, "--lang", lang]) == 1
        assert word in capsys.readouterr().out


def test_a_day_before_commencement_is_answered_as_not_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = write(tmp_path, "facts.json", '{"setting": "key_unit"}')
    assert main(["decide", "retention", name, "--on", "2017-07-31", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "not_in_force"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_assess_reports_each_example(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(path), *ON, "--format", "json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["outcome"] == "breaches"
    assert all(f["cited"] for f in shown["values"]["findings"])


def test_assess_writes_the_empty_workbook_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = str(tmp_path / "dossier.xlsx")
    assert main(["assess", "--template", name]) == 0
    assert zipfile.is_zipfile(name)
    assert main(["assess", "--template", name]) == 2
    assert main(["assess", name, *ON]) == 3
    assert main(["assess"]) == 2


def zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return buffer.getvalue()


BAD: list[tuple[str, str, str | bytes, str]] = [
    ("wrong type", "a.json", '{"effective_storage_days": "30"}', "effective_storage_days"),
    ("boolean for a number", "a.json", '{"effective_storage_days": true}', "effective"),
    ("negative number", "a.json", '{"effective_storage_days": -1}', "effective_storage_days"),
    ("fraction for a count", "a.json", '{"effective_storage_days": 1.5}', "effective_storage_days"),
    ("unknown code", "a.json", '{"setting": "school"}', "setting"),
    ("unknown field", "a.json", '{"storage": 3}', "storage"),
    ("null where null is no answer", "a.json", '{"setting": null}', "setting"),
    ("duplicate key", "a.json", '{"setting": "other", "setting": "other"}', "setting"),
    ("not a record", "a.json", "[1]", ""),
    ("empty file", "a.yaml", "", ""),
    ("broken json", "a.json", '{"setting": ', ""),
    ("alias bomb", "a.yaml", "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", ""),
    ("python tag", "a.yaml", "setting: !!python/object/apply:os.system ['true']", ""),
    ("deep nesting", "a.yaml", "[" * 5000, ""),
    ("gbk", "a.yaml", "setting: 重点单位场所".encode("gbk"), ""),
    ("utf-16", "a.yaml", "setting: other".encode("utf-16"), ""),
    ("not a workbook", "a.xlsx", "setting: other", ""),
    ("zip bomb", "a.xlsx", zip_bomb(), ""),
    ("50 MB", "a.yaml", b"#" * 50_000_000, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "field"), [b[1:] for b in BAD], ids=[b[0] for b in BAD]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bad_input_is_refused_with_its_reason(  # noqa: PLR0917 - fixtures and cases
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: str | bytes,
    field: str,
    lang: str,
) -> None:
    file = write(tmp_path, name, content)
    assert main(["decide", "retention", file, *ON, "--lang", lang]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert field in said.err
    assert "Traceback" not in said.err
    assert any("\u4e00" <= c <= "\u9fff" for c in said.err) is (lang == "zh")
    assert main(["decide", "retention", file, *ON, "--format", "json"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert errors
    assert set(errors[0]) == {"field", "value", "message"}


@pytest.mark.parametrize("day", ["2026-02-30", "22.11.2026", "today", ""])
def test_an_impossible_day_is_a_usage_error(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "a.json", "{}")
    assert main(["decide", "retention", file, "--on", day]) == 2
    assert "用法有误" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_bad_input(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decide", "retention", str(tmp_path / name), *ON]) == 2
    assert capsys.readouterr().err


def test_an_unknown_question_lists_the_questions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", "weather", HOTEL]) == 2
    assert "retention" in capsys.readouterr().err


def test_law_show_takes_ids_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    for ref in ("art_20__para_1", "art_20", "第二十条", "20"):
        assert main(["law", "show", ref]) == 0
        assert "不少于 30 日" in capsys.readouterr().out
    assert main(["law", "show", "art_99"]) == 2
    assert main(["law", "show"]) == 0
    assert capsys.readouterr().out.count("art_") == 42


def test_law_topics_speak_json(capsys: pytest.CaptureFixture[str]) -> None:
    def load(*args: str) -> object:
        assert main(["law", *args, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    coverage = load("coverage")
    assert isinstance(coverage, list)
    assert len(coverage) == len(list(load_instrument().units()))
    assert set(coverage[0]) >= {"provision", "status", "carried_by", "reason"}
    questions = load("questions")
    assert isinstance(questions, list)
    assert len(questions) == len(list_questions())
    assert load("search", "验收")
    assert load("parameters")
    assert isinstance(load("schema", "retention"), dict)
    assert isinstance(load("schema"), dict)
    assert main(["law", "schema", "weather"]) == 2
    assert main(["law", "akn", "--lang", "en"]) == 0


def test_the_installed_command_works_in_a_plain_locale(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run(
        [str(COMMAND), "assess", HOTEL, *ON], env=environ, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert "8 楼 0812 客房" in done.stdout.decode()
    assert b"\033[" not in done.stdout
    assert done.stderr == b""


def test_the_command_starts_without_the_platform() -> None:
    code = "import sys; from jifang.cli import main; main(['law', 'show', 'art_1']); "
    code += "assert not any(m.startswith(('django', 'openpyxl')) for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
