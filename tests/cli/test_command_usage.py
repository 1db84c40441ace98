"""The command line itself: its errors and help in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from jifang.cli import main
from jifang.cli.terminal import find_lang
from jifang.cli.usage import explain_usage

Run = Callable[..., CompletedProcess[bytes]]
Capture = pytest.CaptureFixture[str]

WRONG: list[tuple[list[str], str, str]] = [
    ([], "COMMAND：必须写出", "COMMAND: must be given"),
    (
        ["deci"],
        "COMMAND：没有“deci”；允许：decide, assess, batch, law, clock, amend, init, demo",
        "there is no “deci”",
    ),
    (["law"], "TOPIC：必须写出", "TOPIC: must be given"),
    (["law", "rules"], "TOPIC：没有“rules”", "there is no “rules”"),
    (["decide"], "QUESTION, FACTS：必须写出", "QUESTION, FACTS: must be given"),
    (["decide", "retention", "a", "b"], "b：没有这个参数或者多写了", "b: no such argument"),
    (["assess", "x", "--colour"], "--colour：没有这个参数", "--colour: no such argument"),
    (["assess", "x", "--exit"], "--exit：没有这个参数", "--exit: no such argument"),
    (["assess", "x", "--on"], "--on：后面要有一个值", "--on: needs a value"),
    (["assess", "x", "--exit-zero=1"], "--exit-zero：不带值", "--exit-zero: takes no value"),
    (["law", "coverage", "--status", "x"], "--status：没有“x”", "there is no “x”"),
]


@pytest.mark.parametrize(("line", "zh", "en"), WRONG, ids=[" ".join(w[0]) for w in WRONG])
def test_wrong_usage_is_explained_in_the_readers_language(
    line: list[str], zh: str, en: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert main(line) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("用法：jifang")
    assert zh in said.err
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(line) == 2
    said = capsys.readouterr()
    assert said.err.startswith("usage: jifang")
    assert en in said.err
    assert said.err.isascii() or "“" in said.err


def test_options_of_a_wrong_line_are_heeded(capsys: Capture) -> None:
    assert main(["decide", "--lang", "en"]) == 2
    assert "must be given" in capsys.readouterr().err
    assert main(["decide", "--lang=en", "--format=json"]) == 2
    said = capsys.readouterr()
    assert said.err == ""
    field = "QUESTION, FACTS"
    error = {"field": field, "value": "", "message": f"{field}: must be given"}
    assert json.loads(said.out) == {"errors": [error]}


@pytest.mark.parametrize("option", ["--lang", "--format"])
def test_an_unknown_language_or_form_is_refused(option: str, capsys: Capture) -> None:
    assert main(["law", "show", option, "fr"]) == 2
    assert f"{option}：没有“fr”" in capsys.readouterr().err


def test_a_message_of_argparse_that_is_new_stays_as_it_is() -> None:
    assert explain_usage("something else").message.zh == "something else"


COMMANDS = [[], ["decide"], ["assess"], ["law"]]
TOPICS = ["show", "search", "coverage", "schema", "questions", "parameters", "akn"]


@pytest.mark.parametrize("command", [*COMMANDS, *(["law", t] for t in TOPICS)], ids=" ".join)
def test_help_is_whole_in_both_languages(command: list[str], capsys: Capture) -> None:
    assert main([*command, "--help"]) == 0
    chinese = capsys.readouterr().out
    assert chinese.startswith("用法：")
    assert "选项：\n" in chinese
    for word in ("usage", "options", "positional", "show this"):
        assert word not in chinese
    assert main([*command, "-h", "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert english.startswith("usage: ")
    assert "options:\n" in english
    assert not any("\u4e00" <= c <= "\u9fff" for c in english.replace("第二十条", ""))


def test_help_names_the_exit_codes(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for code in ("0 已答", "1 已答，且为违反", "2 输入有误", "3 尚不能判断", "4 内部错误"):
        assert code in shown


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_HK.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "zh"),
        ({}, "zh"),
    ],
)
def test_the_language_follows_the_locale(environ: dict[str, str], lang: str) -> None:
    assert find_lang(environ) == lang


def test_the_installed_command_explains_itself(run_installed: Run) -> None:
    done = run_installed(environ={"LC_ALL": "C"})
    assert done.returncode == 2
    assert "必须写出" in done.stderr.decode()
    done = run_installed("--help", environ={"LC_ALL": "en_US.UTF-8"})
    assert done.returncode == 0
    assert done.stdout.startswith(b"usage: jifang")
