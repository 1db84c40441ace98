"""People and cases for the tests of commendations."""

from __future__ import annotations

from typing import Any

from jifang.domains.commendations.data import Proposal
from jifang.domains.commendations.services import propose_commendation
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.models import Membership
from jifang.foundation.cases.data import LetterGiven
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.models import Case
from jifang.foundation.walls.scope import Scope, work_in
from tests.foundation.cases.procedure import ALWAYS, TIANHE, UNIT, do, within

NAME = "欧阳示例"
STORY = f"{NAME}发现有人翻越围墙，当即报警"
ORGAN = f"ps-{TIANHE}"
OF_UNIT = {"subject": "unit", "unit_name": UNIT, "place": TIANHE}
OF_PERSON = {"subject": "person", "place": TIANHE, "happened_on": "2026-01-02"}
FOUND = {
    "contribution": "discovered", "used_captured_information": True, "kinds": ["commendation"],
}  # fmt: skip
SHOWN = {"text": "夜间发现有人翻越围墙，及时报警", "confirmed": True}
NOTICE = {"notice": "内容有误"}
REASON = {"reason": "理由"}


def propose(by: Actor, more: dict[str, Any] | None = None, **private: str) -> Case:
    """A proposal of someone for a person, unless said otherwise."""
    given = more or OF_PERSON
    if given["subject"] == "person":
        private.setdefault("person_name", NAME)
    private.setdefault("story", STORY)
    with within(by):
        return propose_commendation(by, Proposal(ORGAN, given, private)).case


def letter_of(by: Actor, case: Case, act: str = "approve") -> LetterGiven:
    """The letter as it is drafted."""
    with within(by):
        return draft_letter(by, case.public_id, act)


def examine(people: dict[str, Actor], case: Case, **more: Any) -> None:
    """Taken from the pool and found eligible."""
    do(people["officer"], case, "claim")
    do(people["officer"], case, "examine", more={**FOUND, **more})


def approve(people: dict[str, Actor], case: Case, **more: Any) -> None:
    """Examined and decided."""
    examine(people, case, **more)
    by = people["approver"]
    do(by, case, "approve", letter=letter_of(by, case))


def agree(by: Actor, case: Case, *, agrees: bool = True) -> None:
    """The person says whether to be named."""
    given = {"agrees": agrees, "given_on": "2026-01-03"}
    do(by, case, "record_consent", more=given, private={"note": "当面表示，见笔录"})


def publish(people: dict[str, Actor], case: Case, **more: Any) -> None:
    """Published by whoever holds the case."""
    shown = {**SHOWN, **more}
    do(people["officer"], case, "publish", more={k: v for k, v in shown.items() if k != "text"},
       private={"text": shown["text"]})  # fmt: skip


def join(by: Actor, party: str, kind: str = "unit") -> None:
    """Somebody is a member of a body besides."""
    with work_in(Scope("44", "45", administration="security_admin")):
        Membership.objects.create(
            account_id=by.account, role=f"{kind}_member", body_kind=kind, party=party,
            body_name=party, organ_region=TIANHE, valid=ALWAYS,
        )  # fmt: skip
