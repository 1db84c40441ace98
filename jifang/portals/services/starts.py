"""Where somebody begins a procedure: the page of its own, if a portal has one."""

from __future__ import annotations

from typing import Final

from django.urls import NoReverseMatch, reverse

STARTS: Final[dict[str, str]] = {
    "certificate": "my_qualification",
    "certificate_first": "my_qualification",
    "certificate_change": "my_qualification",
    "filing": "my_qualification",
    "complaint": "report",
    "commendation": "commendation_propose",
}
"""The name of the page on which a procedure is begun, by its code."""


def add_start(procedure: str, url_name: str) -> None:
    """Say on which page a procedure is begun."""
    STARTS[procedure] = url_name


def find_start(procedure: str) -> str:
    """The address of that page; one's own home, from which it is reached, where none is known."""
    try:
        return reverse(STARTS.get(procedure, "own_home"))
    except NoReverseMatch:
        return reverse("own_home")
