"""`jifang clock`: the day a period ends, how it was counted, where it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import pytest

from jifang.cli import main
from jifang.law.period_book import load_periods

Capture = pytest.CaptureFixture[str]
Run = Callable[..., "CompletedProcess[bytes]"]
Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def ask(capsys: Capture) -> Ask:
    """Runs `jifang clock`; gives its code and what it wrote."""

    def run(*args: str) -> tuple[int, str]:
        code = main(["clock", *args])
        return code, "".join(capsys.readouterr())

    return run


def test_the_review_of_article_17_has_two_dates_its_steps_and_its_strip(ask: Ask) -> None:
    code, shown = ask("design_review", "--from", "2026-09-21", "--at", "2026-10-12")
    assert code == 0
    assert "最迟 2026-10-19（星期一）" in shown
    assert "2026-10-12：较早的读法已到期，还剩 5 个工作日（7 日）" in shown
    assert "按自然日  2026-10-08" in shown
    assert "《民法典》第二百零三条" in shown
    assert "10 9班" in shown
    assert "12 10今" in shown
    assert "19 15期" in shown
    assert "班 调休上班" in shown
    assert "停" not in shown.splitlines()[-1]


def test_the_same_in_english(ask: Ask) -> None:
    code, shown = ask("design_review", "--from", "2026-09-21", "--at", "2026-10-20", "--lang", "en")
    assert code == 1
    assert "at the latest 2026-10-19 (Monday)" in shown
    assert "2026-10-20: overdue, 1 day past" in shown
    assert "Measures, art. 17" in shown
    assert "[our interpretation]" in shown
    assert "Mo" in shown
    assert not any("\u4e00" <= c <= "\u9fff" for c in shown)


@pytest.mark.parametrize(
    ("args", "due"),
    [
        (["--days", "15", "--unit", "working_days", "--from", "2026-09-21"], "2026-10-19"),
        (["--days", "15", "--unit", "calendar_days", "--from", "2026-09-21"], "2026-10-08"),
        (
            ["--days", "15", "--unit", "calendar_days", "--no-roll", "--from", "2026-09-21"],
            "2026-10-06",
        ),
        (["--days", "15", "--from", "2026-09-21"], "2026-10-19"),
        (["--months", "6", "--from", "2025-10-28"], "2026-04-28"),
        (["--years", "2", "--from", "2020-02-29"], "2022-02-28"),
        (["licence_decision", "--from", "2019-04-22"], "2019-05-21"),
        (["licence_decision", "--from", "2019-04-22", "--extended", "2019-05-10"], "2019-06-04"),
        (
            [
                *("licence_decision", "--from", "2026-10-12"),
                *("--pause", "2026-10-14..2026-10-15=hearing"),
            ],
            "2026-11-11",
        ),
        (["system_filing_existing"], "2025-06-30"),
        (["system_filing_existing", "--from", "2025-04-01"], "2025-06-30"),
    ],
)
def test_the_day_a_period_ends(args: list[str], due: str, ask: Ask) -> None:
    code, shown = ask(*args, "--format", "json")
    assert code == 0
    assert json.loads(shown)["due_on"] == due


def test_pauses_may_be_written_in_any_order_and_next_to_each_other(ask: Ask) -> None:
    _, shown = ask(
        *("licence_decision", "--from", "2026-10-12", "--format", "json"),
        *("--pause", "2026-10-15..2026-10-15=test", "--pause", "2026-10-14..2026-10-14=hearing"),
    )
    assert json.loads(shown)["due_on"] == "2026-11-11"


def test_the_plain_form_holds_where_it_stands(ask: Ask) -> None:
    code, shown = ask(
        *("licence_notice", "--from", "2026-10-09", "--at", "2026-10-12", "--format", "json")
    )
    assert code == 0
    answer: dict[str, Any] = json.loads(shown)
    assert answer["standing"]["working_days_left"] == 3
    assert answer["due_on"] == "2026-10-15"
    assert [d["number"] for d in answer["days"]] == [None, 1, None, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["licence_decision", "--from", "2019-04-22"], 0),
        (["licence_decision", "--from", "2019-04-22", "--at", "2019-05-21"], 0),
        (["licence_decision", "--from", "2019-04-22", "--at", "2019-05-22"], 1),
        (["licence_decision", "--from", "2019-04-22", "--at", "2019-05-22", "--exit-zero"], 0),
        (["licence_decision", "--from", "2019-04-22", "--finished", "2019-05-21"], 0),
        (["licence_decision", "--from", "2019-04-22", "--finished", "2019-05-22"], 1),
        (
            [
                *("licence_decision", "--from", "2019-04-22", "--finished", "2019-05-22"),
                *("--at", "2019-05-20"),
            ],
            0,
        ),
        (["trial_run", "--from", "2026-08-01", "--finished", "2026-08-31"], 1),
        (["trial_run", "--from", "2026-08-01", "--finished", "2026-09-01"], 0),
        (["renewal_window", "--from", "2020-03-31", "--at", "2020-02-01"], 0),
        (["renewal_window", "--from", "2020-03-31", "--at", "2020-04-01"], 1),
        (["licence_decision", "--from", "2026-11-02", "--pause", "2026-11-05..=test"], 3),
    ],
)
def test_exit_codes(args: list[str], code: int, ask: Ask) -> None:
    assert ask(*args)[0] == code


def test_a_standing_clock_says_so(ask: Ask) -> None:
    code, shown = ask(
        *("licence_decision", "--from", "2026-11-02", "--at", "2026-11-10"),
        *("--pause", "2026-11-05..=expert_review"),
    )
    assert code == 3
    assert "时钟停着，届满之日尚不能定" in shown
    assert "还有 18 个工作日没有计算" in shown
    assert "10 停今" in shown


def test_a_provisional_date_is_said_to_be_one(ask: Ask) -> None:
    _, shown = ask("--days", "10", "--unit", "working_days", "--from", "2026-12-24")
    assert "，暂定" in shown.splitlines()[1]
    assert "放假安排收录至 2026 年" in shown


def test_both_dates_of_a_renewal_are_shown_with_the_reading(ask: Ask) -> None:
    _, shown = ask("renewal_window", "--from", "2020-03-31")
    assert "2020-03-01 至 2020-03-31，首尾在内" in shown
    assert "《行政许可法》第五十条：最迟 2020-03-01" in shown
    assert "平台的解释" in shown


def test_a_long_strip_leaves_weeks_out(ask: Ask) -> None:
    _, shown = ask("certificate_validity", "--from", "2018-03-31")
    assert "……略去" in shown
    assert len(shown.splitlines()) < 32
    _, shown = ask("penalty_decision", "--from", "2026-01-15")
    assert "略去" not in shown


def test_the_list_names_every_period_with_its_provision(ask: Ask, capsys: Capture) -> None:
    code, shown = ask("list")
    assert code == 0
    for name in load_periods():
        assert name in shown
    assert "《行政处罚法》第六十四条" in shown
    assert "据报道，未经核实" in shown
    assert "凭记忆，未经核实" in shown
    assert main(["clock", "list", "--format", "json", "--lang", "en"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [p["id"] for p in listed] == list(load_periods())
    decision = next(p for p in listed if p["id"] == "public_order_case")
    assert [v["until"] for v in decision["values"]] == ["2025-12-31", None]
    assert decision["values"][1]["extension"] == {"length": 30, "times": 2}


FROM = ("--from", "2026-10-12")


@pytest.mark.parametrize(
    ("args", "zh", "en"),
    [
        ([], "PERIOD：请选定期限", "PERIOD: name a period"),
        (["lunch", *FROM], "PERIOD：没有这个期限；有：design_review", "PERIOD: there is no such"),
        (["licence_decision"], "--from：请写起算日", "--from: give the day it starts from"),
        (["licence_decision", "--from", "12.10.2026"], "--from：", "--from: "),
        (["licence_decision", "--from", "2026-02-30"], "--from：", "--from: "),
        (["licence_decision", *FROM, "--at", "soon"], "--at：", "--at: "),
        (
            ["licence_decision", *FROM, "--finished", ""],
            "--finished：后面是空的",
            "--finished: is empty",
        ),
        (["licence_decision", *FROM, "--extended", "x"], "--extended：", "--extended: "),
        (["licence_decision", "--from", "2016-10-12"], "2017", "2017"),
        (
            ["design_review", "--from", "2017-07-31"],
            "--from：2017-07-31 没有",
            "--from: there is no",
        ),
        (["system_filing_existing", *FROM], "法定起算日为 2025-04-01", "the law fixes the start"),
        (["--days", "0", *FROM], "--days：应为 1 至 3660", "--days: a whole number from 1 to 3660"),
        (["--days", "x", *FROM], "--days：应为整数", "--days: must be a whole number"),
        (["--days", "９", *FROM], "--days：应为整数", "--days: must be a whole number"),
        (["--days", "9" * 400, *FROM], "--days：应为整数", "--days: must be a whole number"),
        (["--months", "121", *FROM], "--months：应为 1 至 120", "from 1 to 120"),
        (["--years", "11", *FROM], "--years：应为 1 至 10", "from 1 to 10"),
        (["--days", "5", "--years", "1", *FROM], "只能取其一", "give one of --days"),
        (
            ["licence_decision", "--days", "5", *FROM],
            "--days：有名称的期限",
            "--days: give a named",
        ),
        (["--years", "1", "--unit", "both", *FROM], "--unit：只与 --days", "--unit: goes with"),
        (["licence_decision", "--no-roll", *FROM], "--no-roll：只与自定的长度", "--no-roll: goes"),
        (["licence_decision", *FROM, "--pause", "x"], "写作 FROM..TO=REASON", "is written FROM"),
        (["licence_decision", *FROM, "--pause", "2026-10-14=test"], "写作 FROM", "is written FROM"),
        (["licence_decision", *FROM, "--pause", "..2026-10-15=test"], "请写起日", "day it begins"),
        (["licence_decision", *FROM, "--pause", "2026-10-14..="], "请写事由", "give the reason"),
        (["licence_decision", *FROM, "--pause", "x..2026-10-15=test"], "--pause：", "--pause: "),
        (["licence_decision", *FROM, "--pause", "2026-10-14..y=test"], "--pause：", "--pause: "),
        (
            ["licence_decision", *FROM, "--pause", "2026-10-15..2026-10-14=test"],
            "止日早于起日",
            "its end is before its beginning",
        ),
        (
            ["licence_decision", *FROM, "--pause", "2026-10-15..9999-12-31=test"],
            "超出日期范围",
            "out of the range of dates",
        ),
        (
            ["licence_decision", *FROM, "--pause", "2026-10-15..9999-12-30=test"],
            "超过 10980 日",
            "more than 10980 days",
        ),
        (
            ["licence_decision", *FROM, "--pause", "2026-10-14..2026-10-15=lunch"],
            "不是法定的中止事由；有：hearing",
            "not a reason the law gives; there are: hearing",
        ),
        (
            ["licence_decision", *FROM, "--pause", "2026-10-14..2026-10-15=supplementing"],
            "“补正材料”不是中止的事由",
            "“supplementing papers” is no reason for a pause",
        ),
        (
            ["penalty_decision", *FROM, "--pause", "2026-10-14..2026-10-15=hearing"],
            "时钟不停",
            "the clock runs on",
        ),
        (
            [
                *("licence_decision", *FROM, "--pause", "2026-10-14..2026-10-16=hearing"),
                *("--pause", "2026-10-15..2026-10-20=test"),
            ],
            "自 2026-10-14 起已中止",
            "already paused since 2026-10-14",
        ),
        (
            ["licence_decision", *FROM, "--pause", "2026-10-10..2026-10-15=test"],
            "早于前一件（2026-10-12）",
            "earlier than the event before it (2026-10-12)",
        ),
        (
            [
                *("licence_decision", *FROM, "--finished", "2026-10-14"),
                *("--pause", "2026-10-15..2026-10-16=test"),
            ],
            "--finished：“2026-10-14 办结”：早于前一件",
            "--finished: “finished on 2026-10-14”: earlier",
        ),
        (["penalty_decision", *FROM, "--extended", "2026-10-14"], "没有收录延长", "that extends"),
        (["--unit", "weeks", *FROM], "--unit：没有“weeks”", "--unit: there is no “weeks”"),
    ],
)
def test_bad_input_is_named_in_both_languages(
    args: list[str], zh: str, en: str, capsys: Capture
) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        assert main(["clock", *args, "--lang", lang]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert said in shown.err
        assert "Traceback" not in shown.err
        assert main(["clock", *args, "--lang", lang, "--format", "json"]) == 2
        errors = json.loads(capsys.readouterr().out)["errors"]
        assert all(error["field"] and error["message"] for error in errors)


def test_every_problem_is_reported_at_once(capsys: Capture) -> None:
    assert main(["clock", "lunch", "--from", "x", "--pause", "y", "--at", "z"]) == 2
    shown = capsys.readouterr().err
    for field in ("PERIOD", "--from", "--pause", "--at"):
        assert f"{field}：" in shown


def test_the_help_is_in_the_reader_s_language(capsys: Capture) -> None:
    assert main(["clock", "--help", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "day it starts from" in shown
    assert "FROM..TO=REASON" in shown


def test_the_installed_command_counts(run_installed: Run) -> None:
    done = run_installed("clock", "fine_payment", "--from", "2026-09-18", "--lang", "zh")
    assert done.returncode == 0
    assert "最迟 2026-10-08（星期四）" in done.stdout.decode()
    assert done.stderr == b""
