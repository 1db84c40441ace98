"""One explained decision against the peers: same rule, same complete cases, one after another.

Ours is outcome, deciding provision, every provision that was rejected or is open with the facts it
was held to, and the facts still needed. A peer gives what it can (`Peer.gives`), which is less.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bench.cases import Facts, list_cases
from bench.measure import Timing, take_turns
from bench.peers import Peer
from bench.report import Entry, find_worst
from bench.rules import LABELS, ON, QUESTIONS, load_bench_law
from jifang.law.engine.frame import build_frame

PEERS = {"openfisca": "openfisca", "cedar": "cedar", "rego": "rego", "zen": "zen_engine"}
LIMIT = Timing(10e-6, 10e-6)
"""An explained decision is to cost no more than ten microseconds."""

FRAME_ROWS = 20_000
SPREAD = 40


class DisagreementError(Exception):
    """A peer answers a shared case otherwise than we do; nothing is timed."""


def load_peers(question: str) -> list[Peer]:
    """Every peer with this rule."""
    return [importlib.import_module(f"bench.peers.{m}").load(question) for m in PEERS.values()]


def find_disagreements(question: str, peer: Peer) -> Iterator[str]:
    """Cases in which a peer's outcome, or the provision it names for it, is not ours."""
    law = load_bench_law()
    for facts in list_cases(question):
        ours = law.judge(question, facts, ON)
        theirs = peer.read(peer.ask(peer.prepare(facts)))
        named = not theirs.provisions or ours.decided_by in theirs.provisions
        if theirs.outcome != ours.outcome or not named:
            yield f"{peer.name}: {theirs} instead of {ours.outcome} {ours.decided_by}: {facts}"


def check_agreement(question: str, peers: Sequence[Peer]) -> int:
    """Refuse to measure what does not give the same answers; the number of cases compared."""
    wrong = [w for peer in peers for w in find_disagreements(question, peer)]
    if wrong:
        raise DisagreementError("\n".join(wrong))
    return len(list_cases(question))


def explain_all(question: str, cases: Sequence[Facts]) -> Callable[[], None]:
    """Decide and explain every case."""
    judge = load_bench_law().judge

    def run() -> None:
        for facts in cases:
            decision = judge(question, facts, ON)
            _ = decision.outcome, decision.decided_by, decision.basis, decision.missing

    return run


def ask_all(peer: Peer, requests: Sequence[Any]) -> Callable[[], None]:
    """Ask a peer every case."""

    def run() -> None:
        for request in requests:
            peer.ask(request)

    return run


def list_open_cases(question: str) -> list[Facts]:
    """Of every case, one that cannot be decided because a single fact was taken away."""
    found: list[Facts] = []
    for case in list_cases(question):
        lesser = ({k: v for k, v in case.items() if k != name} for name in case)
        judge = load_bench_law().judge
        open_ = (c for c in lesser if judge(question, c, ON).settled.outcome is None)
        found.extend([c for _, c in zip(range(1), open_, strict=False)])
    return found


def measure(rounds: int) -> Iterator[Entry]:
    """Entries for both questions and, of each peer, the question in which we gain least."""
    limits: list[Entry] = []
    pairs: dict[str, list[Entry]] = {name: [] for name in PEERS}
    for question in QUESTIONS:
        cases, peers = list_cases(question), load_peers(question)
        compared = check_agreement(question, peers)
        print(f"  {LABELS[question]}: {compared} cases, all peers agree", flush=True)
        contenders = {"ours": explain_all(question, cases)}
        for peer in peers:
            contenders[peer.name] = ask_all(peer, [peer.prepare(c) for c in cases])
        times = take_turns(contenders, units=len(cases), rounds=rounds, at_least=0.1)
        label = LABELS[question]
        limits.append(limit_entry(f"explained_decision.{label}", times["ours"]))
        limits.append(measure_open_cases(question, rounds))
        for peer in peers:
            name = f"explained_decision_vs_{peer.name}.{label}"
            pairs[peer.name].append(
                Entry.of_times(
                    name, times["ours"], times[peer.name], clock="cpu", against=peer.gives
                )
            )
    yield from (*limits, find_worst(limits, "explained_decision"), measure_every_question(rounds))
    for name, entries in pairs.items():
        yield from (*entries, find_worst(entries, f"explained_decision_vs_{name}"))


def limit_entry(name: str, ours: Timing, against: str = "the limit we set") -> Entry:
    """Ours against the ten microseconds."""
    return Entry.of_times(name, ours, LIMIT, clock="cpu", against=against)


def measure_every_question(rounds: int) -> Entry:
    """The slowest of all questions, over boundary cases spread through its frame."""
    law = load_bench_law()
    found: dict[str, Timing] = {}
    for question in law.questions:
        rows = build_frame(law, question, ON, limit=FRAME_ROWS).rows
        cases = rows[:: max(1, len(rows) // SPREAD)][:SPREAD]
        run = {question: explain_all(question, cases)}
        found |= take_turns(run, units=len(cases), rounds=rounds, at_least=0.05)
    slowest = max(found, key=lambda q: found[q].cpu)
    against = f"the limit; the slowest of {len(found)} questions is {slowest}"
    return limit_entry("explained_decision.every_question", found[slowest], against)


def measure_open_cases(question: str, rounds: int) -> Entry:
    """Cases that cannot be decided: every open provision, and what is missing."""
    cases = list_open_cases(question)
    run = {"ours": explain_all(question, cases)}
    times = take_turns(run, units=len(cases), rounds=rounds, at_least=0.1)
    return limit_entry(f"explained_decision.{LABELS[question]}_unknown", times["ours"])
