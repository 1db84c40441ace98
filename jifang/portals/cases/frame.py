"""The frame of the pages of cases: the navigation at their left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.baskets import Counts
from jifang.foundation.cases.openings import ROUTINGS
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.cases.selectors import list_openings
from jifang.portals.account.asking import Asking
from jifang.portals.cases.finding import list_readable
from jifang.portals.cases.panels import ENTRANCES
from jifang.portals.wording import get_reader_lang


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation."""

    url: str
    label: str
    count: int | None = None
    current: bool = False


def make_frame(asking: Asking, area: str, counts: Counts | None = None) -> dict[str, Any]:
    """What the templates of these pages need besides their own."""
    return {"frame": list_groups(asking, area, counts)}


def list_groups(asking: Asking, area: str, counts: Counts | None) -> list[tuple[str, list[Entry]]]:
    """The groups of the navigation that hold anything for whoever asks."""
    officer = asking.acting.body.kind == ORGAN
    work = reverse("work")
    today = [
        Entry(work, _("Work-basket") if officer else _("Our cases"),
              counts.mine if counts else None, area == "work"),
        Entry(reverse("notices"), _("Notices"), None, area == "notices"),
    ]  # fmt: skip
    if officer:
        today.insert(1, Entry(f"{work}?f.whose=pool", _("Unassigned"),
                              counts.unassigned if counts else None))  # fmt: skip
        today.insert(2, Entry(f"{work}?f.whose=ours", _("Of my organ")))
        today.insert(3, Entry(f"{work}?f.whose=below", _("In my territory")))
    groups = [
        (pgettext("navigation", "Today"), today),
        (_("Receive") if officer else _("Apply"), list_intakes(asking, area)),
        (_("Records"), list_records(asking)),
        (_("Everywhere"), list_everywhere(asking)),
    ]
    return [(title, entries) for title, entries in groups if entries]


def list_intakes(asking: Asking, area: str) -> list[Entry]:
    """The procedures of which an officer may open a case at the counter, or a body its own."""
    lang, by = get_reader_lang(), asking.acting
    officer = by.body.kind == ORGAN
    return [
        Entry(reverse("case_new", args=[p.code]), p.title.say(lang), current=area == p.code)
        for p in PROCEDURES.values()
        if (officer or (p.code in ROUTINGS and p.code not in ENTRANCES))
        and (not p.about or list_readable(by, p.about))
        and any(act.allowed for act in list_openings(p, by))
    ]


def list_records(asking: Asking) -> list[Entry]:
    """The registers."""
    if not asking.reads_registers:
        return []
    return [
        Entry(reverse("registers"), _("Registers")),
        Entry(reverse("search"), _("Search")),
    ]


def list_everywhere(asking: Asking) -> list[Entry]:
    """The territory, the law, the ledger."""
    found = [
        Entry(reverse("services"), _("Service guide")),
        Entry(reverse("law_index"), _("The law")),
        Entry(reverse("ledger"), _("The ledger")),
    ]
    if asking.may("see_register"):
        found.insert(0, Entry(reverse("regions"), _("My territory")))
    return found
