"""The witnesses that the environment names, and what `status` says of them."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jifang.ledger.faults import LedgerError
from jifang.ledger.witnessed import Standing, read_state
from jifang.ledger.witnesses import Witnesses, read_witnesses

VARIABLE: Final = "JIFANG_WITNESSES"


def load_witnesses(environ: Mapping[str, str] = os.environ) -> Witnesses | None:
    """The witnesses of the file that `JIFANG_WITNESSES` names; None where it names none.

    Raises `LedgerError`.
    """
    path = environ.get(VARIABLE)
    if not path:
        return None
    try:
        return read_witnesses(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(
            f"{VARIABLE}={path!r} 无法读取", f"{VARIABLE}={path!r} cannot be read: {error}"
        ) from None


def list_lines(home: Path) -> tuple[list[tuple[str, str]], bool]:
    """What `status` says of the witnesses, and whether they are late; nothing without any."""
    state = read_state(home)
    if state is None:
        return [], False
    lines = [("witnessed", str(state.quorum_size or 0))]
    lines += [(f"witness {one.name}", write_standing(one)) for one in state.witnesses]
    if state.state == "running" and state.is_stale:
        return [*lines, ("witnesses", "absent")], True
    if state.alarm:
        return [*lines, ("witnesses", "no quorum")], True
    return lines, False


def write_standing(one: Standing) -> str:
    """How it stands with one witness."""
    signed = f"{one.size} at {write_time(one.at)}" if one.size is not None else "nothing yet"
    if one.missing_since is None:
        return signed
    return f"missing since {write_time(one.missing_since)} ({one.en}); last {signed}"


def write_time(seconds: float | None) -> str:
    """A time in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds or 0))
