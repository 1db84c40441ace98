"""Papers of a record: handed in with a file, taken out again by those who see the record."""

from __future__ import annotations

from typing import Any, BinaryIO, Final, cast
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jifang.foundation.documents.data import TYPES, BlobDamagedError, DocumentError, Owner
from jifang.foundation.documents.selectors import find_document, read_blob
from jifang.foundation.documents.services import store_upload
from jifang.foundation.history.data import RecordError
from jifang.foundation.history.entries import change_entry
from jifang.foundation.history.models import ACTIVE
from jifang.foundation.history.previews import may_change
from jifang.foundation.history.registers import Register
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking, require_signed_in
from jifang.portals.registers import words
from jifang.portals.registers.papers import FIELD, has_papers
from jifang.portals.registers.record_views import POWERS, find_asked
from jifang.portals.wording import get_reader_lang

MOST: Final = 50


@require_signed_in(*POWERS)
def add_paper(request: HttpRequest, asking: Asking, kind: str, public_id: UUID) -> HttpResponse:
    """Hand in a file for a record: checked, kept, and named by the record in one transaction."""
    register, record = find_asked(asking, kind, public_id)
    if not has_papers(register) or record.state != ACTIVE:
        raise Http404
    if not may_change(register.kind, asking.acting, record):
        return refuse(request, register, record, _("Your role may not change this record."), 403)
    if request.method != "POST":
        return show_form(request, register, record)
    file, reason = request.FILES.get("file"), request.POST.get("reason", "").strip()
    if file is None:
        return refuse(request, register, record, _("Choose a file."), 400)
    if len(getattr(record, FIELD)) >= MOST:
        return refuse(request, register, record, _("A record has 50 papers at most."), 400)
    lang = get_reader_lang()
    try:
        with transaction.atomic():
            owner = Owner(record.organ_region, record.party)
            kept = store_upload(
                asking.acting, owner, file.name or "", cast(BinaryIO, file), f"register.{kind}",
                declared=file.content_type or "",
            )  # fmt: skip
            ids = [*getattr(record, FIELD), str(kept.public_id)]
            change_entry(
                kind, asking.acting, public_id, record.version, {FIELD: ids},
                reason=reason or _("paper handed in"),
            )  # fmt: skip
    except DocumentError as refused:
        return refuse(request, register, record, refused.text.say(lang), 400)
    except RecordError as refused:
        return refuse(request, register, record, refused.text.say(lang), 409)
    except InputError as wrong:
        return refuse(request, register, record, next(iter(wrong)).message.say(lang), 400)
    return HttpResponseRedirect(f"{reverse('record', args=[kind, public_id])}?done=paper#papers")


def show_form(request: HttpRequest, register: Register, record: Any) -> HttpResponse:
    """The form that takes a file."""
    return refuse(request, register, record, "", 200)


def refuse(
    request: HttpRequest, register: Register, record: Any, said: str, status: int
) -> HttpResponse:
    """The form again, with what was wrong."""
    shown = {
        "register": register, "record": record, "error": said,
        "label": words.say_label(register.kind, record, get_reader_lang()),
        "reason": request.POST.get("reason", ""),
        "accept": ",".join(f".{e}" for t in TYPES.values() for e in t.extensions),
        "types": TYPES.values(),
    }  # fmt: skip
    return render(request, "registers/paper.html", shown, status=status)


@require_safe
@require_signed_in(*POWERS)
def read_paper(request: HttpRequest, asking: Asking, public_id: UUID) -> HttpResponse:
    """A paper as a file: never shown in the page, whatever it holds."""
    document = find_document(public_id)
    if document is None:
        raise Http404
    try:
        content = read_blob(document)
    except BlobDamagedError as error:
        return HttpResponse(
            error.text.say(get_reader_lang()), status=500, content_type="text/plain; charset=utf-8"
        )
    answer = HttpResponse(content, content_type=document.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
