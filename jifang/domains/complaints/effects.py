"""What the steps of a complaint do in its own tables, and what must hold for them."""

from __future__ import annotations

import math
from contextvars import ContextVar
from datetime import timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from jifang.domains.complaints.codes import is_bearer_party
from jifang.domains.complaints.data import (
    PROCEDURE,
    SUBJECTS,
    SUPERIOR,
    UNSEALED_FOR,
)
from jifang.domains.complaints.keep import CHECK_BEARER
from jifang.domains.complaints.models import (
    Complaint,
    ComplaintNote,
    ComplaintRating,
    Unsealing,
)
from jifang.domains.complaints.places import (
    Point,
    is_point,
    make_address_key,
    read_point,
    snap,
)
from jifang.domains.complaints.routing import find_concerned, find_organ
from jifang.domains.units.api import find_site_ref
from jifang.foundation.accounts.data import SYSTEM
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.personal import Personal
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.audit.data import Target
from jifang.foundation.cases.checks import Step, add_check
from jifang.foundation.cases.data import Given, LetterGiven, NotFoundError
from jifang.foundation.cases.models import Case, Event
from jifang.foundation.cases.naming import name_case
from jifang.foundation.cases.parts import make_part
from jifang.foundation.cases.services import Opening, carry_out, open_case
from jifang.foundation.grants.services import open_grant
from jifang.foundation.history.data import NotFoundError as NoRecordError
from jifang.foundation.notifications.services import Recipient, notify
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import find_division
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError, Problem, Text

HANDS_IN = ("file", "join", "take_over", "supplement")
"""Steps by which a complainant hands papers in."""
DRAWN: Final[ContextVar[str]] = ContextVar("complaint_drawn", default="")
"""The party whose code the platform draws just then, for the report that is being filed."""
SEALED_WORDS = ("what", "address", "place_note", "contact_name", "contact")


def find_complaint(case: Case) -> Complaint:
    """The complaint of a case. Raises `NotFoundError`, for a case of another procedure too."""
    found = Complaint.objects.filter(case_id=case.pk).first()
    if found is None:
        raise NotFoundError
    return found


HELD, PENDING = "_complaint_of_case", "_question_of_case"


def peek_complaint(case: Case) -> Complaint:
    """The complaint as it stood when the case was read: every step from a state asks for it."""
    held = vars(case).get(HELD)
    if held is None:
        held = vars(case)[HELD] = find_complaint(case)
    return held


def fail(name: str, value: object, zh: str, en: str) -> InputError:
    """One problem of one field."""
    return InputError(Problem(name, value, Text(zh, en)))


# -- what must hold --------------------------------------------------------------------------------


def check_conflict(step: Step) -> None:
    """The organ complained of does nothing in the case and is given nothing of it; nor does a
    member of the body whose site it is about."""
    if step.by is SYSTEM or step.case._state.adding:
        return
    complaint = peek_complaint(step.case)
    to = step.given.to.party if step.given and step.given.to else ""
    concerned = complaint.about_organ
    if concerned and concerned in {step.by.body.party, to}:
        raise step.refuse(
            "conflict",
            "被反映的机关不得办理，也不得知悉本案",
            "the organ complained of neither handles the case nor sees it",
            SUPERIOR,
        )
    if complaint.about_party and step.by.body.kind == ORGAN and is_member(step, complaint):
        raise step.refuse(
            "conflict",
            "您是被反映单位的成员，应当回避",
            "you are a member of the body complained of and must stand aside",
        )


def is_member(step: Step, complaint: Complaint) -> bool:
    """Whether whoever acts, or lent their powers, is of the body complained of."""
    with work_in(Scope(parties=(complaint.about_party,))):
        return Membership.objects.filter(
            party=complaint.about_party, account__public_id__in=step.persons,
            valid__contains=timezone.localdate(),
        ).exists()  # fmt: skip


def check_unrated(step: Step) -> None:
    """A reply is rated once."""
    reply = find_reply(step.case)
    if reply is None or ComplaintRating.objects.filter(reply=reply).exists():
        raise step.refuse("rated", "这次答复已经评价", "this reply was rated already")


def find_reply(case: Case) -> Event | None:
    """The latest reply of a case."""
    return Event.objects.filter(case=case, act="reply").order_by("-version").first()


def check_party(step: Step) -> None:
    """A code opens exactly the case that was filed with it, and what the platform made of that
    case by a referral: nobody opens another under the same party. At the counter an officer files
    with a code that was drawn there (`DRAWN`)."""
    case = step.case
    if not case._state.adding or not is_bearer_party(case.party):
        return
    with work_in(Scope(parties=(case.party,))):
        held = {str(one) for one in Case.objects.filter(party=case.party)
                .values_list("public_id", flat=True)}  # fmt: skip
    if step.transition.code == "take_over":
        origin = "" if step.given is None else str(step.given.more.get("origin") or "")
        if step.given is not None and origin not in held:
            raise step.refuse("party", "须移送自同一反映人的案件", "not referred from such a case")
        return
    own = step.by is not SYSTEM and step.by.body.party == case.party
    if held or not (own or DRAWN.get() == case.party):
        raise step.refuse(
            "party",
            "不能以查询码持有人的名义立案",
            "no case is opened in the name of whoever holds a code",
        )


def find_pending(case: Case) -> Unsealing | None:
    """The question for the identity that nobody decided yet."""
    return Unsealing.objects.filter(case=case, agreed=None).first()


def peek_pending(step: Step) -> Unsealing | None:
    """The same, asked once for a case as it stands while steps are only asked about: every
    question and every answer is a step of the case."""
    if step.given is not None:
        return find_pending(step.case)
    held: tuple[int, Unsealing | None] | None = vars(step.case).get(PENDING)
    if held is None or held[0] != step.case.version:
        held = vars(step.case)[PENDING] = (step.case.version, find_pending(step.case))
    return held[1]


def check_identity(step: Step) -> None:
    """There is an identity to ask for, and nobody's question is open."""
    if not peek_complaint(step.case).has_identity:
        raise step.refuse("identity", "本案没有密封的身份", "no identity is sealed in this case")
    if peek_pending(step) is not None:
        raise step.refuse("pending", "已有一份申请待决定", "a question is open already")


def check_asked(step: Step) -> None:
    """Somebody asked for the identity, and nobody decided yet."""
    if peek_pending(step) is None:
        raise step.refuse("pending", "没有人申请解封", "nobody has asked")


def check_asker(step: Step) -> None:
    """A question is taken back by the one who put it."""
    row = peek_pending(step)
    if row is not None and row.asked_by != step.by.public_id:
        raise step.refuse("asker", "申请由提出的人撤回", "only whoever asked takes it back")


def check_apart(step: Step) -> None:
    """The one who decides does not hold the case."""
    if step.case.holder and step.case.holder in step.persons:
        raise step.refuse(
            "holder",
            "本案经办人不得决定解封，由本机关另一名审批负责人决定",
            "whoever holds the case does not decide this; another approving officer does",
        )


add_check("complaint_party", check_party)
add_check("complaint_conflict", check_conflict)
add_check("complaint_unrated", check_unrated)
add_check("complaint_identity", check_identity)
add_check("complaint_asked", check_asked)
add_check("complaint_asker", check_asker)
add_check("complaint_apart", check_apart)


# -- filing ----------------------------------------------------------------------------------------


def write_complaint(step: Step, event: Event) -> None:
    """The complaint of a case that was opened."""
    given, case = step.given or Given(0), step.case
    subject, division = str(given.more["subject"]), str(given.more["division"])
    concerned = check_organ(step, subject, division)
    check_seal(given)
    sealed = {name: Personal(given.private.get(name, ""), "name") for name in SEALED_WORDS}
    point = read_given_point(Personal(given.private.get("point", ""), "name").open())
    near = None if point is None else snap(*point)
    Complaint.objects.create(
        **make_part(step, event, internal=False), subject=subject,
        division=division, **sealed, sealed=bool(given.more.get("sealed")),
        has_identity=bool(given.more.get("named")),
        address_key=make_address_key(case.organ_region, division, sealed["address"].open()),
        latitude=point and point[0], longitude=point and point[1],
        near_lat=near and near[0], near_lon=near and near[1], about_organ=concerned,
        origin=str(given.more.get("origin") or ""),
    )  # fmt: skip
    with connection.cursor() as cursor:  # while the bounds show both
        for statement in CHECK_BEARER:
            cursor.execute(statement)


def check_seal(given: Given) -> None:
    """Who asks to stay unknown to the officers is not written where they read. Raises
    `InputError`: an identity under seal comes from the person alone, online or with a device at
    the counter, and lies apart."""
    if given.more.get("sealed") and any(given.private.get(n) for n in ("contact_name", "contact")):
        raise fail(
            "sealed", "",
            "要求保密的，请不要在这里填写姓名和联系方式：请本人在网上填写，身份单独封存",
            "under seal, name and contact are not entered here: the person enters them online,"
            " where they are sealed apart",
        )  # fmt: skip


def read_given_point(text: str) -> Point | None:
    """The point that was given. Raises `InputError`."""
    try:
        point = read_point(text)
    except ValueError:
        point = (math.nan, math.nan)
    if point is not None and not is_point(*point):
        raise fail("point", "", "须为“纬度,经度”（WGS 84，度）", "“latitude,longitude” in WGS 84")
    return point


def check_organ(step: Step, subject: str, division: str) -> str:
    """The organ complained of, for officials. Raises `InputError` where the case was opened with
    another organ than the one that receives it."""
    case, above = step.case, SUBJECTS[subject].route == "superior"
    route = find_organ(subject, division)
    if step.transition.code != "take_over" and route.organ != case.organ:
        raise InputError(Problem("division", division, route.reason))
    place = find_division(division)
    organ = find_concerned(place) if above and place is not None else None
    return "" if organ is None else organ.code


def join_case(step: Step, event: Event) -> None:
    """A complaint that follows another from the start; whoever holds that one is told."""
    write_complaint(step, event)
    main = follow(step, event)
    notify_holder(main, Text("又有一人反映同一问题", "somebody else reported the same"))


# -- words -----------------------------------------------------------------------------------------


def write_note(step: Step, event: Event) -> None:
    """Words that were added: the complainant's, or an officer's."""
    given = step.given or Given(0)
    kind = "inspection" if step.transition.internal else "supplement"
    note = ComplaintNote(**make_part(step, event, internal=step.transition.internal), kind=kind)
    note.text = Personal(given.private.get("text", ""), "name")
    note.save(force_insert=True)


def link_site(step: Step, event: Event) -> None:
    """The site that a complaint is about, from the register."""
    wanted = str((step.given or Given(0)).more["site"])
    try:
        site = find_site_ref(wanted)
    except NoRecordError:
        raise fail("site", wanted, "登记中没有这个场所", "there is no such site") from None
    Complaint.objects.filter(case=step.case).update(site=site.public_id, about_party=site.party)


def write_rating(step: Step, event: Event) -> None:
    """The rating of the latest reply."""
    given = step.given or Given(0)
    stars = int(given.more["stars"])
    rating = ComplaintRating(**make_part(step, event, internal=False), stars=stars)
    rating.reply_id = Event.objects.filter(case=step.case, act="reply").latest("version").pk
    rating.remark = Personal(given.private.get("remark", ""), "name")
    rating.save(force_insert=True)


# -- merging ---------------------------------------------------------------------------------------


def follow(step: Step, event: Event) -> Case:
    """Point a case, and whatever followed it, to another one. Raises `InputError`."""
    wanted = str((step.given or Given(0)).more["main"])
    case = step.case
    main = Case.objects.filter(
        public_id=wanted, procedure=PROCEDURE, organ=case.organ, closed_at=None
    ).exclude(pk=case.pk).first()  # fmt: skip
    if main is None or find_complaint(main).main_id is not None:
        raise fail(
            "main", wanted,
            "须为本机关正在办理的另一件投诉举报，且未并入他案",
            "another complaint that this organ has in work, not merged itself",
        )  # fmt: skip
    if find_complaint(main).about_organ != find_complaint(case).about_organ:
        raise fail("main", wanted, "两件反映的不是同一机关", "they concern different organs")
    Complaint.objects.filter(case=case).update(main=main)
    Complaint.objects.filter(main=case).update(main=main)
    return main


def merge_case(step: Step, event: Event) -> None:
    """A case goes into another one."""
    main = follow(step, event)
    if (main.holder_party, main.holder) != (step.by.body.party, step.by.public_id):
        notify_holder(main, Text("有案件并入本案", "a case was merged into this one"))


def unmerge_case(step: Step, event: Event) -> None:
    """A case stands by itself again."""
    Complaint.objects.filter(case=step.case).update(main=None)


def tell_followers(step: Step, event: Event) -> None:
    """Those who reported the same are told what became of the case that theirs was merged into."""
    case = step.case
    state = step.procedure.find_state(step.transition.to).name
    for row in list_followers(case):
        own = name_case(row.case)
        said = Text(
            f"{own.zh} 并入的案件有了结果：{state.zh}",
            f"The case that {own.en} was merged into: {state.en}",
        )
        about = Target("case", str(row.case.public_id))
        notify(Recipient(row.party), case.organ_region, about, said)


def list_followers(case: Case) -> list[Complaint]:
    """The complaints that were merged into a case, the oldest first."""
    return list(Complaint.objects.filter(main=case).select_related("case").order_by("pk"))


def hand_on(step: Step, event: Event) -> None:
    """A case that others follow is withdrawn: the oldest of them stands by itself again, and the
    rest follow it. What they reported is not lost with the one who withdrew."""
    followers = list_followers(step.case)
    if not followers:
        return
    first = followers[0].case
    reason = "原主案由反映人撤回 / the main case was withdrawn"
    carry_out(SYSTEM, first.public_id, "unmerge", Given(first.version, reason=reason))
    Complaint.objects.filter(pk__in=[row.pk for row in followers[1:]]).update(main=first)


def withdraw_case(step: Step, event: Event) -> None:
    """A complaint is withdrawn; whoever follows it is not."""
    Complaint.objects.filter(case=step.case).exclude(main=None).update(main=None)
    hand_on(step, event)


def notify_holder(case: Case, said: Text) -> None:
    """Tell whoever holds a case, or the organ in whose pool it lies."""
    name = name_case(case)
    whole = Text(f"{name.zh}：{said.zh}", f"{name.en}: {said.en}")
    to = Recipient(case.holder_party or case.organ, case.holder)
    notify(to, case.organ_region, Target("case", str(case.public_id)), whole)


# -- referring -------------------------------------------------------------------------------------


def refer_case(step: Step, event: Event) -> None:
    """Say to whom. A public security organ that the platform knows has the case opened with it at
    once, and sees what there was so far; the complainant's code shows both."""
    given, case = step.given or Given(0), step.case
    code, name = str(given.more.get("to_organ") or ""), str(given.more.get("to_name") or "")
    if bool(code) == bool(name.strip()):
        zh, en = "写明一个：平台上的机关，或者其他部门的名称", "name one: an organ, or a department"
        raise fail("to_organ", code, zh, en)
    complaint = find_complaint(case)
    if code and code in {case.organ, complaint.about_organ}:
        zh, en = "不能移送本机关或者被反映的机关", "not to this organ, nor the one complained of"
        raise fail("to_organ", code, zh, en)
    organ = Organ.objects.filter(code=code, kind="public_security").first()
    if organ is not None:
        open_grant(case.organ_region, organ.code, case.grant_key)
        open_there(step, complaint, organ)
    tell_followers(step, event)


def open_there(step: Step, complaint: Complaint, organ: Organ) -> None:
    """The same complaint as a case of another organ, opened by the platform."""
    case = step.case
    words = {name: getattr(complaint, name).open() for name in SEALED_WORDS}
    if complaint.latitude is not None:
        words["point"] = f"{complaint.latitude},{complaint.longitude}"
    more = {
        "subject": complaint.subject, "division": complaint.division,
        "sealed": complaint.sealed, "named": complaint.has_identity,
        "origin": str(case.public_id),
    }  # fmt: skip
    opening = Opening(PROCEDURE, "take_over", organ.code, case.party, case.subject)
    kept = {name: text for name, text in words.items() if text}
    papers = tuple(dict.fromkeys(list_papers(case)))
    open_case(SYSTEM, opening, Given(0, documents=papers, more=more, private=kept))


def list_papers(case: Case) -> list[str]:
    """The papers that the complainant handed in."""
    found = Event.objects.filter(case=case, act__in=HANDS_IN).exclude(party="").order_by("version")
    return [paper for event in found for paper in event.documents]


# -- the identity ----------------------------------------------------------------------------------


def ask_identity(step: Step, event: Event) -> None:
    """A question for the identity; it is the organ's own business until somebody agrees."""
    given = step.given or Given(0)
    Unsealing.objects.create(
        **make_part(step, event, internal=False),
        purpose=str(given.more["purpose"]), asked_by=step.by.public_id,
        asked_lender=step.by.lender, asked_account=step.by.account,
    )  # fmt: skip


def decide_identity(step: Step, event: Event) -> None:
    """The second person agrees or refuses; whoever asked is told."""
    row = Unsealing.objects.get(case=step.case, agreed=None)
    now, agreed = timezone.now(), step.transition.code == "agree_to_unseal"
    row.decision, row.decided_by, row.decided_lender = event, step.by.public_id, step.by.lender
    row.agreed, row.decided_at = agreed, now
    row.until = now + UNSEALED_FOR if agreed else None
    row.save(update_fields=(
        "decision", "decided_by", "decided_lender", "agreed", "decided_at", "until"
    ))  # fmt: skip
    hours = UNSEALED_FOR // timedelta(hours=1)
    case, name = step.case, name_case(step.case)
    said = Text(
        f"{name.zh}：身份解封申请未获同意", f"{name.en}: the identity stays sealed"
    )  # fmt: skip
    if agreed:
        said = Text(
            f"{name.zh}：身份已对您解封（{hours} 小时）",
            f"{name.en}: the identity is open to you for {hours} hours",
        )
    asker = Recipient(row.event.by_party, row.asked_by)
    notify(asker, case.organ_region, Target("case", str(case.public_id)), said)


def withdraw_request(step: Step, event: Event) -> None:
    """Whoever asked takes the question back: the identity stays sealed, and another may ask."""
    row = Unsealing.objects.get(case=step.case, agreed=None)
    row.decision, row.decided_by, row.decided_lender = event, step.by.public_id, step.by.lender
    row.agreed, row.decided_at = False, timezone.now()
    row.save(update_fields=("decision", "decided_by", "decided_lender", "agreed", "decided_at"))


# -- the letter ------------------------------------------------------------------------------------


def draft_reply(step: Step) -> LetterGiven:
    """The draft of a reply; whoever signs it writes what was found."""
    name = SUBJECTS[find_complaint(step.case).subject].name.zh
    number = f"{step.case.year}-{step.case.number}"
    body = f"您反映的“{name}”（编号 {number}），现答复如下：\n"
    to = "反映人" if is_bearer_party(step.case.party) or not step.case.party else "反映单位"
    return LetterGiven(to, step.case.subject[:120], {"body": body, "contact": ""})
