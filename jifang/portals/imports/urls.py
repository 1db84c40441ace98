"""The addresses of imports."""

from __future__ import annotations

from jifang.portals.imports.views import URLS

urlpatterns = URLS
