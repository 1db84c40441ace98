"""Settings of a soaked site: those in use, with one more address and one more job."""

from __future__ import annotations

import os

from jifang.config.settings import *  # noqa: F403 - as in use
from jifang.config.settings import LOGGING

LOGGING["loggers"]["jifang.request"] = {"level": "WARNING"}
ROOT_URLCONF = "soak.urls"
PROCRASTINATE_IMPORT_PATHS = ["soak.jobs"]
SOAK_UNSAFE = os.environ.get("SOAK_UNSAFE") == "1"
"""Commits are answered before they are on the disk: the control, which must lose."""
