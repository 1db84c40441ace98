"""The letter that tells a commendation: its draft."""

from __future__ import annotations

from jifang.domains.commendations.data import CONTRIBUTIONS, UNIT, say_kinds
from jifang.domains.commendations.facts import find_row
from jifang.domains.commendations.models import Commendation
from jifang.domains.commendations.reveals import record_look
from jifang.foundation.cases.checks import Step
from jifang.foundation.cases.data import LetterGiven

SUBJECT = "表彰奖励决定"
SIGNING = "拟制、签发表彰奖励决定"
IMPORTANT = {"clue": "提供重要线索", "evidence": "提供重要证据"}
"""Only important ones are commended."""


def draft_decision(step: Step) -> LetterGiven:
    """To whom, for what, what is given. A person's name stands in it: that it was opened for the
    letter is recorded. The subject names nobody: it is shown to whoever verifies the letter."""
    row = find_row(step.case)
    if row is None:
        return LetterGiven("", SUBJECT, {"deed": "", "kinds": "", "honour": "", "remarks": ""})
    addressee = row.unit_name
    if row.subject != UNIT:
        # Whoever signs has the name before them already: it is compared, and not shown again.
        written = step.given.letter if step.given else None
        if written is None or not written.addressee.strip():
            record_look(step.by, step.case, "person_name", SIGNING)
        addressee = row.person_name.open()
    return LetterGiven(addressee, SUBJECT, {
        "deed": say_deed(row),
        "kinds": say_kinds(row.kinds),
        "honour": row.honour,
        "remarks": "",
    })  # fmt: skip


def say_deed(row: Commendation) -> str:
    """What for, in the words of art. 28."""
    found = CONTRIBUTIONS.get(row.contribution)
    said = IMPORTANT.get(row.contribution) or (found.zh if found else "")
    return f"利用采获信息{said}" if said and row.used_captured_information else said
