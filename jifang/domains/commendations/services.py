"""Proposing a commendation. Every later step is one of its case (`carry_out`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils import timezone

from jifang.domains.commendations.data import PROCEDURE, SUBJECTS, UNIT, Proposal
from jifang.domains.commendations.effects import find_problems
from jifang.domains.commendations.reveals import reveal
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.fields import check_fields
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.cases.standing import read_day
from jifang.foundation.territory.models import Organ
from jifang.foundation.territory.selectors import (
    find_competent_organ,
    find_division,
    list_divisions,
)
from jifang.law.errors import InputError, Problem, Text

LONGEST_SUBJECT: Final = 200
NO_ORGAN: Final = Text(
    "没有记录该地主管的公安机关，请选县（区）",
    "no competent organ is recorded for it: choose a county or district",
)


def propose_commendation(by: Actor, proposal: Proposal) -> Event:
    """Propose that a unit or a person be commended; the proposer's body is the applicant.

    Raises `CaseError`, `InputError` with every problem: what is wrong with the form is no act and
    leaves no leaf.
    """
    given = Given(
        0, on=proposal.on, documents=proposal.documents, more=proposal.more,
        private=proposal.private,
    )  # fmt: skip
    organ = proposal.organ or find_organ(proposal)
    problems = list(list_problems(given, organ))
    if problems:
        raise InputError(problems)
    opening = Opening(PROCEDURE, "propose", organ, by.body.party, say_subject(proposal))
    return open_case(by, opening, given)


def find_organ(proposal: Proposal) -> str:
    """The code of the organ that is competent for the place; empty where none is recorded."""
    place = str(proposal.more.get("place") or "")
    found = find_competent_organ(place) if place else None
    return found.code if found else ""


def list_competent_places() -> frozenset[str]:
    """The counties, and cities without any, whose public security organ is recorded today."""
    found = list_divisions()
    parents = {d.parent for d in found if d.level == "county"}
    held = set(
        Organ.objects.filter(
            kind="public_security", sector="", valid__contains=timezone.localdate()
        ).values_list("organ_region", flat=True)
    )
    return frozenset(
        d.code for d in found
        if d.code in held and (d.level == "county" or d.code not in parents)
    )  # fmt: skip


def list_problems(given: Given, organ: str) -> Iterator[Problem]:
    """Everything that is wrong with a proposal, so that it is said at once."""
    fields = list(check_fields(index_transitions(PROCEDURE)["propose", ""], given))
    yield from fields
    wrong = {problem.field for problem in fields}
    if "subject" in wrong:
        return
    for problem in find_problems(given.more, given.private, given.on or read_day()):
        if problem.field not in wrong:
            wrong.add(problem.field)
            yield problem
    if not organ and "place" not in wrong:
        yield Problem("place", given.more.get("place"), NO_ORGAN)


def say_subject(proposal: Proposal) -> str:
    """What a list says of the case: the unit, or that it is a person, and where; no person's
    name."""
    subject, place = str(proposal.more.get("subject") or ""), str(proposal.more.get("place") or "")
    division = find_division(place) if place else None
    where = division.name_zh if division else place
    who = str(proposal.more.get("unit_name") or "").strip() if subject == UNIT else ""
    kind = SUBJECTS.get(subject)
    return f"{who or (kind.zh if kind else '')}（{where}）"[:LONGEST_SUBJECT]


__all__ = ["propose_commendation", "reveal"]
