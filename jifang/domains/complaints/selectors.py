"""Reading complaints: by their code, by an officer, by anyone nearby."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from jifang.domains.complaints.codes import derive_party, make_bearer
from jifang.domains.complaints.data import (
    NEAR_METRES,
    NEAR_MOST,
    NEAR_STEP_METRES,
    PROCEDURE,
    SUBJECTS,
    Complaint,
    Happening,
    Main,
    Nearby,
    Note,
    Passed,
    Rating,
    Referred,
    Tracked,
    Unsealing,
)
from jifang.domains.complaints.effects import (
    find_complaint,
    find_reply,
    list_papers,
    peek_complaint,
)
from jifang.domains.complaints.models import Complaint as Row
from jifang.domains.complaints.models import ComplaintNote, ComplaintRating
from jifang.domains.complaints.models import Unsealing as UnsealingRow
from jifang.domains.complaints.places import (
    METRES_PER_DEGREE,
    is_point,
    make_address_key,
    snap,
)
from jifang.domains.complaints.routing import find_organ
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.cases.data import State
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import find_procedure, index_transitions
from jifang.foundation.cases.selectors import describe_state, find_case, list_events
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import say_organ
from jifang.foundation.walls.scope import Scope, find_range, look_in, work_in
from jifang.law.errors import Text

SHOWN_OF_MAIN: Final = frozenset(
    {"accept", "reply", "reopen", "refer", "reject", "merge", "withdraw"}
)
"""What a follower sees of the case that the own one was merged into: nothing of when it was
reported."""

# -- by the code -----------------------------------------------------------------------------------


def open_by_code(code: str) -> Tracked | None:
    """What the bearer of a code sees; none for every other text, wrong or malformed alike: the
    same work is done for each."""
    party = derive_party(code)
    with work_in(Scope(parties=(party,))):
        cases = list(Case.objects.filter(party=party, procedure=PROCEDURE).order_by("pk"))
        if not cases:
            return None
        return track(cases)


@contextmanager
def as_bearer(tracked: Tracked) -> Iterator[Actor]:
    """A transaction within the bounds of whoever shows the code: their own case alone."""
    with work_in(Scope(parties=(tracked.actor.body.party,))):
        yield tracked.actor


def track(cases: list[Case]) -> Tracked:
    """The latest of the cases of a party, with what happened in all of them."""
    case = cases[-1]
    row, state, reply = find_complaint(case), describe_state(case), find_reply(case)
    happenings = [show(event, case.party) for one in cases for event in list_events(one)]
    details = reply.details if reply else {}
    rated = reply is not None and ComplaintRating.objects.filter(reply=reply).exists()
    opened = UnsealingRow.objects.filter(party=case.party, agreed=True).order_by("pk")
    return Tracked(
        case=case, actor=make_bearer(case.party, case.organ_region),
        complaint=show_complaint(row, case, own=True), number=write_number(case),
        state=state.name, sentence=state.sentence, happenings=tuple(happenings),
        asked=find_asked(case, state), finding=str(details.get("finding", "")),
        answer=str(details.get("to_all", "")), instead=find_instead(case),
        rateable=state.code == "replied" and not rated, main=show_main(row, case),
        referred=find_referred(case), unsealings=tuple(show_unsealing(one) for one in opened),
    )  # fmt: skip


def write_number(case: Case) -> str:
    """The number of a case, as notifications name it."""
    return f"{case.year}-{case.number}"


def show(event: Event, party: str) -> Happening:
    """An event as the complainant sees it."""
    own = event.by_party == party
    said = "" if event.act == "agree_to_unseal" else event.reason  # that is between the two
    return make_happening(event, reason=said, letter=event.letter, own=own)


def make_happening(
    event: Event, *, reason: str = "", letter: str = "", own: bool = False
) -> Happening:
    """What happened, in words."""
    act = index_transitions(PROCEDURE)[event.act, event.from_state].act
    state = find_procedure(PROCEDURE).find_state(event.to_state).name
    return Happening(event.at, event.act, act, state, reason, letter, own, name_target(event))


def make_passed(event: Event) -> Passed:
    """What happened in another's case."""
    known = make_happening(event)
    return Passed(timezone.localdate(known.at), known.act, known.name, known.state, known.to)


def find_last(case: Case, act: str) -> Event | None:
    """The latest event of an act."""
    return Event.objects.filter(case=case, act=act).order_by("-version").first()


def find_asked(case: Case, state: State) -> str:
    """What the organ asks of the complainant now."""
    event = find_last(case, "ask") if state.code == "asked" else None
    return "" if event is None else event.reason


def find_instead(case: Case) -> str:
    """Where to go instead, in a case outside the scope."""
    event = find_last(case, "reject") if case.state == "rejected" else None
    return "" if event is None else str(event.details["instead"])


def find_referred(case: Case) -> Referred | None:
    """Where a case was referred to."""
    event = find_last(case, "refer") if case.state == "referred" else None
    to = None if event is None else name_target(event)
    return None if event is None or to is None else Referred(to, event.reason)


def name_target(event: Event) -> Text | None:
    """To whom a case was referred; nothing for every other event."""
    if event.act != "refer":
        return None
    organ = Organ.objects.filter(code=event.details.get("to_organ") or "").first()
    name = str(event.details.get("to_name") or "")
    return Text(name, name) if organ is None else say_organ(organ)


def show_main(row: Row, case: Case) -> Main | None:
    """The case that this one was merged into, as far as a follower may see it."""
    if row.main_id is None:
        return None
    with look_in(Scope(*find_range(case.organ_region))):
        main = Case.objects.get(pk=row.main_id)
        state, reply = describe_state(main), find_reply(main)
        shown = [make_passed(e) for e in list_events(main) if e.act in SHOWN_OF_MAIN]
        details = reply.details if reply else {}
        return Main(
            state.name, state.sentence, tuple(shown),
            str(details.get("finding", "")), str(details.get("to_all", "")), find_referred(main),
        )  # fmt: skip


# -- the complaint ---------------------------------------------------------------------------------


def read_complaint(by: Actor, case: UUID | str | Case) -> Complaint:
    """The complaint of a case that the reader may see; who does not handle cases sees no word of
    the complainant. Raises `NotFoundError`."""
    found = case if isinstance(case, Case) else find_case(case)
    own = bool(found.party) and by.body.party == found.party
    return show_complaint(find_complaint(found), found, own=own, open_=may(by.role, "handle_case"))


def show_complaint(row: Row, case: Case, *, own: bool, open_: bool = True) -> Complaint:
    """A complaint, in clear or without its words."""
    withheld = not (own or open_)
    words = (row.what, row.address, row.place_note)
    what, address, place_note = ("" if withheld else word.open() for word in words)
    with look_in(Scope(*find_range(case.organ_region))):
        main = Case.objects.filter(pk=row.main_id).first() if row.main_id else None
        followers = Row.objects.filter(main_id=case.pk).count()
    return Complaint(
        subject=row.subject, division=row.division, address=address,
        place_note=place_note, what=what,
        lat=None if withheld else row.latitude, lon=None if withheld else row.longitude,
        photos=() if withheld else tuple(list_papers(case)),
        contact_name=row.contact_name.masked, contact=row.contact.masked,
        has_identity=row.has_identity, about_organ=row.about_organ, site="" if own else row.site,
        main=None if own or main is None else main.public_id,
        followers=0 if own else followers, origin=UUID(row.origin) if row.origin else None,
        notes=() if withheld else list_notes(case), ratings=list_ratings(case, withheld),
        withheld=withheld,
    )  # fmt: skip


def list_notes(case: Case) -> tuple[Note, ...]:
    """What was added, as far as the reader's walls show it: the complainant sees no inspection."""
    found = ComplaintNote.objects.filter(case=case).select_related("event").order_by("pk")
    return tuple(
        Note(n.event.at, "inspection" if n.kind == "inspection" else "supplement",
             n.text.open(), tuple(n.event.documents))
        for n in found
    )  # fmt: skip


def list_ratings(case: Case, withheld: bool) -> tuple[Rating, ...]:
    """How the replies were rated."""
    found = ComplaintRating.objects.filter(case=case).select_related("event").order_by("pk")
    return tuple(
        Rating(r.stars, "" if withheld else r.remark.open(), r.event.at) for r in found
    )  # fmt: skip


def list_unsealings(by: Actor, case: UUID | str | Case) -> list[Unsealing]:
    """When the identity was asked for and opened: for the officers of the case, with who asked and
    the ground; for others without. Raises `NotFoundError`."""
    found = case if isinstance(case, Case) else find_case(case)
    rows = UnsealingRow.objects.filter(case=found).select_related("event").order_by("pk")
    if may(by.role, "handle_case"):
        return [show_unsealing(r, r.asked_by, r.event.reason) for r in rows]
    return [show_unsealing(r) for r in rows if r.agreed]


def show_unsealing(row: UnsealingRow, asked_by: str = "", ground: str = "") -> Unsealing:
    """An unsealing without anybody's name, unless it is given."""
    return Unsealing(
        row.pk, row.purpose, row.asked_at, row.agreed, row.decided_at, row.until, row.looks,
        asked_by, ground, row.agreed is False and row.decided_by == row.asked_by,
    )  # fmt: skip


def list_open_to(by: Actor, case: UUID | str | Case) -> list[Unsealing]:
    """What is open to the reader now, of the identity of a case."""
    now = timezone.now()
    return [
        u for u in list_unsealings(by, case)
        if u.agreed and u.until and u.until > now and u.asked_by == by.public_id
    ]  # fmt: skip


# -- nearby ----------------------------------------------------------------------------------------

# Both are read behind the wall of the organ's territory; only points of the grid are compared.
NEAR: Final = """
SELECT public_id, subject, state, opened_at, same, metres FROM (
  SELECT c.public_id, k.subject, c.state, c.opened_at,
         coalesce(k.address_key = nullif(%(address)s, ''), false) AS same,
         CASE WHEN k.near_lat IS NOT NULL AND %(lat)s::float8 IS NOT NULL THEN
         2 * %(radius)s * asin(least(1, sqrt(
             sin(radians(k.near_lat - %(lat)s::float8) / 2) ^ 2
             + cos(radians(%(lat)s::float8)) * cos(radians(k.near_lat))
             * sin(radians(k.near_lon - %(lon)s::float8) / 2) ^ 2))) END AS metres
  FROM complaint k JOIN case_file c ON c.id = k.case_id
  WHERE k.organ_region = %(region)s AND c.organ = %(organ)s AND c.closed_at IS NULL
    AND (%(all)s OR NOT k.sealed AND k.subject = ANY(%(subjects)s)) AND k.main_id IS NULL
    AND (k.near_lat BETWEEN %(south)s AND %(north)s AND k.near_lon BETWEEN %(west)s AND %(east)s
         OR k.address_key = nullif(%(address)s, ''))
) AS near
WHERE same OR metres <= %(most)s
ORDER BY subject <> %(subject)s, NOT same, metres NULLS LAST, public_id LIMIT %(limit)s
"""


def list_nearby(
    division: str, lat: float | None, lon: float | None, subject: str, address: str = ""
) -> list[Nearby]:
    """Open reports close by, or at an address that reads alike; those of the same subject first.

    Nothing of a report under seal, and of subjects that nobody joins. Distances are between points
    of a grid, rounded up. Raises `InputError` for an unknown subject or division.
    """
    route = find_organ(subject, division)
    if not SUBJECTS[subject].joins or not route.organ:
        return []
    organ = Organ.objects.get(code=route.organ)
    return find_near(
        organ.code, organ.organ_region, lat, lon, subject=subject,
        key=make_address_key(organ.organ_region, division, address),
    )  # fmt: skip


def list_near_case(case: Case, complaint: Complaint) -> list[Nearby]:
    """Open reports close to a case, for its officers: of every subject, under seal or not. What
    they are about and where is theirs to see; who reported stays sealed."""
    key = "" if complaint.withheld else peek_complaint(case).address_key
    return find_near(
        case.organ, case.organ_region, complaint.lat, complaint.lon,
        subject=complaint.subject, key=key, every=True, but=case.public_id,
    )  # fmt: skip


def find_near(
    code: str, region: str, lat: float | None, lon: float | None, *,
    subject: str, key: str, every: bool = False, but: UUID | None = None,
) -> list[Nearby]:  # fmt: skip
    """Open reports of an organ close by, or at an address of the same key (`make_address_key`); of
    every subject, or of those that anyone may join."""
    if lat is None or lon is None or not is_point(lat, lon):
        lat = lon = None
    if lat is None and not key:
        return []
    given = {
        "organ": code, "region": region, "subject": subject, "address": key, "all": every,
        "subjects": [s.code for s in SUBJECTS.values() if s.joins], "most": NEAR_METRES,
        "limit": NEAR_MOST + (but is not None), **make_box(lat, lon),
    }  # fmt: skip
    with look_in(Scope(*find_range(region))), connection.cursor() as cursor:
        cursor.execute(NEAR, given)
        rows = [row for row in cursor.fetchall() if row[0] != but]
    states = find_procedure(PROCEDURE)
    return [
        Nearby(
            public_id, of, states.find_state(state).name,
            timezone.localtime(opened).strftime("%Y-%m"),
            None if metres is None else round_up(metres), bool(same),
        )
        for public_id, of, state, opened, same, metres in rows
    ]  # fmt: skip


def make_box(lat: float | None, lon: float | None) -> dict[str, float | None]:
    """The box in which something near can lie, in degrees; nowhere without a point."""
    names = ("lat", "lon", "south", "north", "west", "east")
    radius = METRES_PER_DEGREE * 180 / math.pi
    if lat is None or lon is None:
        return {**dict.fromkeys(names), "radius": radius}
    lat, lon = snap(lat, lon)
    high = NEAR_METRES / METRES_PER_DEGREE
    wide = min(high / max(math.cos(math.radians(lat)), 0.01), 180)
    values = (lat, lon, lat - high, lat + high, lon - wide, lon + wide)
    return {**dict(zip(names, values, strict=True)), "radius": radius}


def round_up(metres: float) -> int:
    """A distance as it is told."""
    return max(NEAR_STEP_METRES, math.ceil(metres / NEAR_STEP_METRES) * NEAR_STEP_METRES)


def find_main(organ: Organ, public_id: UUID) -> Case | None:
    """A case that a report may join: one that `list_nearby` offers to anyone."""
    joins = [s.code for s in SUBJECTS.values() if s.joins]
    with transaction.atomic(), work_in(Scope(*find_range(organ.organ_region))):
        row = (
            Row.objects.filter(
                case__public_id=public_id, case__organ=organ.code, case__closed_at=None,
                main=None, sealed=False, subject__in=joins,
            ).select_related("case").first()
        )  # fmt: skip
    return None if row is None else row.case
