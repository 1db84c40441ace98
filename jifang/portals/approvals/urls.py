"""The addresses of design approval and acceptance."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.approvals import intake_views, room_views

urlpatterns: list[URLPattern] = [*intake_views.URLS, *room_views.URLS]
