"""Where somebody begins a procedure: the page of its own, if a portal has one."""

from __future__ import annotations

from typing import Final

from django.urls import NoReverseMatch, reverse

from jifang.portals.cases.panels import ENTRANCES

STARTS: Final[dict[str, str]] = {
    "certificate": "my_qualification",
    "certificate_first": "my_qualification",
    "certificate_change": "my_qualification",
    "filing": "my_qualification",
    "complaint": "report",
    "commendation": "commendation_propose",
}
"""The name of the page on which a procedure is begun that has no entrance of its own."""


def find_start(procedure: str) -> str:
    """The address on which a procedure is begun: the entrance that its portal named, else the form
    that every procedure has."""
    name = ENTRANCES.get(procedure) or STARTS.get(procedure)
    try:
        return reverse(name) if name else reverse("case_new", args=[procedure])
    except NoReverseMatch:
        return reverse("own_home")
