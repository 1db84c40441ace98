"""What the pages of a case cost: `python -m bench.pages [--cases N] [--rounds N]`.

Firms of a city apply, an officer takes the cases up, each through the pages that people use; every
page is asked for through Django's own handler, middleware included, as it is in use. Measured is
the time of processors that a request takes: of this process with what it starts, and of the
database's that serves it. Beside each stands a page that does nothing, asked for by nobody, with
the same middleware: what a request costs before anything is done. The best of the rounds counts;
of what can be done but once to a case, the median of the cases.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any, Final

from bench.measure import name_machine
from bench.report import ROOT
from jifang.foundation.postgres.launcher import borrow_server, destroy_cluster

TARGET = ROOT / "var/bench/pages.json"
CITY: Final = "440100"
FLOOR: Final = "nothing"
Sending = Callable[[], str]
OFFICERS: Final = 4
HERE: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processors, here and in the database, and statements."""

    here: float
    database: float
    statements: int = 0

    @property
    def whole(self) -> float:
        """Both together."""
        return self.here + self.database


def read_clock() -> float:
    """Milliseconds that this process and those it waited for have taken."""
    children = getrusage(RUSAGE_CHILDREN)
    return (time.process_time() + children.ru_utime + children.ru_stime) * 1000


def read_database_clock() -> float:
    """Milliseconds that the database's process of this connection has taken (Linux; else 0)."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    told = Path(f"/proc/{pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e6 if told.exists() else 0.0


def measure(run: Callable[[], object]) -> Cost:
    """What one call costs; its statements are not counted, which would cost, too."""
    here, database = read_clock(), read_database_clock()
    run()
    spent = read_clock() - here
    return Cost(spent, read_database_clock() - database)


def count(run: Callable[[], object]) -> int:
    """The statements of one call."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        run()
    return len(seen)


@dataclass
class Book:
    """What was found of each page."""

    rounds: int
    found: dict[str, list[Cost]] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)

    def page(self, name: str, ask: Callable[[], object]) -> None:
        """A page that can be asked for as often as one likes: once to warm up, once to count."""
        ask()
        self.statements[name] = count(ask)
        found = [measure(ask) for _ in range(self.rounds)]
        self.found[name] = [min(found, key=lambda c: c.whole)]

    def act(self, name: str, do: Sending) -> str:
        """What can be done once: the first is counted, the others are measured. What it led to."""
        led: list[str] = []
        if name not in self.statements:
            self.statements[name] = count(lambda: led.append(do()))
        else:
            self.found.setdefault(name, []).append(measure(lambda: led.append(do())))
        return led[0]

    def costs(self) -> dict[str, Cost]:
        """The cost of each."""
        return {
            name: Cost(
                statistics.median(c.here for c in costs),
                statistics.median(c.database for c in costs), self.statements[name],
            )
            for name, costs in self.found.items()
        }  # fmt: skip


# -- people ----------------------------------------------------------------------------------------


class Visitor:
    """Somebody with a browser that speaks to Django's handler directly."""

    def __init__(self, seat: Mapping[str, Any]) -> None:
        from django.test import Client

        self.seat = seat
        self.client = Client(SERVER_NAME=HERE)

    def open(self, path: str) -> str:
        """A page. Raises `RuntimeError` where there is none."""
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} {path}")
        return str(answer.content.decode())

    def send(self, path: str, fields: Mapping[str, Any]) -> str:
        """A form; where it leads to, or the page with the next form. Raises `RuntimeError` where it
        is not taken."""
        answer = self.client.post(path, fields)
        if answer.status_code not in {200, 302}:
            raise RuntimeError(f"{answer.status_code} {path}")
        return str(answer.headers.get("Location") or answer.content.decode())

    def fill(self, page: str, path: str, wanted: str, given: Mapping[str, Any]) -> Sending:
        """The form of a page that asks for something, filled in: sending it is left to do."""
        from soak.browser import FormReader

        reader = FormReader()
        reader.feed(page)
        form = next(f for f in reader.forms if f.has(wanted))
        asked = {n for n, held in form.fields.items() if not any(held)} | form.choices.keys()
        named = {n: v for n, v in given.items() if n in asked}
        fields = {n: held for n, held in form.fields.items() if n not in named}
        return lambda: self.send(form.action or path, {**fields, **named})

    def sign_in(self) -> None:
        """By password, and by the app where there is one."""
        self.enter_password()
        if self.seat.get("secret"):
            self.enter_code()

    def enter_password(self) -> str:
        """The first step."""
        given = {"login": self.seat["name"], "password": self.seat["password"]}
        return self.send("/account/login/", given)

    def enter_code(self) -> str:
        """The second one; codes that were taken are forgotten: nobody waits for the next."""
        from django.core.cache import cache

        from jifang.foundation.accounts.models import SignInWatch
        from soak.case_seats import make_code

        SignInWatch.objects.all().delete()
        cache.clear()
        code = make_code(self.seat["secret"], int(time.time()) // 30)
        return self.send("/account/second-step/", {"code": code})


@contextmanager
def open_site() -> Iterator[None]:
    """A platform of its own, thrown away afterwards."""
    with ExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jifang-bench-")))
        top.chmod(0o755)
        home = top / "var"
        home.mkdir()
        stack.callback(destroy_cluster, home)
        stack.enter_context(borrow_server(home))
        os.environ["JIFANG_VAR"] = str(home)
        from jifang.config.serve import prepare_site

        prepare_site()
        hush()
        yield


def hush() -> None:
    """Write the log as ever, to where nobody reads it."""
    nowhere = Path(os.devnull).open("w")  # noqa: SIM115  (to the end of the process)
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(nowhere)


def lay_people(cases: int) -> tuple[list[Visitor], list[Visitor]]:
    """Officers of the city, and a member of each of so many firms that may apply."""
    from soak.case_bodies import Bodies
    from soak.case_people import make_officers

    officers = make_officers(OFFICERS, [CITY])
    bodies = Bodies([CITY], officers)
    firms = [bodies.seat("firm") for _ in range(cases)]
    people = [[Visitor(seat) for seat in seats] for seats in (officers, firms)]
    for one in (*people[0], *people[1]):
        one.sign_in()
    return people[0], people[1]


# -- what is asked ---------------------------------------------------------------------------------


def ask_all(book: Book, cases: int) -> None:
    """Every page, in the order in which a case comes by it."""
    from django.test import Client

    nobody = Client(SERVER_NAME=HERE)
    book.page(FLOOR, lambda: nobody.get("/bench/nothing/"))
    officers, firms = lay_people(cases)
    clerk, signer = officers[0], officers[1]
    book.page("home page", lambda: nobody.get("/"))
    book.page("sign-in form", lambda: nobody.get("/account/login/"))
    for _ in range(cases):
        again = Visitor(officers[-1].seat)  # elsewhere: the session before ends
        book.act("sign in: password", again.enter_password)
        book.act("sign in: code", again.enter_code)
    book.page("own page, officer", lambda: clerk.open("/me/"))
    book.page("own page, firm", lambda: firms[0].open("/me/"))
    book.page("my qualification", lambda: firms[0].open("/my-qualification/"))
    form = "/my-qualification/apply/initial/"
    book.page("application: form", lambda: firms[0].open(form))
    paths = []
    for firm in firms:
        send = firm.fill(firm.open(form), form, "papers", {})
        paths.append(book.act("application: sent", send))
    ask_cases(book, clerk, signer, list(zip(firms, paths, strict=True)))


def ask_cases(
    book: Book, clerk: Visitor, signer: Visitor, cases: list[tuple[Visitor, str]]
) -> None:
    """The pages of cases: in the pool, in hand, examined; and the acts."""
    firm, path = cases[0]
    book.page("case, firm", lambda: firm.open(path))
    book.page("work-basket: pool", lambda: clerk.open("/work/?f.whose=pool"))
    book.page("case in the pool", lambda: clerk.open(path))
    for act, given in (("claim", {}), ("accept", {}), ("examine", {"v.finding": "met"})):
        if act == "accept":
            book.page("work-basket", lambda: clerk.open("/work/"))
            book.page("case in hand", lambda: clerk.open(path))
        book.page(f"act {act}: form", lambda a=act: clerk.open(f"{path}act/{a}/"))  # type: ignore[misc]
        for _, one in cases:
            take(book, clerk, f"{one}act/{act}/", f"act {act}", given)
    book.page("case to be signed", lambda: signer.open(path))
    book.page("case under way, firm", lambda: firm.open(path))


def take(book: Book, by: Visitor, path: str, name: str, given: Mapping[str, Any]) -> None:
    """One act, with the forms that it takes: its own, its letter, the letter as it goes out."""
    led = by.open(path)
    for step in ("sent", "letter", "issued"):
        led = book.act(f"{name}: {step}", by.fill(led, path, "version", given))
        if led.startswith("/"):
            return
    raise RuntimeError(f"{path} was not taken")


def report(costs: Mapping[str, Cost]) -> dict[str, dict[str, object]]:
    """As figures: milliseconds, those of the page that does nothing, and how many times as much."""
    floor = costs[FLOOR].whole
    return {
        f"page: {name}": {
            "value": round(cost.whole, 2), "unit": "ms of processors",
            "peer_value": round(floor, 2), "ratio": round(cost.whole / floor, 1),
            "peer": "a page that does nothing", "database": round(cost.database, 2),
            "statements": cost.statements,
        }
        for name, cost in costs.items()
        if name != FLOOR
    }  # fmt: skip


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--cases", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.site_settings"
    book = Book(given.rounds)
    with open_site():
        ask_all(book, max(2, given.cases))
    found = report(book.costs())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"machine": name_machine(), **found}, indent=1), "utf-8")
    for name, one in found.items():
        print(f"{name:28} {one['value']:8} ms {one['ratio']:7} ×  {one['database']:7} ms in the"
              f" database, {one['statements']} statements")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
