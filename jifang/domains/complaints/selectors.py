"""Reading complaints: by their code, by an officer, by anyone nearby."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from jifang.domains.complaints.data import Complaint, Nearby, Tracked, Unsealing
from jifang.foundation.accounts.data import Actor
from jifang.foundation.walls.scope import Scope, work_in


def open_by_code(code: str) -> Tracked | None:
    """What the bearer of a code sees; none for every other text, wrong or malformed alike."""
    raise NotImplementedError


@contextmanager
def as_bearer(tracked: Tracked) -> Iterator[Actor]:
    """A transaction within the bounds of whoever shows the code: their own case alone."""
    with work_in(Scope(parties=(tracked.actor.body.party,))):
        yield tracked.actor


def list_nearby(
    division: str, lat: float | None, lon: float | None, subject: str, address: str = ""
) -> list[Nearby]:
    """Open reports of the same subject close by, or at the same address; the nearest first."""
    raise NotImplementedError


def read_complaint(by: Actor, case: UUID | str) -> Complaint:
    """The complaint of a case that the reader may see. Raises `NotFoundError`."""
    raise NotImplementedError


def list_unsealings(by: Actor, case: UUID | str) -> list[Unsealing]:
    """When the identity was asked for and opened, for the officers of the case."""
    raise NotImplementedError
