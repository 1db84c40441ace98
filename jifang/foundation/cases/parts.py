"""What goes with an act: who holds the case, clocks, notice, opinion, recusal, letter, grants,
and what others are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.audit.data import Basis, Target
from jifang.foundation.cases.checks import SAME_ORGAN, Step, cite_once
from jifang.foundation.cases.clocks import (
    add_event,
    choose_year,
    find_differences,
    last_day,
    move_clocks,
)
from jifang.foundation.cases.data import CaseError, Given, LetterGiven, Relation, Transition
from jifang.foundation.cases.hands import Mover, choose_holder, find_recallable, list_pending
from jifang.foundation.cases.models import (
    Assignment,
    Case,
    Event,
    Notice,
    Opinion,
    Recusal,
)
from jifang.foundation.cases.naming import name_case
from jifang.foundation.cases.openings import find_first_day
from jifang.foundation.cases.standing import read_calendar, read_day
from jifang.foundation.documents.data import LetterDraft
from jifang.foundation.documents.letter_services import issue_letter
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.documents.templates import find_template
from jifang.foundation.grants.services import close_grants, open_grant
from jifang.foundation.notifications.services import Recipient, notify
from jifang.law.errors import Problem, Text

MOST_DEFECTS = 100
LONGEST_DEFECT = 500
ITEMS = "items"
"""The field of a notice that lists what is wanting."""
FIXED = {
    "addressee": Text("受文单位", "addressee"), "subject": Text("标题事项", "what it is about"),
    "matter": Text("申请事项", "matter"), "received_on": Text("收件日期", "received on"),
}  # fmt: skip
"""What of a letter its draft fixes, where it says it."""
MUST = Text("须写明", "must be given")


# -- what is given ---------------------------------------------------------------------------------


def check_day(step: Step, given: Given) -> Iterable[Problem]:
    """The day of the law: today's; an earlier one only for what came in on paper, and never before
    the latest day of the case."""
    case, transition = step.case, step.transition
    today, day = read_day(), given.on or read_day()
    if day > today or (day < today and not transition.backdated):
        said = Text(f"须为今天（{today}）", f"must be today ({today})")
        if transition.backdated:
            said = Text(f"不得晚于今天（{today}）", f"not later than today ({today})")
        yield Problem("on", day.isoformat(), said)
        return
    last = last_day(case) if case.pk else None
    if last is not None and day < last:
        said = Text(f"不得早于本案上一步（{last}）", f"not before the latest act ({last})")
        yield Problem("on", day.isoformat(), said)
    if day < today and is_receipt(step):
        yield from check_receipt(step, given, day)


def is_receipt(step: Step) -> bool:
    """Whether an officer says when something came in from somebody else. Where a code alone is
    needed to apply, much comes in by word of mouth and no paper proves it."""
    by = step.by.body
    return by.kind == ORGAN and by.party != step.case.party and not step.procedure.bearers


def check_receipt(step: Step, given: Given, day: date) -> Iterable[Problem]:
    """An earlier day of receipt is explained, proved by a paper that is handed in with it, and not
    before what the case is about was there."""
    if not given.reason.strip():
        said = Text("收件日早于今天的，须写明理由", "an earlier day of receipt needs a reason")
        yield Problem("reason", given.reason, said)
    if not given.documents:
        said = Text(
            "收件日早于今天的，须附当日的收件凭证或者申请材料",
            "an earlier day of receipt needs the receipt or the papers of that day",
        )
        yield Problem("documents", [], said)
    first = find_first_day(step.case.about_kind, step.case.about_id)
    # Later than the day of work: the case is replayed on a day of the past.
    if first is not None and day < first <= read_day():
        said = Text(
            f"不得早于所涉登记的起始之日（{first}）",
            f"not before what it is about was registered ({first})",
        )
        yield Problem("on", day.isoformat(), said)


def check_defects(transition: Transition, given: Given) -> Iterable[Problem]:
    """A notice names what is wanting; other steps have none."""
    if not transition.notice:
        if given.defects:
            said = Text("这一步不发通知", "no notice goes out with this step")
            yield Problem("defects", len(given.defects), said)
        return
    if not 1 <= len(given.defects) <= MOST_DEFECTS:
        said = Text(f"1 至 {MOST_DEFECTS} 项", f"1 to {MOST_DEFECTS} items")
        yield Problem("defects", len(given.defects), said)
    for at, defect in enumerate(given.defects):
        for name in ("item", "text"):
            value = getattr(defect, name)
            if not value.strip() or len(value) > LONGEST_DEFECT:
                yield Problem(f"defects[{at}].{name}", value, MUST)


def check_documents(given: Given) -> Iterable[Problem]:
    """Documents that were handed in and are within reach."""
    if not given.documents:
        return
    said = Text("没有这个文件", "there is no such document")
    wanted: dict[str, UUID] = {}
    for name in given.documents:
        try:
            wanted[name] = UUID(name)
        except ValueError:
            yield Problem("documents", name, said)
    found = Document.objects.filter(public_id__in=wanted.values())
    there = set(found.values_list("public_id", flat=True))
    for name, public_id in wanted.items():
        if public_id not in there:
            yield Problem("documents", name, said)


def read_details(step: Step, given: Given) -> dict[str, Any]:
    """What an event keeps besides."""
    found: dict[str, Any] = dict(given.more)
    if step.transition.notice:
        found["defects"] = [{"item": d.item, "text": d.text} for d in given.defects]
    if given.pause:
        found["pause"] = given.pause
    if step.transition.code == "recall":
        recalled = find_recallable(step.case, step.persons)
        found["recalls"] = 0 if recalled is None else recalled.version
    if step.transition.code == "recuse":
        found["person"] = given.person
    if step.transition.code == "give_opinion":
        found["agrees"] = given.agrees
    return found


# -- who holds it ----------------------------------------------------------------------------------


def set_holder(step: Step, given: Given) -> Recipient | None:
    """Put the new holder into the case; returns it where it changed, or the case was opened."""
    case, by = step.case, step.by
    person = by.lender or by.public_id
    holder = choose_holder(
        case, step.procedure, step.transition, given, Mover(by.body.party, person)
    )
    if step.transition.code == "recall":
        holder = keep_or_take(step, holder)
    now = holder or Recipient("")
    changed = (now.party, now.account) != (case.holder_party, case.holder)
    case.holder_party, case.holder = now.party, now.account
    return holder if changed or not step.transition.since else None


def keep_or_take(step: Step, taken: Recipient | None) -> Recipient | None:
    """Taking back a question leaves the case where it is; taking back a hand-over fetches it."""
    recalled = find_recallable(step.case, step.persons)
    if recalled is not None and recalled.act in {"transfer", "delegate"}:
        return taken
    return Recipient(step.case.holder_party, step.case.holder)


def set_target(step: Step, given: Given) -> None:
    """The organ's own aim for the whole case, set or taken away; no day of the law."""
    if step.transition.code == "set_target":
        day = given.more.get("target_on")
        step.case.target_on = date.fromisoformat(day) if day else None


# -- what is written -------------------------------------------------------------------------------


def make_part(step: Step, event: Event, *, internal: bool = True) -> dict[str, Any]:
    """What every part of a case bears."""
    case = step.case
    return {
        "case": case, "organ_region": case.organ_region, "grant_key": case.grant_key,
        "party": "" if internal else case.party, "event": event,
    }  # fmt: skip


def write_parts(step: Step, event: Event, given: Given, holder: Recipient | None) -> None:
    """Everything that follows from an event. Raises `CaseError`, `InputError`."""
    if holder is not None:
        Assignment.objects.create(
            **make_part(step, event), to_party=holder.party, to_account=holder.account,
            how=event.act,
        )  # fmt: skip
    if step.transition.notice:
        write_notice(step, event)
    match event.act:
        case "give_opinion":
            write_opinion(step, event, given)
        case "recuse":
            Recusal.objects.create(
                **make_part(step, event), person=given.person, reason=event.reason
            )
        case "recompute":
            compute_again(step.case, event)
    move_clocks(step.case, step.procedure, event, step.transition.clock, given)
    move_grants(step, event)


def write_notice(step: Step, event: Event) -> None:
    """The notice; the database has a second one of its kind refused."""
    try:
        Notice.objects.create(
            **make_part(step, event, internal=False), kind=step.transition.notice,
            defects=event.details["defects"],
        )  # fmt: skip
    except IntegrityError as error:
        raise explain(step, error) from None


def write_opinion(step: Step, event: Event, given: Given) -> None:
    """The opinion to the oldest question that was put to the signer."""
    from jifang.foundation.cases.checks import is_asked

    asked = next(e for e in list_pending(step.case) if is_asked(step, e))
    Opinion.objects.create(
        **make_part(step, event), asked=asked, kind=asked.act, signer=step.by.public_id,
        signer_party=step.by.body.party, agrees=bool(given.agrees), text=event.reason,
    )  # fmt: skip


def compute_again(case: Case, event: Event) -> None:
    """The calendar that was published moves what runs; each period keeps that it did."""
    calendar = read_calendar()
    for period in find_differences(case):
        add_event(period, event, "calendar", year=choose_year(period, calendar))


def move_grants(step: Step, event: Event) -> None:
    """A case that goes to another organ is opened to it; one that comes back is closed."""
    case = step.case
    if step.procedure.find_state(step.transition.to).is_final:
        close_grants(case.grant_key)
        return
    if event.to_party and event.to_party != case.organ:
        open_grant(case.organ_region, event.to_party, case.grant_key)
    if event.act in {"recall", "return_to_pool", "send_back"}:
        keep = {e.to_party for e in list_pending(case)} | {case.holder_party}
        close_all_but(case, keep)


def close_all_but(case: Case, keep: set[str]) -> None:
    """Close a case to the organs that have nothing to do in it any more."""
    from jifang.foundation.grants.models import Grant

    open_ = Grant.objects.filter(grant_key=case.grant_key, closed_at=None)
    for party in open_.exclude(party__in=keep).values_list("party", flat=True):
        close_grants(case.grant_key, party)


def explain(step: Step, error: IntegrityError) -> Exception:
    """What a constraint of the database means; what none of ours says is a fault of the program."""
    said = str(error)
    if "case_notice_once" in said:
        text = Text("本案已经告知", "in this case it was told")
        return CaseError("second_notice", text, (Basis(*cite_once(step.transition)),))
    if "case_event_accepted_by_the_approving_organ" in said:
        text = Text("只能由原核准机关验收", "accepted only by the organ that approved")
        return CaseError("approving_organ", text, (Basis(*SAME_ORGAN),))
    return error


def make_draft(step: Step, letter: LetterGiven, day: date) -> LetterDraft:
    """A letter as the documents know it."""
    case, letter = step.case, fix_letter(step, letter)
    return LetterDraft(
        template=step.transition.document, organ=case.organ, addressee=letter.addressee,
        subject=letter.subject, issued_on=day, basis=step.basis,
        fields={**letter.fields, **derive_fields(step, letter)},
        party=case.party, grant_key=case.grant_key,
    )  # fmt: skip


def fix_letter(step: Step, letter: LetterGiven) -> LetterGiven:
    """A letter with what its draft fixes: to whom, on what, in which matter, received when. Nobody
    writes these otherwise. Raises `CaseError` naming what differs."""
    if step.transition.letter is None:
        return letter
    drafted = step.transition.letter(step)
    known = {"addressee": drafted.addressee, "subject": drafted.subject, **drafted.fields}
    given = {"addressee": letter.addressee, "subject": letter.subject, **letter.fields}
    fixed = {name: known[name] for name in FIXED if known.get(name)}
    differs = [
        n for n, value in fixed.items() if given.get(n, "").strip() not in {"", value.strip()}
    ]
    if differs:
        zh, en = "、".join(FIXED[n].zh for n in differs), ", ".join(FIXED[n].en for n in differs)
        raise step.refuse(
            "letter_differs", f"文书的{zh}由案件得出，不得改动",
            f"of a letter these follow from the case and are not changed: {en}",
        )  # fmt: skip
    own = {name: value for name, value in fixed.items() if name in drafted.fields}
    return replace(
        letter, addressee=fixed.get("addressee", letter.addressee),
        subject=fixed.get("subject", letter.subject), fields={**letter.fields, **own},
    )  # fmt: skip


def derive_fields(step: Step, letter: LetterGiven) -> dict[str, str]:
    """What of a letter follows from what its step is given. Raises `CaseError` where something else
    was written there."""
    names = list_derived(step.transition)
    if not names:
        return {}
    draft = step.transition.letter
    drafted = draft(step).fields if step.transition.derives and draft is not None else {}
    made = {name: drafted[name] if name in drafted else say_defects(step) for name in names}
    for name, value in made.items():
        if letter.fields.get(name, "").strip() not in {"", value.strip()}:
            raise step.refuse(
                "letter_differs", "文书中的这一项由所填内容得出，不另行填写",
                f"this follows from what the step is given and is not written anew: {name}",
            )  # fmt: skip
    return made


def list_derived(transition: Transition) -> tuple[str, ...]:
    """The fields of a letter that nobody types: those that the step derives, and in every notice
    the list of what is wanting."""
    names = transition.derives
    if transition.notice and transition.document and ITEMS not in names:
        known = find_template(transition.document).fields
        names = (*names, ITEMS) if ITEMS in known else names
    return names


def say_defects(step: Step) -> str:
    """What is wanting, a line each, as a notice lists it."""
    defects = step.given.defects if step.given else ()
    return "\n".join(f"{one.item}：{one.text}".replace("\n", " ") for one in defects)


def issue(step: Step, given: Given, day: date) -> Letter | None:
    """The letter that goes out with a step; it has a leaf of its own, as every letter."""
    if not step.transition.document or given.letter is None:
        return None
    draft = make_draft(step, given.letter, day)
    return issue_letter(step.by, draft, previewed=given.letter.previewed)


# -- who is told -----------------------------------------------------------------------------------


def tell(step: Step, event: Event) -> None:
    """Notify everyone the step names, but not the one who took it."""
    case = step.case
    name = name_case(case)
    state = step.procedure.find_state(case.state).name
    act = step.transition.act
    said = Text(
        f"{name.zh}：{act.zh}（{state.zh}）", f"{name.en}: {act.en} ({state.en})"
    )  # fmt: skip
    seen = set()
    for relation in step.transition.tells:
        to = find_told(case, event, relation)
        if to is None or to in seen or (to.account and to.account in step.persons):
            continue
        seen.add(to)
        notify(to, case.organ_region, Target("case", str(case.public_id)), said)


def find_told(case: Case, event: Event, relation: Relation) -> Recipient | None:
    """Who is meant by a relation, as someone to be told."""
    match relation:
        case "applicant":
            return Recipient(case.party) if case.party else None
        case "holder":
            return Recipient(case.holder_party, case.holder) if case.holder_party else None
        case "organ":
            return Recipient(case.organ)
        case "asked":
            return Recipient(event.to_party, event.to_account) if event.to_party else None
    return None
