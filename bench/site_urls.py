"""The platform's addresses, and one that does nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jifang.config.urls import *  # noqa: F403 - as in use
from jifang.config.urls import urlpatterns as in_use


def do_nothing(request: HttpRequest) -> HttpResponse:
    """An empty page."""
    return HttpResponse()


urlpatterns = [path("bench/nothing/", do_nothing), *in_use]
