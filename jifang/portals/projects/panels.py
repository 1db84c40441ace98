"""What a domain adds to the page of a project: panels of its own.

    add_panel(show_review)

`show_review(project, request)` returns the name of a template and its context, or nothing where
there is nothing to show to whoever asks. It is called within the reader's bounds, after the project
was found; what it may not show it leaves out itself. The template is rendered with that context
into a `<section>` of the page and begins with its own `<h2 class="headed">`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jifang.domains.projects.api import ProjectRef

MakePanel: TypeAlias = Callable[[ProjectRef, HttpRequest], tuple[str, Mapping[str, Any]] | None]

PANELS: Final[list[MakePanel]] = []
"""The panels, in the order in which they were added."""


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


def add_panel(make: MakePanel) -> None:
    """Let the page of every project show a panel; adding it again changes nothing."""
    if make not in PANELS:
        PANELS.append(make)


def list_panels(project: ProjectRef, request: HttpRequest) -> list[Panel]:
    """The panels of a project that there is something to show in."""
    made = (make(project, request) for make in PANELS)
    return [Panel(template, context, request) for template, context in filter(None, made)]
