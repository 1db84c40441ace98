"""The addresses of sites and regions."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.sites import region_views, site_views

urlpatterns: list[URLPattern] = [*site_views.URLS, *region_views.URLS]
