"""At the counter: who asks to stay unknown is not written where the officers read."""

from __future__ import annotations

import pytest

from jifang.domains.complaints.data import PROCEDURE
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import Given
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.services import Opening, open_case
from jifang.law.errors import InputError
from tests.domains.complaints.people import CONTACT, NAME, TIANHE, WORDS, within

pytestmark = pytest.mark.django_db


def test_a_name_is_not_taken_where_a_seal_is_asked_for(people: dict[str, Actor]) -> None:
    officer = people["officer"]
    given = Given(
        0, more={"subject": "coverage", "division": TIANHE, "sealed": True},
        private={"what": WORDS, "contact_name": NAME, "contact": CONTACT},
    )  # fmt: skip
    opening = Opening(PROCEDURE, "file", f"ps-{TIANHE}", "", "擅自扩大覆盖范围")
    with within(officer), pytest.raises(InputError) as refused:
        open_case(officer, opening, given)
    assert [p.field for p in refused.value.problems] == ["sealed"]
    assert NAME not in str(refused.value)
    with within(officer):
        assert not Case.objects.exists()
