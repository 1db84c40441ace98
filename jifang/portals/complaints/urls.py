"""The addresses of complaints and reports."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.complaints import follow_views, identity_views, views

urlpatterns: list[URLPattern] = [*views.URLS, *follow_views.URLS, *identity_views.URLS]
