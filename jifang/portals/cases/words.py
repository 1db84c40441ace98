"""What cases, persons and organs are called on the pages of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import BEARER_PARTY, ORGAN
from jifang.foundation.cases.data import RELATIONS
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.naming import name_case
from jifang.foundation.cases.procedures import PROCEDURES
from jifang.foundation.territory.models import Division, Organ
from jifang.law.errors import Text
from jifang.portals.wording import get_reader_lang


def say_procedure(code: str) -> str:
    """A procedure in the reader's words; its code where this installation does not know it."""
    found = PROCEDURES.get(code)
    return found.title.say(get_reader_lang()) if found else code


def say_number(case: Case, organ: str = "") -> str:
    """A case by procedure, division of the organ that decides, year and number: numbers are an
    organ's own.

    organ: what the division is called today, where that was read; else as the law's tables have it.
    """
    if not organ:
        return name_case(case).say(get_reader_lang())
    return f"{say_procedure(case.procedure)} {organ} {case.year}-{case.number}"


def name_divisions(regions: Iterable[str]) -> dict[str, str]:
    """What the divisions of organs are called today, by code."""
    zh = get_reader_lang() == "zh"
    rows = Division.objects.filter(code__in=set(regions), valid__contains=timezone.localdate())
    return {d.code: d.name_zh if zh else d.name_en for d in rows}


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code: bodies, and persons masked; an applicant does not learn who an officer is."""

    bodies: Mapping[str, str]
    persons: Mapping[str, str]
    applicant: Text = RELATIONS["applicant"]

    def say(self, party: str, account: str = "") -> str:
        """A body, and the person in it where one is meant and may be named."""
        body = self.bodies.get(party, "")
        person = self.persons.get(account, "") if account else ""
        return " · ".join(filter(None, (body, person))) or self.applicant.say(get_reader_lang())


def find_names(
    by: Actor, parties: Iterable[str], accounts: Iterable[str],
    applicant: Text = RELATIONS["applicant"],
) -> Names:  # fmt: skip
    """The names of some bodies and persons, as the actor may know them."""
    bodies = name_bodies(set(parties) - {""})
    wanted = {a for a in accounts if len(a) == 36}
    if by.body.kind != ORGAN:
        held = Membership.objects.filter(party=by.body.party, account__public_id__in=wanted)
        wanted = {str(i) for i in held.values_list("account__public_id", flat=True)}
    rows = Account.objects.filter(public_id__in=wanted).only("public_id", "name") if wanted else ()
    return Names(bodies, {str(a.public_id): mask_name(a.name) for a in rows}, applicant)


def name_bodies(parties: set[str]) -> dict[str, str]:
    """Organs by their own name; other bodies as their members' roles name them."""
    if not parties:
        return {}
    today, zh = timezone.localdate(), get_reader_lang() == "zh"
    organs = Organ.objects.filter(code__in=parties, valid__contains=today)
    found = {o.code: o.name_zh if zh else o.name_en for o in organs}
    rest = {p for p in parties - found.keys() if not p.startswith(BEARER_PARTY)}
    if rest:
        held = Membership.objects.filter(party__in=rest).order_by("party", "body_name")
        found |= dict(held.values_list("party", "body_name").distinct())
    return found
