"""The addresses of commendations."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.commendations import case_views, propose_views, public_views

urlpatterns: list[URLPattern] = [*propose_views.URLS, *case_views.URLS, *public_views.URLS]
