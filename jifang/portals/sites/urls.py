"""The addresses of sites and regions."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.sites import site_views

urlpatterns: list[URLPattern] = [*site_views.URLS]
