"""How often signing in may fail: by name and network, by name, by network, and by code.

Counted in the database, so that every process of the site knows, and before the password is looked
at, so that many guesses at once do not slip through. What is stored is a keyed digest.

A stranger cannot keep an officer out: from a network where the account signed in lately, only its
own failures from there count.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jifang.foundation.accounts.models import SignInWatch
from jifang.foundation.network import UNKNOWN, name_network

WINDOW: Final = timedelta(minutes=15)
"""Failures are counted over this time; a lock ends when it is over."""
PAIR_LIMIT: Final = 5
NAME_LIMIT: Final = 20
NETWORK_LIMIT: Final = 60
CODE_LIMIT: Final = 5
KNOWN_FOR: Final = timedelta(days=30)
CODE_LIVES: Final = timedelta(minutes=2)

COUNT = """
INSERT INTO sign_in_watch AS w (key, count, since) VALUES (%s, 1, now())
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN w.since < now() - %s::interval THEN 1 ELSE w.count + 1 END,
    since = CASE WHEN w.since < now() - %s::interval THEN now() ELSE w.since END
RETURNING count, since
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in: what it is counted under, and until when it is refused."""

    pair: str
    name: str
    network: str
    known: str
    locked_until: datetime | None = None


def digest(kind: str, *parts: str) -> str:
    """The key something is counted under; nothing leads back from it without our secret."""
    text = "\x00".join((kind, *parts))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode("utf-8", "surrogatepass"),
                    hashlib.sha256).hexdigest()  # fmt: skip


def _count(key: str, window: timedelta = WINDOW) -> tuple[int, datetime]:
    seconds = f"{window.total_seconds()} seconds"
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, seconds, seconds])
        count, since = cursor.fetchone()
        return int(count), since


def begin_attempt(username: str, address: str) -> Attempt:
    """Count an attempt before its password is looked at."""
    name, network = username.strip().lower(), name_network(address) or UNKNOWN
    pair, whole = digest("pair", name, network), digest("name", name)
    crowd, known = digest("network", network), digest("known", name, network)
    found = [(_count(pair), PAIR_LIMIT)]
    familiar = SignInWatch.objects.filter(key=known, since__gt=timezone.now() - KNOWN_FOR)
    if not familiar.exists():
        found += [(_count(whole), NAME_LIMIT), (_count(crowd), NETWORK_LIMIT)]
    ends = [since + WINDOW for (count, since), limit in found if count > limit]
    return Attempt(pair, whole, crowd, known, max(ends, default=None))


def end_attempt(attempt: Attempt) -> None:
    """Signing in succeeded: what was counted for it is taken back, and the network is known."""
    SignInWatch.objects.filter(key=attempt.pair).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sign_in_watch SET count = greatest(count - 1, 0) WHERE key = ANY(%s)",
            [[attempt.name, attempt.network]],
        )
        cursor.execute(
            "INSERT INTO sign_in_watch (key, count, since) VALUES (%s, 0, now())"
            " ON CONFLICT (key) DO UPDATE SET since = now()",
            [attempt.known],
        )


def count_code(account: int) -> datetime | None:
    """Count a code of a second factor that is about to be looked at; until when codes are refused,
    if they are."""
    count, since = _count(digest("code", str(account)))
    return since + WINDOW if count > CODE_LIMIT else None


def forget_codes(account: int) -> None:
    """A code was right."""
    SignInWatch.objects.filter(key=digest("code", str(account))).delete()


def use_code(account: int, code: str) -> bool:
    """Whether a code that is right was not used before: each counts once, in every process."""
    same = "".join(c for c in code.casefold() if c.isalnum())  # as typed: with blanks, hyphens
    count, _ = _count(digest("used", str(account), same), CODE_LIVES)
    return count == 1


def purge_watch() -> int:
    """Delete what is too old to count."""
    return SignInWatch.objects.filter(since__lt=timezone.now() - KNOWN_FOR).delete()[0]
