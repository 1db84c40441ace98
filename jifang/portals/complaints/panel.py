"""The officers' panel of a complaint: what was reported and where, what is near, who is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from jifang.domains.complaints.api import (
    find_organ,
    find_referred,
    list_near_case,
    list_open_to,
    list_unsealings,
    read_complaint,
)
from jifang.domains.complaints.data import (
    PROCEDURE,
    STARS,
    SUBJECTS,
    UNSEAL_PURPOSES,
    Complaint,
    Nearby,
    Rating,
    Referred,
    Route,
    Subject,
    Unsealing,
)
from jifang.domains.complaints.models import Complaint as Row
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.documents.models import Document
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import say_organ
from jifang.law.errors import Text
from jifang.portals.account.asking import find_asking
from jifang.portals.cases.panels import add_panel
from jifang.portals.complaints.places import name_place
from jifang.portals.complaints.sketch import Sketch, draw_sketch

TEMPLATE: Final = "complaints/panel.html"
SEALING: Final = ("ask_to_unseal", "agree_to_unseal", "refuse_to_unseal", "withdraw_request")
MERGE: Final = "merge"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open report nearby that may be the same: the case, as far as it is within reach."""

    number: int
    case: Case
    url: str
    near: Nearby
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the case that the panel leads to, and why it may not be taken, if it may not."""

    act: Text
    url: str
    refusal: Text | None


@dataclass(frozen=True, slots=True)
class ShownRating:
    """A rating in words."""

    rating: Rating
    words: Text


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody asked for the identity, and whether the reader may look at it now."""

    unsealing: Unsealing
    purpose: Text | None
    opens: bool


@dataclass(frozen=True, slots=True)
class ReportPanel:
    """Everything the panel shows."""

    case: Case
    complaint: Complaint
    subject: Subject
    place: Text
    route: Route
    organ: Text
    referred: Referred | None
    photos: Sequence[Document]
    candidates: Sequence[Candidate]
    sketch: Sketch | None
    merge: Step | None
    ratings: Sequence[ShownRating]
    asked: Sequence[Asked]
    sealing: Sequence[Step]
    main: Case | None
    may_reveal: bool

    @property
    def lost_photos(self) -> int:
        """How many of the photos are behind a wall."""
        return len(self.complaint.photos) - len(self.photos)

    @property
    def reveals(self) -> bool:
        """Whether a name was left openly that may be looked at in full."""
        return bool(self.complaint.contact_name or self.complaint.contact) and self.may_reveal

    @property
    def opens(self) -> bool:
        """Whether the reader may look at the identity now."""
        return any(one.opens for one in self.asked)


def show_panel(case: Case, request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """The panel of a complaint; nothing for whoever acts in no role of an organ."""
    actor = find_asking(request).actor
    if actor is None or not may(actor.role, "see_register"):
        return None
    return TEMPLATE, {"report": build_panel(case, actor)}


def build_panel(case: Case, actor: Actor) -> ReportPanel:
    """What the reader's bounds show of the complaint."""
    complaint = read_complaint(actor, case)
    steps = {a.transition.code: a for a in list_lawful_acts(case, actor)}
    shown = {
        code: Step(act.transition.act, find_url("case_act", case.public_id, code),
                   act.refusal.text if act.refusal else None)
        for code, act in steps.items() if code in (*SEALING, MERGE)
    }  # fmt: skip
    candidates = find_candidates(case, complaint) if MERGE in shown else []
    found = {str(d.public_id): d for d in Document.objects.filter(public_id__in=complaint.photos)}
    return ReportPanel(
        case=case,
        complaint=complaint,
        subject=SUBJECTS[complaint.subject],
        place=name_place(complaint.division),
        route=find_organ(complaint.subject, complaint.division),
        organ=name_organ(case.organ),
        referred=find_referred(case),
        photos=[found[i] for i in complaint.photos if i in found],
        candidates=candidates,
        sketch=sketch_around(complaint, candidates),
        merge=shown.get(MERGE),
        ratings=[ShownRating(r, STARS[str(r.stars)]) for r in complaint.ratings],
        asked=list_asked(case, actor) if complaint.has_identity else (),
        sealing=[shown[code] for code in SEALING if code in shown and complaint.has_identity],
        main=Case.objects.filter(public_id=complaint.main).first() if complaint.main else None,
        may_reveal=may(actor.role, "reveal_personal"),
    )


def list_asked(case: Case, actor: Actor) -> list[Asked]:
    """When the identity was asked for; it opens to the one who asked, and for a time alone."""
    found = list_unsealings(actor, case)
    agreed = any(one.agreed for one in found)
    now_open = {one.number for one in list_open_to(actor, case)} if agreed else set()
    return [Asked(one, UNSEAL_PURPOSES.get(one.purpose), one.number in now_open) for one in found]


def find_candidates(case: Case, complaint: Complaint) -> list[Candidate]:
    """Open reports nearby within the reader's reach, of every subject, the nearest first."""
    others = list_near_case(case, complaint)
    cases = {c.public_id: c for c in Case.objects.filter(public_id__in=[n.case for n in others])}
    within = [n for n in others if n.case in cases]
    rows = Row.objects.filter(case__in=cases.values())
    points = {
        r.case_id: (r.latitude, r.longitude)
        for r in rows
        if r.latitude is not None and r.longitude is not None
    }
    return [
        Candidate(number, cases[n.case], find_url("case", n.case), n, points.get(cases[n.case].pk))
        for number, n in enumerate(within, 1)
    ]


def sketch_around(complaint: Complaint, candidates: Sequence[Candidate]) -> Sketch | None:
    """Where the candidates lie around the point of the complaint; nothing where it has none."""
    if complaint.lat is None or complaint.lon is None:
        return None
    points = [(c.number, *c.point) for c in candidates if c.point is not None]
    return draw_sketch(complaint.lat, complaint.lon, points)


def name_organ(code: str) -> Text:
    """The organ that has the case."""
    found = Organ.objects.filter(code=code).order_by("-valid").first()
    return say_organ(found) if found else Text(code, code)


def find_url(name: str, *args: object) -> str:
    """The address of a page; nothing where this installation has none such."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


add_panel(PROCEDURE, show_panel)
