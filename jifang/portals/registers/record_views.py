"""The page of a record, and personal data of it in clear."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.foundation.history.data import NotFoundError, PastState, RecordError
from jifang.foundation.history.entries import find_entry, reveal_entry
from jifang.foundation.history.registers import Register, find_register, list_registers
from jifang.foundation.history.selectors import read_past
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.registers import words
from jifang.portals.registers.record_page import make_record_page
from jifang.portals.wording import get_reader_lang

POWERS = ("see_register", "own_body")
DONE = ("declared", "changed", "retired", "reinstated", "unchanged", "paper")


def find_asked(asking: Asking, kind: str, public_id: UUID | str) -> tuple[Register, Any]:
    """A register that the role reads, and a record of it. Raises `Http404` for what is not there
    and for what lies behind a wall: the same answer for both."""
    register = find_seen(asking, kind)
    try:
        return register, find_entry(kind, public_id)
    except NotFoundError:
        raise Http404 from None


def find_seen(asking: Asking, kind: str) -> Register:
    """A register that the role reads. Raises `Http404`."""
    try:
        register = find_register(kind)
    except NotFoundError:
        raise Http404 from None
    if register not in list_registers(asking.acting):
        raise Http404
    return register


def read_when(request: HttpRequest, register: Register, record: Any) -> tuple[Any, str]:
    """The state of the record at the time that is asked for, and what is wrong with the asking."""
    on, known = request.GET.get("on", "").strip(), request.GET.get("known", "").strip()
    if not on and not known:
        return None, ""
    try:
        day = date.fromisoformat(on) if on else timezone.localdate()
        at = read_time(known)
    except ValueError:
        return None, _("A day is written 2026-11-26, a time 2026-11-26T09:30.")
    past: PastState = read_past(register.kind, record, day, known_at=at)
    return past, ""


def read_time(given: str) -> datetime | None:
    """A time as a browser sends it, in the platform's own zone. Raises `ValueError`."""
    if not given:
        return None
    found = datetime.fromisoformat(given)
    if not 1900 <= found.year < 3000:
        raise ValueError(given)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


@require_safe
@require_signed_in(*POWERS)
def show_record(request: HttpRequest, asking: Asking, kind: str, public_id: UUID) -> HttpResponse:
    """The page of a record."""
    register, record = find_asked(asking, kind, public_id)
    past, error = read_when(request, register, record)
    page = make_record_page(register, record, asking, past)
    done = request.GET.get("done", "")
    shown = {
        "page": page,
        "done": done if done in DONE else "",
        "past_error": error,
        "asked_on": request.GET.get("on", "")[:10],
        "asked_known": request.GET.get("known", "")[:16],
        "today": timezone.localdate(),
    }
    return render(request, "registers/record.html", shown)


@require_signed_in(*POWERS)
def reveal(
    request: HttpRequest, asking: Asking, kind: str, public_id: UUID, field: str
) -> HttpResponse:
    """Personal data in clear, once, after a purpose was given; who looked is recorded first."""
    register, record = find_asked(asking, kind, public_id)
    found = next((f for f in register.kind.fields if f.name == field and f.personal), None)
    if found is None:
        raise Http404
    lang = get_reader_lang()
    purpose, clear, error, status = request.POST.get("purpose", ""), "", "", 200
    if request.method == "POST":
        try:
            clear = reveal_entry(kind, asking.acting, public_id, field, purpose)
        except NotFoundError:
            raise Http404 from None
        except InputError as wrong:
            error, status = next(iter(wrong)).message.say(lang), 400
        except RecordError as refused:
            error, status = refused.text.say(lang), 403
    shown = {
        "register": register, "record": record, "field": found, "clear": clear, "error": error,
        "purpose": purpose, "label": words.say_label(register.kind, record, lang),
    }  # fmt: skip
    return render(request, "registers/reveal.html", shown, status=status)
