"""To whom a case is handed, who is asked, who stands aside: whom a form offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.powers import ROLES, may
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import list_officers
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.territory.models import Organ
from jifang.portals.cases.finding import LONGEST, MOST, name_organ, search_organs
from jifang.portals.wording import get_reader_lang


@dataclass(frozen=True, slots=True)
class Choice:
    """A body, or one person in it."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """An organ, and who can be chosen in it."""

    title: str
    choices: tuple[Choice, ...]


def write_to(party: str, account: str = "") -> str:
    """A recipient as the value of a choice."""
    return f"{party}:{account}"


def read_to(value: str) -> Recipient | None:
    """The recipient that was chosen; nothing where none was."""
    party, _colon, account = value.partition(":")
    return Recipient(party, account) if party else None


def name_members(members: Iterable[Membership], *, own: bool) -> list[tuple[str, str]]:
    """Persons with what they are called: a colleague by name, one of another organ by the masked
    name, each with the role; those who would be called alike are numbered."""
    zh, said = get_reader_lang() == "zh", dict[str, str]()
    for member in members:
        role = ROLES[member.role].name
        name = member.account.name if own else mask_name(member.account.name)
        said.setdefault(str(member.account.public_id), f"{name} · {role.zh if zh else role.en}")
    count, met = Counter(said.values()), Counter[str]()
    for person, label in said.items():
        met[label] += 1
        said[person] = f"{label} {met[label]}" if count[label] > 1 else label
    return list(said.items())


def list_groups(
    case: Case, by: Actor, query: str, chosen: str, *, colleagues: bool
) -> tuple[list[Group], bool]:
    """Whom a case can be handed to or who can be asked: the own organ first, then those that a
    search finds; and whether there are more."""
    own = [by.body.party]
    text = " ".join(query.split())[:LONGEST]
    found = [] if colleagues else search_organs(text, but=by.body.party)
    more, found = len(found) > MOST, found[:MOST]
    organs = {o.code: o for o in Organ.objects.filter(code__in=own)} | {o.code: o for o in found}
    groups = [
        make_group(case, by, organ, chosen, pool=not colleagues and organ.code != by.body.party)
        for organ in organs.values()
    ]
    return [g for g in groups if g.choices], more


def make_group(case: Case, by: Actor, organ: Organ, chosen: str, *, pool: bool) -> Group:
    """An organ with its officers, and its pool where the case may go there."""
    values = [(write_to(organ.code), _("the organ, whoever takes it up"))] if pool else []
    holder = (case.holder_party, case.holder)
    own = organ.code == by.body.party
    for person, label in name_members(list_officers(organ.code), own=own):
        if person not in (by.public_id, by.lender) and (organ.code, person) != holder:
            values.append((write_to(organ.code, person), label))
    choices = tuple(Choice(v, label, v == chosen) for v, label in values)
    return Group(name_organ(organ), choices)


def list_persons(case: Case, by: Actor) -> list[tuple[str, str]]:
    """Who may be said to stand aside: oneself; by an approving officer, those of the organ too."""
    found = [(by.public_id, _("myself"))]
    if may(by.role, "decide_case"):
        members = name_members(list_officers(case.organ), own=case.organ == by.body.party)
        found += [pair for pair in members if pair[0] != by.public_id]
    return found
