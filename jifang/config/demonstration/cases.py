"""Cases of the demonstration, filed and worked on through the services, as the people would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from jifang.config.demonstration.people import SECURITY
from jifang.config.demonstration.places import MARK, chance, give_point, write_address
from jifang.config.demonstration.stories import (
    COMMENDATIONS,
    COMPLAINTS,
    WHO,
    Praise,
    Story,
    say_report,
)
from jifang.domains.commendations.data import Proposal
from jifang.domains.commendations.services import propose_commendation
from jifang.domains.complaints import api as complaints
from jifang.domains.complaints.data import Filed, Report, Tracked
from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.models import Membership
from jifang.foundation.accounts.selectors import Capacity, derive_scope
from jifang.foundation.cases.data import Given, LetterGiven
from jifang.foundation.cases.letters import draft_letter
from jifang.foundation.cases.looks import note_look
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.selectors import find_case
from jifang.foundation.cases.services import carry_out
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.demonstration.clock import tell_on
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import Text

REASON: Final = f"{MARK}示例理由，仅供演示"
NOBODY: Final = ("示例反映人", "00000000000")
"""Name and number of someone who does not exist."""
FOUND: Final = {"used_captured_information": True, "important": True, "kinds": ["commendation"],
                "source": f"示例视频监控系统{MARK}", "honour": f"示例荣誉证书{MARK}"}  # fmt: skip
GIVEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "inspect": {"private": {"text": f"{MARK}现场查看，情况与反映一致。"}},
    "ask": {"reason": f"{MARK}请补充大约从何时开始、在几楼。"},
    "reject": {"more": {"instead": f"示例主管部门{MARK}"}},
    "refer:department": {"more": {"to_name": f"示例主管部门{MARK}"}},
    "refer:city": {"more": {"to_organ": "ps-440100"}},
    "ask_to_unseal": {"more": {"purpose": "contact"}},
    "reply": {"more": {"finding": "founded", "to_all": f"{MARK}已要求整改。"}},
    "supply": {"private": {"story": f"{MARK}补充：当时有值班记录。"}},
    "publish": {"private": {"text": f"{MARK}夜间发现异常，及时报警。此件为虚构。"},
                "more": {"confirmed": True}},
    "take_down": {"more": {"notice": f"公布内容已撤下{MARK}"}},
    "withdraw": {"more": {"notice": f"表彰已撤销{MARK}"}},
}  # fmt: skip
"""What a step is given besides a reason, where it needs one."""


@dataclass(frozen=True, slots=True)
class Seated:
    """Someone of the demonstration, with the bounds of the role."""

    actor: Actor
    scope: Scope


@dataclass(slots=True)
class Desk:
    """Where the cases are worked on: the bodies of the province, a site of its register, who takes
    part, and what was filed under which key.

    codes: those that are told, with what their bearer can do; they are kept nowhere else.
    """

    bodies: Mapping[str, Body]
    site: UUID
    today: date
    people: Mapping[str, Seated] = field(default_factory=dict)
    filed: dict[str, UUID] = field(default_factory=dict)
    codes: list[tuple[str, Text]] = field(default_factory=list)

    def run(self) -> None:
        """File everything and work on it."""
        self.people = find_people()
        for number, story in enumerate(COMPLAINTS):
            with transaction.atomic():
                self.tell(number, story)
        for number, praise in enumerate(COMMENDATIONS):
            with transaction.atomic():
                self.praise(number, praise)

    # -- complaints ----------------------------------------------------------------------------

    def tell(self, number: int, story: Story) -> None:
        """A complaint, from its filing on."""
        filed = self.file(number, story)
        self.filed[story.key or f"complaint-{number}"] = filed.case
        for step in story.steps.split():
            self.take(filed.case, step, filed.code)
        if story.tell is not None:
            self.codes.append((filed.code, story.tell))

    def file(self, number: int, story: Story) -> Filed:
        """File it: by someone unknown, a member of a body, or an officer at the counter."""
        report = self.write(number, story)
        if story.filed == "c":
            return complaints.file_report(report)
        by = self.people[story.filed]
        on = self.today - timedelta(days=story.days) if story.days else None
        with work_in(by.scope):
            return complaints.file_for(by.actor, report, on)

    def write(self, number: int, story: Story) -> Report:
        """What is reported; whoever joins another reports it from the same place."""
        by = chance(21, 0 if story.key or story.joins else number + 1)
        point = give_point(story.region, by)
        placed = bool(point) and story.subject != "officials"
        name, contact = NOBODY if story.sealed else ("", "")
        return Report(
            story.subject, story.region, write_address(story.region, by >> 8) + MARK,
            lat=float(point["latitude"]) if placed else None,
            lon=float(point["longitude"]) if placed else None,
            what=say_report(story.subject), name=name, contact=contact, sealed=story.sealed,
            same_as=self.filed[story.joins] if story.joins else None,
        )  # fmt: skip

    # -- commendations -------------------------------------------------------------------------

    def praise(self, number: int, praise: Praise) -> None:
        """A commendation, from its proposal on."""
        more: dict[str, Any] = {
            "subject": "unit" if praise.unit else "person", "place": "440106",
            "happened_on": (self.today - timedelta(days=9 + number)).isoformat(),
            "contribution": praise.contribution,
        }  # fmt: skip
        private = {"story": f"{MARK}夜间查看监控时发现异常，当即报警。此件为虚构。"}
        if praise.unit:
            more["unit_name"] = self.bodies[praise.unit].name
        else:
            private["person_name"] = f"示例群众{MARK}"
        by = self.people[praise.by]
        with work_in(by.scope):
            event = propose_commendation(by.actor, Proposal("ps-440106", more, private))
        found = {**FOUND, "contribution": praise.contribution}
        for step in praise.steps.split():
            self.take(event.case.public_id, step, more=found if step.endswith("examine") else None)

    # -- steps ---------------------------------------------------------------------------------

    def take(
        self, case: UUID, step: str, code: str = "", more: Mapping[str, Any] | None = None
    ) -> None:
        """One step of a story, by whoever takes it."""
        who, _, act = step.partition(".")
        if who == "c":
            self.take_as_bearer(code, act)
            return
        by = self.people[who]
        with work_in(by.scope):
            held = find_case(case)
            if act == "look":
                note_look(by.actor, held)
                return
            given = self.give(by.actor, held, act)
            carry_out(by.actor, case, act.partition(":")[0],
                      replace(given, more=more) if more is not None else given)  # fmt: skip

    def give(self, by: Actor, case: Case, act: str) -> Given:
        """What a step is given."""
        code, _, about = act.partition(":")
        known = GIVEN.get(act) or GIVEN.get(code) or {}
        asked = index_transitions(case.procedure)[code, case.state].needs_reason
        given = Given(case.version, **{"reason": REASON if asked else "", **known})
        match code:
            case "transfer" | "joint_opinion" | "add_signer":
                to = self.people[about].actor
                return replace(given, to=Recipient(to.body.party, to.public_id))
            case "recuse":
                return replace(given, person=self.people[about].actor.public_id)
            case "merge":
                return replace(given, more={"main": str(self.filed[about])})
            case "link_site":
                return replace(given, more={"site": str(self.site)})
            case "set_target":
                day = self.today + timedelta(days=int(about))
                return replace(given, more={"target_on": day.isoformat()})
            case "reply" | "approve":
                return replace(given, letter=write_letter(by, case, code))
        return given

    def take_as_bearer(self, code: str, act: str) -> None:
        """One step of whoever bears a code."""
        tracked = complaints.open_by_code(code)
        if tracked is None:
            raise LookupError(act)
        name, _, about = act.partition(":")
        match name:
            case "supplement":
                complaints.supplement(tracked, f"{MARK}大约从上月起，在三楼楼道。")
            case "rate":
                complaints.rate(tracked, int(about), f"{MARK}答复清楚。")
            case _:
                STEPS[name](tracked, REASON)


STEPS: Final[Mapping[str, Callable[[Tracked, str], Any]]] = {
    "urge": complaints.urge, "reopen": complaints.reopen, "withdraw": complaints.withdraw,
}  # fmt: skip


@contextmanager
def stand_in_story(day: date) -> Iterator[None]:
    """Everything is done on this day, letters bear it."""
    with stand_on(day), tell_on(day):
        yield


def find_people() -> dict[str, Seated]:
    """Everyone who takes part in the stories, by the letter they have there."""
    letters = {name: letter for letter, name in WHO.items()}
    with work_in(SECURITY):
        held = list(
            Membership.objects.filter(account__username__in=letters).select_related("account")
        )
    found = {}
    for row in held:
        account = row.account
        with transaction.atomic():
            seated = Seated(Capacity(row).as_actor(account), derive_scope(account, row))
        found[letters[account.username]] = seated
    return found


def write_letter(by: Actor, case: Case, act: str) -> LetterGiven:
    """The letter of a step as it is drafted, with the answer where it is one."""
    letter = draft_letter(by, case.public_id, act)
    if act != "reply":
        return letter
    body = letter.fields["body"] + f"{MARK}经核查，情况属实，已要求整改。此件为虚构。"
    return replace(letter, fields={**letter.fields, "body": body})
