"""通知 (notices): what someone was told, and that it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from jifang.foundation.notifications.models import Notification
from jifang.foundation.notifications.selectors import list_notifications
from jifang.foundation.notifications.services import mark_read
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.cases.frame import make_frame

POWERS: Final = ("see_register", "handle_case", "decide_case", "own_body")
PER_PAGE: Final = 50
PAGES: Final = ("case", "certificate")
"""Of what is told there is a page, by its name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as a row."""

    row: Notification

    @property
    def title(self) -> Text:
        """What is told."""
        return Text(self.row.title_zh, self.row.title_en)

    @property
    def url(self) -> str:
        """What it is about."""
        if self.row.about_kind not in PAGES:
            return ""
        return reverse(self.row.about_kind, args=[self.row.about_id])


@require_signed_in(*POWERS)
def show_notices(request: HttpRequest, asking: Asking) -> HttpResponse:
    """What one was told, the newest first; sent back, it notes what was read."""
    by = asking.acting
    if request.method == "POST":
        given = request.POST.getlist("read")[:PER_PAGE]
        for number in given:
            if number.isascii() and number.isdigit() and len(number) < 19:
                mark_read(by, int(number))
        return HttpResponseRedirect(reverse("notices"))
    start = request.GET.get("after", "")
    skip = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0
    rows = list(list_notifications(by)[skip : skip + PER_PAGE + 1])
    shown = {
        "notices": [Told(row) for row in rows[:PER_PAGE]],
        "news": [row for row in rows[:PER_PAGE] if row.read_at is None],
        "next": str(skip + PER_PAGE) if len(rows) > PER_PAGE else "",
        **make_frame(asking, "notices"),
    }
    return render(request, "cases/notices.html", shown)


URLS: list[URLPattern] = [path("notices/", show_notices, name="notices")]
