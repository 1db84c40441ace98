"""The error pages: plain, in both languages, without a word about the inside of the program."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jifang.foundation.accounts.powers import POWERS, ROLES
from jifang.law.errors import Lang
from jifang.portals.public.context import DJANGO_CODES, get_other_lang
from jifang.portals.wording import get_reader_lang

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, said to the reader, and what can be done now."""

    status: int
    title: str | Promise
    text: str | Promise


BAD_REQUEST = Failure(
    400,
    _("This request cannot be read"),
    _("Part of what was sent is not in a form this page takes. Nothing was decided or saved."),
)
FORBIDDEN = Failure(
    403,
    _("This request was refused"),
    _("You may not do this here. Nothing was decided or saved."),
)
EXPIRED_FORM = Failure(
    403,
    _("The form has expired"),
    _(
        "Go back, load the page anew and send the form again. "
        "The form must be sent from this site, and the browser must accept its cookie."
    ),
)
NOT_FOUND = Failure(
    404,
    _("There is no such page"),
    _("The address may be mistyped, or what stood here was deleted when its time was up."),
)
TOO_LARGE = Failure(
    413,
    _("What you sent is too large"),
    _("It was not read, and nothing was decided or saved. Send a smaller file."),
)
TOO_MANY_PHOTOS = Failure(
    413,
    _("The photos are too large"),
    _(
        "Together they are over 20 MB. Nothing was sent. Go back in the browser: the form is "
        "still filled. Choose fewer or smaller photos and send again."
    ),
)
WITH_PHOTOS = frozenset({"report_new", "report_act", "report_counter"})
"""Views that take photos with a form."""
SERVER_ERROR = Failure(
    500,
    _("Something went wrong on our side"),
    _("This is a fault of the platform, not of what you entered. Please try again later."),
)

# Shown when even the error page cannot be made; it needs no template, catalogue or setting.
LAST_RESORT = """<!doctype html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><title>服务器出错</title></head>
<body>
<h1>服务器出错</h1>
<p>这是平台的故障，与您填写的内容无关。请稍后再试。</p>
<p lang="en">This is a fault of the platform, not of what you entered. Please try again later.</p>
<p><a href="/">首页</a> · <a href="/en/" lang="en">Home</a></p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Need:
    """A power that is lacking, and the roles that have it."""

    power: str
    roles: str


def list_needs(powers: Sequence[str], lang: Lang) -> list[Need]:
    """The powers one of which is needed, each with the roles that have it."""
    join = "、" if lang == "zh" else ", "
    return [
        Need(
            POWERS[power].say(lang),
            join.join(r.name.say(lang) for r in ROLES.values() if power in r.powers),
        )
        for power in powers
    ]


def say_own_role(request: HttpRequest) -> str:
    """The role that is acted in; nothing where nobody acts."""
    actor = getattr(getattr(request, "asking", None), "actor", None)
    role = ROLES.get(actor.role) if actor is not None else None
    return role.name.say(get_reader_lang()) if role else ""


def show_failure(
    request: HttpRequest, failure: Failure, powers: Sequence[str] = (), *, no_role: bool = False
) -> HttpResponse:
    """The page of one failure, in the reader's language first and then in the other.

    powers: what would be needed, one of them; no_role: a role in a body is lacking altogether.
    """
    with override(DJANGO_CODES[get_other_lang(get_reader_lang())]):
        other = {"other_title": str(failure.title), "other_text": str(failure.text)}
    shown = {
        "status": failure.status,
        "title": str(failure.title),
        "text": str(failure.text),
        **other,
        "needs": list_needs(powers, get_reader_lang()),
        "no_role": no_role,
        "own_role": say_own_role(request) if powers else "",
        "signed_in": getattr(getattr(request, "asking", None), "account", None) is not None,
    }
    return render(request, "errors/error.html", {"failure": shown}, status=failure.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; or 413 where the request was refused for its size."""
    if isinstance(exception, RequestDataTooBig):
        return show_failure(request, TOO_LARGE)
    return show_failure(request, BAD_REQUEST)


def permission_denied(
    request: HttpRequest, exception: Exception | None = None, powers: Sequence[str] = (), *,
    no_role: bool = False,
) -> HttpResponse:  # fmt: skip
    """403; with what is lacking, where that is known."""
    return show_failure(request, FORBIDDEN, powers, no_role=no_role)


def refuse_forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from a page of this site, or too late."""
    logger.info("form refused: %s", reason)
    return show_failure(request, EXPIRED_FORM)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the same page whether the thing never was, was deleted, or may not be seen."""
    return show_failure(request, NOT_FOUND)


def too_large(request: HttpRequest) -> HttpResponse:
    """413, for a view that refuses an upload by its size."""
    return show_failure(request, TOO_MANY_PHOTOS if takes_photos(request) else TOO_LARGE)


def takes_photos(request: HttpRequest) -> bool:
    """Whether a form with photos was sent; the address is asked, for nothing was read yet."""
    try:
        return resolve(request.path_info).view_name in WITH_PHOTOS
    except Resolver404:
        return False


def server_error(request: HttpRequest) -> HttpResponse:
    """500; if the page itself cannot be made, a fixed one that needs nothing."""
    try:
        return show_failure(request, SERVER_ERROR)
    except Exception:
        logger.exception("the error page failed")
        return HttpResponse(LAST_RESORT, status=SERVER_ERROR.status)
