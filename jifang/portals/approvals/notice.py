"""What goes on from the intake check: the one notice or the acceptance, as the forms of these steps
take it, so that the letter is looked at and signed where every letter is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from jifang.domains.approvals.selectors import Slot
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import CaseError
from jifang.foundation.cases.letters import draft_defects, draft_letter
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.selectors import find_act
from jifang.law.errors import Text


@dataclass(frozen=True, slots=True)
class Onward:
    """A step that the check leads to: where its letter is shown, and what is sent there; or why it
    is not open."""

    code: str
    title: Text
    url: str
    kept: Sequence[tuple[str, str]]
    refusal: CaseError | None


def make_onward(case: Case, by: Actor, code: str, slots: Sequence[Slot]) -> Onward | None:
    """A step with its letter as it is drafted; none where the state has no such step."""
    step = index_transitions(case.procedure).get((code, case.state))
    if step is None:
        return None
    act = find_act(case, by, code)
    url = reverse("case_letter", args=[case.public_id, code])
    if act.refusal is not None and act.refusal.code != "law":
        return Onward(code, step.act, url, (), act.refusal)
    try:
        letter = draft_letter(by, case.public_id, code)
    except CaseError as error:
        return Onward(code, step.act, url, (), error)
    kept = [("version", str(case.version)), ("l.addressee", letter.addressee),
            ("l.subject", letter.subject)]  # fmt: skip
    kept += [
        (f"l.f.{name}", value) for name, value in letter.fields.items()
        if name not in {*step.derives, *(("items",) if step.notice else ())}
    ]  # fmt: skip
    if code == "notify":
        for defect in draft_defects(by, case.public_id, code):
            kept += [("item", defect.item), ("text", defect.text)]
    if any(f.name == "checked" for f in step.fields):
        kept += [("v.checked", slot.code) for slot in slots if slot.mark == "ok"]
    return Onward(code, step.act, url, kept, None)
