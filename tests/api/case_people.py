"""The people of the drill procedure, with tokens; and acting through the API."""

from __future__ import annotations

from itertools import count
from typing import Any

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.walls.scope import work_in
from tests.api.asking import Came, get, post
from tests.foundation.access_tokens.people import SECURITY, Person, give_token

KEYS = count()


def give_secrets(people: dict[str, Actor]) -> dict[str, str]:
    """A token of each, with every scope that the role may have."""
    found = {}
    for name, by in people.items():
        with work_in(SECURITY):
            person = Person(
                Account.objects.get(pk=by.account), Membership.objects.get(account=by.account)
            )
        found[name] = give_token(person).secret
    return found


def send(path: str, body: Any, secret: str, key: str = "") -> Came:
    """A write under a key of its own."""
    return post(path, body, secret=secret, key=key or f"case-{next(KEYS)}")


def take(case: str, act: str, secret: str, **body: Any) -> Came:
    """One act on the case as it stands."""
    if "version" not in body:
        body["version"] = get(f"cases/{case}", secret=secret).body["version"]
    return send(f"cases/{case}/acts/{act}", body, secret)
