"""The addresses of bundles and file audits."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.proofs import audit_views, bundle_views

urlpatterns: list[URLPattern] = [*audit_views.URLS, *bundle_views.URLS]
