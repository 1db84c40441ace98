"""Courses as other domains enter those who took part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from jifang.domains.programmes.kinds import COURSE
from jifang.domains.programmes.models import Attendance, Course
from jifang.domains.programmes.selectors import list_attendances
from jifang.domains.programmes.services import declare_attendances, draft_attendance
from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import NotFoundError
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.selectors import find_record, list_records


@dataclass(frozen=True, slots=True)
class CourseRef:
    """A training: its public id, name, subject, by whom, held when, whose it is."""

    public_id: str
    name: str
    association: str
    kind: str
    held_on: date
    party: str
    organ_region: str


def refer_to_course(course: Course) -> CourseRef:
    """A course as others name it."""
    return CourseRef(
        str(course.public_id), course.name, course.association, course.kind, course.held_on,
        course.party, course.organ_region,
    )  # fmt: skip


def find_own_course(by: Actor, public_id: str) -> Course:
    """A course of one's own body that is in the register. Raises `NotFoundError`."""
    found = find_record(COURSE, public_id)
    if found.party != by.body.party or found.state != ACTIVE:
        raise NotFoundError
    return found


def list_own_courses(by: Actor) -> QuerySet[Course]:
    """The courses of one's own body, the latest first."""
    own = list_records(COURSE, by).filter(party=by.body.party)
    return own.order_by("-held_on", "-id")


def list_names_of(course: Course, credit_code: str) -> set[str]:
    """The names of those of one employer who are entered as having taken part, in clear: to tell
    whether somebody is entered twice, and for nothing else."""
    rows = list_attendances(course).filter(employer_code=credit_code)
    return {row.person_name.open() for row in rows}


def enter_attendances(
    by: Actor, course: Course, rows: Sequence[dict[str, Any]], *, reason: str = ""
) -> list[Attendance]:
    """Enter those who took part in a course, all or none. Raises `InputError`."""
    return declare_attendances(by, [draft_attendance(course, r) for r in rows], reason=reason)
