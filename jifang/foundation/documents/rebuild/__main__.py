"""Rebuild one file within bounds of memory and time.

    python -I -B -m jifang.foundation.documents.rebuild TYPE < file

Answers with one line of JSON (`pages` and `rebuilt`, or `refused` and `what`), then the bytes.
"""

from __future__ import annotations

import json
import resource
import sys

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 40


def limit_process() -> None:
    """No more memory and time than this, and not one file written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(code: str) -> int:
    """Read, rebuild, answer."""
    limit_process()
    from jifang.foundation.documents.rebuild.dispatch import rebuild
    from jifang.foundation.documents.rebuild.refusal import Refusal

    answer: dict[str, object]
    content = sys.stdin.buffer.read()
    try:
        made = rebuild(code, content)
        answer, body = {"pages": made.pages, "rebuilt": made.rebuilt}, made.content
    except Refusal as refusal:
        answer, body = {"refused": refusal.code, "what": refusal.what}, b""
    except MemoryError:
        answer, body = {"refused": "too_costly", "what": "memory"}, b""
    except Exception as error:  # whatever a parser stumbles over: the file cannot be read
        answer, body = {"refused": "broken", "what": type(error).__name__}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
