"""Finding what a form asks for: an organ, a case, a record, a body; by a search that needs no
script. What was typed is looked for when 查找 (Find) is pressed; what was found is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.selectors import list_cases
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.entries import find_entry, list_entries, search_entries
from jifang.foundation.history.registers import REGISTERS, Register, list_registers
from jifang.foundation.territory.models import Organ
from jifang.portals.cases.act_entries import Entry
from jifang.portals.cases.words import name_divisions, say_number
from jifang.portals.registers.words import say_label
from jifang.portals.wording import get_reader_lang

MOST: Final = 8
"""What a search shows at most; so many of one's own are shown without a search."""
LONGEST: Final = 64
BODIES: Final = ("unit", "organisation")
"""The registers in which whoever applies is looked for."""

Pair: TypeAlias = tuple[str, str]
"""The value of a choice, and what it is called."""


@dataclass(frozen=True, slots=True)
class Finder:
    """How something is found. `find` returns up to one more than `MOST`; for no words, what is
    shown before anyone searched. `name` says what a value is called; nothing for what is not there
    or may not be seen."""

    find: Callable[[str], Sequence[Pair]]
    name: Callable[[str], str]


def fill_finder(entry: Entry, finder: Finder, given: Mapping[str, Any]) -> None:
    """Make an entry a search: what was typed, what was found, and what was chosen before."""
    entry.control = "find"
    entry.query = " ".join(str(given.get(entry.search, "")).split())[:LONGEST]
    found = list(finder.find(entry.query))
    entry.more, found = len(found) > MOST, found[:MOST]
    if not entry.query and entry.more:
        entry.more, found = False, []
    chosen = entry.value
    if chosen and chosen not in dict(found):
        named = finder.name(chosen)
        found = [(chosen, named), *found] if named else found
    entry.choices = found


# -- organs ----------------------------------------------------------------------------------------


def search_organs(text: str, *, but: str = "") -> list[Organ]:
    """Organs by a part of the name or the beginning of the code; nothing where nothing is asked."""
    if not text:
        return []
    wanted = Q(name_zh__contains=text) | Q(name_en__icontains=text) | Q(code__startswith=text)
    wanted |= Q(organ_region__startswith=text) if text.isdigit() else Q()
    rows = Organ.objects.filter(wanted, valid__contains=timezone.localdate()).exclude(code=but)
    return list(rows.order_by("organ_region", "code")[: MOST + 1])


def name_organ(organ: Organ) -> str:
    """An organ by name and code."""
    return f"{organ.name_zh if get_reader_lang() == 'zh' else organ.name_en} · {organ.code}"


def find_organ(code: str) -> str:
    """What an organ of today is called; nothing where there is none."""
    rows = Organ.objects.filter(code=code, valid__contains=timezone.localdate())
    return next((name_organ(o) for o in rows), "")


ORGANS: Final = Finder(lambda text: [(o.code, name_organ(o)) for o in search_organs(text)],
                       find_organ)  # fmt: skip


# -- cases -----------------------------------------------------------------------------------------


def search_cases(text: str) -> Sequence[Pair]:
    """Cases by a part of the subject, or by the number: 2026-31, or 31."""
    if not text:
        return []
    rows = list_cases(closed=True).filter(match_case(text)).order_by("-opened_at")
    return name_cases(rows[: MOST + 1])


def match_case(text: str) -> Q:
    """What fits a case that is looked for."""
    wanted = Q(subject__contains=text)
    year, _dash, number = text.rpartition("-")
    if number.isascii() and number.isdigit() and len(number) < 9:
        by_number = Q(number=int(number))
        if year.isascii() and year.isdigit() and len(year) == 4:
            by_number &= Q(year=int(year))
        wanted |= by_number
    return wanted


def name_cases(cases: Iterable[Case]) -> list[Pair]:
    """Cases with number, organ and subject."""
    seen = list(cases)
    divisions = name_divisions(c.organ_region for c in seen)
    return [
        (str(c.public_id), f"{say_number(c, divisions.get(c.organ_region, ''))} · {c.subject}")
        for c in seen
    ]


def find_case_name(public_id: str) -> str:
    """What a case within reach is called."""
    try:
        found = Case.objects.filter(public_id=UUID(public_id))
    except ValueError:
        return ""
    return next((label for _value, label in name_cases(found)), "")


CASES: Final = Finder(search_cases, find_case_name)


# -- records ---------------------------------------------------------------------------------------


def list_readable(by: Actor, names: Iterable[str]) -> list[Register]:
    """Those of some registers that someone reads."""
    read = list_registers(by)
    return [REGISTERS[n] for n in names if n in REGISTERS and REGISTERS[n] in read]


def make_record_finder(by: Actor, names: Sequence[str], *, kinds: bool = False) -> Finder:
    """Records of some registers within reach.

    kinds: the value names the register, too: `site:…`.
    """
    registers = list_readable(by, names)

    def find(text: str) -> list[Pair]:
        return [
            (f"{r.kind.name}:{row.public_id}" if kinds else str(row.public_id), name_record(r, row))
            for r in registers
            for row in read_rows(by, r, text)
        ][: MOST + 1]

    def name(value: str) -> str:
        kind, _colon, public_id = value.rpartition(":")
        register = next((r for r in registers if not kinds or r.kind.name == kind), None)
        try:
            return name_record(register, find_entry(register.kind.name, public_id)) if (
                register) else ""  # fmt: skip
        except RecordError:
            return ""

    return Finder(find, name)


def read_rows(by: Actor, register: Register, text: str) -> Sequence[Any]:
    """Records that fit; where nothing is asked, the first, so that few of one's own are seen."""
    if text:
        return search_entries(register.kind.name, by, text, limit=MOST + 1).records
    return list(list_entries(register.kind.name, by)[: MOST + 1])


def name_record(register: Register, row: Any) -> str:
    """A record by what it is called and, where others could be called so, what sets it apart."""
    said = say_label(register.kind, row, get_reader_lang())
    own = [getattr(row, name, None) for name in (*register.codes, "address")]
    return " · ".join([said, *(str(v) for v in own if v and str(v) not in said)])


def make_body_finder(by: Actor) -> Finder:
    """Bodies of the registers, by their party."""
    registers = list_readable(by, BODIES)

    def find(text: str) -> list[Pair]:
        rows = [(r, row) for r in registers if text for row in read_rows(by, r, text)]
        return list({row.party: name_record(r, row) for r, row in rows}.items())[: MOST + 1]

    def name(party: str) -> str:
        rows = (
            (r, row) for r in registers
            for row in list_entries(r.kind.name, by).filter(party=party)[:1]
        )  # fmt: skip
        return next((name_record(r, row) for r, row in rows), "")

    return Finder(find, name)
