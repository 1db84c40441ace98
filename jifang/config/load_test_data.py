"""`jifang load-test-data`: synthetic registers at the size of a province, and out again.

    jifang load-test-data --sites 1000000 --channels 10000000
    jifang load-test-data remove

Units, sites, designating acts, systems, stores, devices, channels, firms and staff over the 21
cities and their counties, marked as demonstration, with history, leaves of the ledger and tokens of
search, as the services would have written them. The same seed makes the same records (seals and
salts of the ledger differ). One transaction: all of it or nothing. Never into a database with
accounts of real people; into one with other records only where `--beside-others` says so.

The database is that of `DATABASE_URL`, else the embedded one, started where it does not run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from jifang.config.environment import EnvironmentValueError
from jifang.foundation.postgres.errors import PostgresError
from jifang.law.errors import Text

WIDTH = 30
EVERY_SECONDS = 20.0
REDRAW_SECONDS = 0.2


class Bar:
    """A bar on a terminal; elsewhere a line from time to time."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.terminal = sys.stderr.isatty()
        self.next = 0.0

    def step(self, what: Text, done: int, whole: int) -> None:
        """Show how far it is."""
        now = time.monotonic() - self.begun
        if now < self.next:
            return
        self.next = now + (REDRAW_SECONDS if self.terminal else EVERY_SECONDS)
        part = min(1.0, done / whole) if whole else 1.0
        said = f"{part:4.0%} {now:6.0f} s  {what.zh} / {what.en}  {done:,} / {whole:,}"
        if self.terminal:
            full = round(WIDTH * part)
            sys.stderr.write(f"\r\033[K[{'#' * full}{'.' * (WIDTH - full)}] {said}")
        else:
            sys.stderr.write(f"{said}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self.terminal:
            sys.stderr.write("\r\033[K")


def read_whole(given: str) -> int:
    """A whole number above nothing."""
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= 10**9):
        raise argparse.ArgumentTypeError(f"须为正整数 / must be a whole number above 0: {given!r}")
    return int(given)


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="jifang load-test-data", description="测试数据 / synthetic registers, large"
    )
    parser.add_argument("act", nargs="?", choices=("load", "remove"), default="load",
                        help="装入（默认）或者清除 / load them, or remove them")  # fmt: skip
    parser.add_argument("--sites", type=read_whole, default=10_000, help="场所 / sites")
    parser.add_argument("--channels", type=read_whole, help="通道，默认场所的十倍 / channels")
    parser.add_argument("--units", type=read_whole, help="单位，默认场所的四分之一 / units")
    parser.add_argument("--firms", type=read_whole, help="从业单位 / firms, with ten staff each")
    parser.add_argument("--seed", type=read_whole, default=1, help="种子 / seed")
    parser.add_argument("--beside-others", action="store_true",
                        help="允许与其他记录并存 / beside records that no load made")  # fmt: skip
    return parser


def load(given: argparse.Namespace) -> None:
    """Load, and say how much came and how long it took."""
    from jifang.config.load.plan import Sizes
    from jifang.config.load.run import Load, LoadError, analyse, check_place, read_sizes

    check_place(beside_others=given.beside_others)
    units = given.units or max(1, given.sites // 4)
    if units > given.sites:
        raise LoadError("单位不能多于场所", "there cannot be more units than sites")
    sizes = Sizes(given.sites, given.channels or given.sites * 10, units,
                  given.firms or max(1, given.sites // 250), given.seed)  # fmt: skip
    begun, bar = time.monotonic(), Bar()
    counts = Load(sizes, bar).run()
    bar.end()
    loaded = time.monotonic() - begun
    analyse()
    rest = time.monotonic() - begun - loaded
    for name, count in counts.items():
        print(f"{name}\t{count}")
    size = sum(read_sizes().values()) / 10**9
    print(
        f"用时 {loaded:.0f} 秒，分析 {rest:.0f} 秒，占 {size:.1f} GB / "
        f"{loaded:.0f} s to load, {rest:.0f} s to analyse, {size:.1f} GB on disk"
    )


def remove() -> None:
    """Remove what loads made."""
    from jifang.config.load.run import remove_load

    bar = Bar()
    counts = remove_load(bar)
    bar.end()
    for name, count in counts.items():
        print(f"{name}\t-{count}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; exit code 1 where it is refused or cannot be done."""
    given = build_parser().parse_args(arguments)
    from jifang.config.serve import ServeError, prepare_site, provide_database

    try:
        with provide_database():
            prepare_site()
            from jifang.config.load.run import LoadError

            try:
                load(given) if given.act == "load" else remove()
            except LoadError as error:
                print(error, file=sys.stderr)
                return 1
            return 0
    except (ServeError, PostgresError, EnvironmentValueError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
