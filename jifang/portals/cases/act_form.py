"""The form of a step: what it asks for, and what was typed as the act is given it.

Nothing is repaired here. What cannot be read goes to the services as it was typed, and they name
the field; what was handed in is kept while anything else is mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as filled
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from jifang.foundation.accounts.data import Actor
from jifang.foundation.cases.data import Defect, Field, Given, LetterGiven, Transition
from jifang.foundation.cases.models import Case, CasePeriod
from jifang.foundation.documents.models import Document
from jifang.law.errors import Problem
from jifang.portals.cases.act_entries import (
    Entry,
    make_field_entry,
    make_letter_entries,
    make_own_entries,
)
from jifang.portals.cases.act_people import Group, list_groups, list_persons, read_to
from jifang.portals.cases.finding import (
    CASES,
    LONGEST,
    ORGANS,
    Finder,
    fill_finder,
    make_record_finder,
)
from jifang.portals.wording import get_reader_lang

BLANKS: Final = 3
MOST_PAPERS: Final = 20


@dataclass(slots=True)
class DefectEntry:
    """A line of the notice: the item and what must be done."""

    item: str = ""
    text: str = ""
    errors: list[str] = filled(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.item.strip() or self.text.strip())


@dataclass(slots=True)
class ActForm:
    """What a step asks for."""

    case: Case
    transition: Transition
    version: int
    entries: list[Entry]
    letter: list[Entry]
    defects: list[DefectEntry] = filled(default_factory=list)
    papers: list[Document] = filled(default_factory=list)
    groups: Sequence[Group] = ()
    query: str = ""
    more_organs: bool = False
    to_errors: list[str] = filled(default_factory=list)
    defect_errors: list[str] = filled(default_factory=list)
    paper_errors: list[str] = filled(default_factory=list)
    loose: list[str] = filled(default_factory=list)
    previewed: str = ""
    last_day: date | None = None
    slots_help: str = ""
    """What is to be known of all its slots, said once."""

    @property
    def every(self) -> Iterator[Entry]:
        """All entries."""
        yield from self.entries
        yield from self.letter

    @property
    def slots(self) -> list[Entry]:
        """Its entries that hold papers."""
        return [e for e in self.entries if e.control == "files"]

    @property
    def asked(self) -> list[Entry]:
        """Its other entries."""
        return [e for e in self.entries if e.control != "files"]

    @property
    def searches_organs(self) -> bool:
        """Whether organs elsewhere can be chosen."""
        return self.transition.goes_to_someone and not is_among_colleagues(self.transition)

    @property
    def takes_papers(self) -> bool:
        """Whether files are handed in with it in no slot: not with handing over."""
        return self.transition.provision is not None and not self.slots

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong: the id of the entry, its title, what is wrong."""
        found = [("", "", said) for said in self.loose]
        found += [("f-to", _("To whom"), said) for said in self.to_errors]
        found += [(e.id, e.title, said) for e in self.entries for said in e.errors]
        found += [("f-defects", _("What is wanting"), said) for said in self.defect_errors]
        for at, line in enumerate(self.defects):
            found += [(f"f-item-{at}", _("What is wanting"), said) for said in line.errors]
        found += [("f-file", _("Papers"), said) for said in self.paper_errors]
        return found + [(e.id, e.title, said) for e in self.letter for said in e.errors]

    def attach(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its entry; those of none above the form."""
        lang = get_reader_lang()
        for problem in problems:
            self.attach_one(problem.field, problem.message.say(lang))

    def attach_one(self, name: str, said: str) -> None:
        """Put what is wrong beside the entry of a name."""
        line = name.removeprefix("defects[").partition("]")[0]
        entry = next((e for e in self.every if e.field == name), None)
        if entry is not None:
            entry.errors.append(said)
        elif name == "to":
            self.to_errors.append(said)
        elif name == "defects":
            self.defect_errors.append(said)
        elif name.startswith("defects[") and int(line) < len(self.defects):
            self.defects[int(line)].errors.append(said)
        elif name.startswith("documents"):
            self.paper_errors.append(said)
        else:
            self.loose.append(f"{name}: {said}" if name else said)


def is_among_colleagues(transition: Transition) -> bool:
    """Whether a step only goes to a person of the own organ."""
    return "to_colleague" in transition.checks


def make_form(
    case: Case, by: Actor, transition: Transition, posted: QueryDict | None = None,
    letter: LetterGiven | None = None, *, defects: Sequence[Defect] = (),
) -> ActForm:  # fmt: skip
    """The form of a step, filled with what was typed, its letter and its notice with their
    drafts."""
    lang = get_reader_lang()
    entries = [make_field_entry(f, lang) for f in transition.fields]
    if "person" in transition.checks:
        entries.append(Entry("person", "person", _("Who stands aside"), "select",
                             choices=list_persons(case, by)))  # fmt: skip
    own = by.body.party == case.party and "received_on" in transition.checks
    entries += make_own_entries(transition, lang, dated=transition.backdated and not own)
    letters = make_letter_entries(transition, lang) if transition.document else []
    form = ActForm(case, transition, case.version, entries, letters)
    share_help(form)
    if posted is None:
        draft_letter_entries(form, letter)
        form.defects = [DefectEntry(d.item, d.text) for d in defects]
    else:
        fill_form(form, posted)
    fill_finders(form, by, posted or QueryDict())
    if transition.notice:
        pad_defects(form, posted is not None and "more" in posted)
        form.last_day = find_last_day(case, transition)
    if transition.goes_to_someone:
        form.query = posted.get("organ_q", "") if posted else ""
        form.groups, form.more_organs = list_groups(
            case, by, form.query, posted.get("to", "") if posted else "",
            colleagues=is_among_colleagues(transition),
        )  # fmt: skip
    return form


def fill_finders(form: ActForm, by: Actor, given: QueryDict) -> None:
    """Look for what a search asks for, and name what was chosen; a page may lead here with it."""
    for asked in form.transition.fields:
        entry = next(e for e in form.entries if e.field == asked.name)
        finder = find_finder(asked, by)
        if finder is not None:
            entry.typed = entry.typed or tuple(filter(None, [given.get(entry.name, "")[:LONGEST]]))
            fill_finder(entry, finder, given)


def find_finder(asked: Field, by: Actor) -> Finder | None:
    """How the value of a field is found; none where it is typed or chosen."""
    if asked.kind == "record":
        return make_record_finder(by, [asked.register])
    return {"organ": ORGANS, "case": CASES}.get(asked.kind)


def share_help(form: ActForm) -> None:
    """What every slot says alike is said once, above them."""
    said = {slot.help for slot in form.slots}
    if len(form.slots) > 1 and len(said) == 1:
        form.slots_help = said.pop()
        for slot in form.slots:
            slot.help = ""


def draft_letter_entries(form: ActForm, letter: LetterGiven | None) -> None:
    """Put the draft of the letter into its entries."""
    if letter is None:
        return
    drafted = {"addressee": letter.addressee, "subject": letter.subject, **letter.fields}
    for entry in form.letter:
        value = drafted.get(entry.field, "")
        entry.typed = (value,) if value else ()


def fill_form(form: ActForm, posted: QueryDict) -> None:
    """Put what was typed into the entries."""
    for entry in form.every:
        values = (v.replace("\r\n", "\n") for v in posted.getlist(entry.name))
        entry.typed = tuple(v for v in values if v.strip())
    lines = zip(posted.getlist("item"), posted.getlist("text"), strict=False)
    form.defects = [DefectEntry(item, text) for item, text in lines]
    form.defects = [line for line in form.defects if not line.is_empty]
    form.version = read_version(posted)
    form.previewed = posted.get("previewed", "")[:64]
    form.papers = find_papers(posted.getlist("document")[:MOST_PAPERS])


def read_version(posted: QueryDict) -> int:
    """The version that was seen; nought, which no case has, where it cannot be read."""
    given = posted.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def find_papers(ids: Sequence[str]) -> list[Document]:
    """The papers that were handed in before, as far as they may be seen."""
    wanted = [i for i in ids if len(i) == 36 and i.replace("-", "").isalnum()]
    return list(Document.objects.filter(public_id__in=wanted).order_by("pk")) if wanted else []


def pad_defects(form: ActForm, more: bool) -> None:
    """Leave lines to write into."""
    blank = BLANKS if not form.defects or more else 1
    form.defects += [DefectEntry() for _line in range(blank)]


def find_last_day(case: Case, transition: Transition) -> date | None:
    """The last lawful day of a notice: the end of the period that it finishes."""
    names = [clock.period for clock in transition.clock if clock.act == "finish"]
    running = CasePeriod.objects.filter(case=case, name__in=names, finished_on=None)
    return running.order_by("due_on").values_list("due_on", flat=True).first()


# -- what the act is given -------------------------------------------------------------------------


def read_given(form: ActForm, posted: QueryDict) -> Given:
    """What was typed, as the act takes it. Says beside its entry what is no day."""
    by_name = {e.name: e for e in form.every}
    transition = form.transition
    given = Given(
        form.version, reason=read_text(by_name, "reason"), on=read_day(by_name.get("on")),
        documents=tuple(dict.fromkeys([
            *(str(d.public_id) for d in form.papers), *(i for e in form.slots for i in e.typed),
        ])),
        defects=tuple(Defect(d.item.strip(), d.text.strip()) for d in form.defects
                      if not d.is_empty) if transition.notice else (),
        pause=read_text(by_name, "pause"), person=read_text(by_name, "person"),
        more=read_fields(form, private=False), private=read_fields(form, private=True),
    )  # fmt: skip
    agrees = {"yes": True, "no": False}.get(read_text(by_name, "agrees"))
    to = read_to(posted.get("to", "")) if transition.goes_to_someone else None
    return replace(given, agrees=agrees, to=to, letter=read_letter(form))


def read_text(by_name: dict[str, Entry], name: str) -> str:
    """What was typed or chosen; nothing where it is not asked."""
    entry = by_name.get(name)
    return entry.value if entry else ""


def read_day(entry: Entry | None) -> date | None:
    """A day that was typed; says beside its entry what is none."""
    if entry is None or not entry.value:
        return None
    try:
        day = date.fromisoformat(entry.value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != entry.value:
        entry.errors.append(_("A day is written 2026-11-26."))
        return None
    return day


def read_fields(form: ActForm, *, private: bool) -> dict[str, Any]:
    """What was typed into the fields of the step; what was left empty is left out."""
    by_name = {e.name: e for e in form.entries}
    found = {}
    for asked in form.transition.fields:
        entry = by_name[f"v.{asked.name}"]
        if asked.private == private and entry.typed:
            found[asked.name] = read_value(asked, entry)
    return found


def read_value(asked: Field, entry: Entry) -> Any:
    """What was typed into one field, as its kind has it; what cannot be read stays as it is."""
    value = entry.value
    if asked.kind in {"choices", "papers"}:
        return list(entry.typed)
    if asked.kind == "yes_no":
        return {"yes": True, "no": False}.get(value, value)
    if asked.kind == "whole" and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value


def read_letter(form: ActForm) -> LetterGiven | None:
    """What was typed into the letter."""
    if not form.letter:
        return None
    typed = {e.name: e.value for e in form.letter}
    fields = {
        name.removeprefix("l.f."): value for name, value in typed.items() if name.startswith("l.f.")
    }
    return LetterGiven(
        typed["l.addressee"], typed["l.subject"], fields, previewed=form.previewed or None
    )
