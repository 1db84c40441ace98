"""The addresses of signing in and of what is one's own."""

from __future__ import annotations

from django.urls import URLPattern

from jifang.portals.account import home_views, member_views, sign_in_views, token_views

urlpatterns: list[URLPattern] = [
    *sign_in_views.URLS,
    *home_views.URLS,
    *member_views.URLS,
    *token_views.URLS,
]
