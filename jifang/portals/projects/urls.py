"""The addresses of projects."""

from __future__ import annotations

from django.urls import URLPattern, path

from jifang.portals.projects import file_views

urlpatterns: list[URLPattern] = [
    path("projects/<uuid:public_id>/", file_views.show_project, name="project"),
]
