"""The application that holds what is known about jobs that ran."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs; the queue itself is procrastinate's."""

    name = "jifang.foundation.jobs"
    label = "jobs"
