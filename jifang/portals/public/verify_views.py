"""核验 (verification): whether a letter was issued, still holds, and is the file one has."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jifang.foundation.audit.selectors import list_notes
from jifang.foundation.documents.codes import LONGEST_TYPED, group_code, read_code
from jifang.foundation.documents.data import PublicLetter
from jifang.foundation.documents.selectors import (
    digest_file,
    verify_code,
    verify_digest,
    verify_number,
)
from jifang.portals.wording import format_date, get_reader_lang


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence on a letter or a file: its state, the sentence, a sentence more."""

    state: str
    answer: str
    note: str = ""


def judge_letter(letter: PublicLetter) -> Verdict:
    """Whether a letter holds, and whether what the platform keeps of it can be relied on."""
    if not letter.agrees:
        return Verdict(
            "stop",
            _("The record and the ledger do not agree"),
            _("The ledger cannot be changed unnoticed: rely on the digest that it gives."),
        )
    if letter.kept != "whole":
        return Verdict(
            "stop",
            _("The platform's copy of this letter was altered")
            if letter.kept == "altered"
            else _("The platform's copy of this letter is gone"),
            _("What was sent is still known by its digest: compare the file that you received."),
        )
    if letter.state == "in_force":
        return Verdict("ok", _("This letter was issued and holds"))
    day = format_date(timezone.localdate(letter.state_at), get_reader_lang())
    if letter.state == "superseded":
        said = _("This letter was replaced on %(day)s") % {"day": day}
        return Verdict("warn", said, _("It was replaced by %(number)s.") % {
            "number": letter.replaced_by
        })  # fmt: skip
    return Verdict("warn", _("This letter was withdrawn on %(day)s") % {"day": day})


def judge_file(digest: str, letter: PublicLetter) -> Verdict:
    """Whether a file is the letter, by the ledger's digest where there is one."""
    if digest == (letter.recorded or letter.document.sha256):
        return Verdict("ok", _("Your file is exactly the letter that was sent"), digest)
    return Verdict(
        "stop",
        _("Your file is not the letter that was sent"),
        _("Its digest is %(digest)s. A file that was printed, scanned or saved anew differs too.")
        % {"digest": digest},
    )


def read_file(request: HttpRequest) -> str:
    """The digest of the file that was sent to be compared; nothing where there is none."""
    file = request.FILES.get("file")
    return digest_file(file.chunks()) if isinstance(file, UploadedFile) else ""


def show_found(
    request: HttpRequest, letter: PublicLetter, compared: Verdict | None = None
) -> HttpResponse:
    """The page of a letter."""
    newest = list_notes(1)
    context = {
        "letter": letter,
        "verdict": judge_letter(letter),
        "compared": compared,
        "is_proved": letter.place is not None and bool(newest) and letter.place < newest[0].size,
    }
    return render(request, "public/verify/letter.html", context)


def show_form(request: HttpRequest, asked: str = "", error: str = "") -> HttpResponse:
    """The form; where nothing was found it says so, always in the same words."""
    context = {"asked": asked[:LONGEST_TYPED], "error": error, "longest": LONGEST_TYPED}
    return render(request, "public/verify/index.html", context, status=404 if error else 200)


def say_nothing_found() -> str:
    """For a wrong code, a wrong number and an unknown file alike."""
    return _("No letter was found. Check what you entered, or ask the organ that is named on it.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_index(request: HttpRequest) -> HttpResponse:
    """Find a letter by its code, its number, or as a file."""
    if request.method != "POST":
        return show_form(request)
    digest = read_file(request)
    asked = request.POST.get("asked", "").strip()
    if digest:
        found = verify_digest(digest)
        compared = judge_file(digest, found) if found else None
        return show_found(request, found, compared) if found else show_form(
            request, asked, say_nothing_found()
        )  # fmt: skip
    code = read_code(asked)
    if code is not None and verify_code(code) is not None:
        return redirect("verify_letter", code=group_code(code))
    found = verify_number(asked) if asked and "\0" not in asked else None
    return show_found(request, found) if found else show_form(request, asked, say_nothing_found())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_letter(request: HttpRequest, code: str) -> HttpResponse:
    """One letter, and whether a file is it."""
    letter = verify_code(code)
    if letter is None:
        return show_form(request, code, say_nothing_found())
    digest = read_file(request) if request.method == "POST" else ""
    return show_found(request, letter, judge_file(digest, letter) if digest else None)


URLS: list[URLPattern] = [
    path("verify/", show_index, name="verify"),
    path("verify/<str:code>", show_letter, name="verify_letter"),
]
