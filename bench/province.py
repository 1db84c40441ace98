"""A whole province: a million sites, ten million channels, every question answered in batches.

Every channel is asked how long it stores and who may see it, every site the rest. Rows are read
from Parquet in batches, checked as single facts are, decided, and counted per pattern: outcome,
provision and what is missing follow from the pattern. The peer is DuckDB over the same files with
SQL generated from the same trees; both must come to the same counts.
"""

from __future__ import annotations

import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.data import CHUNK, make_chunks
from bench.measure import Timing, read_peak, reset_peak
from bench.report import ROOT, Entry
from bench.rules import ON, QUESTIONS, load_bench_law
from bench.scalar import DisagreementError
from jifang.law.columns.batch import Batch
from jifang.law.columns.engines import DuckDbEngine, Engine, PolarsEngine
from jifang.law.columns.plan import Plan, plan_question
from jifang.law.columns.source import open_source, write_parquet
from jifang.law.columns.tally import Tally

SITES = 1_000_000
CHANNELS = 10_000_000
OF_CHANNELS = ("retention", "information_access")
FOLDER = ROOT / "var/bench/province"


def list_questions() -> list[str]:
    """Every question answered in batches; the bench's own forms are none of them."""
    questions = load_bench_law().questions.values()
    return [q.name for q in questions if q.batchable and q.name not in QUESTIONS]


def prepare_rows(question: str, rows: int) -> Path:
    """The file of a question's rows; made once per seed, shares and facts of the question."""
    first = next(make_chunks(question, 1_000))
    stamp = zlib.crc32(repr(first.to_dicts()).encode())
    path = FOLDER / f"{question}-{rows}-{stamp:08x}.parquet"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{question}-*.parquet"):
        old.unlink()
    with write_parquet(path, first.clear()) as sink:
        for number, chunk in enumerate(make_chunks(question, rows), 1):
            sink.write(chunk)
            tell(f"{question}: made {min(number * CHUNK, rows):,} of {rows:,} rows")
    return path


@dataclass
class Run:
    """What one engine took for all questions."""

    name: str
    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    tallies: dict[str, Tally] = field(default_factory=dict)

    def count(self, batch: Batch, engine: Engine) -> None:
        """One question."""
        reset_peak()
        wall, cpu = time.perf_counter(), time.process_time()
        tally = batch.count(engine)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        self.wall, self.cpu = self.wall + wall, self.cpu + cpu
        self.peak = max(self.peak, read_peak())
        self.tallies[batch.plan.question.name] = tally
        name, rows = batch.plan.question.name, tally.rows
        tell(f"{name}: {self.name} {rows:,} rows in {wall:.2f} s ({cpu:.2f} s CPU)")

    @property
    def timing(self) -> Timing:
        """All questions together."""
        return Timing(self.wall, self.cpu)


def tell(text: str) -> None:
    """Show how far it is."""
    print(f"  {text}", flush=True)


def measure(sites: int = SITES, channels: int = CHANNELS) -> Iterator[Entry]:
    """Wall seconds and the most memory, of Polars and of DuckDB, question after question."""
    ours, peer = Run("polars"), Run("duckdb")
    for question in list_questions():
        path = prepare_rows(question, channels if question in OF_CHANNELS else sites)
        plan = plan_question(load_bench_law(), question, on=ON)
        ours.count(batch := open_batch(plan, path), PolarsEngine(plan, batch.given))
        with tempfile.TemporaryDirectory() as folder:
            batch = open_batch(plan, path)
            peer.count(batch, DuckDbEngine(plan, batch.given, Path(folder)))
        check_same(question, ours, peer)
    against = "DuckDB, the same files and trees"
    name = "province_assessment"
    yield Entry.of_times(name, ours.timing, peer.timing, clock="wall", against=against)
    memory = Timing(ours.peak, ours.peak)
    yield Entry.of_counts(f"{name}.memory", memory, peer.peak, unit="GB", against=against)


def open_batch(plan: Plan, path: Path) -> Batch:
    """The rows of a file put to a question."""
    return Batch(plan, open_source(path))


def check_same(question: str, ours: Run, peer: Run) -> None:
    """Both engines count the same rows under the same patterns."""
    counts = [
        {c.ruling.pattern: c.rows for c in run.tallies[question].patterns} for run in (ours, peer)
    ]
    if counts[0] != counts[1]:
        raise DisagreementError(f"{question}: Polars and DuckDB count differently")
