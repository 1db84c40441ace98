"""Addresses: Chinese at `/`, English at `/en/`, and what has no language."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from jifang.api.urls import API_URLS, PAGE_URLS
from jifang.config.health import check_health, check_readiness
from jifang.config.metrics import show_metrics
from jifang.portals.public.ledger_views import LOG_URLS

handler400 = "jifang.portals.public.errors.bad_request"
handler403 = "jifang.portals.public.errors.permission_denied"
handler404 = "jifang.portals.public.errors.page_not_found"
handler500 = "jifang.portals.public.errors.server_error"

urlpatterns = [
    path("healthz", check_health, name="healthz"),
    path("readyz", check_readiness, name="readyz"),
    path("metrics", show_metrics, name="metrics"),
    *LOG_URLS,
    *API_URLS,
    *i18n_patterns(
        *PAGE_URLS,
        path("", include("jifang.portals.public.urls")),
        path("", include("jifang.portals.account.urls")),
        path("", include("jifang.portals.tables.urls")),
        path("", include("jifang.portals.sites.urls")),
        path("", include("jifang.portals.cases.urls")),
        path("", include("jifang.portals.proofs.urls")),
        path("", include("jifang.portals.complaints.urls")),
        path("", include("jifang.portals.qualifications.urls")),
        path("", include("jifang.portals.projects.urls")),
        path("", include("jifang.portals.services.urls")),
        path("", include("jifang.portals.practitioners.urls")),
        path("", include("jifang.portals.registers.urls")),
        path("", include("jifang.portals.imports.urls")),
        path("", include("jifang.portals.commendations.urls")),
        path("", include("jifang.portals.testing.urls")),
        path("", include("jifang.portals.approvals.urls")),
        prefix_default_language=False,
    ),
]
