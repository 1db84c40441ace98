"""What the pages of testing share: not found, what was refused, who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jifang.domains.testing.data import NotFoundError
from jifang.domains.testing.models import Commission, Report
from jifang.foundation.accounts.powers import LAB, UNIT
from jifang.foundation.cases.data import CaseError
from jifang.foundation.documents.data import DocumentError
from jifang.foundation.history.data import RecordError
from jifang.law.errors import InputError
from jifang.portals.account.asking import Asking
from jifang.portals.wording import get_reader_lang

POWERS = ("own_body", "see_register")
REFUSED = (CaseError, InputError, DocumentError, RecordError)
Refused = CaseError | InputError | DocumentError | RecordError


@contextmanager
def finding() -> Iterator[None]:
    """What is not there, and what lies behind a wall, are the same."""
    try:
        yield
    except NotFoundError:
        raise Http404 from None
    except RecordError as error:
        if error.code == "not_found":
            raise Http404 from None
        raise


def is_body(asking: Asking, row: Commission | Report) -> bool:
    """Whether the testing body of a row asks."""
    return asking.may("own_body") and asking.acting.body.party == row.body


def is_unit(asking: Asking, row: Commission | Report) -> bool:
    """Whether the constructing unit of a row asks."""
    return asking.may("own_body") and asking.acting.body.party == row.party


def is_lab(asking: Asking) -> bool:
    """Whether a testing body asks."""
    return asking.acting.body.kind == LAB


def is_builder(asking: Asking) -> bool:
    """Whether a unit asks, which may be a constructing unit."""
    return asking.acting.body.kind == UNIT


def say_refused(error: Refused) -> tuple[list[str], int]:
    """What was wrong, in the reader's language, and the status to answer with."""
    lang = get_reader_lang()
    if isinstance(error, InputError):
        return [p.message.say(lang) for p in error.problems], 400
    if isinstance(error, CaseError):
        return [error.text.say(lang)], 403 if error.code == "power" else 409
    return [error.text.say(lang)], 409


def show_refused(
    request: HttpRequest,
    error: Refused,
    back: str,
    label: str,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A page that says why something was not done, by which provision, and leads back."""
    said, status = say_refused(error)
    basis = error.basis if isinstance(error, CaseError) else ()
    shown = {
        "title": _("This was not done"), "said": said, "basis": basis, "back": back,
        "label": label, **(more or {}),
    }  # fmt: skip
    return render(request, "testing/refused.html", shown, status=status)
