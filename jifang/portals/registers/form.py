"""A record as a form, made from the fields of its kind, and what was entered read back.

Nothing is repaired here: what was entered goes to the kind's own readers as it was written. What is
left at "not known" is given as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Any, Final

from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jifang.foundation.accounts.personal import Personal
from jifang.foundation.history.data import Field
from jifang.foundation.history.kinds import Kind, make_plain
from jifang.foundation.history.models import ACTIVE
from jifang.law.errors import Problem, Text
from jifang.law.places import load_divisions, load_place_kinds
from jifang.law.texts import load_instrument
from jifang.portals.public.fact_fields import list_cities
from jifang.portals.registers import layout, words
from jifang.portals.wording import get_reader_lang

PREFIX: Final = "v."
NAMED: Final = 200
RADIOS: Final = 6
"""Up to so many choices are radio buttons; more are a list to open."""
TWICE: Final = Text(
    "列表里选的与下面填的代码不一致；只留一样",
    "the list and the code below it say two things; keep only one",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(slots=True)
class Entry:
    """A field of a form: what it asks, what was entered, what is wrong with it."""

    kind: Kind[Any]
    field: Field
    widget: str
    entered: tuple[str, ...] = ()
    code: str = ""
    """A division code that was written by hand."""
    held: str = ""
    """Personal data that is there already, masked: an entry left empty keeps it."""
    clear: bool = False
    errors: list[str] = filled(default_factory=list)
    named: tuple[tuple[str, str], ...] = ()
    """The records that can be named: their ids, and what they are called."""
    other: str = ""
    """What someone else made of the field meanwhile."""

    @property
    def name(self) -> str:
        """Its name in the form."""
        return f"{PREFIX}{self.field.name}"

    @property
    def title(self) -> str:
        """What is asked."""
        return self.field.title.say(get_reader_lang())

    @property
    def help(self) -> str:
        """What helps to fill it in."""
        return layout.find_help(self.kind, self.field).say(get_reader_lang())

    @property
    def value(self) -> str:
        """What was entered in a text control."""
        return self.entered[0] if self.entered else ""

    @property
    def control(self) -> str:
        """Which control it is: radios, select, groups, checkboxes, region, day, personal, text."""
        if self.widget == "one" and self.field.name == "place_kind":
            return "groups"
        if self.widget == "one":
            return "radios" if len(self.field.choices) <= RADIOS else "select"
        if self.widget == "record":
            return "select"
        return {
            "yes_no": "radios",
            "many": "checkboxes",
            "number": "text",
            "documents": "text",
        }.get(self.widget, self.widget)

    @property
    def attributes(self) -> SafeString:
        """What ties the control to its help and to what is wrong."""
        ids = [f"h-{self.field.name}"] if self.help or self.held else []
        ids += [f"e-{self.field.name}"] if self.errors else []
        given = {"aria-describedby": " ".join(ids)} if ids else {}
        if self.errors:
            given["aria-invalid"] = "true"
        return flatatt(given)

    @property
    def is_number(self) -> bool:
        """Whether digits are entered."""
        return self.widget == "number"

    @property
    def choices(self) -> list[Choice]:
        """What can be chosen, "not known" last where the field may be left open."""
        lang = get_reader_lang()
        found = [(c, said.say(lang)) for c, said in self.field.choices.items()]
        found += self.named
        if self.widget == "yes_no":
            found = [("yes", words.YES.say(lang)), ("no", words.NO.say(lang))]
        if not self.field.required and self.control == "radios":
            found.append(("", words.NOT_KNOWN.say(lang)))
        chosen = set(self.entered or ("",))
        return [Choice(v, label, v in chosen) for v, label in found]

    @property
    def empty_label(self) -> str:
        """What stands in a list while nothing is chosen."""
        return _("choose") if self.field.required else words.NOT_KNOWN.say(get_reader_lang())

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """Choices under headings: places by the item of art. 9, divisions by city."""
        if self.control == "groups":
            return group_places(self.value)
        return [
            (city, [Choice(code, f"{name} {code}", code == self.value) for code, name in members])
            for city, members in list_cities(get_reader_lang())
        ]


def group_places(chosen: str) -> list[tuple[str, list[Choice]]]:
    """The kinds of places under the paragraph or item that makes them what they are."""
    lang, instrument = get_reader_lang(), load_instrument()
    found: dict[str, list[Choice]] = {}
    for place in load_place_kinds().values():
        label = ""
        if place.provision:
            label = instrument.provision(instrument.resolve(place.provision)).label.say(lang)
        said = Choice(place.code, place.name.say(lang), place.code == chosen)
        found.setdefault(label or layout.OTHERS.say(lang), []).append(said)
    return list(found.items())


@dataclass(slots=True)
class Form:
    """A form of a record: its entries in groups."""

    kind: Kind[Any]
    groups: list[tuple[Text, list[Entry]]]
    loose: list[Problem] = filled(default_factory=list)
    """Problems that belong to no field of the form."""

    @property
    def entries(self) -> Iterable[Entry]:
        """Every entry in order."""
        return (entry for _, entries in self.groups for entry in entries)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong: the id of the field, its title, what is wrong."""
        lang = get_reader_lang()
        found = [("", "", p.message.say(lang)) for p in self.loose]
        for entry in self.entries:
            found += [(entry.field.name, entry.title, said) for said in entry.errors]
        return found


def make_form(kind: Kind[Any], record: Any = None) -> Form:
    """A form that is empty, or holds what a record holds."""
    return Form(
        kind,
        [
            (title, [show_entry(kind, f, record) for f in fields])
            for title, fields in layout.list_groups(kind)
        ],
    )


def offer_named(form: Form, whole: Any) -> Form:
    """Offer the records of a site that a field may name, or the sites of a unit."""
    for entry in form.entries:
        of = words.find_named(form.kind, entry.field.name)
        if of is not None and whole is not None:
            within = {"unit" if of.name == "site" else "site": whole}
            rows = of.model._default_manager.filter(**within, state=ACTIVE).order_by("id")
            lang = get_reader_lang()
            entry.named = tuple(
                (str(r.public_id), words.say_label(of, r, lang)) for r in rows[:NAMED]
            )
    return form


def show_entry(kind: Kind[Any], of: Field, record: Any) -> Entry:
    """A field with what a record holds of it."""
    entry = Entry(kind, of, words.find_widget(kind, of))
    value: Any = None if record is None else getattr(record, of.name)
    if words.is_unknown(value):
        return entry
    if isinstance(value, Personal):
        entry.held = value.masked
    elif entry.widget == "many":
        entry.entered = tuple(str(v) for v in value)
    elif isinstance(value, bool):
        entry.entered = ("yes" if value else "no",)
    elif isinstance(value, list):
        entry.entered = (", ".join(str(v) for v in value),)
    else:
        entry.entered = (str(make_plain(value)),)
        if entry.widget == "region" and entry.value not in load_divisions():
            entry.code, entry.entered = entry.value, ()
    return entry


def read_form(kind: Kind[Any], given: QueryDict, record: Any = None) -> Form:
    """A form with what was entered."""
    form = make_form(kind, record)
    for entry in form.entries:
        entry.entered = tuple(v.strip() for v in given.getlist(entry.name) if v.strip())
        entry.code = given.get(f"{entry.name}.code", "").strip()
        entry.clear = f"{entry.name}.clear" in given
        if entry.widget == "region" and entry.value and entry.code and entry.value != entry.code:
            entry.errors.append(TWICE.say(get_reader_lang()))
    return form


def read_given(form: Form) -> dict[str, Any]:
    """What was entered, as the kind's readers take it."""
    return {e.field.name: read_entry(e) for e in form.entries if not keeps(e)}


def keeps(entry: Entry) -> bool:
    """Personal data that is there is kept unless it is written anew or emptied."""
    return entry.widget == "personal" and bool(entry.held) and not (entry.value or entry.clear)


def read_entry(entry: Entry) -> Any:
    """One entry; nothing where nothing was entered."""
    if entry.widget == "many":
        return list(entry.entered) or None
    if entry.widget == "region":
        return entry.code or entry.value or None
    return entry.value or None


def attach(form: Form, problems: Iterable[Problem]) -> None:
    """Put each problem beside its field; those of no field above the form."""
    by_name = {e.field.name: e for e in form.entries}
    for problem in problems:
        entry = by_name.get(problem.field)
        if entry is None:
            form.loose.append(problem)
        else:
            entry.errors.append(problem.message.say(get_reader_lang()))


def say_problems(kind: Kind[Any], problems: Iterable[Problem]) -> Sequence[str]:
    """Problems in words, each with the title of its field."""
    lang = get_reader_lang()
    join = "：" if lang == "zh" else ": "
    found = []
    for p in problems:
        named = p.field in kind.names or p.field in words.TITLES
        title = words.find_title(kind, p.field).say(lang) if named else ""
        found.append(f"{title}{join}{p.message.say(lang)}" if title else p.message.say(lang))
    return found


def mark_others(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Say beside each field what someone else made of it meanwhile."""
    lang = get_reader_lang()
    for entry in form.entries:
        name = entry.field.name
        if name in after:
            now = words.say_value(form.kind, name, after[name], lang)
            was = words.say_value(form.kind, name, before.get(name), lang)
            entry.other = _("meanwhile changed by someone else: %(was)s → %(now)s") % {
                "was": was, "now": now,
            }  # fmt: skip
