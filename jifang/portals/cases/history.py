"""经过 (what happened in a case): each act with who, why, what the law said, and its leaf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jifang.foundation.audit.selectors import find_places
from jifang.foundation.cases.data import Field, Transition
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.selectors import list_events
from jifang.law import load_law
from jifang.law.errors import Text
from jifang.law.instruments import Cite
from jifang.portals.cases.words import Names
from jifang.portals.wording import get_reader_lang


@dataclass(frozen=True, slots=True)
class Heard:
    """What the law said to an act, as it was kept."""

    outcome: str
    cites: Sequence[Cite]
    put_aside: str = ""
    """Facts that it took as met, since a later step decides them."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event."""

    event: Event
    act: Text
    who: str
    to: str
    index: int | None
    heard: Heard | None
    cite: Cite | None
    asks: bool = False
    """Whether it put a question to someone; else what went to them is the case."""
    fields: Sequence[Field] = ()

    @property
    def is_backdated(self) -> bool:
        """Whether the day of the law is another than the day it was recorded."""
        return self.event.legal_day != timezone.localdate(self.event.at)

    @property
    def given(self) -> Sequence[tuple[Text, Text]]:
        """What was chosen in the fields of the step that are kept openly."""
        kept = self.event.details.get("more", self.event.details)
        return [
            (f.title, f.choices[str(kept[f.name])])
            for f in self.fields if f.kind == "choice" and str(kept.get(f.name)) in f.choices
        ]  # fmt: skip

    @property
    def defects(self) -> Sequence[Mapping[str, str]]:
        """What a notice named as wanting."""
        found: Sequence[Mapping[str, str]] = self.event.details.get("defects", ())
        return found


def list_happened(case: Case, events: Sequence[Event], names: Names) -> list[Happened]:
    """What happened, the newest first."""
    places = find_places(e.entry for e in events)
    steps = index_transitions(case.procedure)
    found = []
    for event in reversed(events):
        step = steps.get((event.act, event.from_state))
        to = names.say(event.to_party, event.to_account) if event.to_party else ""
        found.append(
            Happened(
                event, step.act if step else Text(event.act, event.act), say_who(event, names), to,
                places.get(event.entry), read_heard(event.decision, list_assumed(step)),
                step.provision if step else None, bool(step and step.asks),
                step.fields if step else (),
            )
        )  # fmt: skip
    return found


def say_who(event: Event, names: Names) -> str:
    """Who acted, and whose powers they were."""
    if not event.by and not event.role:
        return _("the platform")
    who = names.say(event.by_party, event.by)
    if event.lent_by and event.lent_by in names.persons:
        return _("%(who)s for %(lender)s") % {"who": who, "lender": names.persons[event.lent_by]}
    return who


def list_assumed(step: Transition | None) -> Sequence[str]:
    """The facts that a step puts aside as met."""
    return step.guard.assumed if step is not None and step.guard is not None else ()


def read_heard(kept: Mapping[str, Any] | None, assumed: Sequence[str] = ()) -> Heard | None:
    """The law's answer as the event keeps it: its outcome, the provisions that held, and which of
    the facts it rests on were put aside as met."""
    if kept is None:
        return None
    answer = kept["answer"]
    asked = load_law().questions.get(answer["question"])
    label = next((o.label for o in asked.outcomes if o.code == answer["outcome"]), None) if (
        asked
    ) else None  # fmt: skip
    lang = get_reader_lang()
    said = label.say(lang) if label is not None and lang == "en" else answer["outcome_text"]
    held = dict.fromkeys(
        Cite(g["law"], g["provision"]) for g in answer["basis"] if g["holds"]
    )  # fmt: skip
    used = {name for g in answer["basis"] for name in g["facts"]}
    aside = [asked.fact(n).label.say(lang) for n in assumed if n in used] if asked else []
    return Heard(said, list(held), (", " if lang == "en" else "、").join(aside))


def read_events(case: Case) -> list[Event]:
    """The events that whoever reads may see, in order."""
    found = list(list_events(case))
    for event in found:
        event.case = case
    return found
