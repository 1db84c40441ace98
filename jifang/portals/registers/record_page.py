"""The page of a record: its facts in words, what belongs to it, its history, its past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse

from jifang.foundation.accounts.masking import mask_name
from jifang.foundation.accounts.models import Account
from jifang.foundation.accounts.personal import Personal
from jifang.foundation.accounts.powers import ROLES, may
from jifang.foundation.audit.selectors import find_places
from jifang.foundation.history.data import PastState
from jifang.foundation.history.kinds import Kind, make_plain
from jifang.foundation.history.models import ACTIVE, Change
from jifang.foundation.history.previews import may_change
from jifang.foundation.history.registers import REGISTERS, Register, list_registers, may_enter
from jifang.foundation.history.selectors import find_faults, list_changes
from jifang.law.errors import Problem, Text
from jifang.portals.account.asking import Asking
from jifang.portals.registers import layout, words
from jifang.portals.registers.lists import find_link, find_url
from jifang.portals.registers.papers import Paper, has_papers, list_papers
from jifang.portals.registers.record_extras import Extra, find_extras
from jifang.portals.wording import get_reader_lang

INLINE: Final = 20
"""How many parts of one register are shown on the page."""
SUBSYSTEMS: Final = Text("子系统", "Subsystems")
SHOWN_CHANGES: Final = 50
TOGETHER: Final = 3
"""So many fields of a group that are not known stand in one line."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a record as it is shown. `past` is the value asked for of another time, where it
    differs; `url` leads to the record that a value names."""

    name: str
    title: Text
    said: str
    is_unknown: bool = False
    is_code: bool = False
    reveal: str = ""
    is_gap: bool = False
    past: str = ""
    has_past: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """The records of one register that belong to the record."""

    title: Text
    rows: Sequence[tuple[str, str, str]]
    more: bool
    all_url: str
    new_url: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change: who, when, why, from when it is true, and what it made of what."""

    at: datetime
    act: Text
    version: int
    holds_from: date
    who: str
    role: Text
    reason: str
    changed: Sequence[tuple[Text, str, str]]
    index: int | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as its template shows it."""

    register: Register
    record: Any
    label: str
    trail: Sequence[tuple[str, Any]]
    groups: Sequence[tuple[Text, Sequence[Fact], Sequence[Text]]]
    extras: Sequence[Extra]
    warnings: Sequence[Problem]
    gaps: Sequence[Text]
    parts: Sequence[Parts]
    steps: Sequence[Step]
    more_steps: bool
    faults: Mapping[str, str] | None
    can_change: bool
    past: PastState | None
    has_papers: bool
    papers: Sequence[Paper]

    @property
    def kind(self) -> Kind[Any]:
        """The record's kind."""
        return self.register.kind

    @property
    def is_retired(self) -> bool:
        """Whether it was taken out of the register."""
        return bool(self.record.state != ACTIVE)

    @property
    def provision(self) -> str:
        """The provision that the register serves, if it serves one."""
        return layout.PROVISIONS.get(self.kind.name, "")

    @property
    def site_url(self) -> str:
        """The page of a site that says what the law finds of it."""
        return find_url("site", self.record.public_id) if self.kind.name == "site" else ""

    @property
    def keeper(self) -> str:
        """The division of the organ that keeps it, in words."""
        return words.say_value(
            self.kind, "organ_region", self.record.organ_region, get_reader_lang()
        )


# -- facts -----------------------------------------------------------------------------------------


def list_facts(
    kind: Kind[Any], record: Any, asking: Asking, past: PastState | None
) -> list[tuple[Text, list[Fact], list[Text]]]:
    """Every field in its group; where several of a group are not known, they are named together."""
    gaps = set(getattr(record, "gaps", ()))
    reveals = may_reveal(asking, record)
    found = []
    for title, fields in layout.list_groups(kind):
        facts = []
        for field in fields:
            value = getattr(record, field.name)
            said = words.say_value(kind, field.name, value, get_reader_lang())
            url, said = name_record(kind, field.name, value, said)
            shown = isinstance(value, Personal) and bool(value) and reveals
            where = reverse("record_reveal", args=[kind.name, record.public_id, field.name])
            then, differs = say_past(kind, field.name, value, past)
            facts.append(
                Fact(
                    field.name, field.title, said, words.is_unknown(value),
                    is_code=words.find_widget(kind, field) == "text" and is_code_like(value),
                    reveal=where if shown else "", url=url, is_gap=field.name in gaps,
                    past=then, has_past=differs,
                )
            )  # fmt: skip
        open_ones = [f for f in facts if f.is_unknown and not (f.is_gap or f.has_past)]
        if len(open_ones) >= TOGETHER:
            facts = [f for f in facts if f not in open_ones]
        else:
            open_ones = []
        found.append((title, facts, [f.title for f in open_ones]))
    return found


def name_record(kind: Kind[Any], name: str, value: Any, said: str) -> tuple[str, str]:
    """Where the record that a field names is, and what it is called, if it is within reach."""
    of = words.find_named(kind, name)
    row = of.model._default_manager.filter(public_id=value).first() if of and value else None
    if of is None or row is None:
        return "", said
    return find_link(of.name, row), words.say_label(of, row, get_reader_lang())


def is_code_like(value: Any) -> bool:
    """A value of ASCII letters and digits that is no word: a code, a number, an address."""
    whole = isinstance(value, str) and value.isascii() and " " not in value
    return whole and any(c.isdigit() for c in value)


def say_past(kind: Kind[Any], name: str, value: Any, past: PastState | None) -> tuple[str, bool]:
    """What a field was at the time asked for, and whether that differs from now."""
    if past is None or not past.exists:
        return "", False
    then = past.values.get(name)
    if then == make_plain(value):
        return "", False
    return words.say_value(kind, name, then, get_reader_lang()), True


def may_reveal(asking: Asking, record: Any) -> bool:
    """Whether the role sees personal data of the record in clear, with a purpose."""
    actor = asking.actor
    if actor is None:
        return False
    own = may(actor.role, "own_body") and record.party == actor.body.party
    return own or may(actor.role, "reveal_personal")


# -- what it belongs to, and what belongs to it ----------------------------------------------------


def list_parents(kind: Kind[Any], record: Any) -> list[tuple[Kind[Any], Any]]:
    """What a record belongs to, the outermost first, as far as it is within reach."""
    found: list[tuple[Kind[Any], Any]] = []
    for name, of in words.list_links(kind):
        key = getattr(record, f"{name}_id")
        row = of.model._default_manager.filter(pk=key).first() if key else None
        if row is not None:
            setattr(record, name, row)
            found.append((of, row))
    if found and found[-1][0].name == "site":
        found.insert(0, found.pop())
    site = next((row for of, row in found if of.name == "site"), None)
    if site is not None:
        unit = REGISTERS["unit"].kind
        row = unit.model._default_manager.filter(pk=site.unit_id).first()
        found[:0] = [(unit, row)] if row is not None else []
    order = (
        "unit", "organisation", "plan", "course", "project", "project_equipment", "site", "system",
        "device", "staff", "service_promise",
    )  # fmt: skip
    return sorted(found, key=lambda pair: order.index(pair[0].name))


def make_trail(register: Register, record: Any, label: str) -> list[tuple[str, Any]]:
    """Where a record stands."""
    lang = get_reader_lang()
    kind = register.kind
    found: list[tuple[str, Any]] = [
        (reverse("registers"), Text("登记簿", "Registers")),
        (reverse("list", args=[kind.name]), register.plural),
    ]
    found += [
        (find_link(of.name, row), words.say_whole(of, row, lang))
        for of, row in list_parents(kind, record)
    ]
    return [*found, ("", label)]


def list_parts(register: Register, record: Any, asking: Asking) -> list[Parts]:
    """The records of every register that are entered into this one."""
    actor, lang = asking.acting, get_reader_lang()
    name, found = register.kind.name, []
    for other in list_registers(actor):
        if name not in other.parents:
            continue
        kind = other.kind
        column = next(c for c, of in words.list_links(kind) if of.name == name)
        rows = kind.model._default_manager.filter(**{column: record.pk, "state": ACTIVE})
        rows = list(rows.order_by("pk")[: INLINE + 1])
        where = f"{reverse('list', args=[kind.name])}?f.in={name}:{record.public_id}"
        can = may_enter(other, actor) and record.state == ACTIVE
        new = f"{reverse('record_new', args=[kind.name])}?in={record.public_id}" if can else ""
        shown = [
            (find_link(kind.name, r), words.say_label(kind, r, lang), say_note(kind, r))
            for r in rows[:INLINE]
        ]
        title = SUBSYSTEMS if other is register else other.plural
        found.append(Parts(title, shown, len(rows) > INLINE, where, new))
    return found


def count_staying(register: Register, record: Any, asking: Asking) -> list[tuple[Text, int, str]]:
    """What stays in the register when a record is retired: of each register how many of its parts,
    those of its parts too, and the list of them."""
    name, found = register.kind.name, []
    for other in list_registers(asking.acting):
        kind = other.kind
        column = next((c for c, of in words.list_links(kind) if of.name == name), "")
        if not column:
            continue
        rows = kind.model._default_manager.filter(**{column: record.pk, "state": ACTIVE})
        if number := rows.count():
            where = f"{reverse('list', args=[kind.name])}?f.in={name}:{record.public_id}"
            title = SUBSYSTEMS if other is register else other.plural
            found.append((title, number, where))
    return found


def say_note(kind: Kind[Any], record: Any) -> str:
    """Some words more of a part: its kind, where it stands."""
    lang = get_reader_lang()
    taken = words.LABELS.get(kind.name, ("name",))
    shown = [
        words.say_value(kind, name, getattr(record, name), lang)
        for name in layout.COLUMNS.get(kind.name, "").split()[1:]
        if name not in ("parent", "unit_name", *taken)
        and not words.is_unknown(getattr(record, name))
    ]
    return " · ".join(shown[:2])


# -- history ---------------------------------------------------------------------------------------


def list_steps(kind: Kind[Any], changes: Sequence[Change]) -> list[Step]:
    """The history in words, the newest first."""
    people = name_people({c.by for c in changes if c.by})
    places = find_places(c.entry for c in changes)
    lang = get_reader_lang()
    found = []
    for change in changes:
        pairs = [
            (
                words.find_title(kind, name),
                words.say_value(kind, name, change.before.get(name), lang),
                words.say_value(kind, name, value, lang),
            )
            for name, value in sort_fields(kind, change.after)
        ]
        role = ROLES.get(change.role)
        found.append(
            Step(
                change.at, words.ACTS[change.act], change.version, change.holds_from,
                people.get(change.by, ""), role.name if role else Text("平台", "the platform"),
                change.reason, pairs, places.get(change.entry),
            )
        )  # fmt: skip
    return found


def sort_fields(kind: Kind[Any], after: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What a change set, in the order of the register's fields."""
    place = {name: n for n, name in enumerate((*kind.names, *kind.kept))}
    return sorted(after.items(), key=lambda pair: (place.get(pair[0], len(place)), pair[0]))


def name_people(ids: Iterable[str]) -> dict[str, str]:
    """Masked names of accounts by their public ids."""
    wanted = [i for i in ids if len(i) == 36]
    rows = Account.objects.filter(public_id__in=wanted).only("public_id", "name") if wanted else ()
    return {str(a.public_id): mask_name(a.name) for a in rows}


def make_record_page(
    register: Register, record: Any, asking: Asking, past: PastState | None = None
) -> RecordPage:
    """Everything that the page of a record shows."""
    kind = register.kind
    label = words.say_label(kind, record, get_reader_lang())
    trail = make_trail(register, record, label)
    changes = list(list_changes(record)[: SHOWN_CHANGES + 1])
    gaps = [words.find_title(kind, n) for n in getattr(record, "gaps", ())]
    return RecordPage(
        register, record, label, trail, list_facts(kind, record, asking, past),
        find_extras(kind, record, past), tuple(kind.warn(record)), gaps,
        list_parts(register, record, asking), list_steps(kind, changes[:SHOWN_CHANGES]),
        len(changes) > SHOWN_CHANGES,
        find_faults(kind, record) if asking.may("see_audit") else None,
        may_change(kind, asking.acting, record), past,
        has_papers(register), list_papers(register, record),
    )  # fmt: skip
