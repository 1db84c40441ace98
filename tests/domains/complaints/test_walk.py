"""Everyone tries every act in every state: what the table says succeeds, everything else is
refused with its provision and leaves nothing but the refusal."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import connection, transaction

from jifang.domains.complaints.codes import make_bearer
from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given, NotFoundError
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.proofs import find_faults
from jifang.foundation.cases.selectors import list_lawful_acts
from jifang.foundation.cases.services import carry_out
from jifang.foundation.walls.scope import work_in
from tests.domains.complaints.people import (
    CONTACT,
    NAME,
    do,
    file,
    give,
    reread,
    within,
)

pytestmark = pytest.mark.django_db
People = dict[str, Actor]

LONG = bool(int(os.environ.get("JIFANG_FUZZ", "0")))
ACCEPTED = ("officer claim", "officer accept")
PATHS = {
    "pool": (),
    "received": ("officer claim",),
    "accepted": ACCEPTED,
    "asked": (*ACCEPTED, "officer ask"),
    "replied": (*ACCEPTED, "approver reply"),
    "rated": (*ACCEPTED, "approver reply", "bearer rate"),
    "referred": ("officer claim", "officer refer"),
    "merged": ("officer claim", "officer merge"),
    "rejected": ("approver reject",),
    "withdrawn": ("bearer withdraw",),
    "question": (*ACCEPTED, "officer ask_to_unseal"),
}
"""How a case comes to be where it is tried."""
LEADERS = "approver second"
OFFICERS = f"officer colleague {LEADERS}"
ASK = {"ask_to_unseal": OFFICERS}
WAYS_OUT = {
    "refer": f"officer {LEADERS}", "merge": f"officer {LEADERS}",
    "withdraw": "bearer", "supplement": "bearer",
}  # fmt: skip
REOPEN = {"reopen": f"bearer {LEADERS}"}
WORK = {
    **WAYS_OUT, "ask": "officer", "inspect": "officer", "reply": LEADERS,
}  # fmt: skip
ALLOWED: dict[str, dict[str, str]] = {
    "pool": {**WAYS_OUT, **ASK, "refer": LEADERS, "merge": LEADERS, "reject": LEADERS},
    "received": {**WAYS_OUT, **ASK, "accept": "officer", "reject": LEADERS},
    "accepted": {**WORK, **ASK},
    "asked": {**ASK, "go_on": OFFICERS, "supplement": "bearer", "withdraw": "bearer"},
    "replied": {**REOPEN, **ASK, "rate": "bearer"},
    "rated": {**REOPEN, **ASK},
    "referred": REOPEN,
    "merged": {**ASK, "unmerge": f"{OFFICERS} bearer SYSTEM", "withdraw": "bearer"},
    "rejected": REOPEN,
    "withdrawn": {},
    "question": {
        **WORK,
        "agree_to_unseal": LEADERS,
        "refuse_to_unseal": LEADERS,
        "withdraw_request": "officer",
    },
}
"""Who may do what, said a second time, apart from the procedure."""
SEES = f"{OFFICERS} superior bearer SYSTEM".split()


def list_acts() -> list[str]:
    """The acts of the procedure itself; those of handing over are walked in tests/foundation."""
    acts = {t.code for t in index_transitions("complaint").values() if t.provision}
    return sorted(acts - {"link_site"})  # needs a site: test_handling.py


def make_given(act: str, case: Case, main: Case) -> dict[str, Any]:
    given = {"reason": "理由", **give(act, case)}
    if act in {"merge", "join"}:
        given["more"] = {"main": str(main.public_id)}
    return given


def lay_case(situation: str, people: People) -> tuple[Case, dict[str, Actor], Case]:
    """A case in its situation, everyone who tries, and another case to merge it into."""
    _, main = file()
    _, case = file(sealed=True, name=NAME, contact=CONTACT)
    everyone = {**people, "bearer": make_bearer(case.party, case.organ_region), "SYSTEM": SYSTEM}
    for line in PATHS[situation]:
        name, act = line.split()
        do(everyone[name], case, act, **make_given(act, case, main))
    return reread(case.public_id), everyone, main


class UndoneError(Exception):
    """What was done is not kept: the next one tries from the same ground."""


STANDS = (
    "SELECT (SELECT count(*) FROM case_event), (SELECT count(*) FROM complaint_note),"
    " (SELECT count(*) FROM complaint_rating), (SELECT count(*) FROM notification),"
    " (SELECT string_agg(c::text, '|' ORDER BY id) FROM case_file c),"
    " (SELECT string_agg(c::text, '|' ORDER BY id) FROM complaint c),"
    " (SELECT string_agg(u::text, '|' ORDER BY id) FROM complaint_unsealing u)"
)


def read_all() -> tuple[Any, ...]:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(STANDS)
        found: tuple[Any, ...] = cursor.fetchone()
        return found


def list_leaves(since: int) -> list[str]:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_entry WHERE id > %s ORDER BY id", [since])
        return [kind for (kind,) in cursor.fetchall()]


def last_leaf() -> int:
    with work_in(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger_entry")
        return int(cursor.fetchone()[0])


def try_act(case: Case, by: Actor, act: str, main: Case) -> str:
    """What becomes of it, and what it leaves."""
    since = last_leaf()
    with within(by):
        try:
            with transaction.atomic():
                carry_out(
                    by, case.public_id, act, Given(case.version, **make_given(act, case, main))
                )
                assert f"case.{act}" in list_leaves(since)
                raise UndoneError
        except UndoneError:
            return "done"
        except NotFoundError:
            assert list_leaves(since) == []
            return "not_found"
        except CaseError as error:
            said = "refused" if error.basis else f"{error.code}, without a provision"
        assert list_leaves(since) == [f"case.{act}.refused"]
        return said


def expect(situation: str, act: str, name: str) -> str:
    if name in ALLOWED[situation].get(act, "").split():
        return "done"
    return "refused" if name in [*SEES, "supervisor"] else "not_found"


def choose(situation: str, act: str, at: int, names: list[str]) -> list[str]:
    """Everyone with JIFANG_FUZZ; else one of those who may and one of the others, in turn. The list
    of lawful acts is always looked at for everyone."""
    if LONG:
        return names
    may = ALLOWED[situation].get(act, "").split()
    some = may[at % len(may) :][:1] if may else []
    return [name for name in names if name == names[at % len(names)] or name in some]


@pytest.mark.parametrize("situation", PATHS)
def test_everyone_tries_everything(situation: str, people: People) -> None:
    case, everyone, main = lay_case(situation, people)
    before, wrong = read_all(), {}
    for at, act in enumerate(list_acts()):
        for name in choose(situation, act, at, list(everyone)):
            became = try_act(case, everyone[name], act, main)
            if became != expect(situation, act, name):
                wrong[act, name] = became
    assert not wrong
    assert read_all() == before
    check_listing(case, situation, everyone)
    with work_in(EVERYTHING):
        assert find_faults(case) == []


def check_listing(case: Case, situation: str, everyone: People) -> None:
    """What the list of lawful acts says is what happens."""
    own = set(list_acts())
    for name in [n for n in SEES if n != "SYSTEM"]:
        with within(everyone[name]):
            listed = list_lawful_acts(case, everyone[name])
        said = {a.transition.code for a in listed if a.allowed} & own
        assert said == {a for a in own if expect(situation, a, name) == "done"}, name


def test_the_walk_reaches_every_state() -> None:
    moves, reached = index_transitions("complaint"), set()
    for path in PATHS.values():
        state = "received"
        for line in path:
            found = moves.get((line.split()[1], state))
            state = found.to if found else state
        reached.add(state)
    assert reached == {t.to for t in moves.values()}
