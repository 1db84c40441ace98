"""Shared by all tests: the real embedded PostgreSQL, a live site, a real Chromium.

A test that asks for none of them pays for none of them.
"""

from __future__ import annotations

import fcntl
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from jifang.config.messages import compile_catalogues
from jifang.foundation.demonstration.selectors import know_demonstration
from jifang.foundation.postgres.cluster import Profile, write_create_database, write_grants
from jifang.foundation.postgres.connection import BACKUP, DATABASE, OWNER, Connection
from jifang.foundation.postgres.errors import PostgresError
from jifang.foundation.postgres.launcher import (
    borrow_server,
    destroy_cluster,
    read_status,
)
from jifang.foundation.postgres.place import read_place
from jifang.foundation.postgres.server_process import is_alive
from soak.prepared import copy_prepared, digest_code, forget_prepared
from tools.browser_fonts import write_fonts_conf
from tools.find_chromium import FLAGS, NoChromiumError, require_chromium

VAR = Path(os.environ["JIFANG_VAR"])  # set by jifang.config.settings_test
THROWAWAY = Profile(durable=False, owner_creates_databases=True)
PREFIX = "test_"
TEMPLATE = "prepared_"
COPIED = "_copied"
LONGEST = (
    "tests/soak/", "tests/releases/", "tests/config/test_backup.py", "tests/config/test_serve.py",
    "tests/walls/test_tables.py", "tests/walls/test_pages.py",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Playwright keeps an event loop in the test's thread, where Django would refuse queries.

    The texts are compiled before any test process starts: a process that asked for one earlier
    would keep an empty catalogue to its end.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    gc.disable()  # modules and tests are made by the ten thousand now, and all of them stay
    if not hasattr(config, "workerinput"):
        compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process ends long after the others."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """What stays to the end is not searched for garbage again and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def assume_no_demonstration() -> None:
    """Most tests of pages have no database to ask whether there is one."""
    know_demonstration(False)


@pytest.fixture(autouse=True)
def speak_chinese() -> None:
    """Every test begins in the default language, whatever page the one before it asked for."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def database_server() -> Iterator[Connection]:
    """The embedded PostgreSQL of the test run, shared by every test process.

    It is kept between runs under var/tests; one that cannot start any more (tests do not sync to
    disk, so a crash of the machine may break it) is made anew.
    """
    make_server()
    try:
        with borrow_server(VAR, THROWAWAY):
            pass
    except PostgresError:
        destroy_cluster(VAR)
        forget_prepared()
    with borrow_server(VAR, THROWAWAY) as connection:
        yield connection


def make_server() -> None:
    """Where there is no server yet, copy the one whose tables are made already; its database is
    what those of the tests will be copied from."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if read_place(VAR) is None:
            changes = {
                "postgres": [
                    f"ALTER ROLE {OWNER} CREATEDB",
                    f"GRANT pg_signal_backend TO {OWNER}",
                    f"ALTER DATABASE {DATABASE} RENAME TO {TEMPLATE}{digest_code()}{COPIED}",
                    write_create_database(DATABASE),
                ],
                DATABASE: write_grants(DATABASE),
            }
            copy_prepared(VAR, THROWAWAY, changes)


def connect_owner(server: Connection, database: str) -> psycopg.Connection[Any]:
    """A session of the owner's in one database, committing each statement."""
    params = server.as_params(server.owner) | {"dbname": database}
    return psycopg.connect(**params, autocommit=True)


def drop_abandoned(session: psycopg.Connection[Any]) -> None:
    """Drop the databases of test processes that were killed; their number is in the name."""
    rows = session.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")
    for (name,) in rows.fetchall():
        if not is_alive(int(name.removeprefix(PREFIX))):
            session.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def point_at(server: Connection, database: str) -> None:
    """Let both aliases mean one database of the test run's server."""
    from jifang.config.database import OWNER_ALIAS

    for alias, login in (("default", server.application), (OWNER_ALIAS, server.owner)):
        settings.DATABASES[alias] |= {
            "HOST": server.host,
            "NAME": database,
            "USER": login.user,
            "PASSWORD": login.password,
        }


def make_template(server: Connection, session: psycopg.Connection[Any]) -> str:
    """The database that those of the test processes are copied from: migrated by whoever comes
    first, and kept for as long as no file of the platform changes."""
    from django.db import connections

    from jifang.config.database import OWNER_ALIAS
    from jifang.config.prepare import migrate_as_owner

    name = f"{TEMPLATE}{digest_code()}"
    with (VAR / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rows = session.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATE]
        )
        found = {row[0] for row in rows.fetchall()}
        draft, copied = f"{name}_draft", f"{name}{COPIED}"
        for old in sorted(found - {name, copied}):
            session.execute(f"DROP DATABASE {old} WITH (FORCE)".encode())
        if name not in found:
            if copied in found:
                session.execute(f"ALTER DATABASE {copied} RENAME TO {draft}".encode())
            else:
                session.execute(write_create_database(draft).encode())
            with connect_owner(server, draft) as inside:
                for statement in write_grants(draft):
                    inside.execute(statement.encode())
            point_at(server, draft)
            migrate_as_owner()
            for alias in ("default", OWNER_ALIAS):
                connections[alias].close()
            session.execute(f"ALTER DATABASE {draft} RENAME TO {name}".encode())
    return name


@pytest.fixture(scope="session")
def test_database(database_server: Connection, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of this process, owned by the owner; the application's role only uses it."""
    name = f"{PREFIX}{os.getpid()}"
    with connect_owner(database_server, database_server.database) as session:
        drop_abandoned(session)
        with django_db_blocker.unblock():
            template = make_template(database_server, session)
        session.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    with connect_owner(database_server, name) as session:
        for statement in write_grants(name):
            session.execute(statement.encode())
    yield name
    with connect_owner(database_server, database_server.database) as session:
        session.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: Connection, test_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Point both aliases at this process's database; its tables came with it."""
    from django.db import connections

    point_at(database_server, test_database)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda case: empty_tables(database_server)
        )
        yield
        connections.close_all()


def empty_tables(server: Connection, like: str = "%") -> None:
    """Empty tables after a test that committed: the application's role may not truncate."""
    with connect_owner(server, settings.DATABASES["default"]["NAME"]) as session:
        # Of most tables there is not even a page, which is asked in no time.
        rows = session.execute(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relname <> 'django_migrations' AND relname LIKE %s AND pg_relation_size(oid) > 0",
            [like],
        )
        names = [name for (name,) in rows.fetchall()]
        tables = list_filled(server, names) if names else []
        if not tables:
            return
        # Tables of the ledger refuse to be emptied; only whoever owns them can lift that.
        rows = session.execute(GUARDED.encode(), [tables])
        kept = [f"ALTER TABLE {table} {{}} TRIGGER {name}" for table, name in rows.fetchall()]
        named = ", ".join(f'"{name}"' for name in tables)
        statements = [s.format("DISABLE") for s in kept]
        statements += [f"TRUNCATE {named} RESTART IDENTITY CASCADE"]
        statements += [s.format("ENABLE ALWAYS") for s in kept]
        session.execute(";".join(statements).encode())


GUARDED = """
WITH RECURSIVE emptied AS (
    SELECT name::regclass::oid AS oid FROM unnest(%s::text[]) AS name
    UNION
    SELECT conrelid FROM pg_constraint JOIN emptied ON confrelid = emptied.oid WHERE contype = 'f'
)
SELECT tgrelid::regclass, tgname FROM pg_trigger JOIN emptied ON tgrelid = emptied.oid
WHERE tgtype & 32 > 0
"""
"""The triggers against emptying of some tables, and of those that refer to them."""


def list_filled(server: Connection, names: list[str]) -> list[str]:
    """Which of some tables hold a row: emptying all of them takes longer than most tests. Asked as
    the backup, which reads past the walls."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")"  # noqa: S608
        for name in names
    )
    params = server.as_params(server.find_service(BACKUP))
    params["dbname"] = settings.DATABASES["default"]["NAME"]
    with psycopg.connect(**params, autocommit=True) as session:
        return [name for (name,) in session.execute(asked.encode()).fetchall()]


@pytest.fixture(autouse=True)
def begin_with_an_empty_ledger(request: pytest.FixtureRequest) -> None:
    """A test that commits begins without what others recorded apart from their transactions:
    refusals and looks at personal data stand whatever becomes of the test."""
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        request.getfixturevalue("django_db_setup")
        empty_tables(request.getfixturevalue("database_server"), "ledger\\_%")


@pytest.fixture
def live(live_server: LiveServer) -> LiveServer:
    """The whole site on a free loopback port, for tests with a browser; `live.url` is its root."""
    return live_server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's Chromium, with Chinese fonts and without any call to the outside."""
    try:
        program = require_chromium()
    except NoChromiumError as error:
        pytest.fail(str(error))
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)  # as long as for everything else of the browser's
    fonts = write_fonts_conf(VAR)
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": list(FLAGS),
        "env": {**os.environ, "FONTCONFIG_FILE": str(fonts)},
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A reader in Guangdong."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def kept_context(browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Any]:
    """One context with one page: to make them anew costs more than most looks at a page."""
    context = browser.new_context(**browser_context_args)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def kept_page(kept_context: Any) -> Any:
    """A page for tests that only open addresses of the public part: nothing is known there of
    whoever had it before."""
    kept_context.clear_cookies()
    (page,) = kept_context.pages
    page.goto("about:blank")
    return page


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing outside the checkout: a cluster kept elsewhere for root goes with the run."""
    if hasattr(session.config, "workerinput"):
        return
    home = read_status(VAR).home
    if home is not None and not home.is_relative_to(VAR.resolve()):
        destroy_cluster(VAR)
        forget_prepared()
