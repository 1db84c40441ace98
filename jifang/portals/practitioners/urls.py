"""The addresses of practitioners' duties."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.practitioners import training_views, views

urlpatterns: list[URLPattern] = [*views.URLS, *training_views.URLS]
