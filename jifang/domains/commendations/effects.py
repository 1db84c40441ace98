"""What the steps do in the tables of commendations, within the transaction of the step."""

from __future__ import annotations

from datetime import date
from typing import Any

from jifang.domains.commendations.data import (
    KINDS,
    PERSON,
    PUBLISHED,
    TAKEN_DOWN,
    UNIT,
    WITHDRAWN,
)
from jifang.domains.commendations.facts import find_row, find_traces
from jifang.domains.commendations.models import Commendation, Consent, Publication
from jifang.domains.units import api as units
from jifang.foundation.accounts.models import Account
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.fields import is_day
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.parts import make_part
from jifang.foundation.documents.letter_services import withdraw_letter
from jifang.foundation.documents.models import Letter
from jifang.foundation.territory.selectors import find_division
from jifang.law.errors import InputError, Problem, Text

MUST = Text("须填写", "must be given")
CODE = Text("应为 18 位统一社会信用代码", "must be a unified social credit code of 18 characters")
AHEAD = Text("不得晚于今天", "not later than today")


def read_given(step: Step) -> Given:
    """What the step was given."""
    return step.given or Given(0)


def need_row(step: Step) -> Commendation:
    """The commendation of the case."""
    row = find_row(step.case)
    if row is None:
        raise step.refuse("commendation", "本案没有登记事项", "the case holds no commendation")
    return row


# -- proposing -------------------------------------------------------------------------------------


def write_proposal(step: Step, event: Event) -> None:
    """The commendation as it is proposed. Raises `InputError`."""
    more, private = read_given(step).more, read_given(step).private
    subject, place = more["subject"], str(more["place"])
    problems = list(find_problems(more, private, event.legal_day))
    if problems:
        raise InputError(problems)
    row = Commendation(
        **own_part(step, event), subject=subject, place=place,
        story=private["story"], happened_on=read_day(more.get("happened_on")),
        claimed=more.get("contribution") or "", demonstration=step.case.demonstration,
    )  # fmt: skip
    if subject == UNIT:
        row.unit_name = str(more["unit_name"]).strip()
        link_unit(row, step, str(more.get("credit_code") or ""))
    else:
        row.person_name = private["person_name"].strip()
        login = private.get("person_login", "").strip().lower()
        found = Account.objects.filter(username=login).first() if login else None
        row.person_account = str(found.public_id) if found else ""
    row.save(force_insert=True)


def own_part(step: Step, event: Event) -> dict[str, Any]:
    """What a row of ours bears of its case; the proposer sees what was proposed."""
    part = make_part(step, event, internal=False)
    return {name: value for name, value in part.items() if name != "event"}


def find_problems(more: Any, private: Any, day: date) -> Any:
    """What is wrong with a proposal beyond its single fields."""
    unit = more["subject"] == UNIT
    if unit and not str(more.get("unit_name") or "").strip():
        yield Problem("unit_name", "", MUST)
    if not unit and not str(private.get("person_name") or "").strip():
        yield Problem("person_name", "", MUST)
    if find_division(str(more.get("place") or "")) is None:
        said = Text("没有这个区划代码", "there is no division of this code")
        yield Problem("place", more.get("place"), said)
    happened = read_day(more.get("happened_on")) if is_day(more.get("happened_on")) else None
    if happened is not None and happened > day:
        yield Problem("happened_on", happened.isoformat(), AHEAD)
    if unit:
        code = str(more.get("credit_code") or "")
        if code and units.decode_credit_code(code) is None:
            yield Problem("credit_code", code, CODE)


def read_day(given: Any) -> date | None:
    """A day that was given; none where it was left open."""
    return date.fromisoformat(given) if given else None


def link_unit(row: Commendation, step: Step, code: str) -> bool:
    """Tie the commended unit to the register, by its code, else where it is the proposer's own
    body. Whether it was found says nothing to whoever proposes."""
    found = units.find_registered(credit_code=code.strip().upper()) if code else None
    own = step.by.body
    if found is None and not code and row.unit_name == own.name and not row.unit_party:
        row.unit_party = own.party
        found = units.find_registered(party=own.party)
    if found is None:
        return False
    row.unit_party, row.unit_kind, row.unit_id = found.party, found.kind, found.public_id
    row.unit_name = found.name
    return True


def add_story(step: Step, event: Event) -> None:
    """What the proposer adds, under its day."""
    row, added = need_row(step), read_given(step).private["story"]
    row.story = f"{row.story.open()}\n\n{event.legal_day.isoformat()}\n{added}"
    row.save(update_fields=["story"])


# -- examining -------------------------------------------------------------------------------------


def write_found(step: Step, event: Event) -> None:
    """What the examiner found. Raises `InputError` for a unit that is not in the register."""
    row, more = need_row(step), read_given(step).more
    row.contribution = more.get("contribution") or ""
    row.important = more.get("important")
    row.used_captured_information = more.get("used_captured_information")
    row.source = str(more.get("source") or "").strip()
    row.kinds = [code for code in KINDS if code in (more.get("kinds") or ())]
    row.honour = str(more.get("honour") or "").strip()
    code = str(more.get("credit_code") or "")
    if code and (row.subject != UNIT or not link_unit(row, step, code)):
        said = Text(
            "辖区登记中没有这个代码的单位", "no unit of this code is in the register within reach"
        )
        raise InputError(Problem("credit_code", code, said))
    row.save()


def write_consent(step: Step, event: Event) -> None:
    """What the person said about being named; whoever does not agree any more is named no more.

    Raises `InputError`: there is no paper and no note, or nobody who could agree.
    """
    row, given = need_row(step), read_given(step)
    note = given.private.get("note", "").strip()
    problems = []
    if row.subject != PERSON:
        said = Text("被表彰的是单位，不需要", "a unit is commended: it is not needed")
        problems.append(Problem("agrees", given.more["agrees"], said))
    if not note and not given.documents:
        said = Text("须附本人的书面意见，或者写明如何表示", "a paper, or a note of how it was said")
        problems.append(Problem("note", "", said))
    if date.fromisoformat(given.more["given_on"]) > event.legal_day:
        problems.append(Problem("given_on", given.more["given_on"], AHEAD))
    if problems:
        raise InputError(problems)
    Consent.objects.create(
        **(own_part(step, event) | {"party": ""}), agrees=given.more["agrees"],
        given_on=given.more["given_on"], note=note, documents=list(event.documents),
        by=event.by,
    )  # fmt: skip
    if not given.more["agrees"]:
        Publication.objects.filter(case=step.case, subject=PERSON).exclude(name="").update(
            name="", consent=None, changed_on=event.legal_day
        )


def find_consent(row: Commendation) -> Consent | None:
    """What the person said last; none where that is not recorded."""
    return Consent.objects.filter(case_id=row.case_id).order_by("-pk").first()


# -- in public -------------------------------------------------------------------------------------


def write_publication(step: Step, event: Event) -> None:
    """Make a commendation public, or put what is public anew. Raises `InputError`."""
    row, given = need_row(step), read_given(step)
    consent = find_consent(row) if row.subject == PERSON else None
    name = choose_name(row, consent, named=bool(given.more.get("named")))
    text = given.private["text"].strip()
    problems = list(find_public_problems(row, given, name, text))
    if problems:
        raise InputError(problems)
    shown = {
        "consent": consent if row.subject == PERSON and name else None, "name": name,
        "text": text, "state": PUBLISHED, "changed_on": event.legal_day, "notice": "",
        "honour": row.honour, "kinds": row.kinds,
    }  # fmt: skip
    if Publication.objects.filter(case=step.case).update(**shown):
        return
    letter = find_letter(step)
    Publication.objects.create(
        case=step.case, organ=step.case.organ, organ_region=step.case.organ_region,
        place=row.place, year=event.legal_day.year, subject=row.subject,
        contribution=row.contribution, number=letter.number_text, decided_on=letter.issued_on,
        published_on=event.legal_day, demonstration=step.case.demonstration, **shown,
    )  # fmt: skip


def choose_name(row: Commendation, consent: Consent | None, *, named: bool) -> str:
    """Whom the public sees. Raises `InputError`: a person is named only who agreed to it."""
    if row.subject == UNIT:
        return row.unit_name
    if not named:
        return ""
    if consent is None or not consent.agrees:
        said = Text("没有记录本人同意公布姓名", "no consent of the person to be named is recorded")
        raise InputError(Problem("named", True, said))
    opened: str = row.person_name.open()
    return opened


def find_public_problems(row: Commendation, given: Given, name: str, text: str) -> Any:
    """What is wrong with what is to be shown to everyone."""
    if given.more.get("confirmed") is not True:
        said = Text("须确认不含个人信息、不含采获信息", "confirm that nothing personal is in it")
        yield Problem("confirmed", given.more.get("confirmed"), said)
    hidden = "" if name or row.subject == UNIT else row.person_name.open().strip()
    for field, words in (("text", text), ("honour", row.honour)):
        for sort in find_traces(words, hidden):
            said = Text(f"含有{sort.zh}，不能公布", f"holds {sort.en} and cannot be published")
            yield Problem(field if field == "text" else "", "", said)


def find_letter(step: Step) -> Letter:
    """The letter that told the decision."""
    decided = Event.objects.filter(case=step.case, act="approve").order_by("-version").first()
    if decided is None or not decided.letter:
        raise step.refuse("letter", "没有决定文书", "no letter told the decision")
    return Letter.objects.get(public_id=decided.letter)


def hide(step: Step, event: Event, state: str) -> None:
    """Leave of what is public that it was there, and why it is there no more."""
    notice = str(read_given(step).more.get("notice") or "").strip()
    for sort in find_traces(notice, need_row(step).person_name.open().strip()):
        said = Text(f"含有{sort.zh}，不能公布", f"holds {sort.en} and cannot be published")
        raise InputError(Problem("notice", "", said))
    shown = {"text": "", "honour": "", "state": state, "notice": notice,
             "changed_on": event.legal_day}  # fmt: skip
    found = Publication.objects.filter(case=step.case)
    if state == TAKEN_DOWN:
        shown["name"] = ""
    found.update(**shown)
    found.filter(subject=PERSON).update(name="", consent=None)


def take_down(step: Step, event: Event) -> None:
    """What was published is gone; the commendation stands."""
    hide(step, event, TAKEN_DOWN)


def withdraw(step: Step, event: Event) -> None:
    """The commendation itself holds no longer, nor does its letter."""
    hide(step, event, WITHDRAWN)
    withdraw_letter(step.by, find_letter(step), event.reason)
