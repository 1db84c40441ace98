"""One address that takes a form, for the test of forged requests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jifang.config.urls import urlpatterns as in_use


def take_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


urlpatterns = [path("plain", take_form), *in_use]
