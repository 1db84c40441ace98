"""The addresses of cases."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.cases import act_views, case_views, new_views, notice_views, work_views

urlpatterns: list[URLPattern] = [
    *work_views.URLS,
    *new_views.URLS,
    *case_views.URLS,
    *act_views.URLS,
    *notice_views.URLS,
]
