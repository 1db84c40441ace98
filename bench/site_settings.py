"""Settings of `bench.pages`: those in use, with one more address."""

from __future__ import annotations

from jifang.config.settings import *  # noqa: F403 - as in use

ROOT_URLCONF = "bench.site_urls"
