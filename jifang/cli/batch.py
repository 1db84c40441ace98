"""`jifang batch`: a question put to every row of a Parquet file."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from jifang.cli import words
from jifang.cli.days import carry_problems, read_day
from jifang.cli.output import (
    ADVERSE,
    OK,
    UNKNOWN,
    OutputError,
    fail_field,
    write_json,
    write_lines,
)
from jifang.cli.terminal import clean_line, is_terminal, lay_table, paint
from jifang.law import load_law
from jifang.law.errors import InputError, Lang, Problem

if TYPE_CHECKING:
    from jifang.law.columns.batch import Batch, Stage, Tell
    from jifang.law.columns.engines import Engine
    from jifang.law.columns.plan import Plan
    from jifang.law.columns.tally import Tally


def run_batch(args: argparse.Namespace) -> int:
    """Decide the rows of a file, or count them."""
    from jifang.law.columns.batch import Batch
    from jifang.law.columns.source import open_source

    plan = make_plan(args)
    out = find_out(args)
    source = open_source(Path(args.data))
    with stop_cleanly(), show_bar(source.rows, 1 if args.counts else 2, args.lang) as tell:
        batch = Batch(plan, source, args.passed or (), args.explain or "no", args.lang, tell)
        with tempfile.TemporaryDirectory(prefix="jifang-") as scratch:
            tally = carry_out(batch, args, Path(scratch), out)
    show_tally(tally, args, out)
    return settle_tally(tally, args.exit_zero)


def make_plan(args: argparse.Namespace) -> Plan:
    """The question under the law of one day, or of the day in a column."""
    from jifang.law.columns.plan import find_question, plan_question

    law = load_law()
    find_question(law, args.question)
    if args.on_column is None:
        on, problems = read_day(args.on)
        with carry_problems(problems):
            return plan_question(law, args.question, on=on)
    if args.on is not None:
        raise fail_field("--on-column", args.on_column, words.EITHER_DAY)
    return plan_question(law, args.question, day=args.on_column)


def find_out(args: argparse.Namespace) -> Path | None:
    """The file to write; with `--counts` it may be left out."""
    if args.out is None:
        if not args.counts:
            raise fail_field("--out", "", words.NEEDS_OUT)
        return None
    out = Path(args.out)
    if out.is_dir():
        raise fail_field("--out", args.out, words.IS_FOLDER)
    if out.exists() and Path(args.data).exists() and out.samefile(args.data):
        raise fail_field("--out", args.out, words.SAME_FILE)
    if args.counts and args.explain == "row":
        raise fail_field("--explain", "row", words.NO_ROWS)
    return out


def carry_out(batch: Batch, args: argparse.Namespace, scratch: Path, out: Path | None) -> Tally:
    """Run the batch in its engine. Raises `OutputError` where the result cannot be written."""
    from jifang.law.columns.batch import write_counts

    with open_engine(args.engine, batch, scratch) as engine:
        try:
            if not args.counts and out is not None:
                return batch.decide(engine, out)
            tally = batch.count(engine)
            if out is not None:
                write_counts(tally, out, batch.explain, batch.lang)
        except OSError as error:
            raise OutputError(error.strerror or str(error)) from error
    return tally


@contextmanager
def open_engine(name: str, batch: Batch, scratch: Path) -> Iterator[Engine]:
    """The engine by its name. Raises `InputError` where it cannot be used here."""
    from jifang.law.columns import engines

    plan, given = batch.plan, batch.given
    if name == "polars":
        yield engines.PolarsEngine(plan, given)
    elif name == "duckdb":
        yield engines.DuckDbEngine(plan, given, scratch)
    elif name == "postgres":
        with connect_database() as connection:
            yield engines.PostgresEngine(plan, given, connection)
    else:
        from jifang.law.columns.spark import SparkEngine, open_session

        with open_session(scratch) as session:
            yield SparkEngine(plan, given, scratch, session)


@contextmanager
def connect_database() -> Iterator[Any]:
    """A session in the database of `DATABASE_URL`, else in the embedded one, started if need be.

    It is the owner's: the application's role may not make even a temporary table.
    """
    import psycopg

    from jifang.foundation.postgres.connection import read_url_connection
    from jifang.foundation.postgres.errors import PostgresError
    from jifang.foundation.postgres.launcher import borrow_server

    try:
        given = read_url_connection()
        if given is not None:
            with psycopg.connect(**given.as_params(given.owner)) as session:
                yield session
            return
        with (
            borrow_server(find_var()) as server,
            psycopg.connect(**server.as_params(server.owner)) as session,
        ):
            yield session
    except PostgresError as error:
        raise InputError(Problem("--engine", "postgres", error.text)) from None
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        message = words.NO_DATABASE.fill(reason=reason)
        raise InputError(Problem("--engine", "postgres", message)) from None


def find_var() -> Path:
    """Where the embedded database lives: `JIFANG_VAR`, by default `var/` of the checkout."""
    return Path(os.environ.get("JIFANG_VAR") or Path(__file__).resolve().parents[2] / "var")


@contextmanager
def stop_cleanly() -> Iterator[None]:
    """A request to end (SIGTERM) ends like Ctrl-C: nothing half-made is left behind."""

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def show_bar(rows: int, passes: int, lang: Lang) -> Iterator[Tell]:
    """A bar on standard error, on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True, disable=not is_terminal(sys.stderr),
    )  # fmt: skip
    with bar:
        tasks = {
            "read": bar.add_task(words.ROWS_READ.say(lang), total=rows),
            "write": bar.add_task(words.ROWS_WRITTEN.say(lang), total=rows, visible=passes > 1),
        }

        def tell(stage: Stage, count: int) -> None:
            bar.advance(tasks[stage], count)

        yield tell


def show_tally(tally: Tally, args: argparse.Namespace, out: Path | None) -> None:
    """The summary: rows per outcome and provision, and what the undecided rows miss."""
    if args.format == "json":
        written = {"engine": args.engine, "out": None if out is None else str(out)}
        write_json({**tally.as_dict(args.lang), **written})
        return
    write_lines(say_tally(tally, args.lang))
    if out is not None:
        write_lines([clean_line(words.WRITTEN.fill(path=out).say(args.lang))])


def say_tally(tally: Tally, lang: Lang) -> list[str]:
    """The summary as lines."""
    told, question = tally.as_dict(lang), tally.plan.question
    on: date | None = tally.plan.on
    day = on.isoformat() if on else words.BY_COLUMN.fill(column=tally.plan.day).say(lang)
    head = words.BATCH_HEAD.fill(title=question.title, day=day, rows=f"{tally.rows:,}")
    lines = [clean_line(head.say(lang))]
    for entry in told["outcomes"]:
        tone = question.outcome(entry["outcome"]).tone
        row = (f"{entry['rows']:>14,}", say_share(entry["rows"], tally.rows), entry["outcome_text"])
        lines.append(paint(lay_table([row])[0], tone))
    lines += say_section(words.BY_PROVISION.say(lang), [
        (f"{e['rows']:>14,}", question.outcome(e["outcome"]).label.say(lang), e["label"])
        for e in told["provisions"] if e["label"]
    ])  # fmt: skip
    lines += say_section(words.MISSING_MOST.say(lang), [
        (f"{e['rows']:>14,}", e["fact"], e["fact_text"]) for e in told["missing"]
    ])  # fmt: skip
    return lines


def say_section(title: str, rows: list[tuple[str, ...]]) -> list[str]:
    """A heading and a table, nothing where there is nothing to show."""
    return [title, *lay_table(rows)] if rows else []


def say_share(part: int, whole: int) -> str:
    """A share in per cent."""
    return f"{part / whole:7.2%}" if whole else f"{'':7}"


def settle_tally(tally: Tally, exit_zero: bool) -> int:
    """The exit code: a breach somewhere, or nothing decided at all."""
    if tally.is_open:
        return UNKNOWN
    return ADVERSE if tally.is_adverse and not exit_zero else OK
