"""The command answers: decide and assess, their forms and their exit codes."""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from jifang.cli import main
from jifang.law import load_law
from jifang.law.columns.samples import draw_rows
from jifang.law.intake import build_workbook

EXAMPLES = Path(__file__).parents[2] / "examples"
HOTEL = str(EXAMPLES / "3-hotel-guest-room.yaml")
ON = ["--on", "2026-11-22"]
ORDINARY = b"setting: other\nplace_kind: other\ncounter_terrorism_target: false\n"
"""Neither art. 20 nor another instrument binds it."""
Write = Callable[[str, str | bytes], str]
Capture = pytest.CaptureFixture[str]


def give_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("facts", "code", "outcome"),
    [
        (
            "counter_terrorism_target: false\nregion: '440106'\neffective_storage_days: 30",
            0,
            "meets",
        ),
        ("counter_terrorism_target: false\neffective_storage_days: 29", 1, "falls_short"),
        ("effective_storage_days: 60", 3, "unknown"),
    ],
    ids=["answered", "falls short", "unknown"],
)
def test_exit_code_says_what_the_answer_is(
    write_file: Write, capsys: Capture, facts: str, code: int, outcome: str
) -> None:
    name = write_file("facts.yaml", f"setting: key_unit\n{facts}")
    assert main(["decide", "retention", name, *ON, "--format", "json"]) == code
    assert json.loads(capsys.readouterr().out)["outcome"] == outcome
    relaxed = main(["decide", "retention", name, *ON, "--exit-zero"])
    assert relaxed == (0 if code == 1 else code)


def test_a_refusal_and_a_prohibition_are_adverse(write_file: Write) -> None:
    """Art. 26: a citizen copies from public areas only; art. 10: no camera in a guest room."""
    copies = '{"requester": "citizen", "action": "copy", "system_setting": "key_unit"}'
    assert main(["decide", "information_access", write_file("a.json", copies), *ON]) == 1
    room = '{"place_kind": "a9_9.hotel", "privacy_place": true, "captures": ["video"]}'
    assert main(["decide", "siting", write_file("b.json", room), *ON]) == 1


def test_decide_reads_standard_input_and_speaks_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for lang, word in (("zh", "存储时间不足"), ("en", "falls short")):
        give_stdin(monkeypatch, b'{"setting": "key_unit", "effective_storage_days": 3}')
        assert main(["decide", "retention", "-", *ON, "--lang", lang]) == 1
        assert word in capsys.readouterr().out


def test_language_and_form_may_stand_before_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    give_stdin(monkeypatch, ORDINARY)
    assert main(["--lang", "en", "--format", "json", "decide", "retention", "-", *ON]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["outcome"] == "not_required"


def test_a_pipe_is_read_once(capsys: Capture) -> None:
    near, far = os.pipe()
    os.write(far, ORDINARY)
    os.close(far)
    assert main(["decide", "retention", f"/dev/fd/{near}", *ON, "--format", "json"]) == 0
    os.close(near)
    assert json.loads(capsys.readouterr().out)["outcome"] == "not_required"


def test_a_day_before_commencement_is_answered_as_not_in_force(
    write_file: Write, capsys: Capture
) -> None:
    name = write_file("facts.json", '{"setting": "key_unit"}')
    for day, code, outcome in (("2017-07-31", 0, "not_in_force"), ("2017-08-01", 3, "unknown")):
        assert main(["decide", "retention", name, "--on", day, "--format", "json"]) == code
        assert json.loads(capsys.readouterr().out)["outcome"] == outcome


def test_without_a_day_the_law_of_today_is_applied(write_file: Write, capsys: Capture) -> None:
    name = write_file("facts.yaml", ORDINARY)
    before = date.today().isoformat()  # noqa: DTZ011 - the reader's own day
    assert main(["decide", "retention", name, "--format", "json"]) == 0
    after = date.today().isoformat()  # noqa: DTZ011 - midnight may have passed
    assert before <= json.loads(capsys.readouterr().out)["on"] <= after


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_assess_reports_each_example(path: Path, capsys: Capture) -> None:
    assert main(["assess", str(path), *ON, "--format", "json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["outcome"] == "breaches"
    assert all(f["cited"] for f in shown["values"]["findings"])
    for lang in ("zh", "en"):
        assert main(["assess", str(path), *ON, "--lang", lang, "--exit-zero"]) == 0
        assert capsys.readouterr().out


def test_the_question_assessment_takes_a_dossier(capsys: Capture) -> None:
    assert main(["decide", "assessment", HOTEL, *ON]) == 1
    decided = capsys.readouterr().out
    assert main(["assess", HOTEL, *ON]) == 1
    assert capsys.readouterr().out == decided


def test_assess_writes_the_empty_workbook_once(tmp_path: Path, capsys: Capture) -> None:
    name = str(tmp_path / "dossier.xlsx")
    assert main(["assess", "--template", name]) == 0
    assert zipfile.is_zipfile(name)
    assert main(["assess", name, *ON]) == 3
    assert main(["assess", "--template", name]) == 2
    assert "已存在" in capsys.readouterr().err
    other = str(tmp_path / "other.xlsx")
    assert main(["assess", "--template", other, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": other}


@pytest.mark.parametrize(
    ("args", "word"),
    [
        ([], "评估材料"),
        (["--template", "dossier.yaml"], ".xlsx"),
        (["--template", "no/such/folder/dossier.xlsx"], "不能写入"),
        (["--template", "\0.xlsx"], "不能写入"),
        (["--template", "x.xlsx", HOTEL], "其一"),
    ],
)
def test_assess_says_what_it_needs(
    args: list[str], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["assess", *args]) == 2
    assert word in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def fill_workbook(region: str | int) -> bytes:
    sheet = {"facts": [("region", ""), ("occurred_on", ""), ("special_domain", "")]}
    book = openpyxl.load_workbook(io.BytesIO(build_workbook(sheet)))
    for row, value in enumerate((region, "2026-11-22", "none"), start=2):
        book["facts"].cell(row, 2).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("region", ["440104", 440104], ids=["text", "number"])
def test_a_workbook_may_hold_a_code_as_a_number(
    region: str | int, write_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spreadsheet turns 440104 into a number by itself; a JSON file does not."""
    content = fill_workbook(region)
    assert main(["decide", "scope", write_file("facts.xlsx", content), *ON]) == 0
    assert main(["decide", "scope", write_file("no_ending", content), *ON]) == 0
    give_stdin(monkeypatch, content)
    assert main(["decide", "scope", "-", *ON]) == 0
    assert main(["decide", "scope", write_file("a.json", '{"region": 440104}'), *ON]) == 2


GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-command.md"
LINES = GUIDE.read_text("utf-8").splitlines()
SHOWN = [line for line in LINES if line.startswith("jifang ") and ">" not in line]


@pytest.mark.parametrize("line", SHOWN)
def test_what_the_guide_shows_works(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLES)
    (tmp_path / "facts.yaml").write_bytes(b"setting: key_unit\neffective_storage_days: 18\n")
    (tmp_path / "AMENDMENT.yaml").symlink_to(EXAMPLES / "amendments" / "1-retention-60.yaml")
    if ".parquet" in line:
        rows = draw_rows(load_law(), "retention", date(2027, 1, 1), 500)
        for name in ("sites.parquet", "DATA.parquet"):
            rows.write_parquet(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    _, *args = shlex.split(line.partition("#")[0])
    assert main(args) in {0, 1}
    assert capsys.readouterr().out
