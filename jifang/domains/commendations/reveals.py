"""Looking at what is sealed: who looked, and the commitment of what for, is recorded first."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from jifang.domains.commendations.data import ART_28
from jifang.domains.commendations.models import Commendation
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.powers import may
from jifang.foundation.audit.data import Act, Target
from jifang.foundation.audit.services import record_apart, record_refusal
from jifang.foundation.cases.checks import as_basis
from jifang.foundation.cases.data import CaseError, NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import find_case
from jifang.law.errors import InputError, Problem, Text

LONGEST_PURPOSE: Final = 500
SEALED: Final = ("person_name", "story")
"""What of a commendation is sealed."""


def make_act(by: Actor, case: Case, field: str, purpose: str) -> Act:
    """The act of looking."""
    return Act(
        "commendation.revealed", case.organ, case.organ_region, by.public_id,
        Target("case", str(case.public_id)), basis=(as_basis(ART_28),),
        personal=(("purpose", purpose),) if purpose else (), details=(("field", field),),
    )  # fmt: skip


def record_look(by: Actor, case: Case, field: str, purpose: str) -> None:
    """That someone looks, before it is shown; it stands whatever becomes of the transaction."""
    record_apart(make_act(by, case, field, purpose))


def reveal(by: Actor, public_id: UUID | str, field: str, purpose: str) -> str:
    """What is sealed, in clear.

    Raises:
        NotFoundError: there is no such case within reach, or nothing of it is sealed.
        CaseError: the role may not see it.
        InputError: no purpose was given.
    """
    case = find_case(public_id)
    row = Commendation.objects.filter(case=case).first()
    if row is None or field not in SEALED:
        raise NotFoundError
    proposer = may(by.role, "own_body") and row.party == by.body.party
    if not (proposer or may(by.role, "reveal_personal")):
        record_refusal(make_act(by, case, field, ""), "power")
        refused = Text("您的角色不能查看", "your role may not see this")
        raise CaseError("power", refused, (as_basis(ART_28),))
    said = purpose.strip()
    if not said or len(said) > LONGEST_PURPOSE:
        text = Text(
            f"须写明查看用途，至多 {LONGEST_PURPOSE} 字",
            f"the purpose must be given, at most {LONGEST_PURPOSE} characters",
        )
        raise InputError(Problem("purpose", purpose, text))
    record_look(by, case, field, said)
    opened: str = getattr(row, field).open()
    return opened
