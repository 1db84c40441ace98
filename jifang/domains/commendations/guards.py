"""Guards of this procedure: who stands aside, what papers may be attached, who can be asked."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from jifang.domains.commendations.data import UNIT
from jifang.domains.commendations.facts import find_row
from jifang.domains.commendations.models import Commendation
from jifang.foundation.accounts.models import Account, Membership
from jifang.foundation.cases.checks import Step, add_check
from jifang.foundation.documents.models import Document
from jifang.foundation.walls.scope import Scope, work_in

IMAGES: Final = "image/"
APART: Final = "commended_stands_apart"
PAPERS: Final = "papers_only"
PROPOSED: Final = "has_proposer"
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
            raise step.refuse(
                "commended",
                "您是被表彰单位的成员，应当回避",
                "you are a member of the commended unit and must stand aside",
            )
        return
    if is_commended(step, row):
        raise step.refuse(
            "commended",
            "您就是被表彰人或者与其同名，应当回避，由他人办理",
            "you are the one commended, or bear the same name: somebody else must act",
        )


def is_member(step: Step, party: str) -> bool:
    """Whether whoever acts, or lends the powers, belongs to a body."""
    if not party:
        return False
    with work_in(Scope(parties=(party,))):
        return Membership.objects.filter(
            party=party, account__public_id__in=step.persons, valid__contains=timezone.localdate()
        ).exists()


def is_commended(step: Step, row: Commendation) -> bool:
    """Whether whoever acts, or lends the powers, is the commended person as far as can be told."""
    if row.person_account and row.person_account in step.persons:
        return True
    names = Account.objects.filter(public_id__in=step.persons).values_list("name", flat=True)
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
add_check(PAPERS, check_papers)
add_check(PROPOSED, check_has_proposer)
