"""What a step asks for, as entries of a form: made from the step, filled with what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Final

from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jifang.foundation.cases.data import Field, Transition
from jifang.foundation.cases.parts import FIXED, list_derived
from jifang.foundation.cases.services import LONGEST_REASON
from jifang.foundation.documents.templates import Field as LetterField
from jifang.foundation.documents.templates import find_template
from jifang.law.errors import Lang
from jifang.law.period_book import find_period

RADIOS: Final = 6
"""Up to so many choices are radio buttons; more are a list to open."""
CONTROLS: Final[Mapping[str, str]] = {
    "line": "line", "text": "words", "choices": "checkboxes", "date": "day", "yes_no": "radios",
    "whole": "number", "organ": "find", "case": "find", "record": "find",
    "papers": "files",
}  # fmt: skip
SEARCHES: Final = {
    "organ": gettext_lazy("Find it by a part of its name or how its code begins."),
    "case": gettext_lazy("Find it by its number or a part of its subject."),
    "record": gettext_lazy("Find it by a part of its name, pinyin initials or a code."),
}
LETTER_CONTROLS: Final[Mapping[str, str]] = {"line": "line", "paragraphs": "words", "date": "day"}


@dataclass(slots=True)
class Entry:
    """One entry: its name in the form, what it asks, what was typed, what is wrong with it.

    field: what a problem of it is called by the services.
    control: line, words, number, day, radios, select, checkboxes, find, files.
    query: for a search, what was looked for; more: whether more was found than is shown.
    """

    name: str
    field: str
    title: str
    control: str = "line"
    help: str = ""
    required: bool = True
    longest: int = 200
    choices: Sequence[tuple[str, str]] = ()
    typed: tuple[str, ...] = ()
    errors: list[str] = filled(default_factory=list)
    query: str = ""
    more: bool = False
    none: str = ""
    """What it is called to choose nothing, where that may be."""
    fixed: bool = False
    """What is in it follows from the case: it is shown and not typed."""

    @property
    def search(self) -> str:
        """The name under which is sent what is looked for."""
        return f"q.{self.name}"

    @property
    def id(self) -> str:
        """Its id in the page."""
        return f"f-{self.name.replace('.', '-')}"

    @property
    def value(self) -> str:
        """What was typed into a text control."""
        return self.typed[0] if self.typed else ""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """What can be chosen, and whether it is."""
        return [(value, label, value in self.typed) for value, label in self.choices]

    @property
    def attributes(self) -> SafeString:
        """What ties the control to its help and to what is wrong."""
        ids = [f"h-{self.id}"] if self.help else []
        ids += [f"e-{self.id}"] if self.errors else []
        given: dict[str, str] = {"aria-describedby": " ".join(ids)} if ids else {}
        if self.errors:
            given["aria-invalid"] = "true"
        if self.fixed and self.value:
            given["readonly"] = "readonly"
        return flatatt(given)


def make_field_entry(asked: Field, lang: Lang) -> Entry:
    """The entry of a field of a step."""
    choices = [(code, said.say(lang)) for code, said in asked.choices.items()]
    control = CONTROLS.get(asked.kind, "line")
    if asked.kind == "yes_no":
        choices = [("yes", _("yes")), ("no", _("no"))]
    if asked.kind == "choice":
        control = "radios" if len(choices) <= RADIOS else "select"
    helps = [asked.help.say(lang)] if asked.help else []
    if asked.kind in SEARCHES:
        helps.append(str(SEARCHES[asked.kind]))
    if asked.private:
        helps.append(_("Kept sealed: the ledger only commits to it."))
    entry = Entry(
        f"v.{asked.name}", asked.name, asked.title.say(lang), control, " ".join(helps),
        asked.required, asked.longest, choices,
    )  # fmt: skip
    entry.none = "" if asked.required else _("nothing chosen")
    return entry


def make_letter_entries(transition: Transition, lang: Lang) -> list[Entry]:
    """The entries of the letter of a step."""
    template, derived = find_template(transition.document), list_derived(transition)
    entries = [
        Entry("l.addressee", "addressee", _("Addressee"), longest=120),
        Entry("l.subject", "subject", _("What it is about"), longest=120, help=_(
            "Stands on the public page that verifies the letter; write no personal data.")),
        *(make_letter_entry(f, lang) for f in template.fields.values()
          if f.name not in derived),
    ]  # fmt: skip
    for entry in entries:
        entry.fixed = transition.letter is not None and entry.field in FIXED
    return entries


def make_letter_entry(asked: LetterField, lang: Lang) -> Entry:
    """The entry of a field of a letter's template."""
    return Entry(
        f"l.f.{asked.name}", asked.name, asked.label.say(lang), LETTER_CONTROLS[asked.kind],
        required=not asked.may_be_empty, longest=asked.longest,
    )  # fmt: skip


def make_own_entries(transition: Transition, lang: Lang, *, dated: bool) -> list[Entry]:
    """What a step asks for by its kind: the day, where an earlier one may be given; the opinion,
    the reason of a pause, the reason."""
    found = []
    if dated:
        said = _("Papers that came in at the counter count from then; left empty: today.")
        found.append(Entry("on", "on", _("Received on"), "day", said, required=False))
    if "opinion" in transition.checks:
        agrees = [("yes", _("agrees")), ("no", _("does not agree"))]
        found.append(Entry("agrees", "agrees", _("Opinion"), "radios", choices=agrees))
    reasons = list_pauses(transition, lang)
    if reasons:
        found.append(
            Entry("pause", "pause", _("Why the clock stops"), "radios", choices=reasons,
                  help=_("Only what the law names stops it."))
        )  # fmt: skip
    title = _("Opinion in words") if "opinion" in transition.checks else _("Reason")
    said = _("Stands in the history; write no personal data.")
    found.append(
        Entry("reason", "reason", title, "words", said, transition.needs_reason, LONGEST_REASON)
    )
    return found


def list_pauses(transition: Transition, lang: Lang) -> list[tuple[str, str]]:
    """The reasons for which the law lets a step stop the clock, where the step leaves it open."""
    return [
        (reason.id, reason.title.say(lang))
        for clock in transition.clock
        if clock.act == "pause" and not clock.reason
        for reason in find_period(clock.period).pauses
    ]
