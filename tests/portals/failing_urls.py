"""Views that write and then fail, beside the site's own."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import connection
from django.http import Http404, HttpRequest
from django.urls import path

from jifang.config.urls import urlpatterns as own
from jifang.foundation.accounts.models import Account


def write(request: Any) -> None:
    Account.objects.filter(pk=request.asking.account.pk).update(name="changed")


def fail(request: HttpRequest) -> NoReturn:
    write(request)
    raise ValueError("fail")


def miss(request: HttpRequest) -> NoReturn:
    write(request)
    raise Http404


def break_query(request: HttpRequest) -> NoReturn:
    write(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    raise AssertionError


urlpatterns = [
    path("fail/", fail),
    path("missing/", miss),
    path("broken/", break_query),
    *own,
]
handler404 = "jifang.portals.public.errors.page_not_found"
handler500 = "jifang.portals.public.errors.server_error"
