"""A list of every register, made from what its kind says of its fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jifang.domains.projects.data import REACHED
from jifang.domains.units.data import SETTINGS
from jifang.foundation.accounts.personal import Personal
from jifang.foundation.accounts.powers import ROLES
from jifang.foundation.history.data import Field, NotFoundError
from jifang.foundation.history.entries import find_entry, list_entries, search_entries
from jifang.foundation.history.kinds import Kind
from jifang.foundation.history.models import NamedRecord
from jifang.foundation.history.registers import (
    REGISTERS,
    Register,
    find_register,
    list_registers,
    may_enter,
)
from jifang.law.errors import Text
from jifang.portals.account.asking import Asking
from jifang.portals.public.fact_fields import list_divisions
from jifang.portals.registers import layout, words
from jifang.portals.tables.data import BulkAct, Column, Filter, Option, Table
from jifang.portals.tables.registry import add_table
from jifang.portals.wording import get_reader_lang

UNKNOWN: Final = "-"
"""The value of a filter that asks for what is not known."""
SEARCHED: Final = 200
"""How many records a search shows at most, page by page; it says when there may be more."""
MANY_OPTIONS: Final = 200
CODE_BEGINS: Final = r"[0-9A-Za-z]{1,20}"
DIVISION_BEGINS: Final = r"[0-9]{1,9}"
WITHIN: Final = r"[a-z_]{1,32}:[0-9a-f-]{36}"
ORDERS: Final = {
    ("site", "place_kind"): ("place_kind", "pinyin"),
    ("site", "changed"): ("changed_at",),
    ("system", "kind"): ("kind", "site_id"),
    ("designation", "roll"): ("roll", "site_id"),
}
"""Orders that an index serves besides the ordinary one of a kind."""


class SaidLater:
    """A text in the language of whoever reads it; what lists take where they take a message."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text.say(get_reader_lang())


def label(text: Text) -> Any:
    """A bilingual text that is said when the page is made."""
    return SaidLater(text)


# -- columns ---------------------------------------------------------------------------------------


def read_cell(name: str, row: Any) -> Any:
    """A value as it is exported; lists of codes as text, personal data masked."""
    value = getattr(row, name)
    if words.is_unknown(value):
        return None
    if isinstance(value, Personal):
        return value.masked
    if isinstance(value, list):
        return ",".join(str(v) for v in value)
    if isinstance(value, datetime):
        return value.date()
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def say_cell(kind: Kind[Any], name: str, many: bool, value: Any) -> str:
    """The same in words."""
    given = str(value).split(",") if many else value
    return words.say_value(kind, name, given, get_reader_lang())


def make_column(kind: Kind[Any], field: Field) -> Column[Any]:
    """The column of a field."""
    widget = words.find_widget(kind, field)
    name = field.name
    plain = widget in ("text", "number", "personal", "documents")
    return Column(
        name, label(field.title), partial(read_cell, name),
        filter=make_filter(kind, field, widget),
        words=None if plain else partial(say_cell, kind, name, widget == "many"),
        shown=name in layout.COLUMNS.get(kind.name, "").split(),
        code_like=name in ("code", "credit_code", "number", "certificate_number", "employer_code"),
        number_like=widget == "number",
        order=find_order(kind, name), reads=(name,),
    )  # fmt: skip


def find_order(kind: Kind[Any], name: str) -> tuple[str, ...]:
    """The fields of the index that serves a list sorted by a column; none where none does."""
    if name == "name" and issubclass(kind.model, NamedRecord):
        return ("pinyin",)
    return ORDERS.get((kind.name, name), ())


def make_filter(kind: Kind[Any], field: Field, widget: str) -> Filter | None:
    """How a field is filtered; words and personal data are not."""
    name, main = field.name, is_main(kind, field.name)
    if widget == "yes_no":
        return Filter("choice", list_answers, narrow=partial(narrow_answer, name), main=main)
    if widget in ("one", "many") and len(field.choices) <= MANY_OPTIONS:
        narrow = partial(narrow_many if widget == "many" else narrow_one, name)
        return Filter("choice", partial(list_choices, field), narrow=narrow, main=main)
    if widget == "region":
        return Filter("prefix", list_begins, path=name, pattern=DIVISION_BEGINS, main=main,
                      divisions=True)  # fmt: skip
    if widget == "day":
        return Filter("days", path=name, main=main)
    if widget == "number":
        exact = isinstance(kind.model._meta.get_field(name), models.DecimalField)
        return Filter("numbers", path=name, main=main, read=field.read if exact else None)
    if name in REGISTERS[kind.name].codes:
        return Filter("prefix", path=name, pattern=CODE_BEGINS, main=main)
    return None


def is_main(kind: Kind[Any], name: str) -> bool:
    """Whether a filter stands in front."""
    return name in layout.FILTERS.get(kind.name, "").split()


def list_answers() -> Sequence[Option]:
    """Yes, no, and not known as an answer of its own."""
    lang = get_reader_lang()
    return [
        Option("yes", words.YES.say(lang)),
        Option("no", words.NO.say(lang)),
        Option(UNKNOWN, words.NOT_KNOWN.say(lang)),
    ]


def list_choices(field: Field) -> Sequence[Option]:
    """The codes of a value list, and not known where the field may be left open."""
    lang = get_reader_lang()
    found = [Option(code, said.say(lang)) for code, said in field.choices.items()]
    return found if field.required else [*found, Option(UNKNOWN, words.NOT_KNOWN.say(lang))]


def list_begins() -> Sequence[Option]:
    """The divisions of Guangdong to choose from, each by how the codes in it begin."""
    return [
        Option(code[:4] if code.endswith("00") else code, name)
        for code, name in list_divisions(get_reader_lang())
        if not code.endswith("0000")
    ]


def narrow_answer(name: str, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Rows with an answer, or without one."""
    if value == UNKNOWN:
        return rows.filter(**{f"{name}__isnull": True})
    return rows.filter(**{name: value == "yes"})


def narrow_one(name: str, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Rows with a code, or without one."""
    return rows.filter(**{name: "" if value == UNKNOWN else value})


def narrow_many(name: str, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Rows with a code among others, or with none."""
    if value == UNKNOWN:
        return rows.filter(**{name: []})
    return rows.filter(**{f"{name}__contains": [value]})


# -- what every list has besides -------------------------------------------------------------------


def make_extra(kind: Kind[Any], name: str) -> Column[Any]:
    """The column of something derived."""
    column = kind.model._meta.get_field(name)
    by: Filter | None = None
    main = is_main(kind, name)
    if isinstance(column, models.BooleanField):
        by = Filter("choice", list_answers, narrow=partial(narrow_answer, name), main=main)
    elif name in ("setting", "responsible_outcome", "stage"):
        by = Filter("choice", partial(list_derived, name), path=name, main=main)
    shown = name in layout.COLUMNS.get(kind.name, "").split()
    return Column(
        name, label(words.TITLES[name]), partial(read_cell, name), filter=by, shown=shown,
        words=partial(say_cell, kind, name, False) if by else None, reads=(name,),
    )  # fmt: skip


def list_derived(name: str) -> Sequence[Option]:
    """The codes of something derived."""
    lang = get_reader_lang()
    lists = {"setting": SETTINGS, "responsible_outcome": words.OUTCOMES, "stage": REACHED}
    return [Option(code, said.say(lang)) for code, said in lists[name].items()]


def find_root(kind: Kind[Any]) -> str:
    """The column by which a part is read together with what it belongs to."""
    names = [name for name, _kind in words.list_links(kind)]
    return next((n for n in (*kind.sort, "site", "staff", *names) if n in names), "")


def say_parent(name: str, row: Any) -> str | None:
    """What a record belongs to, by its own words, and whether that is retired."""
    found = getattr(row, name)
    kind = words.find_kind_of(type(found)) if found is not None else None
    return words.say_whole(kind, found, get_reader_lang()) if kind else None


def list_more(kind: Kind[Any]) -> list[Column[Any]]:
    """Who keeps it, whether it stands, when it was changed, whether it is a demonstration."""
    region = partial(say_cell, kind, "organ_region", False)
    state = Filter("choice", list_states, narrow=narrow_state, default="active", main=True)
    demo = Filter("choice", list_answers_known, narrow=partial(narrow_answer, "demonstration"),
                  main=False)  # fmt: skip
    within = Filter("record", pattern=WITHIN, narrow=partial(narrow_within, kind), say=say_within)
    return [
        Column("organ", gettext_lazy("Kept by the organ of"), lambda r: r.organ_region,
               words=region, shown=False, reads=("organ_region",),
               filter=Filter("prefix", list_begins, path="organ_region", pattern=DIVISION_BEGINS,
                             divisions=True)),
        Column("state", label(words.TITLES["state"]), lambda r: r.state, shown=False,
               reads=("state",), words=partial(say_cell, kind, "state", False), filter=state),
        Column("changed", gettext_lazy("Changed last"), partial(read_cell, "changed_at"),
               shown=False, reads=("changed_at",), order=find_order(kind, "changed"),
               filter=Filter("days", path="changed_at", main=False, moments=True)),
        Column("demonstration", gettext_lazy("Demonstration"), lambda r: r.demonstration,
               words=lambda v: (words.YES if v else words.NO).say(get_reader_lang()), shown=False,
               filter=demo, reads=("demonstration",)),
        Column("id", gettext_lazy("Id of the record"), lambda r: str(r.public_id), shown=False,
               code_like=True, reads=("public_id",)),
        Column("in", label(words.TITLES["parent"]), lambda r: None, shown=False, chosen=False,
               filter=within),
    ]  # fmt: skip


def list_states() -> Sequence[Option]:
    """In the register, retired, or both."""
    lang = get_reader_lang()
    found = [Option(code, said.say(lang)) for code, said in words.STATES.items()]
    return [*found, Option("all", _("both"))]


def list_answers_known() -> Sequence[Option]:
    """Yes or no, where that is always known."""
    return list_answers()[:2]


def narrow_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Rows in a state."""
    return rows if value == "all" else rows.filter(state=value)


def narrow_within(kind: Kind[Any], rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The rows that belong to a record; none where there is none within reach, or none can."""
    name, _colon, public_id = value.partition(":")
    try:
        parent = find_entry(name, public_id)
    except NotFoundError:
        return rows.none()
    columns = [column for column, of in words.list_links(kind) if of.name == name]
    return rows.filter(**{columns[0]: parent.pk}) if columns else rows.none()


def say_within(value: str) -> str:
    """What that record is called; nothing where there is none within reach."""
    name, _colon, public_id = value.partition(":")
    try:
        parent = find_entry(name, public_id)
    except NotFoundError:
        return ""
    return words.say_label(find_register(name).kind, parent, get_reader_lang())


# -- the list --------------------------------------------------------------------------------------


def read_rows(register: Register, root: str, asking: Asking) -> QuerySet[Any]:
    """The rows within reach; what they belong to is read with them, in one query more."""
    rows = list_entries(register.kind.name, asking.acting, retired=True)
    return rows.prefetch_related(root) if root else rows


def find_lead(asking: Asking) -> str:
    """The first column of the index of a list: an organ reads its territory, a body its own."""
    role = ROLES.get(asking.acting.role)
    return "organ_region" if role is not None and role.sees_territory else "party"


def find_link(name: str, row: Any) -> str:
    """Where a record's own page is; a site or a project has one that shows more."""
    where = find_url(name, row.public_id) if name in ("site", "project") else ""
    return where or reverse("record", args=[name, row.public_id])


def find_url(name: str, *args: Any) -> str:
    """An address that another portal may have; nothing where it has not."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def find_rows(register: Register, asking: Asking, text: str) -> tuple[Sequence[int], bool]:
    """The keys of the records that a search finds."""
    found = search_entries(register.kind.name, asking.acting, text, limit=SEARCHED, keys_only=True)
    return [r.pk for r in found.records], found.cut


def sees(register: Register, asking: Asking) -> bool:
    """Whether whoever asks reads this register."""
    return asking.actor is not None and register in list_registers(asking.actor)


def list_actions(register: Register, asking: Asking) -> Sequence[tuple[str, Any]]:
    """Enter one, or many from a file."""
    name = register.kind.name
    if asking.actor is None or not may_enter(register, asking.actor):
        return ()
    found: list[tuple[str, Any]] = [(reverse("record_new", args=[name]), _("Enter a new one"))]
    if where := find_url("import_new", name):
        found.append((where, _("Import from a file")))
    return found


def make_trail(register: Register, asking: Asking) -> Sequence[tuple[str, Any]]:
    """Where the list stands."""
    return [(reverse("registers"), _("Registers")), ("", register.plural)]


def may_change(register: Register, asking: Asking) -> bool:
    """Whether whoever asks changes records of a register at all."""
    return asking.actor is not None and may_enter(register, asking.actor)


def find_hint(register: Register) -> Any:
    """What the search of a register finds."""
    if register.kind.searched and register.codes:
        return gettext_lazy("part of a name or address, pinyin initials, or how a code begins")
    if register.codes:
        return gettext_lazy("how a code begins, three characters at least")
    return gettext_lazy("part of a name, or pinyin initials")


def make_table(register: Register) -> Table[Any]:
    """The list of a register."""
    kind = register.kind
    root = "" if kind.name == "site" else find_root(kind)
    columns = [make_column(kind, f) for f in kind.fields]
    columns += [make_extra(kind, n) for n in layout.EXTRA.get(kind.name, ())]
    if root:
        order = (f"{root}_id",) if kind.sort else find_order(kind, "roll")
        columns.append(
            Column("parent", label(words.TITLES["parent"]), partial(say_parent, root), order=order)
        )
    shown = layout.COLUMNS.get(kind.name, "").split()
    columns.sort(key=lambda c: shown.index(c.code) if c.code in shown else len(shown))
    named = issubclass(kind.model, NamedRecord)
    may: Callable[[Asking], bool] = partial(may_change, register)
    return Table(
        name=kind.name, title=label(register.plural), rows=partial(read_rows, register, root),
        columns=(*columns, *list_more(kind)), order="name" if named else "parent",
        find=partial(find_rows, register) if kind.searched or register.codes else None,
        search_hint=find_hint(register), lead=find_lead, link=partial(find_link, kind.name),
        bulk=(
            BulkAct("change", gettext_lazy("Change a field of several"), page="records_change",
                    may=may),
            BulkAct("retire", gettext_lazy("Retire several"), page="records_retire", may=may),
        ),
        sees=partial(sees, register), actions=partial(list_actions, register),
        trail=partial(make_trail, register), note=gettext_lazy("— is not known"),
    )  # fmt: skip


def add_register_tables() -> None:
    """Make the list of every register known by the name of its kind."""
    for register in REGISTERS.values():
        add_table(make_table(register))
