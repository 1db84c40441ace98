"""Measure and report: `python -m bench [scalar] [columnar] [province]`, all if none is named.

Each part runs in a process of its own, so that the memory of one is not that of another.
`--check` only compares the answers of the peers with ours and measures nothing.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

from bench.measure import name_machine
from bench.report import ROOT, read_json, write_json, write_table

PARTS = {
    "scalar": "one explained decision",
    "columnar": "ten million rows",
    "province": "a province",
}


def run_part(part: str, rounds: int) -> None:
    """Measure one part here and now."""
    module = importlib.import_module(f"bench.{part}")
    print(f"{PARTS[part]}:", flush=True)
    entries = list(module.measure() if part == "province" else module.measure(rounds))
    print(write_table(entries), flush=True)
    write_json(entries, name_machine())


def check_peers() -> None:
    """Put every shared case to every peer; raises where one differs."""
    from bench.rules import QUESTIONS
    from bench.scalar import check_agreement, load_peers

    for question in QUESTIONS:
        peers = load_peers(question)
        count = check_agreement(question, peers)
        print(f"{question}: {count} cases, {', '.join(p.name for p in peers)} agree")


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=7, help="turns that every contender takes")
    parser.add_argument("--check", action="store_true", help="compare answers, measure nothing")
    given = parser.parse_args()
    for part in given.parts:
        if part not in PARTS:
            parser.error(f"`{part}` is no part; there are {', '.join(PARTS)}")
    if given.check:
        check_peers()
        return 0
    if len(given.parts) == 1:
        run_part(given.parts[0], given.rounds)
        return 0
    for part in given.parts or PARTS:
        command = [sys.executable, "-m", "bench", part, "--rounds", str(given.rounds)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return 1
    print(f"\n{name_machine()}\n{write_table(read_json())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
