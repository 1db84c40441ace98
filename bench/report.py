"""What was measured: a table to read, and `var/bench/law.json` for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from bench.measure import Timing

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "var/bench/law.json"
SCALES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
Clock = Literal["wall", "cpu"]


@dataclass(frozen=True)
class Entry:
    """One comparison: our value, the peer's, and how many times better ours is.

    `clock` says which time the three rest on: `cpu`, the time of processors, where the work is one
    thread's and the machine is shared; `wall` where more threads are used. Both are kept.
    """

    name: str
    value: float
    unit: str
    peer_value: float
    ratio: float
    clock: Clock
    wall_value: float
    wall_peer_value: float
    cpu_value: float
    cpu_peer_value: float
    against: str

    @classmethod
    def of_times(
        cls, name: str, ours: Timing, peer: Timing, *, clock: Clock, against: str
    ) -> Entry:
        """Two times of the same work, less being better."""
        scale, unit = next((s for s in SCALES if getattr(ours, clock) >= s[0]), SCALES[-1])
        values = [t / scale for t in (ours.wall, peer.wall, ours.cpu, peer.cpu)]
        return cls._of(name, values, unit, clock, against)

    @classmethod
    def of_counts(cls, name: str, ours: Timing, peer: float, *, unit: str, against: str) -> Entry:
        """Two numbers of another unit, fewer being better; the timing only carries ours."""
        return cls._of(name, [ours.wall, peer, ours.cpu, peer], unit, "wall", against)

    @classmethod
    def _of(cls, name: str, values: list[float], unit: str, clock: Clock, against: str) -> Entry:
        ours, peer = values[:2] if clock == "wall" else values[2:]
        wall, wall_peer, cpu, cpu_peer = values
        return cls(
            name, ours, unit, peer, peer / ours, clock, wall, wall_peer, cpu, cpu_peer, against
        )

    def rename(self, name: str) -> Entry:
        """The same figures under another name."""
        return replace(self, name=name)


def find_worst(entries: Iterable[Entry], name: str) -> Entry:
    """The entry in which we gain least, under a name of its own."""
    return min(entries, key=lambda e: e.ratio).rename(name)


HEAD = ("", "ours", "peer", "times better", "by", "the other clock: ours", "peer", "peer is")


def write_table(entries: Iterable[Entry]) -> str:
    """The entries as lines of text."""
    rows = [HEAD, *(list_cells(e) for e in entries)]
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEAD))]
    left = (0, 4, 7)
    lines = (
        "  ".join(c.ljust(w) if i in left else c.rjust(w) for i, (c, w) in enumerate(pairs))
        for pairs in (list(zip(r, widths, strict=True)) for r in rows)
    )
    return "\n".join(line.rstrip() for line in lines)


def list_cells(e: Entry) -> tuple[str, ...]:
    """One line of the table."""
    other = (e.cpu_value, e.cpu_peer_value)
    if e.clock == "cpu":
        other = (e.wall_value, e.wall_peer_value)
    values = (f"{v:.3g} {e.unit}" for v in (e.value, e.peer_value))
    return (e.name, *values, f"{e.ratio:.3g}", e.clock, *(f"{v:.3g}" for v in other), e.against)


def write_json(entries: Iterable[Entry], machine: str) -> Path:
    """Merge the entries into the report; what was not measured this time stays as it was."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    found = json.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {}
    for entry in entries:
        body = asdict(entry)
        name = body.pop("name")
        found[name] = {**body, "machine": machine}
    TARGET.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return TARGET


def read_json() -> list[Entry]:
    """The entries of the report."""
    found = json.loads(TARGET.read_text("utf-8"))
    for body in found.values():
        del body["machine"]
    return [Entry(name=name, **body) for name, body in found.items()]
