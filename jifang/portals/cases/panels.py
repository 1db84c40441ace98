"""What a domain adds to the page of a case: panels of its own, by procedure.

    add_panel("complaint", show_report)

`show_report(case, request)` returns the name of a template and its context, or nothing where there
is nothing to show to whoever asks. It is called within the reader's bounds, after the case was
found; what it may not show it leaves out itself. The template is rendered with that context into a
`<section>` of the page's left side and begins with its own `<h2 class="headed">`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jifang.foundation.cases.models import Case

MakePanel: TypeAlias = Callable[[Case, HttpRequest], tuple[str, Mapping[str, Any]] | None]

PANELS: Final[dict[str, list[MakePanel]]] = {}
"""The panels of each procedure, in the order in which they were added."""

ENTRANCES: Final[dict[str, str]] = {}
"""Procedures that a body opens on a page of their domain's own, with the name of its address."""
COUNTERS: Final[dict[str, str]] = {}
"""Procedures whose papers officers take in on a page of their domain's own."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel as the page shows it."""

    template: str
    context: Mapping[str, Any]
    request: HttpRequest

    @property
    def html(self) -> SafeString:
        """It, rendered with its own context."""
        return render_to_string(self.template, self.context, self.request)


def add_panel(procedure: str, make: MakePanel) -> None:
    """Let the page of every case of a procedure show a panel; adding it again changes nothing."""
    held = PANELS.setdefault(procedure, [])
    if make not in held:
        held.append(make)


def list_panels(case: Case, request: HttpRequest) -> list[Panel]:
    """The panels of a case that there is something to show in."""
    made = (make(case, request) for make in PANELS.get(case.procedure, ()))
    return [Panel(template, context, request) for template, context in filter(None, made)]


def set_entrance(url_name: str, *procedures: str) -> None:
    """Lead bodies that want to open a case of these procedures to a page of the domain's own."""
    ENTRANCES.update(dict.fromkeys(procedures, url_name))


def set_counter(url_name: str, *procedures: str) -> None:
    """Lead officers who take in such papers at the counter to a page of the domain's own."""
    COUNTERS.update(dict.fromkeys(procedures, url_name))
