"""The addresses of lists."""

from __future__ import annotations

from jifang.portals.tables.views import URLS

urlpatterns = URLS
