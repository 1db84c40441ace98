"""`python -m soak.imports`: 200,000 rows imported, the worker killed while reading and writing."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import django

from jifang.config.environment import find_var
from soak.site import throwaway

ROWS = 200_000


def main() -> int:
    """Run it on a cluster of its own; exit code 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m soak.imports", description="导入 / imports")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--whole", action="store_true", help="do not kill the reading")
    given = parser.parse_args()
    target = find_var() / "reports" / "imports.json"
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="jifang-imports-") as folder:
        top = Path(folder)
        top.chmod(0o755)
        with throwaway(top / "site") as site:
            environ = {**site.environ, "DJANGO_SETTINGS_MODULE": "jifang.config.settings"}
            os.environ.update(environ)
            django.setup()
            from jifang.config.prepare import load_territory
            from soak import import_drill

            load_territory()
            drill = import_drill.prepare(environ)
            result = import_drill.run(
                drill, top, given.rows, given.seed, kill_reading=not given.whole
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    report = {"seed": given.seed, **asdict(result)}
    target.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False))
    for fault in result.faults:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
