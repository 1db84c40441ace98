"""The addresses of complaints and reports."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.complaints import counter_views, follow_views, identity_views, views

urlpatterns: list[URLPattern] = [
    *views.URLS,
    *counter_views.URLS,
    *follow_views.URLS,
    *identity_views.URLS,
]
