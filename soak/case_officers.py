"""What an officer does: sign in, take from the pool what is there, do the next lawful act.

Several officers of an organ work on the same cases: somebody is always too late, and is told so.
"""

from __future__ import annotations

from typing import Final

from soak.case_clients import Person
from soak.case_seats import ACT, CASE, Seat

SELDOM: Final = frozenset(
    {
        "refer",
        "decline",
        "refuse",
        "pause",
        "prolong",
        "examine_again",
        "return_unsupplied",
        "reject",
        "recuse",
        "recall",
        "urge",
        "set_target",
        "return_to_pool",
        "send_back",
    }
)
"""Done now and then."""
LEFT_ALONE: Final = frozenset(
    {
        "transfer",
        "delegate",
        "joint_opinion",
        "add_signer",
        "merge",
        "link_site",
    }
)
"""They need a person or a record to be named; the tests of the procedures do them."""
LEFT_TO_OTHERS: Final = frozenset({"claim", "examine"})
"""Whoever signs leaves this to colleagues: what one examined oneself one does not decide."""
OFTEN: Final = 0.4
"""How often an officer looks for new cases before the own ones are done."""


class Desk(Seat):
    """An officer's desk."""

    def work(self, person: Person) -> None:
        """One case."""
        page = self.look(person, "/work/", "work-basket")
        if page is None:
            return
        cases = sorted(set(CASE.findall(page.text)))
        if not cases or person.dice.random() < OFTEN:
            page = person.browser.open("/work/?f.whose=pool", "officer: pool")
            cases = sorted(set(CASE.findall(page.text)))
        if not cases:
            person.think()
            return
        person.think(0.3)
        page = person.browser.open(person.dice.choice(cases), "officer: case")
        acts = [(case, act) for case, act in ACT.findall(page.text) if act not in LEFT_ALONE]
        seldom = SELDOM | LEFT_TO_OTHERS if self.seat["role"] == "approver" else SELDOM
        usual = [one for one in acts if one[1] not in seldom]
        wanted = usual if usual and person.dice.random() < 0.9 else acts
        if wanted:
            person.think(0.3)
            self.act(person, *person.dice.choice(wanted))
