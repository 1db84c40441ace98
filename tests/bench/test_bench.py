"""The bench: its data, the form of its report, and peers that answer as we do."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import polars as pl
import pytest

from bench import report
from bench.cases import list_cases
from bench.data import make_rows
from bench.measure import Timing, take_turns
from bench.peers import handwritten
from bench.report import Entry
from bench.rules import ON, QUESTIONS, load_bench_law
from jifang.law.columns.plan import plan_question
from jifang.law.columns.polars_algebra import NONE_SUFFIX
from jifang.law.columns.polars_engine import decide_frame
from jifang.law.columns.rows import read_row

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "var/bench/venv/bin/python"
ROWS = 20_000


@pytest.mark.skipif(not PEERS.exists(), reason="the peers are not installed; `make bench` does")
def test_the_peers_answer_the_shared_cases_as_we_do() -> None:
    command = [str(PEERS), "-m", "bench", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    for peer in ("openfisca", "cedar", "rego", "zen"):
        assert done.stdout.count(peer) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_cases_are_complete_and_every_clause_decides_some(question: str) -> None:
    compiled = load_bench_law().compiled(question, ON)
    cases = list_cases(question)
    read = {name for reads in compiled.reads for name in reads}
    assert all(read <= set(case) for case in cases)
    deciders = {compiled.judge(case, ON).settled.decider for case in cases}
    assert deciders == set(range(len(compiled.conditions)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_rows_are_the_same_each_time_with_4_to_10_percent_unknown(question: str) -> None:
    rows = make_rows(question, ROWS)
    assert rows.equals(make_rows(question, ROWS))
    for fact in load_bench_law().questions[question].facts:
        unknown = rows[fact.name].is_null()
        if fact.type.nullable:
            unknown &= ~rows[fact.name + NONE_SUFFIX]
        assert 0.03 < unknown.mean() < 0.11, fact.name  # type: ignore[operator]  # of a yes/no


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_rule_by_hand_answers_complete_rows_as_we_do(question: str) -> None:
    rows = make_rows(question, ROWS)
    law = load_bench_law()
    asked = law.questions[question]
    given = [
        pl.col(f.name).is_not_null() | (pl.col(f.name + NONE_SUFFIX) if f.type.nullable else False)
        for f in asked.facts
    ]
    known = rows.filter(*given)
    assert len(known) > 1_000
    ours = decide_frame(known, plan_question(law, question, on=ON))["outcome"].to_list()
    codes = [o.code for o in asked.outcomes]
    found = known.select(handwritten.express(question))
    assert [codes[i] for i in found["outcome"]] == ours
    clauses = found["clause"].to_list()
    for row, clause in zip(known.head(500).iter_rows(named=True), clauses, strict=False):
        decision = law.judge(question, read_row(asked.facts, row), ON)
        assert decision.settled.decider == clause


def test_the_report_has_its_form_and_keeps_what_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "law.json"
    monkeypatch.setattr(report, "TARGET", target)
    slow, fast = Timing(2e-3, 1e-3), Timing(4e-6, 2e-6)
    first = Entry.of_times("one", fast, slow, clock="cpu", against="a peer")
    second = Entry.of_counts("two", Timing(1.25, 1.25), 2.0, unit="passes", against="two")
    report.write_json([first], "a machine")
    report.write_json([second], "a machine")
    found = json.loads(target.read_text("utf-8"))
    assert set(found) == {"one", "two"}
    assert all({"value", "unit", "peer_value", "ratio"} <= body.keys() for body in found.values())
    assert found["one"]["ratio"] == pytest.approx(500)
    assert (found["one"]["value"], found["one"]["unit"]) == (pytest.approx(2), "µs")
    assert found["two"]["ratio"] == pytest.approx(1.6)
    assert report.read_json() == [first, second]
    assert "500" in report.write_table([first])


def test_contenders_take_turns() -> None:
    order: list[str] = []
    contenders = {"a": lambda: order.append("a"), "b": lambda: order.append("b")}
    times = take_turns(contenders, units=1, rounds=2)
    assert order[4:] == ["a", "b", "a", "b"]
    assert set(times) == {"a", "b"}
