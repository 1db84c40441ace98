"""Plain SQL of the application's role, each try in a transaction of its own."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from jifang.config.database import OWNER_ALIAS
from jifang.domains.complaints import api
from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.procedures import publish_moves
from tests.domains.complaints.people import (
    CONTACT,
    NAME,
    do,
    file,
    lay_people,
    take,
    within,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

DECIDE = (
    "UPDATE complaint_unsealing SET agreed = true, decided_by = '{by}', decided_at = now(),"
    " until = now() + interval '1 hour', decision_id = {event}"
)
EVENT = "(SELECT max(id) FROM case_event WHERE act = '{act}')"


def try_sql(by: Actor, statement: str) -> None:
    """By someone within the own bounds, where no wall would refuse it."""
    with pytest.raises(DatabaseError) as caught, within(by), connection.cursor() as cursor:
        cursor.execute(statement)
    assert getattr(caught.value.__cause__, "sqlstate", "") in {"42501", "23514"}, caught.value


def test_nothing_moves_without_its_act_of_the_same_transaction() -> None:
    publish_moves(OWNER_ALIAS)
    people = lay_people()
    officer, second = people["officer"], people["second"]
    _, main = file()
    _, case = file(sealed=True, name=NAME, contact=CONTACT)
    take(people, case, "claim", "accept", "ask_to_unseal")
    for change in (
        f"main_id = {main.pk}", "about_party = ''", "about_organ = 'x'", "sealed = false",
    ):  # fmt: skip
        try_sql(officer, f"UPDATE complaint SET {change} WHERE case_id = {case.pk}")  # noqa: S608
    asked = EVENT.format(act="ask_to_unseal")
    for by in (officer, second):
        try_sql(by, DECIDE.format(by=by.public_id, event=asked))
    try_sql(officer, "UPDATE complaint_unsealing SET looks = 1")
    do(second, case, "agree_to_unseal")
    agreed = EVENT.format(act="agree_to_unseal")
    for by in (officer, second):
        try_sql(by, DECIDE.format(by=second.public_id, event=agreed))  # once more, for longer
    for table in ("complaint", "complaint_note", "complaint_rating", "complaint_unsealing"):
        try_sql(officer, f"DELETE FROM {table}")  # noqa: S608 - names of tables
    with within(officer):
        assert api.read_identity(officer, case.public_id).name == NAME
    try_sql(second, "UPDATE complaint_unsealing SET looks = looks + 1")
