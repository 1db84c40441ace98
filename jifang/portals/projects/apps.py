"""The portal of projects."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectPagesConfig(AppConfig):
    """Pages of projects."""

    name = "jifang.portals.projects"
    label = "project_pages"
