"""What is entered later than it happened: receipts at the counter, certificates on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from jifang.domains.qualifications import services
from jifang.domains.qualifications.deeming import deem_renewals
from jifang.domains.qualifications.models import Deemed, PaperCheck
from jifang.domains.qualifications.selectors import (
    find_certificate,
    find_held,
    find_standing,
)
from jifang.domains.qualifications.services import Paper, check_entered, enter_paper
from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.data import Target
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.data import CaseError, Given
from jifang.foundation.cases.models import Event
from jifang.foundation.cases.services import Opening, open_case
from jifang.foundation.walls.scope import work_in
from jifang.law.calendar import add_years
from jifang.law.errors import InputError
from tests.domains.qualifications.test_certificates import make_by_sql
from tests.domains.qualifications.world import (
    FIRM,
    PEOPLE,
    World,
    apply,
    certificates,
    do,
    drive,
    hand_in,
    hold,
    today,
    within,
)

pytestmark = pytest.mark.django_db


def test_an_earlier_receipt_is_explained_and_proved(world: World) -> None:
    """By whom it was received counts for nothing without reason and paper, and not before the
    firm was in the register."""
    hold(4, ends_in=-3)
    on = today() - timedelta(days=5)
    firm, clerk = Target("organisation", str(world.firm.public_id)), PEOPLE["officer"]
    opening = Opening("certificate", "apply", "ps-440100", FIRM, "换证", firm)
    papers, more = (hand_in(),), {"kind": "renewal"}
    for fields, given in (
        ({"reason", "documents"}, Given(0, on=on, more=more)),
        ({"documents"}, Given(0, on=on, more=more, reason="窗口已收")),
        ({"reason"}, Given(0, on=on, more=more, documents=papers)),
        ({"on"}, Given(0, on=today() - timedelta(days=31), more=more, documents=papers,
                       reason="窗口已收")),
    ):  # fmt: skip
        with within(clerk), pytest.raises(InputError) as caught:
            open_case(clerk, opening, given)
        assert {p.field for p in caught.value} == fields


def test_what_was_entered_after_the_end_is_deemed_nothing(world: World) -> None:
    """A receipt that is entered when the certificate has ended brings it back by nothing but a
    decision: it may be refused, and is never deemed."""
    hold(4, ends_in=-3)
    case = drive(apply("renewal", "officer", on=today() - timedelta(days=5)), to="examined")
    with work_in(EVERYTHING):
        assert deem_renewals() == (0, 0)
    with work_in(EVERYTHING), pytest.raises(DatabaseError), transaction.atomic():
        Deemed.objects.create(
            certificate=certificates()[0], organ_region="440100", party=FIRM, entry=1,
            applied_on=today() - timedelta(days=5), since=today() - timedelta(days=2),
            event=Event.objects.get(case=case, version=1),
        )  # fmt: skip
    do("approver", case, "refuse", reason="迟")
    assert [c.how for c in certificates()] == ["paper"]


def test_its_days_are_those_of_the_law(world: World) -> None:
    """Two years, beside no other, its level held from its issue at the latest: by the services
    and by plain SQL."""
    day = today()
    clerk = Actor(905, PEOPLE["approver"].public_id, "officer", PEOPLE["approver"].body)
    paper: dict[str, Any] = {"how": "paper", "applied_on": None, "entered_by": "somebody"}
    for field, until, since in (
        ("valid_until", add_years(day, 2) + timedelta(days=1), day),
        ("level_since", add_years(day, 2), day + timedelta(days=1)),
    ):
        with within(clerk), pytest.raises(InputError) as caught:
            enter_paper(clerk, Paper(FIRM, "纸2", day, until, 4, since))
        assert [p.field for p in caught.value] == [field]
        with pytest.raises(DatabaseError), transaction.atomic():
            make_by_sql(world, **paper, valid_until=until, level_since=since)
    old = date(2017, 7, 31)
    with within(clerk), pytest.raises(InputError) as caught:
        enter_paper(clerk, Paper(FIRM, "纸2", old, add_years(old, 2), 4, old))
    assert "2017-08-01" in caught.value.problems[0].message.zh
    held = hold(4, ends_in=100)
    with within(clerk), pytest.raises(InputError) as caught:
        enter_paper(clerk, Paper(FIRM, "纸3", day, add_years(day, 2), 3, day))
    assert held.number in caught.value.problems[0].message.zh
    with pytest.raises(DatabaseError), transaction.atomic():
        make_by_sql(world, **paper, level=3)


def test_it_counts_once_a_second_officer_confirmed_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the services and by plain SQL; what was taken back may be entered again."""
    day, firm = today(), PEOPLE["firm"]
    clerk = Actor(905, PEOPLE["approver"].public_id, "officer", PEOPLE["approver"].body)
    second = replace(clerk, public_id="second-officer")
    paper = Paper(FIRM, "纸甲", day - timedelta(days=30), day + timedelta(days=300), 4,
                  day - timedelta(days=30))  # fmt: skip
    with within(clerk):
        row = enter_paper(clerk, paper)
    assert (find_standing(row).state, find_held(FIRM, day)) == ("unconfirmed", None)
    for by, code in ((clerk, "four_eyes"), (firm, "power")):
        with within(by), pytest.raises(CaseError) as caught:
            check_entered(by, row, confirmed=True)
        assert caught.value.code == code
    check: dict[str, Any] = {
        "certificate": row, "organ_region": row.organ_region, "party": FIRM, "confirmed": True,
        "checked_by": clerk.public_id, "checked_on": day, "entry": 1,
    }  # fmt: skip
    with work_in(EVERYTHING):
        with pytest.raises(DatabaseError), transaction.atomic():
            PaperCheck.objects.create(**check)
        with pytest.raises(DatabaseError), transaction.atomic():
            make_by_sql(world, how="promotion", level=3, follows=row, level_since=day)
    with within(clerk):
        check_entered(clerk, row, confirmed=False)
        again = enter_paper(clerk, paper)
    assert (again.take, find_held(FIRM, day)) == (1, None)
    with within(second):
        check_entered(second, again, confirmed=True)
        with pytest.raises(CaseError):
            check_entered(second, again, confirmed=False)
        monkeypatch.setattr(services, "find_check_problem", lambda *given: None)
        with pytest.raises(CaseError) as caught:  # a colleague was faster by an instant
            check_entered(second, again, confirmed=False)
    assert caught.value.code == "checked"
    assert find_held(FIRM, day) == again
    assert find_standing(again).state == "valid"
    assert find_standing(find_certificate(row.public_id) or row).state == "taken_back"
