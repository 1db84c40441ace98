"""Entering a record, changing it, retiring it and putting it back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jifang.foundation.accounts.powers import may
from jifang.foundation.history.data import NotFoundError, RecordError, StaleError
from jifang.foundation.history.entries import (
    change_entry,
    declare_entry,
    draft_entry,
    find_parent,
    list_entries,
    reinstate_entry,
    retire_entry,
    search_entries,
)
from jifang.foundation.history.models import ACTIVE, Change
from jifang.foundation.history.previews import may_change, preview_change
from jifang.foundation.history.registers import (
    Register,
    find_register,
    list_registers,
    may_enter,
)
from jifang.law.errors import InputError, Problem, Text
from jifang.portals.account.asking import Asking, require_signed_in, turn_away
from jifang.portals.registers import layout, words
from jifang.portals.registers.form import (
    Form,
    attach,
    make_form,
    mark_others,
    offer_named,
    read_form,
    read_given,
    say_problems,
)
from jifang.portals.registers.lists import find_link
from jifang.portals.registers.own import find_own_body
from jifang.portals.registers.record_page import count_staying, make_trail
from jifang.portals.registers.record_views import POWERS, find_asked, find_seen
from jifang.portals.wording import get_reader_lang, join_list

WRONG_DAY: Final = Text("应为日期，如 2026-11-26", "must be a date such as 2026-11-26")
FOUND: Final = 30
"""How many records are offered to enter another one into."""


@dataclass
class Why:
    """Why and from when, beside the fields: what was entered and what is wrong with it."""

    reason: str = ""
    day: str = ""
    holds_from: date | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read_why(request: HttpRequest) -> Why:
    """The reason and the day that were entered."""
    why = Why(request.POST.get("reason", ""), request.POST.get("holds_from", "").strip())
    if why.day:
        try:
            why.holds_from = date.fromisoformat(why.day)
        except ValueError:
            why.errors["holds_from"] = WRONG_DAY.say(get_reader_lang())
    return why


def sort_problems(form: Form, why: Why, problems: Any) -> None:
    """Put problems beside the fields of the form, and beside reason and day."""
    rest: list[Problem] = []
    for problem in problems:
        if problem.field in ("reason", "holds_from"):
            why.errors[problem.field] = problem.message.say(get_reader_lang())
        else:
            rest.append(problem)
    attach(form, rest)


def mark_warnings(kind: Any, warnings: Any) -> tuple[str, list[str]]:
    """What is odd, in words, and a digest of it: whoever saw it sends the digest back."""
    said = say_problems(kind, warnings)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16] if said else "", list(said)


# -- entering --------------------------------------------------------------------------------------


@require_signed_in(*POWERS)
def enter_new(request: HttpRequest, asking: Asking, kind: str) -> HttpResponse:
    """Enter a record; first what it is entered into, where that is not said."""
    register = find_seen(asking, kind)
    if not may_enter(register, asking.acting):
        return turn_away(request, asking, register.kind.powers)
    own = find_own_body(asking.acting)
    given = request.GET.get("in", "")
    if register.parents and not given:
        if own is None or own[0] not in register.parents:
            return choose_parent(request, asking, register)
        given = str(own[1].public_id)
    if not register.parents and own is not None and own[0] == kind:
        return HttpResponseRedirect(reverse("record", args=[kind, own[1].public_id]))
    try:
        parent = find_parent(kind, given)
    except (NotFoundError, InputError):
        raise Http404 from None
    return enter_into(request, asking, register, parent)


def enter_into(
    request: HttpRequest, asking: Asking, register: Register, parent: Any
) -> HttpResponse:
    """The form of a new record, and what comes of it."""
    name, why, seen = register.kind.name, Why(), ""
    form = offer_named(make_form(register.kind), parent)
    warned: list[str] = []
    if request.method == "POST":
        form, why = read_form(register.kind, request.POST), read_why(request)
        offer_named(form, parent)
        try:
            made = enter(request, asking, register, parent, form=form, why=why)
            if not isinstance(made, tuple):
                return HttpResponseRedirect(f"{find_done(name, made)}?done=declared")
            seen, warned = made
        except InputError as error:
            sort_problems(form, why, error)
        except RecordError as error:
            form.loose.append(Problem("", None, error.text))
    else:
        fill_own(asking, register, form)
    shown = {
        "register": register, "form": form, "why": why, "parent": parent, "seen": seen,
        "warned": warned, "problems": list_problems(form, why), "today": timezone.localdate(),
        "trail": find_trail(register, parent), "first": find_own_body(asking.acting) is None,
        "provision": layout.PROVISIONS.get(name, ""), "owns": may(asking.acting.role, "own_body"),
    }  # fmt: skip
    status = 400 if shown["problems"] else 200
    return render(request, "registers/new.html", shown, status=status)


def enter(
    request: HttpRequest, asking: Asking, register: Register, parent: Any, *, form: Form, why: Why
) -> Any:
    """The record that was entered; or what is odd about it, to be looked at first. Raises
    `InputError`, `RecordError`."""
    name, given = register.kind.name, read_given(form)
    if any(e.errors for e in form.entries) or why.errors:
        draft = draft_entry(name, asking.acting, parent, given)
        raise InputError(draft.problems)
    draft = draft_entry(name, asking.acting, parent, given)
    seen, warned = mark_warnings(register.kind, draft.warnings)
    if not draft.problems and seen and request.POST.get("seen") != seen:
        return seen, warned
    return declare_entry(
        name, asking.acting, parent, given, reason=why.reason, holds_from=why.holds_from
    )


def fill_own(asking: Asking, register: Register, form: Form) -> None:
    """What is known of a member's own body stands in its form before anything is entered."""
    body = asking.acting.body
    if register.parents or not may(asking.acting.role, "own_body"):
        return
    known = {"name": body.name, "kind": body.kind, "region": body.organ_region}
    if register.kind.name not in ("unit", "organisation"):
        return
    for entry in form.entries:
        value = known.get(entry.field.name, "")
        if entry.widget == "one" and value not in entry.field.choices:
            continue
        if value:
            entry.entered = (value,)


def find_done(name: str, record: Any) -> str:
    """The page of a record that something was just done to."""
    return reverse("record", args=[name, record.public_id])


def find_trail(register: Register, parent: Any) -> list[tuple[str, Any]]:
    """Where a new record will stand."""
    kind = words.find_kind_of(type(parent)) if parent is not None else None
    new = ("", Text(f"登记{register.kind.title.zh}", f"enter a {register.kind.title.en}"))
    if kind is None:
        return [
            (reverse("registers"), Text("登记簿", "Registers")),
            (reverse("list", args=[register.kind.name]), register.plural),
            new,
        ]
    label = words.say_label(kind, parent, get_reader_lang())
    trail = make_trail(find_register(kind.name), parent, label)
    return [*trail[:-1], (find_link(kind.name, parent), label), new]


def list_problems(form: Form, why: Why) -> list[tuple[str, str, str]]:
    """Everything that is wrong, of the fields and of reason and day."""
    more = [
        (name, words.TITLES[name].say(get_reader_lang()), said) for name, said in why.errors.items()
    ]
    return [*form.problems, *more]


def choose_parent(request: HttpRequest, asking: Asking, register: Register) -> HttpResponse:
    """What a record is entered into is looked for first."""
    query = " ".join(request.GET.get("q", "").split())[:64]
    lang, found, cut = get_reader_lang(), [], False
    for name in register.parents:
        of = find_register(name)
        if of not in list_registers(asking.acting):
            continue
        records, more = find_parents(asking, of, query)
        cut = cut or more
        here = reverse("record_new", args=[register.kind.name])
        rows = [
            (f"{here}?in={r.public_id}", words.say_label(of.kind, r, lang))
            for r in records
            if r.state == ACTIVE
        ]
        found.append((of.kind.title, rows))
    shown = {
        "register": register, "found": found, "query": query, "cut": cut,
        "trail": find_trail(register, None),
    }  # fmt: skip
    return render(request, "registers/choose.html", shown)


def find_parents(asking: Asking, of: Register, query: str) -> tuple[list[Any], bool]:
    """Records of a register that fit; the first ones where nothing is asked."""
    searchable = bool(of.kind.searched or of.codes)
    if query and searchable:
        found = search_entries(of.kind.name, asking.acting, query, limit=FOUND)
        return list(found.records), found.cut
    rows = list(list_entries(of.kind.name, asking.acting)[: FOUND + 1])
    return rows[:FOUND], len(rows) > FOUND


# -- changing --------------------------------------------------------------------------------------


@require_signed_in(*POWERS)
def change(request: HttpRequest, asking: Asking, kind: str, public_id: UUID) -> HttpResponse:
    """Change fields of a record, with a reason and the day from which it is so."""
    register, record = find_asked(asking, kind, public_id)
    if not may_change(register.kind, asking.acting, record):
        return turn_away(request, asking, register.kind.powers)
    whole = getattr(record, "site_id", None) or getattr(record, "unit_id", None)
    form, why, seen = offer_named(make_form(register.kind, record), whole), Why(), ""
    version, stale, warned = record.version, "", []
    if request.method == "POST":
        form, why = read_form(register.kind, request.POST, record), read_why(request)
        offer_named(form, whole)
        version = read_version(request)
        try:
            made = apply(request, asking, register, record, form=form, why=why)
            if not isinstance(made, tuple):
                word = "changed" if made.version != version else "unchanged"
                return HttpResponseRedirect(f"{find_done(kind, made)}?done={word}")
            seen, warned = made
        except StaleError as error:
            stale = say_stale(register, error)
            show_meanwhile(form, record, version)
            version = error.version
        except InputError as error:
            sort_problems(form, why, error)
        except RecordError as error:
            form.loose.append(Problem("", None, error.text))
    shown = {
        "register": register, "record": record, "form": form, "why": why, "version": version,
        "stale": stale, "seen": seen, "warned": warned, "problems": list_problems(form, why),
        "today": timezone.localdate(), "label": words.say_label(
            register.kind, record, get_reader_lang()),
        "trail": trail_to(register, record, Text("变更", "change")),
    }  # fmt: skip
    status = 409 if stale else 400 if shown["problems"] else 200
    return render(request, "registers/change.html", shown, status=status)


def read_version(request: HttpRequest) -> int:
    """The version that was looked at; nought where it cannot be read."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


def apply(
    request: HttpRequest, asking: Asking, register: Register, record: Any, *, form: Form, why: Why
) -> Any:
    """The record as changed; or what is odd about the change, to be looked at first. Raises
    `InputError`, `RecordError`, `StaleError`."""
    name, given = register.kind.name, read_given(form)
    if record.version == read_version(request):
        found = preview_change(register.kind, asking.acting, record, given)
        missing = () if why.reason.strip() else (Problem("reason", "", REASON),)
        if found.problems or any(e.errors for e in form.entries) or why.errors or missing:
            raise InputError([*found.problems, *missing])
        seen, warned = mark_warnings(register.kind, found.warnings)
        if found.after and seen and request.POST.get("seen") != seen:
            return seen, warned
    return change_entry(
        name, asking.acting, record.public_id, read_version(request), given,
        reason=why.reason or "—", holds_from=why.holds_from,
    )  # fmt: skip


REASON: Final = Text("须写明原因", "a reason must be given")


def say_stale(register: Register, error: StaleError) -> str:
    """What someone else changed meanwhile, in the titles of the fields."""
    lang = get_reader_lang()
    titles = [words.find_title(register.kind, name).say(lang) for name in error.changed]
    return _("Changed meanwhile: %(fields)s. Check it and send the form again.") % {
        "fields": join_list(titles, lang) or "—"
    }


def show_meanwhile(form: Form, record: Any, version: int) -> None:
    """Beside each field that someone else changed since, what was made of it."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    since = Change.objects.filter(record=record.public_id, version__gt=version)
    for change_ in since.order_by("version"):
        for name, value in change_.after.items():
            before.setdefault(name, change_.before.get(name))
            after[name] = value
    mark_others(form, before, after)


def trail_to(register: Register, record: Any, last: Text) -> list[tuple[str, Any]]:
    """Where a page about a record stands."""
    label = words.say_label(register.kind, record, get_reader_lang())
    trail = make_trail(register, record, label)
    return [*trail[:-1], (find_done(register.kind.name, record), label), ("", last)]


# -- retiring --------------------------------------------------------------------------------------


@require_signed_in(*POWERS)
def retire(request: HttpRequest, asking: Asking, kind: str, public_id: UUID) -> HttpResponse:
    """Take a record out of the register, with a reason."""
    return set_state(request, asking, kind, public_id, "retired")


@require_signed_in(*POWERS)
def reinstate(request: HttpRequest, asking: Asking, kind: str, public_id: UUID) -> HttpResponse:
    """Put a record back that was retired by mistake."""
    return set_state(request, asking, kind, public_id, "reinstated")


def set_state(
    request: HttpRequest, asking: Asking, kind: str, public_id: UUID, what: str
) -> HttpResponse:
    """One act on the state of a record."""
    register, record = find_asked(asking, kind, public_id)
    if not may_change(register.kind, asking.acting, record):
        return turn_away(request, asking, register.kind.powers)
    why, errors, version = Why(), [], record.version
    if request.method == "POST":
        why, version = read_why(request), read_version(request)
        try:
            if not why.errors:
                do_state(asking, register, record, version, what=what, why=why)
                return HttpResponseRedirect(f"{find_done(kind, record)}?done={what}")
        except InputError as error:
            errors = sort_reasons(register, why, error)
        except StaleError as error:
            errors, version = [error.text.say(get_reader_lang())], error.version
        except RecordError as error:
            errors = [error.text.say(get_reader_lang())]
    last = Text("注销", "retire") if what == "retired" else Text("恢复", "reinstate")
    shown = {
        "register": register, "record": record, "why": why, "errors": errors, "version": version,
        "retires": what == "retired", "today": timezone.localdate(),
        "label": words.say_label(register.kind, record, get_reader_lang()),
        "trail": trail_to(register, record, last),
        "staying": count_staying(register, record, asking) if what == "retired" else (),
    }  # fmt: skip
    status = 400 if errors or why.errors else 200
    return render(request, "registers/state.html", shown, status=status)


def do_state(
    asking: Asking, register: Register, record: Any, version: int, *, what: str, why: Why
) -> None:
    """Retire or reinstate. Raises as the services do."""
    name, by = register.kind.name, asking.acting
    if what == "retired":
        retire_entry(name, by, record.public_id, version, reason=why.reason, on=why.holds_from)
    else:
        reinstate_entry(name, by, record.public_id, version, reason=why.reason)


def sort_reasons(register: Register, why: Why, error: InputError) -> list[str]:
    """Problems of reason and day beside their fields; the others are returned in words."""
    rest: list[Problem] = []
    for problem in error:
        if problem.field in ("reason", "holds_from"):
            why.errors[problem.field] = problem.message.say(get_reader_lang())
        else:
            rest.append(problem)
    return list(say_problems(register.kind, rest))
