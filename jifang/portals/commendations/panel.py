"""What the page of a case shows of a commendation: whom, for what, consent, what is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from jifang.domains.commendations.data import (
    CONTRIBUTIONS,
    KINDS,
    PERSON,
    PROCEDURE,
    STANDINGS,
    SUBJECTS,
)
from jifang.domains.commendations.models import Commendation, Consent
from jifang.domains.commendations.selectors import (
    find_commendation,
    find_last_consent,
    find_publication_of,
)
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.models import Case
from jifang.law.errors import Text
from jifang.portals.account.asking import find_asking
from jifang.portals.cases.panels import add_panel
from jifang.portals.commendations.public_views import MARKS, name_place
from jifang.portals.wording import get_reader_lang, join_list

TEMPLATE = "commendations/panel.html"
YES, NO = Text("是", "yes"), Text("否", "no")


@dataclass(frozen=True, slots=True)
class Panel:
    """A commendation in the reader's words; nothing sealed is opened."""

    case: Case
    row: Commendation
    consent: Consent | None
    is_officer: bool

    @property
    def subject(self) -> Text:
        """A unit or a person."""
        return SUBJECTS[self.row.subject]

    @property
    def is_person(self) -> bool:
        """Whether a person is to be commended."""
        return self.row.subject == PERSON

    @property
    def place(self) -> Text:
        """Where it happened."""
        return name_place(self.row.place)

    @property
    def facts(self) -> list[tuple[Text, Text | None]]:
        """What the law is asked with, as it was found; nothing for what is not known."""
        row = self.row
        return [
            (Text("贡献", "contribution"), CONTRIBUTIONS.get(row.contribution)),
            (Text("线索或者证据重要", "lead or evidence important"), say(row.important)),
            (Text("利用了采获信息", "captured information used"),
             say(row.used_captured_information)),
        ]  # fmt: skip

    @property
    def claimed(self) -> Text | None:
        """The contribution as the proposer sees it."""
        return CONTRIBUTIONS.get(self.row.claimed)

    @property
    def kinds(self) -> str:
        """What is to be given."""
        return join_list([KINDS[k] for k in self.row.kinds], get_reader_lang())


def say(found: bool | None) -> Text | None:
    """Yes or no; nothing for what is not known."""
    return None if found is None else YES if found else NO


def show_commendation(case: Case, request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """The panel; within the reader's bounds."""
    row = find_commendation(case)
    if row is None:
        return None
    actor = find_asking(request).actor
    officer = actor is not None and actor.body.kind == ORGAN
    published = find_publication_of(case)
    return TEMPLATE, {
        "panel": Panel(case, row, find_last_consent(case) if officer else None, officer),
        "published": published,
        "published_mark": MARKS[published.state] if published else "",
        "published_standing": STANDINGS[published.state] if published else "",
        "may_reveal": find_asking(request).may("reveal_personal")
        or find_asking(request).may("own_body"),
    }


add_panel(PROCEDURE, show_commendation)
