"""Steps of a file under audit: by whom the procedure lets, signed a second time, opinions given."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from jifang.foundation.accounts.powers import ROLES, may
from jifang.foundation.cases.audit_items import Item, Verdict, find_transition, say_event
from jifang.foundation.cases.case_files import CaseFile
from jifang.foundation.cases.data import RELATIONS, Procedure, Transition, Who
from jifang.foundation.cases.hands import ASKS
from jifang.foundation.cases.models import Event, Opinion
from jifang.foundation.territory.selectors import is_within
from jifang.law.errors import Text


def check_steps(file: CaseFile, procedure: Procedure) -> Iterator[Item]:
    """Each step: in the procedure, by whom it lets, and signed a second time where it asks."""
    for at, event in enumerate(file.events):
        transition = find_transition(event)
        title = say_event(event, transition)
        part = "steps" if event.from_state else "opening"
        if transition is None:
            none = Text("程序没有这一步", "no such step in the procedure")
            yield Item(part, title, "gap", none, procedure.provision, event.version)
            continue
        who = next((w for w in transition.who if fits(file, at, w)), None)
        gone = is_recused(file, event)
        said = say_who(transition, who, event, gone)
        verdict: Verdict = "holds" if who and not gone else "gap"
        yield Item(part, title, verdict, said, transition.provision, event.version)
        if transition.second_to:
            yield check_second(file, event, transition, title)


def say_who(transition: Transition, who: Who | None, event: Event, gone: bool) -> Text:
    """By whom it was taken, and by whom it may be."""
    role = ROLES[event.role].name if event.role in ROLES else RELATIONS["system"]
    day = event.legal_day
    if gone:
        return Text(f"{day}，{role.zh}，已回避的人", f"{day}, {role.en}, who was recused")
    if who is not None:
        relation = RELATIONS[who.relation]
        return Text(f"{day}，{role.zh}，{relation.zh}", f"{day}, {role.en}, {relation.en}")
    zh = "、".join(RELATIONS[w.relation].zh for w in transition.who)
    en = "; ".join(RELATIONS[w.relation].en for w in transition.who)
    return Text(f"{day}，{role.zh}；限：{zh}", f"{day}, {role.en}; it is for: {en}")


def list_persons(event: Event) -> set[str]:
    """Who acted: the person, and the one whose powers were lent."""
    return {p for p in (event.by, event.lent_by) if p}


def fits(file: CaseFile, at: int, who: Who) -> bool:
    """Whether whoever took a step was one of those who may, as the case stood then."""
    event = file.events[at]
    if who.relation == "system":
        return event.by == "" and event.role == ""
    if who.power and not may(event.role, who.power):
        return False
    before = file.events[at - 1].details.get("holder", ["", ""]) if at else ["", ""]
    party, case = event.by_party, file.case
    match who.relation:
        case "applicant":
            return bool(case.party and party == case.party)
        case "organ":
            return bool(party == case.organ)
        case "holder":
            return bool(party == before[0]) and before[1] in list_persons(event)
        case "keeper":
            return bool(party == before[0])
        case "superior":
            return is_superior(file, party)
        case "asked":
            return any(is_asked(one, event) for one in file.events[:at])
        case "sender":
            return any(list_persons(one) & list_persons(event) for one in file.events[:at])


def is_superior(file: CaseFile, party: str) -> bool:
    """Whether a body is a public security organ above the one that decides."""
    organ, region = file.organs.get(party), file.case.organ_region
    if organ is None or organ.kind != "public_security" or party == file.case.organ:
        return False
    return organ.organ_region != region and is_within(region, organ.organ_region)


def is_asked(question: Event, event: Event) -> bool:
    """Whether a question was put to whoever took a step."""
    to = question.to_account
    mine = question.to_party == event.by_party and (not to or to in list_persons(event))
    return question.act in ASKS and mine


def is_recused(file: CaseFile, event: Event) -> bool:
    """Whether whoever took a step stood aside from an earlier one on."""
    since = {e.pk: e.version for e in file.events}
    return any(
        one.person in list_persons(event) and since.get(one.event_id, 0) < event.version
        for one in file.recusals
    )


def check_second(file: CaseFile, event: Event, transition: Transition, title: Text) -> Item:
    """Four eyes: the latest signer of the step before was another person."""
    earlier = [e for e in file.events if e.act == transition.second_to]
    first = [e for e in earlier if e.version < event.version][-1:]
    named = Text(f"{title.zh}：须另一人", f"{title.en}: another person")
    verdict: Verdict = "holds"
    said = Text("由两人先后签署", "signed by two persons")
    if not first:
        verdict, said = "gap", Text("此前没有人签署", "nobody had signed before")
    elif list_persons(first[0]) & list_persons(event):
        verdict, said = "gap", Text("两次由同一人签署", "signed twice by the same person")
    return Item("second", named, verdict, said, transition.provision, event.version)


# -- opinions --------------------------------------------------------------------------------------


def check_opinions(file: CaseFile) -> Iterator[Item]:
    """Each opinion that was asked for was given, with words and a time; those taken back are not
    required."""
    given = {o.asked_id: o for o in file.opinions}
    recalled = {int(e.details.get("recalls", 0)) for e in file.events if e.act == "recall"}
    asked = [e for e in file.events if e.act in ASKS]
    if not asked:
        none = Text("没有征求过意见", "no opinion was asked for")
        yield Item("opinions", Text("征求意见", "opinions asked for"), "none", none)
    for event in asked:
        title = say_event(event, find_transition(event))
        opinion = given.get(event.pk)
        if opinion is not None:
            yield check_opinion(event, title, opinion)
        elif event.version in recalled:
            taken = Text("已撤回", "taken back")
            yield Item("opinions", title, "none", taken, None, event.version)
        else:
            yield check_pending(file, event, title)


def check_opinion(event: Event, title: Text, opinion: Opinion) -> Item:
    """An opinion that was given."""
    when = f"{timezone.localtime(opinion.signed_at):%Y-%m-%d %H:%M}"
    if opinion.text.strip() and opinion.signer:
        said = Text(f"{when} 签署", f"signed {when}")
        return Item("opinions", title, "holds", said, None, event.version)
    wrong = Text(f"{when}：没有内容或者签署人", f"{when}: without words or signer")
    return Item("opinions", title, "gap", wrong, None, event.version)


def check_pending(file: CaseFile, event: Event, title: Text) -> Item:
    """An opinion that was not given: a gap once a step was taken that waits for it."""
    passed = any(
        later.version > event.version
        and (found := find_transition(later)) is not None
        and "opinions_given" in found.checks
        for later in file.events
    )
    if passed or file.case.closed_at is not None:
        said = Text("没有签署，案件已往下办", "not given, and the case went on")
        return Item("opinions", title, "gap", said, None, event.version)
    waits = Text("尚未签署", "not given yet")
    return Item("opinions", title, "unknown", waits, None, event.version)
