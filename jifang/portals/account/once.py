"""A form of a page is carried out once: sent again (a double click, the back button), it leads to
what was made the first time.

The page draws a key (`{% once %}`, parts of the design system); what the form led to is kept under
it as the answer to a write of the API is (`access_tokens.answers`), within the same transaction.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from jifang.foundation.access_tokens.answers import (
    Answer,
    FormTry,
    OtherRequestError,
    find_answer,
    keep_answer,
)
from jifang.portals.account.asking import find_asking

FIELD: Final = "form_key"
KEY: Final = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
NO_CONTENT: Final = frozenset({FIELD, "csrfmiddlewaretoken", "seen"})
"""Fields that say nothing of what is entered."""


def find_form_key(request: HttpRequest) -> str:
    """The key of the form on this page: the one it was sent with, as long as nothing was made."""
    given = request.POST.get(FIELD, "")
    spent = getattr(request, "form_spent", False)
    return given if KEY.fullmatch(given) and not spent else secrets.token_urlsafe(16)


def digest_form(request: HttpRequest) -> str:
    """What was entered, and where."""
    fields = [(n, v) for n, v in request.POST.lists() if n not in NO_CONTENT]
    files = [(n, f.name, f.size) for n in request.FILES for f in request.FILES.getlist(n)]
    said = repr((request.get_full_path(), sorted(fields), sorted(files)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


class CarryOutOnce:
    """Within the transaction of a request, before its view: has this form been carried out?"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        """Answer as the rest does; what a form led to is kept."""
        response = self.get_response(request)
        tried = getattr(request, "form_try", None)
        if tried is not None and response.status_code == 302:
            keep_answer(tried, Answer(302, response.headers["Location"].encode()))
        return response

    def process_view(
        self, request: Any, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Where it was, lead there again; where its key stands for something else, say so."""
        asking = find_asking(request)
        if request.method != "POST" or asking.account is None or not asking.is_ready:
            return None
        key = request.POST.get(FIELD, "")
        if not KEY.fullmatch(key):
            return None
        tried = FormTry(asking.account.pk, key, digest_form(request))
        try:
            kept = find_answer(tried, wait=True)
        except OtherRequestError as error:
            request.form_spent = True
            return show_spent(request, read_place(error.answer))
        if kept is None:
            request.form_try = tried
            return None
        return HttpResponseRedirect(read_place(kept))


def read_place(answer: Answer) -> str:
    """Where the form led: a place of ours."""
    place = answer.body.decode()
    return place if url_has_allowed_host_and_scheme(place, None) else "/"


def show_spent(request: HttpRequest, place: str) -> HttpResponse:
    """The form was sent with other contents since: nothing is done, and nothing that was typed is
    lost. It can be sent as another one."""
    typed = [
        (name, value) for name, values in request.POST.lists() if name not in NO_CONTENT
        for value in values
    ]  # fmt: skip
    shown = {"place": place, "typed": typed, "files": list_files(request)}
    return render(request, "account/sent_before.html", shown, status=409)


def list_files(request: HttpRequest) -> list[str]:
    """What the files are called that came with it."""
    return [str(f.name) for n in request.FILES for f in request.FILES.getlist(n)]
