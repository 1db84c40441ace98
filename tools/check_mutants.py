"""Judge a finished mutation run: at least nine in ten changes must make a test fail.

python tools/check_mutants.py     reads mutants/mutmut-cicd-stats.json; exit code 1 below that
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

STATS = Path("mutants/mutmut-cicd-stats.json")
LEAST_KILLED = 0.90


def compute_share(stats: dict[str, int]) -> float:
    """The share of mutants that the tests noticed; one that never ends was noticed too.

    A mutant that no test reaches counts as unnoticed.
    """
    noticed = stats["killed"] + stats["timeout"] + stats["segfault"]
    judged = noticed + stats["survived"] + stats["no_tests"] + stats["suspicious"]
    return noticed / judged if judged else 0.0


def main() -> int:
    """Print the share and compare it with the least that is accepted."""
    share = compute_share(json.loads(STATS.read_text(encoding="utf-8")))
    print(f"» 变异测试：{share:.1%} 被发现 / mutation tests: {share:.1%} noticed (mutmut results)")
    return 0 if share >= LEAST_KILLED else 1


if __name__ == "__main__":
    sys.exit(main())
