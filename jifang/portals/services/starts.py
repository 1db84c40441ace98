"""Where somebody begins a procedure: the page of its own, if a portal has one."""

from __future__ import annotations

from typing import Final

from django.urls import NoReverseMatch, reverse

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.selectors import list_openings
from jifang.portals.account.asking import Asking
from jifang.portals.cases.finding import list_readable
from jifang.portals.cases.panels import COUNTERS, ENTRANCES

STARTS: Final[dict[str, str]] = {
    "certificate": "my_qualification",
    "certificate_first": "my_qualification",
    "certificate_change": "my_qualification",
    "filing": "my_qualification",
    "complaint": "report",
    "commendation": "commendation_propose",
}
"""The name of the page on which a procedure is begun that has no entrance of its own."""
OPEN: Final = frozenset({"complaint"})
"""What everyone may begin, whoever they are."""
FOR_ORGANS: Final = frozenset({"commendation"})
"""Entrances that are for officers, too."""


def find_start(procedure: str, asking: Asking) -> str:
    """The address on which whoever asks begins a procedure: the entrance that its portal named,
    else the form that every procedure has; nothing for somebody signed in who may not begin it."""
    by, name = asking.actor, ENTRANCES.get(procedure) or STARTS.get(procedure)
    if by is not None and procedure not in OPEN:
        if not may_begin(procedure, by):
            return ""
        if by.body.kind == ORGAN:
            name = COUNTERS.get(procedure) or (name if procedure in FOR_ORGANS else None)
    try:
        return reverse(name) if name else reverse("case_new", args=[procedure])
    except NoReverseMatch:
        return reverse("own_home")


def may_begin(procedure: str, by: Actor) -> bool:
    """Whether somebody may open a case of a procedure, and see what it is about."""
    known = PROCEDURES[procedure]
    if known.about and not list_readable(by, known.about):
        return False
    return any(act.allowed for act in list_openings(known, by))
