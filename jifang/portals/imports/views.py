"""导入 (import): choose a file, see what was read of it, confirm, watch it being entered.

Every page works without scripts: while something goes on, the page asks again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jifang.foundation.accounts.data import Actor
from jifang.foundation.history.data import NotFoundError, RecordError
from jifang.foundation.history.entries import find_parent
from jifang.foundation.history.registers import Register, find_register, may_enter
from jifang.foundation.imports.data import MOST_BYTES, MOST_ROWS, TYPES
from jifang.foundation.imports.models import Import
from jifang.foundation.imports.selectors import (
    find_import,
    has_bad_rows,
    list_faults,
    list_imports,
    measure_progress,
    show_first,
)
from jifang.foundation.imports.services import (
    Wanted,
    ask_import,
    cancel_import,
    confirm_import,
    resume_import,
)
from jifang.foundation.imports.templates import (
    count_parts,
    write_bad_rows,
    write_csv_template,
    write_template,
)
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.imports.pages import list_first, name_columns, show_faults
from jifang.portals.wording import get_reader_lang

ENTER = ("own_body", "edit_register")
STATES = {
    "asked": _("being read"),
    "refused": _("cannot be read"),
    "checked": _("read; to be confirmed"),
    "running": _("being entered"),
    "done": pgettext_lazy("an import", "entered"),
    "cancelled": _("cancelled"),
    "stopped": _("stopped"),
}


def say_state(of: Import) -> str:
    """How far it is; one that ended without a row is not called a success."""
    if of.state == "done" and not of.done:
        return str(_("ended; no row was entered"))
    return str(STATES[of.state])


class FileForm(forms.Form):
    """The file, how a CSV file is encoded, and what the import is for."""

    file = forms.FileField(
        label=_("File"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("XLSX or CSV with headings in the first row"),
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=_("Encoding of a CSV file"), required=False,
        choices=[("", _("find out, and show it")), ("utf-8", "UTF-8"), ("gb18030", "GB18030")],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False,
        help_text=_("stands in the history of every record that is entered"),
    )  # fmt: skip


def find_open_register(asking: Asking, kind: str) -> Register:
    """A register that the role enters records into. Raises `Http404`."""
    try:
        register = find_register(kind)
    except NotFoundError:
        raise Http404 from None
    if not may_enter(register, asking.acting):
        raise Http404
    return register


def find_chosen(register: Register, public_id: str) -> Any:
    """The record that the whole file is to go into; `None` where none was chosen. Raises
    `Http404`."""
    if not public_id:
        return None
    try:
        return find_parent(register.kind.name, public_id)
    except (NotFoundError, InputError):
        raise Http404 from None


def read_pieces(request: HttpRequest) -> tuple[str, Iterable[bytes]]:
    """The name of the file that was sent, and its content piece by piece."""
    sent = cast("UploadedFile", request.FILES["file"])
    return sent.name or "", sent.chunks()


@require_signed_in(*ENTER)
def choose_file(request: HttpRequest, asking: Asking, kind: str) -> HttpResponse:
    """Hand in a file for a register."""
    register = find_open_register(asking, kind)
    into = request.GET.get("in", "")
    parent = find_chosen(register, into)
    sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if sent else FileForm()
    if sent and form.is_valid() and asking.chosen is not None:
        d, (name, pieces) = form.cleaned_data, read_pieces(request)
        wanted = Wanted(kind, name, into, d["encoding"], d["reason"])
        try:
            made = ask_import(asking.acting, asking.chosen.key, wanted, pieces)
        except InputError as error:
            for problem in error:
                field = problem.field if problem.field in form.fields else "file"
                form.add_error(field, problem.message.say(get_reader_lang()))
        except RecordError as error:
            form.add_error(None, error.text.say(get_reader_lang()))
        else:
            return follow(made.public_id)
    shown = {
        "form": form,
        "register": register,
        "parent": parent,
        "query": f"?{urlencode({'in': into})}" if into else "",
        "columns": name_columns(register, into=bool(into)),
        "most_bytes": MOST_BYTES // (1024 * 1024),
        "most_rows": MOST_ROWS,
    }
    return render(request, "imports/new.html", shown, status=400 if form.is_bound else 200)


@require_safe
@require_signed_in(*ENTER)
def download_template(request: HttpRequest, asking: Asking, kind: str, ending: str) -> HttpResponse:
    """A file to fill in."""
    register = find_open_register(asking, kind)
    if ending not in TYPES:
        raise Http404
    write = write_template if ending == "xlsx" else write_csv_template
    content = write(register, get_reader_lang(), into=bool(request.GET.get("in")))
    return hand_out(content, f"{kind}.{ending}", TYPES[ending])


def hand_out(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be kept."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@require_signed_in(*ENTER)
def show_imports(request: HttpRequest, asking: Asking) -> HttpResponse:
    """One's own imports."""
    lang = get_reader_lang()
    rows = [
        (of, find_register(of.register).plural.say(lang), say_state(of))
        for of in list_imports(asking.acting)
    ]
    return render(request, "imports/index.html", {"rows": rows})


def find_own(asking: Asking, public_id: UUID) -> Import:
    """An import of one's own. Raises `Http404`."""
    try:
        return find_import(asking.acting, public_id)
    except NotFoundError:
        raise Http404 from None


def read_after(given: str) -> tuple[int, int]:
    """The place in the list of problems that a page goes on from; the beginning for anything
    else."""
    row, _dot, pk = given.partition(".")
    if all(p.isascii() and p.isdigit() and len(p) < 16 for p in (row, pk)):
        return int(row), int(pk)
    return 0, 0


@require_safe
@require_signed_in(*ENTER)
def show_import(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """How far an import is, what is wrong with its rows, how the first would be entered."""
    return show(request, asking, find_own(asking, public_id))


def show(
    request: HttpRequest, asking: Asking, of: Import, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of an import."""
    register = find_register(of.register)
    faults, more = list_faults(of, read_after(request.GET.get("after", "")))
    first = show_first(of, asking.acting)
    parts = range(1, count_parts(of) + 1) if has_bad_rows(of) else ()
    shown = {
        "of": of,
        "register": register,
        "state": say_state(of),
        "progress": measure_progress(of),
        "faults": show_faults(register, faults),
        "after": f"{faults[-1].row}.{faults[-1].pk}" if more else "",
        "first": list_first(register, of.columns, first),
        "parts": parts,
        "waits": of.state in {"asked", "running"},
        "follows": "follow" in request.GET,
        "problem": problem,
    }
    return render(request, "imports/show.html", shown, status=status)


def do(
    request: HttpRequest, asking: Asking, public_id: UUID, act: Callable[[Actor, UUID], Import]
) -> HttpResponse:
    """An act on an import, and its page again."""
    of = find_own(asking, public_id)
    try:
        act(asking.acting, public_id)
    except InputError as error:
        said = next(iter(error)).message.say(get_reader_lang())
        return show(request, asking, of, said, 409)
    return follow(public_id)


def follow(public_id: UUID) -> HttpResponse:
    """To the page of an import, which then asks again by itself until it is told to stop."""
    return HttpResponseRedirect(f"{reverse('import_show', args=[public_id])}?follow=1")


@require_POST
@require_signed_in(*ENTER)
def confirm(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Enter the rows that can be entered."""
    return do(request, asking, public_id, confirm_import)


@require_POST
@require_signed_in(*ENTER)
def cancel(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Stop: what was entered stays."""
    return do(request, asking, public_id, cancel_import)


@require_POST
@require_signed_in(*ENTER)
def resume(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """Go on with one that stands still."""
    return do(request, asking, public_id, resume_import)


@require_safe
@require_signed_in(*ENTER)
def download_bad(request: HttpRequest, asking: Asking, public_id: UUID, part: int) -> HttpResponse:
    """The rows that cannot be entered, with the reasons beside them."""
    of = find_own(asking, public_id)
    if not has_bad_rows(of) or not 1 <= part <= count_parts(of):
        raise Http404
    content = write_bad_rows(of, get_reader_lang(), part)
    return hand_out(content, f"{of.register}-{str(of.public_id)[:8]}-{part}.xlsx", TYPES["xlsx"])


URLS: list[URLPattern] = [
    path("registers/<slug:kind>/import/", choose_file, name="import_new"),
    path("registers/<slug:kind>/import/template.<slug:ending>", download_template,
         name="import_template"),
    path("imports/", show_imports, name="imports"),
    path("imports/<uuid:public_id>/", show_import, name="import_show"),
    path("imports/<uuid:public_id>/confirm/", confirm, name="import_confirm"),
    path("imports/<uuid:public_id>/cancel/", cancel, name="import_cancel"),
    path("imports/<uuid:public_id>/resume/", resume, name="import_resume"),
    path("imports/<uuid:public_id>/bad-<int:part>.xlsx", download_bad, name="import_bad"),
]  # fmt: skip
