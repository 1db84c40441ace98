"""What other domains may ask of programmes."""

from __future__ import annotations

from jifang.domains.programmes.selectors import list_connections_of, list_signs_of
from jifang.domains.programmes.trainings import (
    CourseRef,
    enter_attendances,
    find_own_course,
    list_names_of,
    list_own_courses,
    refer_to_course,
)

__all__ = [
    "CourseRef",
    "enter_attendances",
    "find_own_course",
    "list_connections_of",
    "list_names_of",
    "list_own_courses",
    "list_signs_of",
    "refer_to_course",
]
