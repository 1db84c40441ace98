"""The addresses of certificates."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.qualifications import own_views, paper_views, public_views

urlpatterns: list[URLPattern] = [
    *public_views.URLS,
    *paper_views.URLS,
    *own_views.URLS,
]
