"""The work-basket: whose a case is, what is due, news since a look, and what may be done next."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.baskets import count_basket, find_next_acts, list_basket
from jifang.foundation.cases.looks import note_look
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import find_case, list_lawful_acts
from jifang.foundation.cases.standing import read_day
from jifang.foundation.notifications.services import Recipient
from tests.foundation.cases.procedure import DEFECTS, TIANHE, YUEXIU, apply, do, lay_people, within

pytestmark = pytest.mark.django_db
People = dict[str, Actor]


@pytest.fixture
def people() -> People:
    return lay_people()


def see(by: Actor, **wanted: bool) -> list[int]:
    with within(by):
        return sorted(list_basket(by).filter(**wanted).values_list("number", flat=True))


def test_whose_a_case_is(people: People) -> None:
    officer, approver = people["officer"], people["approver"]
    held, pool, asked = (apply(people["applicant"]) for _ in range(3))
    for case in (held, asked):
        do(officer if case is held else people["colleague"], case, "claim")
    do(people["colleague"], asked, "joint_opinion", reason="请会签",
       to=Recipient(f"ps-{TIANHE}", officer.public_id))  # fmt: skip
    assert see(officer, is_mine=True) == [1, 3]
    assert see(officer, is_pool=True) == [2]
    assert see(officer, is_ours=True) == [1, 2, 3]
    assert see(officer, is_below=True) == []
    assert see(people["superior"], is_below=True) == [1, 2, 3]
    assert see(people["neighbour"], is_mine=True) == []
    assert see(people["applicant"], is_mine=True) == [1, 2, 3]
    assert see(people["stranger"], is_mine=True) == []
    do(people["colleague"], asked, "recall", reason="不必了")
    assert see(officer, is_mine=True) == [1]
    do(officer, held, "accept")
    do(officer, held, "examine")
    assert see(approver, is_mine=True) == [1]
    assert pool.number == 2


def test_what_came_in_since_a_look(people: People) -> None:
    officer, case = people["officer"], apply(people["applicant"])
    do(officer, case, "claim")
    assert see(officer, has_news=True) == []
    do(officer, case, "notify", defects=DEFECTS)
    with within(officer):
        note_look(officer, find_case(case.public_id))
    do(people["applicant"], case, "supply")
    assert see(officer, has_news=True) == [1]
    assert see(people["colleague"], has_news=True) == [1]
    assert see(people["applicant"], has_news=True) == [1]
    for by in (officer, people["applicant"]):
        with within(by):
            note_look(by, find_case(case.public_id))
            note_look(by, find_case(case.public_id))
    assert see(officer, has_news=True) == see(people["applicant"], has_news=True) == []
    with within(officer):
        counts = count_basket(officer, read_day())
    assert (counts.news, counts.unassigned, counts.mine) == (0, 0, 1)


def test_the_next_act_is_that_of_the_case_page_in_as_many_queries(people: People) -> None:
    """In every state, for everyone; and one case costs what seven do."""
    officer = people["officer"]
    cases = [apply(people["applicant"]) for _ in range(7)]
    steps = ("claim", "accept", "send_to_test", "tested", "examine")
    for case, number in zip(cases, range(len(cases)), strict=True):
        for code in steps[:number]:
            do(officer, case, code, **({"pause": "test"} if code == "send_to_test" else {}))
    for by in (officer, people["approver"], people["applicant"], people["superior"]):
        with within(by):
            rows = list(list_basket(by))
            found = find_next_acts(rows, by)
            for row in Case.objects.all():
                acts = list_lawful_acts(row, by)
                own = [a for a in acts if a.transition.provision]
                taken = [a for a in acts if a.transition.code == "claim"]
                first = next((a for a in (*taken, *own) if a.allowed), None)
                got = found.get(row.pk)
                wanted = None if first is None else first.transition.code
                assert (got.transition.code if got and got.allowed else None) == wanted
    with within(officer):
        asked = []
        for number in (1, 7):
            rows = list(list_basket(officer)[:number])
            with CaptureQueriesContext(connection) as queries:
                find_next_acts(rows, officer)
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_is_due_and_who_sees_another_organ_s_case(people: People) -> None:
    officer, case = people["officer"], apply(people["applicant"])
    do(officer, case, "claim")
    with within(officer):
        row: Any = list_basket(officer).get()
        due = row.due_on
        assert count_basket(officer, due).due_today == 1
        assert count_basket(officer, due).overdue == 0
    do(officer, case, "transfer", reason="请协助", to=Recipient(f"ps-{YUEXIU}"))
    assert see(people["neighbour"], is_pool=True) == [1]
    assert see(officer, is_ours=True) == []
