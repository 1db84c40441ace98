"""`make soak`: fifty rounds of kill -9 with restores, and the control that must lose."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from jifang.config.environment import find_var
from soak import crash


def main() -> int:
    """Run everything; exit code 1 where something did not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m soak", description="故障演练 / faults on purpose"
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="jifang-soak-") as folder:
        top = Path(folder)
        top.chmod(0o755)
        safe = crash.run(top / "safe", given.rounds, given.seed)
        print(f"safe: {asdict(safe)}", flush=True)
        control = crash.run(top / "control", max(5, given.rounds // 5), given.seed, unsafe=True)
        print(f"synchronous commit off: {asdict(control)}", flush=True)
    faults = [*safe.faults]
    if safe.lost:
        faults.append(f"{safe.lost} acknowledged acts were lost")
    if not control.lost:
        faults.append("the control lost nothing: the harness cannot see a loss")
    report = {"seed": given.seed, "safe": asdict(safe), "control": asdict(control)}
    report["faults"] = faults
    target = find_var() / "reports" / "soak.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    for fault in faults:
        print(f"FAULT {fault}", file=sys.stderr)
    print(f"restored {safe.restored}, behind {safe.behind}; {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
