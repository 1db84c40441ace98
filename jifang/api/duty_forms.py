"""The forms of requests and answers about duties of practitioners."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jifang.api.forms import Asked, Given

MOST_PEOPLE = 100


class EvidenceGiven(Given):
    """A record of a register."""

    kind: str
    id: str


class EnterGiven(Given):
    """Which kind of record would fill the need, and into which record it is entered."""

    kind: str
    parent: str


class NeedGiven(Given):
    """Something that a duty needs evidence of; `state` is held, open, lapsed or lacking."""

    need: str
    about: str
    state: str
    state_text: str
    until: str | None
    because: str | None
    evidence: EvidenceGiven | None
    enter: EnterGiven


class DutyGiven(Given):
    """A duty of art. 22: the law's answer (met, unknown, breached) and, if breached, the answer to
    `liability`."""

    duty: str
    title: str
    provision: str
    status: str
    until: str | None
    needs: list[NeedGiven]
    exposure: dict[str, Any] | None


class DutiesGiven(Given):
    """How a firm stands on a day; `decision` is the answer to the question `duties`."""

    id: str
    on: str
    outcome: str
    next_end: str | None
    duties: list[DutyGiven]
    others: list[NeedGiven]
    decision: dict[str, Any]


class AskedPerson(Asked):
    """Somebody who took part, by number and name as the firm's register has them."""

    number: str = Field(max_length=32)
    person_name: str = Field(max_length=64)
    passed: bool
    certificate_number: str = Field("", max_length=96)
    valid_until: str | None = None


class AskedTraining(Asked):
    """Who of a firm took part in a course."""

    credit_code: str = Field(max_length=18)
    people: list[AskedPerson] = Field(max_length=MOST_PEOPLE)


class TrainingGiven(Given):
    """How many were entered, and how many of them passed."""

    course: str
    took_part: int
    passed: int
