"""The addresses of the guide, the tracker and the figures of cases."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.services import figures_views, guide_views, track_views

urlpatterns: list[URLPattern] = [
    *guide_views.URLS,
    *track_views.URLS,
    *figures_views.URLS,
]
