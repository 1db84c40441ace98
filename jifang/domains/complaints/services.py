"""Filing a complaint, and what its bearer and the two who open an identity may do."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jifang.domains.complaints import sealing
from jifang.domains.complaints.checks import check_day, check_report
from jifang.domains.complaints.codes import derive_party, make_bearer, make_code
from jifang.domains.complaints.data import (
    MOST_PHOTOS,
    PROCEDURE,
    RECEIVE,
    STARS,
    SUBJECTS,
    Filed,
    Identity,
    Photo,
    Report,
    Tracked,
)
from jifang.domains.complaints.effects import DRAWN, fail, find_complaint
from jifang.domains.complaints.models import Unsealing
from jifang.domains.complaints.routing import find_organ
from jifang.domains.complaints.selectors import as_bearer, find_main
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import ORGAN, may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_apart, record_refusal
from jifang.foundation.cases.checks import Step, as_basis, check_conflict
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.procedures import find_procedure
from jifang.foundation.cases.selectors import find_case
from jifang.foundation.cases.services import Opening, carry_out, draw_key, open_case
from jifang.foundation.documents.data import DocumentError, Owner
from jifang.foundation.documents.rebuild.images import LONGEST_SIDE, MOST_PIXELS
from jifang.foundation.documents.services import store_upload
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import find_division
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError, Problem, Text

PHOTO = "complaint.photo"
IMAGES = frozenset({"jpg", "jpeg", "png", "webp"})
LOOKED = "complaint.identity_read"
REVEALED = "complaint.contact_revealed"

# -- filing ----------------------------------------------------------------------------------------


def file_report(report: Report) -> Filed:
    """File a report by someone who is not signed in.

    Raises `InputError` with every problem; `DocumentError` where a photo may be accepted later.
    """
    return _file(report, None, None)


def file_for(actor: Actor, report: Report, received_on: date | None = None) -> Filed:
    """File a report by a member of a body, or by an officer for someone at the counter.

    A member whose report is not sealed files for the body, which sees the case among its own and
    has no code. A sealed one leads back to nobody: it is filed like one by someone who is not
    signed in. At the counter the code is for the person there, and whoever takes an identity in
    knows it.

    Args:
        received_on: the day the paper came in at the counter, not later than today; today where
            left out.

    Raises:
        InputError: with every problem. CaseError: the role may not.
    """
    clerk = actor.body.kind == ORGAN
    if received_on is not None and not clerk:
        raise fail("received_on", received_on, "只在窗口收件时填写", "only for what came on paper")
    check_day(received_on)
    if not clerk and report.sealed:
        return _file(report, None, None)
    return _file(report, actor, received_on)


def _file(report: Report, actor: Actor | None, on: date | None) -> Filed:
    """A report becomes a case, with its papers and the identity put away, or nothing does."""
    check_report(report)
    route = find_organ(report.subject, report.division)
    organ = Organ.objects.filter(code=route.organ).first()
    if organ is None:
        raise InputError(Problem("division", report.division, route.reason))
    if report.same_as is not None and find_main(organ, report.same_as) is None:
        zh, en = "须为附近正在办理的案件", "it must be one of those nearby that are in work"
        raise fail("same_as", str(report.same_as), zh, en)
    region, own = organ.organ_region, actor is not None and actor.body.kind != ORGAN
    code = "" if own else make_code()
    party = actor.body.party if actor and own else derive_party(code)
    by, hand = _choose_filer(actor, organ.code, make_bearer(party, region))
    key = draw_key()
    with transaction.atomic(), work_in(_bound(party, actor)):
        opening = Opening(
            PROCEDURE, "join" if report.same_as else "file", organ.code, party,
            write_subject(report), grant_key=key,
        )  # fmt: skip
        papers = _keep_photos(hand, Owner(region, party, key), report.photos)
        drawn = DRAWN.set("" if own else party)
        try:
            event = open_case(by, opening, _give(report, on, papers))
        finally:
            DRAWN.reset(drawn)
        if report.sealed and (report.name.strip() or report.contact.strip()):
            sealing.keep_identity(party, report.name.strip(), report.contact.strip())
    case = event.case
    return Filed(case.public_id, code, f"{case.year}-{case.number}", organ.code)


def _bound(party: str, actor: Actor | None) -> Scope:
    """The bounds of filing: the party of the new case, and oneself."""
    return Scope(parties=(party,), actor=str(actor.account) if actor else "")


def _choose_filer(actor: Actor | None, organ: str, bearer: Actor) -> tuple[Actor, Actor]:
    """Who files, and who hands the papers in. An officer files for the own organ, and for another
    one in the name of the person at the counter; a member for the body."""
    if actor is None:
        return bearer, bearer
    if actor.body.kind != ORGAN:
        return actor, actor
    if not may(actor.role, "handle_case"):
        said = Text("您的角色不能收件", "your role may not receive complaints")
        raise CaseError("who", said, (as_basis(RECEIVE),))
    scribe = Actor(actor.account, actor.public_id, bearer.role, bearer.body, actor.lender)
    return (actor if actor.body.party == organ else scribe), scribe


def _give(report: Report, on: date | None, papers: tuple[str, ...]) -> Given:
    """A report as the opening step takes it. A sealed identity is no part of it: what a step is
    given is committed to by its leaf."""
    private = {
        "what": report.what.strip(), "address": report.address.strip(),
        "place_note": report.place_note.strip(),
        "point": "" if report.lat is None else f"{report.lat},{report.lon}",
    }  # fmt: skip
    if not report.sealed:
        private |= {"contact_name": report.name.strip(), "contact": report.contact.strip()}
    named = report.sealed and bool(report.name.strip() or report.contact.strip())
    more: dict[str, object] = {
        "subject": report.subject, "division": report.division, "sealed": report.sealed,
        "named": named,
    }  # fmt: skip
    if report.same_as is not None:
        more["main"] = str(report.same_as)
    kept = {name: text for name, text in private.items() if text}
    return Given(0, on=on, documents=papers, more=more, private=kept)


def write_subject(report: Report) -> str:
    """What a case is about, for lists: subject and division, no words of anybody."""
    place = find_division(report.division)
    name = report.division if place is None else place.name_zh
    return f"{SUBJECTS[report.subject].name.zh}（{name}）"


def _keep_photos(by: Actor, owner: Owner, photos: tuple[Photo, ...]) -> tuple[str, ...]:
    """Pictures into the store: rebuilt without what the camera wrote into them, under names that
    say nothing. Raises `InputError`; `DocumentError` where the scanner did not answer."""
    if len(photos) > MOST_PHOTOS:
        raise fail("photos", len(photos), f"至多 {MOST_PHOTOS} 张", f"at most {MOST_PHOTOS}")
    kept = []
    for at, photo in enumerate(photos):
        ending = photo.name.rpartition(".")[2].lower()
        if ending not in IMAGES:
            zh, en = "须为 JPEG、PNG 或者 WebP 图片", "a picture: JPEG, PNG or WebP"
            raise fail(f"photos[{at}]", ending[:10], zh, en)
        name = f"photo-{at + 1}.{ending}"
        try:
            stored = store_upload(by, owner, name, photo.file, PHOTO, declared=photo.declared)
        except DocumentError as error:
            if error.retriable:
                raise
            raise InputError(Problem(f"photos[{at}]", name, say_fault(at + 1, error))) from None
        kept.append(str(stored.public_id))
    return tuple(kept)


FAULTS: Final = {
    "empty": Text("文件是空的", "the file is empty"),
    "size": Text("文件过大", "the file is too large"),
    "type_unknown": Text("不是照片；可收 JPEG、PNG、WebP", "it is no photo: JPEG, PNG or WebP"),
    "type_mismatch": Text("内容与文件名的后缀不一致", "its content is not what its ending says"),
    "broken": Text("文件损坏，读不出来", "the file is damaged and cannot be read"),
    "pixels": Text(
        f"照片尺寸过大：至多 {MOST_PIXELS // 10_000} 万像素，任一边至多 {LONGEST_SIDE} 像素；"
        "请缩小后再选",
        f"the photo is too large: at most {MOST_PIXELS // 1_000_000} megapixels, and "
        f"{LONGEST_SIDE} pixels on a side; make it smaller",
    ),
}
"""What is wrong with a photo, in words for whoever took it; else what the documents say."""


def say_fault(number: int, error: DocumentError) -> Text:
    """Which photo it is, and why it is not taken."""
    said = FAULTS.get(error.code, error.text)
    return Text(f"第 {number} 张：{said.zh}", f"photo {number}: {said.en}")


# -- by the code -----------------------------------------------------------------------------------


def supplement(tracked: Tracked, text: str, photos: tuple[Photo, ...] = ()) -> Event:
    """Add words and pictures; where the organ asked for more, that is the answer.

    Raises `InputError`, `CaseError` (`StaleError` where something happened meanwhile).
    """
    case = tracked.case
    with as_bearer(tracked) as by:
        owner = Owner(case.organ_region, case.party, case.grant_key)
        papers = _keep_photos(by, owner, photos)
        given = Given(case.version, documents=papers, private={"text": text.strip()})
        return carry_out(by, case.public_id, "supplement", given)


def reopen(tracked: Tracked, reason: str) -> Event:
    """Have a case that was answered, referred or rejected taken up again; raises alike."""
    return _do(tracked, "reopen", Given(tracked.case.version, reason=reason))


def unmerge(tracked: Tracked, reason: str) -> Event:
    """Say that one's case is not the same as the one it was merged into."""
    return _do(tracked, "unmerge", Given(tracked.case.version, reason=reason))


def rate(tracked: Tracked, stars: int, remark: str = "") -> Event:
    """Rate the latest reply, once: 1 to 5. Raises as `supplement`."""
    if str(stars) not in STARS:
        raise fail("stars", stars, "1 至 5", "1 to 5")
    private = {"remark": remark.strip()} if remark.strip() else {}
    given = Given(tracked.case.version, more={"stars": str(stars)}, private=private)
    return _do(tracked, "rate", given)


def withdraw(tracked: Tracked, reason: str = "") -> Event:
    """Withdraw a complaint; whoever follows it is not withdrawn. Raises as `supplement`."""
    return _do(tracked, "withdraw", Given(tracked.case.version, reason=reason))


def urge(tracked: Tracked, reason: str) -> Event:
    """Urge the organ on. Raises as `supplement`."""
    return _do(tracked, "urge", Given(tracked.case.version, reason=reason))


def _do(tracked: Tracked, code: str, given: Given) -> Event:
    """A step by the bearer of a code."""
    with as_bearer(tracked) as by:
        return carry_out(by, tracked.case.public_id, code, given)


# -- who it was ------------------------------------------------------------------------------------


def ask_to_unseal(by: Actor, case: UUID | str, purpose: str, ground: str, version: int) -> Event:
    """Ask for the identity of the complainant: purpose (a code of `UNSEAL_PURPOSES`), and the
    ground in words. Raises `CaseError`, `InputError`."""
    given = Given(version, reason=ground, more={"purpose": purpose})
    return carry_out(by, case, "ask_to_unseal", given)


def agree_to_unseal(by: Actor, case: UUID | str, version: int, remark: str = "") -> Event:
    """Agree, as the second person: it opens to the one who asked, for `UNSEALED_FOR`.

    Raises `CaseError` for the one who asked, whoever lent or borrowed the powers, and whoever
    holds the case.
    """
    return carry_out(by, case, "agree_to_unseal", Given(version, reason=remark))


def refuse_to_unseal(by: Actor, case: UUID | str, reason: str, version: int) -> Event:
    """Refuse, as the second person; it stays sealed. Raises as `agree_to_unseal`."""
    return carry_out(by, case, "refuse_to_unseal", Given(version, reason=reason))


def withdraw_request(by: Actor, case: UUID | str, version: int) -> Event:
    """Take one's own question for the identity back, while nobody decided. Raises `CaseError`."""
    return carry_out(by, case, "withdraw_request", Given(version))


def read_identity(by: Actor, case: UUID | str) -> Identity:
    """Who complained, for the one to whom it was opened, while it is open.

    Each look is a leaf before it is shown, and counted where the complainant sees it.

    Raises `CaseError`.
    """
    found = find_case(case)
    try:
        row = find_open(by, found)
    except CaseError as error:
        record_refusal(_act(LOOKED, by, found), error.code)
        raise
    record_apart(_act(LOOKED, by, found, ("purpose", row.purpose), ("asked", row.event.version)))
    with transaction.atomic():
        Unsealing.objects.filter(pk=row.pk).update(looks=F("looks") + 1)
        identity = sealing.open_identity(found.party)
    if identity is None:
        said = Text("没有留下身份", "no identity was left")
        raise CaseError("identity", said, (as_basis(RECEIVE),))
    return identity


def find_open(by: Actor, case: Case) -> Unsealing:
    """The unsealing that is open to someone now. Raises `CaseError`."""
    procedure = find_procedure(case.procedure)
    find_complaint(case)
    step = Step(by, case, procedure, procedure.transitions[0], None)
    check_conflict(step)
    for name in procedure.checks:
        run_check(name, step)
    row = Unsealing.objects.filter(
        case=case, agreed=True, until__gt=timezone.now(), asked_by=by.public_id,
        asked_account=by.account,
    ).select_related("event").last()  # fmt: skip
    if row is None or not may(by.role, "reveal_personal") or by.body.party != row.event.by_party:
        raise step.refuse(
            "sealed",
            "身份未对您解封，或者已过解封时间",
            "the identity was not opened to you, or is not open any more",
        )
    return row


def run_check(name: str, step: Step) -> None:
    """A guard of every step, for a look. Raises `CaseError`."""
    from jifang.foundation.cases.checks import CHECKS

    CHECKS[name](step)


def reveal_contact(by: Actor, case: UUID | str, purpose: str) -> Identity:
    """Name and contact that were left openly: who looked and what for is recorded before.

    Raises `CaseError`, `InputError`.
    """
    found = find_case(case)
    complaint = find_complaint(found)
    act = _act(REVEALED, by, found)
    if not may(by.role, "reveal_personal"):
        said = Text("您的角色不能查看", "your role may not see this")
        record_refusal(act, "power")
        raise CaseError("power", said, (as_basis(RECEIVE),))
    said_purpose = purpose.strip()
    if not said_purpose or len(said_purpose) > 500:
        raise fail("purpose", purpose, "须写明查看用途", "the purpose must be given")
    record_apart(_act(REVEALED, by, found, personal=(("purpose", said_purpose),)))
    return Identity(complaint.contact_name.open(), complaint.contact.open())


def _act(
    kind: str, by: Actor, case: Case, *details: tuple[str, object],
    personal: tuple[tuple[str, str], ...] = (),
) -> Act:  # fmt: skip
    more = (*details, ("for", by.lender)) if by.lender else details
    return Act(
        kind, case.organ, case.organ_region, by.public_id, Target("case", str(case.public_id)),
        basis=(as_basis(RECEIVE),), personal=personal, details=more,
    )  # fmt: skip
