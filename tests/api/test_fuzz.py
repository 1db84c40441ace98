"""Schemathesis: 0 server errors, every answer as documented, whatever is sent.

Short here; `JIFANG_FUZZ=50` (`make soak`) gives every operation that many examples, and has every
constraint of the large ones tried too.
"""

from __future__ import annotations

import os

import pytest
from pytest_django import Settings

from jifang.api.gate import get_resolver
from jifang.api.routes import OPERATIONS
from jifang.foundation.accounts.powers import ROLES
from tests.api.fuzzing import Outcome, fuzz
from tests.foundation.access_tokens.people import give_token, make_person

get_resolver()
LONG = int(os.environ.get("JIFANG_FUZZ", "0"))
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600 if LONG else 400)]

OWN = {name for name, operation in OPERATIONS.items() if operation.doc.scope}
# Their forms have hundreds of fields, or their answers hundreds of rows.
LARGE = {name for name in OPERATIONS if name.startswith("decide_")} | {
    *("assessDossier", "readDocument", "readDossierSchema", "listInstruments", "listParameters")
}
ACTS = {"openCase", "carryOutAct", "previewCaseLetter"}
"""Their bodies have many fields and free words, as those of complaints: every constraint of them is
tried in the long form."""
COMPLAINTS = {n for n, o in OPERATIONS.items() if o.doc.tag == "complaints" and o.doc.has_body}
CASES = {name for name, operation in OPERATIONS.items() if operation.doc.tag == "cases"}
WORKING = {"officer", "unit_manager"}
"""Roles that try the operations of cases in the short form."""


@pytest.fixture(autouse=True)
def lift_limits(settings: Settings) -> None:
    settings.API_LIMITS = {name: (name, 10**6, 10**6) for name in settings.API_LIMITS}
    settings.REPORT_LIMITS = {name: (name, 10**6, 10**6) for name in settings.REPORT_LIMITS}


def check(outcome: Outcome, asked: set[str]) -> None:
    assert not outcome.faults, "\n\n".join(outcome.faults[:10])
    assert len(outcome.operations) == len(asked)
    assert not [status for status in outcome.statuses if status >= 500]


def test_anonymous_and_small() -> None:
    asked = OPERATIONS.keys() - LARGE - OWN - COMPLAINTS
    outcome = fuzz(of=asked, examples=LONG or 1)
    check(outcome, asked)
    assert {200, 404, 405, 415, 422} <= outcome.statuses.keys()


def test_complaints() -> None:
    outcome = fuzz(of=COMPLAINTS, examples=LONG or 1, coverage=bool(LONG), words=True)
    check(outcome, COMPLAINTS)


def test_anonymous_and_large() -> None:
    check(fuzz(of=LARGE, examples=LONG or 1, coverage=bool(LONG)), LARGE)


@pytest.mark.parametrize("role", ROLES if LONG else ["unit_manager"])
def test_a_token_of_a_role(role: str) -> None:
    secret = give_token(make_person(role), days=300).secret
    check(fuzz(secret, of=OWN - CASES, examples=LONG or 1), OWN - CASES)
    cases = OWN & CASES
    check(fuzz(secret, of=cases - ACTS, examples=LONG or 1, coverage=bool(LONG)), cases - ACTS)
    check(fuzz(secret, of=ACTS, examples=LONG or 1, coverage=bool(LONG), words=True), ACTS)


def test_every_role() -> None:
    for role in ROLES:
        secret = give_token(make_person(role), days=300).secret
        asked = OWN - ACTS if LONG or role in WORKING else OWN - CASES
        outcome = fuzz(secret, of=asked, examples=1, coverage=False)
        check(outcome, asked)
        assert outcome.statuses[200], "the token was used"
        assert not outcome.statuses[401], "and known"
        if LONG or role in WORKING:
            check(fuzz(secret, of=ACTS, examples=1, coverage=False, words=True), ACTS)
