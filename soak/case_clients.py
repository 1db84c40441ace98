"""People of the soak of cases: `python -m soak.case_clients` and what follows.

KIND PORT FOLDER COUNT FIRST SEED PACE: the kind is citizens, applicants or officers. Each person is
a thread with a browser of its own, until the process is told to end. What the site answered to be
done is written to FOLDER, a line each; so are answers that were lost, and how long pages took.
"""

from __future__ import annotations

import json
import random
import re
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from soak.browser import Browser, LostError, Page

THINK = (1.0, 6.0)
"""How long a person looks at a page, in seconds, at the pace of people."""
STREETS: Final = {"citizens": 1, "officers": 2, "applicants": 3}
"""Where each kind lives, so that nobody shares an address."""
WRONG: Final = re.compile(r'class="error"[^>]*>([^<]+)')
MOST_SAID: Final = 3
"""So much of what was wrong with a form is kept."""
Stop = threading.Event()


class Notes:
    """Lines of one process, each written whole."""

    def __init__(self, folder: Path, name: str) -> None:
        self.lock = threading.Lock()
        self.files: dict[str, TextIO] = {
            kind: (folder / f"{name}.{kind}").open("a", encoding="utf-8")
            for kind in ("done", "lost", "times", "odd")
        }

    def write(self, kind: str, *line: Any) -> None:
        """One line."""
        with self.lock:
            self.files[kind].write(json.dumps(line, ensure_ascii=False) + "\n")
            self.files[kind].flush()

    def time(self, name: str, seconds: float) -> None:
        """How long a page took."""
        self.write("times", name, round(seconds, 4))


@dataclass
class Person:
    """Someone at a browser. `pace`: how long they think, compared with people."""

    browser: Browser
    dice: random.Random
    notes: Notes
    pace: float = 1.0

    def think(self, longer: float = 1.0) -> None:
        """Look at the page; wakes up when all is to end."""
        Stop.wait(self.dice.uniform(*THINK) * longer * self.pace)

    def odd(self, page: Page) -> None:
        """An answer that should not be."""
        said = WRONG.findall(page.text)[:MOST_SAID]
        self.notes.write("odd", page.status, page.path, page.title, *said)


def live(person: Person, day: Callable[[Person], None]) -> None:
    """One day after the other. What was lost with a killed server is tried anew."""
    while not Stop.is_set():
        try:
            day(person)
        except LostError as error:
            person.notes.write("lost", str(error))
            Stop.wait(person.dice.uniform(0.2, 1.5))
        except LookupError as error:
            person.notes.write("odd", 0, "", str(error))
            Stop.wait(1.0)


def find_day(kind: str, number: int, people: dict[str, Any]) -> Callable[[Person], None]:
    """What somebody of a kind does."""
    from soak import case_applicants, case_citizens, case_officers

    if kind == "citizens":
        return case_citizens.Citizen(people["counties"]).report_once
    if kind == "officers":
        return case_officers.Desk(people[kind][number]).work
    return case_applicants.find_applicant(people[kind][number]).work


def main(arguments: list[str]) -> int:
    """Until told to end."""
    kind, port, folder, count, first, seed, pace = arguments
    signal.signal(signal.SIGTERM, lambda *_: Stop.set())
    signal.signal(signal.SIGINT, lambda *_: Stop.set())
    place = Path(folder)
    notes = Notes(place, f"{kind}-{first}")
    people = json.loads((place / "people.json").read_text("utf-8"))
    threads = []
    for number in range(int(first), int(first) + int(count)):
        dice = random.Random(f"{seed} {kind} {number}")  # noqa: S311 - repeatable, not secret
        address = f"127.{STREETS[kind]}.{number // 250}.{number % 250 + 1}"
        person = Person(Browser(int(port), notes.time, address), dice, notes, float(pace))
        day = find_day(kind, number, people)
        threads.append(threading.Thread(target=live, args=(person, day)))
    for thread in threads:
        thread.start()
    for thread in threads:
        with suppress(KeyboardInterrupt):
            thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
