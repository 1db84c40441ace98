"""Guards of this procedure: who stands aside, what papers may be attached, who can be asked."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from jifang.domains.commendations.data import UNIT, say_kinds
from jifang.domains.commendations.facts import find_row
from jifang.domains.commendations.models import Commendation
from jifang.foundation.accounts.data import SYSTEM
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.accounts.powers import ORGAN
from jifang.foundation.cases.checks import Step, add_check
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.models import Document
from jifang.foundation.walls.scope import Scope, work_in

IMAGES: Final = "image/"
APART: Final = "commended_stands_apart"
PAPERS: Final = "papers_only"
PROPOSED: Final = "has_proposer"
OFFICERS_APART: Final = "commended_officer_stands_apart"
DECIDED: Final = "letter_as_decided"
"""The names that transitions give them."""


def check_stands_apart(step: Step) -> None:
    """Whoever is commended, or is a member of the commended unit, has no part in it.

    A namesake stands aside, too: who is who cannot be told by the name, and a colleague can act.
    """
    row = find_row(step.case)
    if row is None:
        return
    if row.subject == UNIT:
        if is_member(step, row.unit_party):
            if not is_of((step.by.public_id,), row.unit_party):
                raise refuse_lent(step)
            raise step.refuse(
                "commended",
                "您是被表彰单位的成员，应当回避",
                "you are a member of the commended unit and must stand aside",
            )
        return
    if is_commended(step, row):
        if not is_person(row, (step.by.public_id,)):
            raise refuse_lent(step)
        raise step.refuse(
            "commended",
            "您就是被表彰人或者与其同名，应当回避，由他人办理",
            "you are the one commended, or bear the same name: somebody else must act",
        )


def refuse_lent(step: Step) -> CaseError:
    """Not the one who acts is commended, but the one whose powers are borrowed."""
    return step.refuse(
        "commended",
        "您是代行他人的权限，而该人是被表彰人、与其同名或者是被表彰单位的成员，应当回避；"
        "请由有自己权限的人办理",
        "you act with powers lent by someone who is commended, bears the same name, or is of the "
        "commended unit: somebody with powers of their own must act",
    )


def check_officer_apart(step: Step) -> None:
    """Whoever is commended takes no step of an officer in the case, nor is it handed to them; they
    may but say that they stand aside."""
    if step.by is SYSTEM or step.by.body.kind != ORGAN or step.case._state.adding:
        return
    if step.transition.code == "recuse":
        return
    check_stands_apart(step)
    to = step.given.to.account if step.given and step.given.to else ""
    row = find_row(step.case) if to else None
    if row is not None and is_any(row, (to,)):
        raise step.refuse(
            "commended",
            "对方就是被表彰人、与其同名，或者是被表彰单位的成员，应当回避",
            "they are the one commended, bear the same name, or are of the commended unit",
        )


def check_letter(step: Step) -> None:
    """The letter gives what was decided: the words of art. 28, neither more nor less."""
    letter, row = step.given.letter if step.given else None, find_row(step.case)
    if letter is None or row is None:
        return
    decided = say_kinds(row.kinds)
    if letter.fields.get("kinds", "").strip() != decided:
        raise step.refuse(
            "kinds",
            f"文书“给予”一栏须与核实的一致：{decided}",
            f"what the letter gives must be what was found: {decided}",
        )


def is_any(row: Commendation, accounts: tuple[str, ...]) -> bool:
    """Whether one of some accounts is commended, or of the commended unit."""
    if row.subject == UNIT:
        return is_of(accounts, row.unit_party)
    return is_person(row, accounts)


def is_member(step: Step, party: str) -> bool:
    """Whether whoever acts, or lends the powers, belongs to a body."""
    return is_of(step.persons, party)


def is_of(accounts: tuple[str, ...], party: str) -> bool:
    """Whether one of some accounts belongs to a body."""
    if not party:
        return False
    with work_in(Scope(parties=(party,))):
        return Membership.objects.filter(
            party=party, account__public_id__in=accounts, valid__contains=timezone.localdate()
        ).exists()


def is_commended(step: Step, row: Commendation) -> bool:
    """Whether whoever acts, or lends the powers, is the commended person as far as can be told."""
    return is_person(row, step.persons)


def is_person(row: Commendation, accounts: tuple[str, ...]) -> bool:
    """Whether one of some accounts is the commended person, or bears the same name."""
    if row.person_account and row.person_account in accounts:
        return True
    names = Account.objects.filter(public_id__in=accounts).values_list("name", flat=True)
    wanted = row.person_name.open().strip()
    return bool(wanted) and any(name.strip() == wanted for name in names)


def check_papers(step: Step) -> None:
    """Papers, no pictures: what a system captured is never attached, only what it was."""
    if step.given is None or not step.given.documents:
        return
    pictures = Document.objects.filter(
        public_id__in=step.given.documents, media_type__startswith=IMAGES
    )
    if pictures.exists():
        raise step.refuse(
            "footage",
            "不得附图像：采获信息不进入本案，只写明来自哪个系统、何时",
            "no pictures: captured information is not kept here, only which system and when",
        )


def check_has_proposer(step: Step) -> None:
    """There is someone who can be asked for more."""
    if not step.case.party:
        raise step.refuse(
            "proposer",
            "建议由机关自己登记，没有可以询问的建议单位",
            "the organ entered it itself: there is no proposer to ask",
        )


add_check(APART, check_stands_apart)
add_check(OFFICERS_APART, check_officer_apart)
add_check(DECIDED, check_letter)
add_check(PAPERS, check_papers)
add_check(PROPOSED, check_has_proposer)
