"""Many records at once: one field and one value, or retiring them. Each is a change of its own with
a leaf of its own; what cannot be done is said per record, and the others are done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jifang.domains.units.api import remember_keepers
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.entries import change_entry, retire_entry
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.previews import may_change, preview_change
from jifang.foundation.history.readers import read_fields
from jifang.foundation.history.registers import Register, may_enter
from jifang.law.errors import InputError, Problem, Text
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.registers import words
from jifang.portals.registers.form import Entry, Form, read_form, read_given, say_problems
from jifang.portals.registers.form_views import read_why
from jifang.portals.registers.lists import find_link
from jifang.portals.registers.record_views import POWERS, find_seen
from jifang.portals.tables.page import refuse_list
from jifang.portals.tables.query import narrow, read_asked
from jifang.portals.tables.registry import TABLES
from jifang.portals.wording import get_reader_lang

SEEN: Final = re.compile(r"\d{1,18}:\d{1,9}", re.ASCII)
MOST: Final = 200
"""How many records one act on many takes; it says so where more were asked for."""
LONGEST_QUERY: Final = 4_000
"""A longer query is refused: read in part it would ask for more."""
REASON: Final = Text("须写明原因", "a reason must be given")
NO_RIGHT: Final = Text("您的角色不能修改这条登记", "your role may not change this record")
RETIRED: Final = Text("已经注销", "retired already")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of many: what would become of it, or what became of it."""

    label: str
    url: str
    before: str = ""
    after: str = ""
    why_not: str = ""
    warned: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records that were chosen, and whether there were more."""

    register: Register
    records: Sequence[Any]
    cut: bool
    query: str
    versions: Mapping[int, int]
    """The versions that were looked at in the step before."""

    def find_version(self, record: Any) -> int:
        """The version of a record that was looked at: what someone else made of it since is not
        overwritten."""
        return self.versions.get(record.pk, record.version)

    @property
    def keys(self) -> list[tuple[int, int]]:
        """Their keys and versions, as the next step takes them."""
        return [(r.pk, self.find_version(r)) for r in self.records]


def find_chosen(request: HttpRequest, asking: Asking, kind: str) -> Chosen | HttpResponse:
    """The records that were ticked, or all that fit the filter; or the list again, which says why
    there are none or why they cannot be told. Raises `Http404`."""
    register = find_seen(asking, kind)
    if request.method != "POST" or not may_enter(register, asking.acting):
        raise Http404
    table = TABLES[kind]
    query = request.POST.get("query", "")
    if len(query) > LONGEST_QUERY:
        why = _("Nothing was done: what was asked is too long to be read")
        return refuse_list(request, asking, table, "", why)
    every = bool(request.POST.get("all")) and not request.POST.get("field_chosen")
    if every:
        asked = read_asked(table, QueryDict(query))
        if asked.errors:
            why = _("Nothing was done: correct the filters first")
            return refuse_list(request, asking, table, query, why)
        rows, _cut = narrow(table, asking, asked)
    else:
        ticked = request.POST.getlist("row")[: MOST + 1]
        keys = [k for k in ticked if k.isascii() and k.isdigit() and len(k) < 19]
        rows = table.rows(asking).filter(pk__in=keys)
    found = list(rows.order_by("pk")[: MOST + 1])
    if not found:
        none = _("No row fits: nothing was done")
        why = none if every else _("No row was ticked: nothing was done")
        return refuse_list(request, asking, table, query, why)
    return Chosen(register, found[:MOST], len(found) > MOST, query, read_versions(request))


def read_versions(request: HttpRequest) -> dict[int, int]:
    """The versions that were looked at, by the keys of their records."""
    pairs = (v.split(":") for v in request.POST.getlist("seen")[:MOST] if SEEN.fullmatch(v))
    return {int(key): int(version) for key, version in pairs}


def list_changeable(register: Register) -> list[tuple[str, str]]:
    """The fields that make sense for many records at once: not names, codes, or personal data."""
    lang, kind = get_reader_lang(), register.kind
    unlike = ("text", "personal", "documents")
    named = ("name", "code", "credit_code", "number", "address", "serial_number", "location")
    found = []
    for field in kind.fields:
        if words.find_widget(kind, field) in unlike and field.name in (*named, *register.codes):
            continue
        if field.personal or words.find_widget(kind, field) == "documents":
            continue
        found.append((field.name, field.title.say(lang)))
    return found


@require_signed_in(*POWERS)
def change_many(request: HttpRequest, asking: Asking, kind: str) -> HttpResponse:
    """One field, one value: choose the field, enter the value, look at what changes, do it."""
    if request.method == "GET":
        return back_to_list(asking, kind)
    with remember_keepers():
        return change_chosen(request, asking, kind)


def change_chosen(request: HttpRequest, asking: Asking, kind: str) -> HttpResponse:
    """The step that is asked for, of the rows that were chosen."""
    chosen = find_chosen(request, asking, kind)
    if isinstance(chosen, HttpResponse):
        return chosen
    names = list_changeable(chosen.register)
    wanted = request.POST.get("field", "")
    shown: dict[str, Any] = {"chosen": chosen, "names": names, "most": MOST, "wanted": wanted}
    if wanted not in dict(names):
        return render(request, "registers/several_field.html", shown)
    form = read_form(chosen.register.kind, request.POST)
    entry = next(e for e in form.entries if e.field.name == wanted)
    why, step = read_why(request), request.POST.get("step", "")
    shown |= {"entry": entry, "why": why, "owns": True}
    if step not in ("preview", "do"):
        return render(request, "registers/several_value.html", shown)
    given = {wanted: read_given(Form(form.kind, [(form.groups[0][0], [entry])]))[wanted]}
    if not why.reason.strip():
        why.errors["reason"] = REASON.say(get_reader_lang())
    looked_at = chosen.records[:1] if step == "do" else chosen.records
    lines = [preview(asking, chosen.register, r, given, entry) for r in looked_at]
    if why.errors or entry.errors:
        return render(request, "registers/several_value.html", shown, status=400)
    if step == "preview":
        shown |= {"lines": lines, "changing": sum(1 for line in lines if line.after)}
        return render(request, "registers/several_preview.html", shown)

    def act(record: Any) -> bool:
        made = change_entry(
            kind, asking.acting, record.public_id, chosen.find_version(record), given,
            reason=why.reason, holds_from=why.holds_from,
        )  # fmt: skip
        return bool(made.version != record.version)

    return show_done(request, chosen, chosen.records, act)


def preview(
    asking: Asking, register: Register, record: Any, given: dict[str, Any], entry: Entry
) -> Line:
    """What would become of one record."""
    lang, kind = get_reader_lang(), register.kind
    label, url = words.say_label(kind, record, lang), find_link(kind.name, record)
    found = preview_change(kind, asking.acting, record, given)
    name = entry.field.name
    own = [p for p in found.problems if p.field == name]
    if own and not entry.errors:
        wrong = next((p for p in own if is_of_value(kind, given, p)), None)
        if wrong is not None:
            entry.errors.append(wrong.message.say(lang))
    if found.problems:
        said = ("；" if lang == "zh" else "; ").join(say_problems(kind, found.problems))
        return Line(label, url, why_not=said)
    if name not in found.after:
        return Line(label, url)
    return Line(
        label, url, words.say_value(kind, name, found.before[name], lang),
        words.say_value(kind, name, found.after[name], lang),
        warned="；".join(say_problems(kind, found.warnings)),
    )  # fmt: skip


def is_of_value(kind: Any, given: dict[str, Any], problem: Problem) -> bool:
    """Whether a problem is of the value itself, whatever the record."""
    _values, wrong = read_fields(kind.fields, given, whole_record=False)
    return any(p.field == problem.field for p in wrong)


@require_signed_in(*POWERS)
def retire_many(request: HttpRequest, asking: Asking, kind: str) -> HttpResponse:
    """Retire several records, with one reason."""
    if request.method == "GET":
        return back_to_list(asking, kind)
    chosen = find_chosen(request, asking, kind)
    if isinstance(chosen, HttpResponse):
        return chosen
    why, step = read_why(request), request.POST.get("step", "")
    lines = [preview_retiring(asking, chosen.register, r) for r in chosen.records]
    shown = {"chosen": chosen, "why": why, "lines": lines, "most": MOST}
    if step == "do" and not why.reason.strip():
        why.errors["reason"] = REASON.say(get_reader_lang())
    if step != "do" or why.errors:
        status = 400 if why.errors else 200
        return render(request, "registers/several_retire.html", shown, status=status)

    def act(record: Any) -> bool:
        retire_entry(kind, asking.acting, record.public_id, chosen.find_version(record),
                     reason=why.reason, on=why.holds_from)  # fmt: skip
        return True

    able = [r for r, line in zip(chosen.records, lines, strict=True) if not line.why_not]
    return show_done(request, chosen, able, act, [x for x in lines if x.why_not])


def preview_retiring(asking: Asking, register: Register, record: Any) -> Line:
    """Whether one record can be retired."""
    lang, kind = get_reader_lang(), register.kind
    why_not = ""
    if record.state != ACTIVE:
        why_not = RETIRED.say(lang)
    elif not may_change(kind, asking.acting, record):
        why_not = NO_RIGHT.say(lang)
    label, url = words.say_label(kind, record, lang), find_link(kind.name, record)
    return Line(label, url, why_not=why_not)


def show_done(
    request: HttpRequest, chosen: Chosen, records: Sequence[Any], act: Callable[[Any], bool],
    kept: Sequence[Line] = (),
) -> HttpResponse:  # fmt: skip
    """Do it, record by record, and say what was done, what was so already and what was not done."""
    lang, kind = get_reader_lang(), chosen.register.kind
    done: list[Line] = []
    same: list[Line] = []
    failed = list(kept)
    for record in records:
        label, url = words.say_label(kind, record, lang), find_link(kind.name, record)
        try:
            with transaction.atomic():
                changed = act(record)
            (done if changed else same).append(Line(label, url))
        except InputError as error:
            said = ("；" if lang == "zh" else "; ").join(say_problems(kind, error))
            failed.append(Line(label, url, why_not=said))
        except RecordError as error:
            failed.append(Line(label, url, why_not=error.text.say(lang)))
    shown = {"chosen": chosen, "done": done, "failed": failed, "same": same}
    return render(request, "registers/several_done.html", shown)


def back_to_list(asking: Asking, kind: str) -> HttpResponse:
    """Without rows there is nothing to do: to the list."""
    register = find_seen(asking, kind)
    return HttpResponseRedirect(reverse("list", args=[register.kind.name]))
