"""One client of the site: `python -m soak.client NUMBER ACKS PORT PAUSE`.

It asks for one act after the other, with a pause of so many seconds between them. Only when the
site has answered that an act is done is its key written to ACKS. A lost answer is asked for again
with the same key.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from http.client import HTTPConnection, HTTPException

SECONDS = 10.0
AGAIN, LONGEST = 0.02, 0.5
"""Before a lost answer is asked for again: twice as long each time, up to this."""
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def is_asked_for(act: str) -> bool:
    """Every fourth act of a client asks for it: a job takes longer than an act."""
    return int(act.rpartition("-")[2]) % 4 == 0


def ask(site: HTTPConnection, key: str) -> bool:
    """Ask for an act; whether it was answered to be done."""
    try:
        site.request("POST", "/soak/act", f"key={key}", HEADERS)
        answer = site.getresponse()
        answer.read()
    except (OSError, HTTPException):
        site.close()
        return False
    return answer.status == 200


def ask_for_acts(number: str, acks: str, port: int, pause: float) -> None:
    """Ask until killed."""
    run, file = secrets.token_hex(4), os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    site = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    count = 0
    while True:
        key = f"{number}-{run}-{count}"
        again = AGAIN
        while not ask(site, key):
            time.sleep(again)
            again = min(LONGEST, again * 2)
        os.write(file, f"{key}\n".encode())
        count += 1
        time.sleep(pause)


if __name__ == "__main__":
    ask_for_acts(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
