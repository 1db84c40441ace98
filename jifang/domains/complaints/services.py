"""Filing a complaint, and what its bearer may do with it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from jifang.domains.complaints.data import Filed, Identity, Photo, Report, Tracked
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.models import Event


def file_report(report: Report) -> Filed:
    """File a report by someone who is not signed in. Raises `InputError` with every problem."""
    raise NotImplementedError


def file_for(actor: Actor, report: Report, received_on: date | None = None) -> Filed:
    """File a report by a member of a body, or by an officer for someone at the counter.

    Args:
        received_on: the day the paper came in, not later than today; today where left out.
    """
    raise NotImplementedError


def supplement(tracked: Tracked, text: str, photos: tuple[Photo, ...] = ()) -> Event:
    """Add words and pictures; where the organ asked for more, that is the answer."""
    raise NotImplementedError


def reopen(tracked: Tracked, reason: str) -> Event:
    """Have a case that was answered or referred taken up again."""
    raise NotImplementedError


def rate(tracked: Tracked, stars: int, remark: str = "") -> Event:
    """Rate the latest reply, once: 1 to 5."""
    raise NotImplementedError


def withdraw(tracked: Tracked, reason: str = "") -> Event:
    """Withdraw a complaint."""
    raise NotImplementedError


def ask_to_unseal(by: Actor, case: UUID | str, purpose: str, ground: str, version: int) -> Event:
    """Ask for the identity of the complainant: purpose (a code) and ground, in words."""
    raise NotImplementedError


def agree_to_unseal(by: Actor, case: UUID | str, version: int, remark: str = "") -> Event:
    """Agree, as the second person: it opens to the one who asked, for `UNSEALED_FOR`."""
    raise NotImplementedError


def refuse_to_unseal(by: Actor, case: UUID | str, reason: str, version: int) -> Event:
    """Refuse, as the second person."""
    raise NotImplementedError


def read_identity(by: Actor, case: UUID | str) -> Identity:
    """Who complained, for the one to whom it was opened; each look is a leaf."""
    raise NotImplementedError
