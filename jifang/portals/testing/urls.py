"""The addresses of testing."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.testing import clause_views, commission_views, queue_views, report_views

urlpatterns: list[URLPattern] = [
    *queue_views.URLS,
    *commission_views.URLS,
    *report_views.URLS,
    *clause_views.URLS,
]
