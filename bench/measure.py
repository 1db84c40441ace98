"""Timing side by side: contenders take turns, so that a busy machine is busy for all of them."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Timing:
    """The best time of a unit of work, in seconds: by the clock, and of processors."""

    wall: float
    cpu: float


def take_turns(
    contenders: Mapping[str, Callable[[], object]],
    *,
    units: int,
    rounds: int,
    at_least: float = 0.0,
) -> dict[str, Timing]:
    """Run every contender once per round, in turn; each call does `units` units of work.

    A short call is repeated until `at_least` seconds have gone by, the clock being coarse. The
    best round counts: whatever disturbs a measurement only ever adds to it.
    """
    repeats = {name: count_repeats(run, at_least) for name, run in contenders.items()}
    best: dict[str, Timing] = {}
    for _ in range(rounds):
        for name, run in contenders.items():
            found = time_block(run, repeats[name], units)
            so_far = best.get(name, found)
            best[name] = Timing(min(so_far.wall, found.wall), min(so_far.cpu, found.cpu))
    return best


def count_repeats(run: Callable[[], object], at_least: float) -> int:
    """How often to run so that it takes long enough; the first run only warms up."""
    run()
    started = time.perf_counter()
    run()
    took = time.perf_counter() - started
    return max(1, int(at_least / max(took, 1e-6)) + 1) if at_least else 1


def time_block(run: Callable[[], object], repeats: int, units: int) -> Timing:
    """One block of calls; the time of a unit."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        run()
    work = repeats * units
    return Timing((time.perf_counter() - wall) / work, (time.process_time() - cpu) / work)


def read_peak() -> float:
    """The most memory this process has held since `reset_peak`, in GB (Linux; else 0)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) / 1e6


def reset_peak() -> None:
    """Forget the most memory held so far (Linux; elsewhere it stays)."""
    refs = Path("/proc/self/clear_refs")
    if refs.exists():
        refs.write_text("5")


def name_machine() -> str:
    """What it was measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        model = named[0].split(":", 1)[1].strip() if named else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    python = platform.python_version()
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB; Python {python}"
