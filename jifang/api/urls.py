"""The addresses of the API (no language) and of its documentation (in both)."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from jifang.api.gate import serve_api
from jifang.api.pages import show_developers

API_URLS: list[URLPattern] = [
    re_path(r"^api/v1/(?P<rest>[\s\S]*)\Z", serve_api, name="api"),
    re_path(r"^api(?:/[\s\S]*)?\Z", serve_api),
]
"""Whatever is under /api/ is answered by the gate, an address that does not exist too."""

PAGE_URLS: list[URLPattern] = [path("developers/", show_developers, name="developers")]
