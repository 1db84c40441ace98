"""The page as a door to procedure: whoever may, gets it done with one leaf; everyone else is
refused with the provision and leaves the recorded refusal alone.

The table is that of `tests/foundation/cases/test_walk.py`; the other doors are tried in
`tests/foundation/cases/test_doors.py`. A sample, the same every time; all of it with `JIFANG_FUZZ`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from jifang.foundation.cases.models import Case
from jifang.foundation.cases.procedures import index_transitions
from jifang.foundation.cases.verbs import BY_CODE
from tests.foundation.cases.log import publish_moves
from tests.foundation.cases.test_walk import (
    ALLOWED,
    LONG,
    PATHS,
    People,
    UndoneError,
    expect,
    last_leaf,
    lay_case,
    list_acts,
    list_leaves,
    make_given,
    read_all,
)
from tests.portals.cases.world import WHO, World, open_world

pytestmark = pytest.mark.django_db
EVERY = 1 if LONG else 29
SITUATIONS = (*PATHS,) if LONG else ("pool", "received", "waiting", "noticed", "review", "examined")
PROVISION = 'class="cite'


def choose(situation: str) -> Iterator[tuple[str, str]]:
    """(act, person): of what is lawful one person for each act, and a sample of the rest."""
    at = list(PATHS).index(situation)
    for act in list_acts():
        may = [name for name in ALLOWED[situation].get(act, "").split() if name in WHO]
        spared = act in BY_CODE and list(PATHS).index(situation) % 3 != 0
        for name in WHO:
            at += 1
            lawful = name in may and (LONG or (name == may[0] and not spared))
            if lawful or (name not in may and at % EVERY == 0):
                yield act, name


def fill_in(case: Case, act: str, people: People, name: str) -> dict[str, Any]:
    """The form of a step, filled in so that nothing but right and state decides."""
    given = make_given(act, people[name], people, case.version, case.holder)
    form: dict[str, Any] = {"version": given.version, "reason": given.reason}
    step = index_transitions("drill").get((act, case.state))
    if step is None:
        return form
    if step.goes_to_someone and given.to is not None:
        form["to"] = f"{given.to.party}:{given.to.account}"
    if step.notice:
        form |= {"item": [d.item for d in given.defects], "text": [d.text for d in given.defects]}
    if "person" in step.checks:
        form["person"] = given.person
    if "opinion" in step.checks:
        form["agrees"] = "yes"
    if given.pause:
        form["pause"] = given.pause
    form |= {f"v.{name}": value for name, value in given.more.items()}
    return form


def judge(answer: Any, leaves: list[str], act: str) -> str:
    """What became of it; whatever it leaves belongs to that."""
    if answer.status_code == 302:
        assert leaves == [f"case.{act}"]
        return "done"
    if answer.status_code == 404:
        assert leaves == []
        return "not_found"
    page = answer.content.decode()
    assert answer.status_code in {403, 422}, page[:2000]
    assert leaves == [f"case.{act}.refused"]
    return "refused" if PROVISION in page else "refused without a provision"


def test_the_page(django_db_blocker: Any, database_server: Any) -> None:
    publish_moves(database_server)
    world: World = open_world()
    people = {name: world.actor(name) for name in WHO}
    for name in WHO:
        world.client(name)
    wrong, done, tried = {}, 0, 0
    for situation in SITUATIONS:
        case = lay_case(PATHS[situation], people)
        before = read_all()
        for act, name in choose(situation):
            since, became = last_leaf(), ""
            try:
                with transaction.atomic():
                    answer = world.client(name).post(
                        f"/cases/{case.public_id}/act/{act}/", fill_in(case, act, people, name)
                    )
                    became = judge(answer, list_leaves(since), act)
                    if became != "done":
                        assert read_all() == before
                    raise UndoneError
            except UndoneError:
                tried += 1
                done += became == "done"
            if became != expect(situation, act, name):
                wrong[situation, act, name] = (became, expect(situation, act, name))
    assert wrong == {}
    assert done > 20
    assert tried > 40
