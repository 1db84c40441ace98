"""The addresses of projects."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.projects import act_views, equipment_views, file_views, paper_views

urlpatterns: list[URLPattern] = [
    *file_views.URLS,
    *act_views.URLS,
    *equipment_views.URLS,
    *paper_views.URLS,
]
