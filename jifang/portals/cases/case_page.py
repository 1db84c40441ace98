"""The page of a case: its finding as a title, what may be done, what may not and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.cases.baskets import FIRST
from jifang.foundation.cases.data import LawfulAct, State
from jifang.foundation.cases.hands import list_pending
from jifang.foundation.cases.models import Case, Event, Opinion
from jifang.foundation.cases.procedures import PROCEDURES, find_procedure, list_leading
from jifang.foundation.cases.selectors import describe_state, hear_guards, learn_lawful_acts
from jifang.foundation.cases.verbs import BY_CODE
from jifang.law.instruments import Cite
from jifang.portals.account.asking import Asking
from jifang.portals.cases.clock_page import ShownPeriod, list_shown
from jifang.portals.cases.history import Happened, list_happened, read_events
from jifang.portals.cases.panels import Panel, list_panels
from jifang.portals.cases.papers import HandedIn, Sent, list_handed_in, list_sent
from jifang.portals.cases.words import Names, find_names, say_number, say_procedure
from jifang.portals.public.decision_page import DecisionPage
from jifang.portals.wording import get_reader_lang

LINKS: Final[Mapping[str, tuple[str, ...]]] = {
    "case_audit": ("handle_case", "see_audit"),
    "case_bundle": ("own_body", "handle_case", "see_audit"),
}
"""What else there is of a case, and who may see it."""


@dataclass(frozen=True, slots=True)
class Act:
    """A step as a button: where it is taken, or why not."""

    code: str
    title: str
    url: str
    cite: Cite | None
    act: LawfulAct

    @property
    def allowed(self) -> bool:
        """Whether it may be taken now."""
        return self.act.allowed

    @property
    def asks_facts(self) -> bool:
        """Whether what its form asks for may still make it lawful."""
        refusal = self.act.refusal
        return refusal is not None and refusal.code == "law" and bool(self.act.transition.fields)


@dataclass(frozen=True, slots=True)
class Acts:
    """The steps from the present state, sorted: what is offered as the next, if anything is; other
    open ones; held up ones; those of others; ways to hand over that are open, and that are not."""

    next: Act | None
    open: Sequence[Act]
    held_up: Sequence[Act]
    others: Sequence[Act]
    handing: Sequence[Act]
    no_handing: Sequence[Act]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for an opinion, and the opinion where it was given."""

    event: Event
    to: str
    by: str
    opinion: Opinion | None
    signer: str


@dataclass(frozen=True)
class CasePage:
    """What the template reads."""

    case: Case
    officer: bool
    state: State
    held_by: str
    names: Names
    acts: Acts
    periods: Sequence[ShownPeriod]
    heard: Sequence[tuple[str, DecisionPage]]
    happened: Sequence[Happened]
    papers: Sequence[HandedIn]
    letters: Sequence[Sent]
    opinions: Sequence[Asked]
    panels: Sequence[Panel]
    links: Mapping[str, str]
    first: Happened | None = None
    """What whoever asks may now sign as the second person: who found what."""

    @property
    def number(self) -> str:
        """What the case is called."""
        return say_number(self.case)

    @property
    def matter(self) -> str:
        """Its procedure."""
        return say_procedure(self.case.procedure)

    @property
    def provision(self) -> Cite | None:
        """What the procedure rests on."""
        found = PROCEDURES.get(self.case.procedure)
        return found.provision if found else None

    @property
    def title(self) -> str:
        """Where it stands, and what it is about."""
        lang = get_reader_lang()
        said = self.state.name.say(lang)
        said = said[:1].upper() + said[1:]
        return f"{said}：{self.case.subject}" if lang == "zh" else f"{said}: {self.case.subject}"

    @property
    def trail(self) -> Sequence[tuple[str, Any]]:
        """Where the page stands."""
        work = reverse("work")
        return [
            (work, _("Work-basket") if self.officer else _("Our cases")),
            (f"{work}?f.procedure={self.case.procedure}", self.matter),
            ("", self.number),
        ]

    @property
    def running(self) -> Sequence[ShownPeriod]:
        """The periods that go on."""
        return [p for p in self.periods if p.is_running]

    @property
    def sets_periods(self) -> bool:
        """Whether the law sets any period in this procedure."""
        found = PROCEDURES.get(self.case.procedure)
        return bool(found and found.periods)

    @property
    def organ(self) -> str:
        """The organ that decides."""
        return self.names.say(self.case.organ)

    @property
    def applicant(self) -> str:
        """Who applies, where it may be named."""
        return self.names.bodies.get(self.case.party, "")


def make_case_page(request: HttpRequest, asking: Asking, case: Case) -> CasePage:
    """Everything that the page of a case shows to whoever asks."""
    by, events = asking.acting, read_events(case)
    opinions = list(Opinion.objects.filter(case=case).order_by("pk"))
    applicant = find_procedure(case.procedure).applicant
    names = find_names(by, *collect_codes(case, events, opinions), applicant)
    lang = get_reader_lang()
    acts = sort_acts(case, learn_lawful_acts(case, by))
    happened = list_happened(case, events, names)
    return CasePage(
        case, by.body.kind == ORGAN, describe_state(case), say_holder(case, names, asking), names,
        acts, list_shown(case),
        [(t.act.say(lang), DecisionPage(d, lang, t.guard.assumed if t.guard else ()))
         for t, d in hear_guards(case, by)],
        happened, list_handed_in(events), list_sent(events),
        list_asked(case, events, opinions, names), list_panels(case, request), find_links(case, by),
        find_first(acts, happened),
    )  # fmt: skip


def collect_codes(
    case: Case, events: Sequence[Event], opinions: Sequence[Opinion]
) -> tuple[set[str], set[str]]:
    """The bodies and the persons that the page names."""
    parties = {case.organ, case.party, case.holder_party}
    parties |= {p for e in events for p in (e.by_party, e.to_party)}
    persons = {case.holder} | {p for e in events for p in (e.by, e.to_account, e.lent_by)}
    persons |= {o.signer for o in opinions}
    return parties | {o.signer_party for o in opinions}, persons


def say_holder(case: Case, names: Names, asking: Asking) -> str:
    """Who holds the case, in a phrase."""
    if not case.holder_party:
        return ""
    if case.holder and case.holder == asking.acting.public_id:
        return _("you")
    said = names.say(case.holder_party, case.holder)
    if case.holder or case.holder_party == case.party:
        return said
    return _("%(body)s, in the pool") % {"body": said}


def sort_acts(case: Case, acts: Sequence[LawfulAct]) -> Acts:
    """The steps as buttons, in groups."""
    lang = get_reader_lang()
    made = [
        Act(
            a.transition.code, a.transition.act.say(lang),
            reverse("case_act", args=[case.public_id, a.transition.code]),
            a.transition.provision, a,
        )
        for a in acts
    ]  # fmt: skip
    own = [m for m in made if m.code not in BY_CODE]
    verbs = [m for m in made if m.code in BY_CODE]
    own += [m for m in verbs if m.allowed and m.code in FIRST]
    verbs = [m for m in verbs if m not in own]
    order = [*FIRST, *(t.code for t in list_leading(case))]
    next_ = min((m for m in own if m.allowed and m.code in order),
                key=lambda m: order.index(m.code), default=None)  # fmt: skip
    foreign = [m for m in own if m.act.refusal and m.act.refusal.code == "who"]
    return Acts(
        next_,
        [m for m in own if m.allowed and m is not next_],
        [m for m in own if not m.allowed and m not in foreign],
        foreign,
        [m for m in verbs if m.allowed],
        [m for m in verbs if m.act.refusal and m.act.refusal.code != "who"],
    )


def list_asked(
    case: Case, events: Sequence[Event], opinions: Sequence[Opinion], names: Names
) -> list[Asked]:
    """The opinions that were given, then the questions that are open."""
    asked = {e.pk: e for e in events}
    given = [
        Asked(asked[o.asked_id], "", "", o, names.say(o.signer_party, o.signer))
        for o in opinions
        if o.asked_id in asked
    ]
    open_ = [
        Asked(e, names.say(e.to_party, e.to_account), names.say(e.by_party, e.by), None, "")
        for e in list_pending(case)
        if e.pk in asked
    ]
    return [*given, *open_]


def find_first(acts: Acts, happened: Sequence[Happened]) -> Happened | None:
    """The step that whoever asks may now sign as the second person."""
    open_ = [acts.next, *acts.open] if acts.next else acts.open
    wanted = {a.act.transition.second_to for a in open_} - {""}
    return next((h for h in happened if h.event.act in wanted), None)


def find_links(case: Case, by: Actor) -> dict[str, str]:
    """What else there is of a case, where this installation has it."""
    found = {}
    for name, powers in LINKS.items():
        if not any(may(by.role, power) for power in powers):
            continue
        try:
            found[name] = reverse(name, args=[case.public_id])
        except NoReverseMatch:
            continue
    return found
