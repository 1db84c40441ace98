"""People with sign-ins, and cases of the drill, for the tests of the pages of cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from jifang.foundation.accounts.data import Actor, Body
from jifang.foundation.accounts.selectors import find_body
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.services import Opening, open_case
from tests.foundation.cases.procedure import (
    GUANGZHOU,
    TIANHE,
    UNIT,
    YUEXIU,
    do,
    lay_people,
    within,
)
from tests.portals.people import Person, make_person, sign_in

ORGAN = f"ps-{TIANHE}"
WHO = {
    "officer": ("officer", Body("organ", ORGAN, "天河区公安机关（演示）", TIANHE)),
    "colleague": ("officer", Body("organ", ORGAN, "天河区公安机关（演示）", TIANHE)),
    "approver": ("approver", Body("organ", ORGAN, "天河区公安机关（演示）", TIANHE)),
    "superior": ("approver", Body("organ", f"ps-{GUANGZHOU}", "广州市公安机关（演示）", GUANGZHOU)),
    "neighbour": ("officer", Body("organ", f"ps-{YUEXIU}", "越秀区公安机关（演示）", YUEXIU)),
    "applicant": ("unit_manager", Body("unit", UNIT, "示例学校（演示）", TIANHE)),
    "stranger": ("unit_manager", Body("unit", "unit-2", "另一学校（演示）", TIANHE)),
}  # fmt: skip


@dataclass
class World:
    """People by name; who is asked for signs in the first time."""

    persons: dict[str, Person]
    clients: dict[str, Client] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    records: dict[str, Any] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = sign_in(self.persons[name])
        return self.clients[name]

    def actor(self, name: str) -> Actor:
        person = self.persons[name]
        body = find_body(person.membership)
        account = person.account
        return Actor(account.pk, str(account.public_id), person.membership.role, body)

    def apply(self, subject: str = "演练一号") -> Case:
        """A case of the school's."""
        by = self.actor("applicant")
        with within(by):
            return open_case(by, Opening("drill", "apply", ORGAN, UNIT, subject)).case

    def do(self, name: str, case: Case, *codes: str, **more: Any) -> None:
        for code in codes:
            given = {"pause": "test"} if code == "send_to_test" else {}
            do(self.actor(name), case, code, **{**given, **more})


def open_world() -> World:
    """Organs, divisions, and people who can sign in."""
    lay_people()
    return World(
        {name: make_person(role, f"desk-{name}", body) for name, (role, body) in WHO.items()}
    )
