"""The addresses of bundles and file audits."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.proofs import bundle_views

urlpatterns: list[URLPattern] = [*bundle_views.URLS]
