"""Parquet in and out: read in batches that fit in memory, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from jifang.law.errors import InputError, Problem, Text

BATCH_ROWS = 500_000

NOT_PARQUET = Text("不是可读的 Parquet 文件：{reason}", "is no readable Parquet file: {reason}")
NOT_FOUND = Text("没有这个文件", "there is no such file")
NOT_WRITABLE = Text("不能写入该文件：{reason}", "the file cannot be written: {reason}")
SAME_NAME = Text("列名重复", "a column name is given twice")


@dataclass(frozen=True)
class Source:
    """A Parquet file: its columns and how many rows it has."""

    path: Path
    schema: Mapping[str, Any]
    rows: int

    def scan(self, columns: Sequence[str], rows: int = BATCH_ROWS) -> Iterator[pl.DataFrame]:
        """The columns, batch by batch in the order of the rows."""
        if not columns:
            for start in range(0, self.rows, rows):
                yield pl.DataFrame(height=min(rows, self.rows - start))
            return
        frame = pl.scan_parquet(self.path, glob=False).select(columns)
        try:
            yield from frame.collect_batches(chunk_size=rows, maintain_order=True)
        except pl.exceptions.PolarsError as error:
            raise refuse_data(self.path, error) from None


def open_source(path: Path) -> Source:
    """Look at a file. Raises `InputError` where it is no Parquet file."""
    if not path.is_file():
        raise InputError(Problem("DATA", str(path), NOT_FOUND))
    try:
        with pq.ParquetFile(path) as file:
            rows, names = file.metadata.num_rows, file.schema_arrow.names
        schema = pl.read_parquet_schema(path)
    except (OSError, pa.ArrowException, pl.exceptions.PolarsError) as error:
        raise refuse_data(path, error) from None
    for name in {n for n in names if names.count(n) > 1}:
        raise InputError(Problem(name, "", SAME_NAME))
    return Source(path, schema, rows)


class Sink:
    """A Parquet file being written; it has its name only once it is whole."""

    def __init__(self, path: Path, part: Path, frame: pl.DataFrame) -> None:
        self._path = path
        self._part = part
        self._schema = to_arrow(frame.clear()).schema
        try:
            self._writer = pq.ParquetWriter(part, self._schema, compression="zstd")
        except OSError as error:
            raise refuse_file(path, error) from None

    def write(self, frame: pl.DataFrame) -> None:
        """The next rows."""
        self._writer.write_table(to_arrow(frame).cast(self._schema))

    def finish(self) -> None:
        """Give the file its name. What stood there before is replaced in one step."""
        self._writer.close()
        with self._part.open("rb") as file:
            os.fsync(file.fileno())
        self._part.replace(self._path)


@contextmanager
def write_parquet(path: Path, frame: pl.DataFrame) -> Iterator[Sink]:
    """Write a file with the columns of a frame; whatever interrupts it, no half file is left."""
    drop_abandoned(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        sink = Sink(path, part, frame)
        yield sink
        sink.finish()
    finally:
        with suppress(OSError):
            part.unlink()


def drop_abandoned(path: Path) -> None:
    """Remove what a killed process left beside the file; its number is in the name."""
    head = f".{path.name}."
    for part in path.parent.glob("*.part") if path.parent.is_dir() else ():
        number = part.name.removeprefix(head).removesuffix(".part")
        if part.name.startswith(head) and number.isdecimal() and not is_running(int(number)):
            part.unlink(missing_ok=True)


def is_running(pid: int) -> bool:
    """Whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def to_arrow(frame: pl.DataFrame) -> pa.Table:
    """The frame as an Arrow table of types that every reader knows."""
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def refuse_data(path: Path, error: Exception) -> InputError:
    """The file cannot be read."""
    reason = " ".join(str(error).split())[:200]
    return InputError(Problem("DATA", str(path), NOT_PARQUET.fill(reason=reason)))


def refuse_file(path: Path, error: OSError) -> InputError:
    """The file cannot be written."""
    reason = error.strerror or str(error)
    return InputError(Problem("--out", str(path), NOT_WRITABLE.fill(reason=reason)))
