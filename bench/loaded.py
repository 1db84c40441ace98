"""The platform at the size of a province, for benches: its database, its readers, its statements.

    with open_platform(var, sites=…, channels=…) as platform: …

With a folder of its own, nothing is loaded where it holds test data already; without one, a server
is made, loaded and taken away again. Django is set up inside: import nothing of it before.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from jifang.foundation.postgres.connection import BACKUP, Connection
from jifang.foundation.postgres.launcher import borrow_server, destroy_cluster

Session = psycopg.Connection[Any]
Statement = tuple[str, tuple[Any, ...] | None]
CENSUS = "SELECT organ_region, count(*) FROM site GROUP BY 1 ORDER BY 2"
NOWHERE = "440199"
"""A code of a county that is none: its range holds no row."""
CITY = "440600"
ASSESSED = 50
STANDINGS = """
INSERT INTO site_standing (site_id, organ_region, party, {columns})
SELECT s.id, s.organ_region, s.party, {values}
FROM site s JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS n, {columns} FROM site_standing) t
  ON t.n = s.id % (SELECT count(*) FROM site_standing)
WHERE NOT EXISTS (SELECT 1 FROM site_standing o WHERE o.site_id = s.id)
"""


@dataclass(frozen=True)
class Platform:
    """A loaded platform."""

    server: Connection
    counts: dict[str, int]
    """Sites by the division of the organ that keeps them."""

    @property
    def sites(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def connect(self, *, guarded: bool) -> Session:
        """A session as the application, or as a role that row-level security does not bind; both
        send statements as Django does."""
        login = self.server.application if guarded else self.server.find_service(BACKUP)
        params = self.server.as_params(login)
        return psycopg.connect(**params, autocommit=True, cursor_factory=psycopg.ClientCursor)


@contextmanager
def open_platform(var: Path | None, sites: int, channels: int) -> Iterator[Platform]:
    """A platform with test data."""
    with ExitStack() as stack:
        home = var
        if home is None:
            top = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jifang-bench-")))
            top.chmod(0o755)
            home = top / "var"
            home.mkdir()
            stack.callback(destroy_cluster, home)
        server = stack.enter_context(borrow_server(home))
        os.environ["JIFANG_VAR"] = str(home)
        set_up(sites, channels)
        yield Platform(server, count_sites(server))


def set_up(sites: int, channels: int) -> None:
    """Django, tables, test data where there are none."""
    from jifang.config.serve import prepare_site

    prepare_site()
    from jifang.config.load.plan import Sizes
    from jifang.config.load.run import Load, analyse, check_place, read_sizes
    from jifang.config.load_test_data import Bar

    check_place(beside_others=True)
    if read_sizes()["site"] < 1_000_000:  # bytes: an empty table has some pages of its indexes
        Load(Sizes(sites, channels, max(1, sites // 4), max(1, sites // 250)), Bar()).run()
        analyse()
    fill_standings()


def fill_standings() -> None:
    """Answers of the law for every site: of some they are asked, the rest have a copy of those.

    To ask for a million takes hours, and what they say makes no difference to how fast they are
    read.
    """
    from django.db import connections
    from django.utils import timezone

    from jifang.config.database import OWNER_ALIAS
    from jifang.domains.figures.models import SiteDue, SiteStanding
    from jifang.domains.figures.services import WHOLE, assess_due, fold_figures
    from jifang.foundation.walls.scope import work_in

    own = ("id", "site_id", "organ_region", "party")
    names = [f.column for f in SiteStanding._meta.concrete_fields if f.column not in own]
    columns = ", ".join(f'"{n}"' for n in names)
    values = ", ".join(f't."{n}"' for n in names)
    with work_in(WHOLE):
        if not SiteDue.objects.exists():
            return
        assess_due(timezone.localdate(), ASSESSED)
    with work_in(WHOLE, OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(STANDINGS.format(columns=columns, values=values))
        cursor.execute("DELETE FROM site_due")
    with work_in(WHOLE):
        fold_figures()
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) site_standing, site_due, figure")


def count_sites(server: Connection) -> dict[str, int]:
    """Sites by organ, the fewest first."""
    with psycopg.connect(**server.as_params(server.find_service(BACKUP))) as session:
        return dict(session.execute(CENSUS).fetchall())


@contextmanager
def listen() -> Iterator[list[Statement]]:
    """The statements that Django sends meanwhile."""
    from django.db import connection

    heard: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append((sql, tuple(params) if params else None))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield heard


def is_reading(statement: Statement) -> bool:
    """Whether a statement reads records: neither the bounds of the walls nor savepoints."""
    sql = statement[0].lstrip().upper()
    return sql.startswith(("SELECT", "WITH")) and "SET_CONFIG" not in sql
