"""One body in two roles of a project that look at each other's work: said, and nothing refused.

No provision for or against it is recorded; a test by a body with another part in the project is
refused where it is commissioned (art. 18), by the domain of tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from jifang.domains.projects.data import ROLES
from jifang.domains.projects.models import Member, Project
from jifang.domains.projects.selectors import find_row, list_member_rows
from jifang.domains.units.api import list_credit_codes
from jifang.law.errors import Text

PAIRS: Final = (
    ("design", "construction"), ("construction", "supervision"), ("construction", "testing"),
)  # fmt: skip


def list_overlaps(project: Project, rows: Iterable[Member] | None = None) -> list[Text]:
    """What is to be looked at: a body, by its party or credit code, in both roles of a pair now."""
    now = [m for m in (list_member_rows(project) if rows is None else rows) if m.until is None]
    roles = {m.role for m in now}
    if not any(set(pair) <= roles for pair in PAIRS):
        return []
    codes = list_credit_codes([m.body for m in now])
    found: list[Text] = []
    for first, second in PAIRS:
        held = {name_same(m, codes): m for m in now if m.role == first}
        both = (m for m in now if m.role == second and name_same(m, codes) in held)
        found += [say_overlap(m.name, first, second) for m in both]
    return found


def list_overlaps_of(public_id: UUID | str) -> list[Text]:
    """The same of a project by its id. Raises `NotFoundError`."""
    return list_overlaps(find_row(public_id))


def name_same(member: Member, codes: Mapping[UUID, str]) -> str:
    """What is the same for one body under two records."""
    return codes.get(member.body) or member.member_party


def say_overlap(name: str, first: str, second: str) -> Text:
    """In words."""
    one, other = ROLES[first], ROLES[second]
    return Text(
        f"{name}同时是{one.zh}和{other.zh}。没有查到许可或者禁止的条款，请注意",
        f"{name} is both {one.en} and {other.en}. No provision for or against it was found; for"
        " attention",
    )
