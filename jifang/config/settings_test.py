"""Settings of the test run: as in use, on a database and a directory of their own.

Tests always use the embedded PostgreSQL, whatever DATABASE_URL says. Static files are served from
their sources, since the manifest exists only after collectstatic.
"""

from __future__ import annotations

import os

from jifang.config.environment import ROOT

os.environ["JIFANG_VAR"] = os.environ.get("JIFANG_TEST_VAR") or str(ROOT / "var" / "tests")
for name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "JIFANG_DEBUG",
    "JIFANG_HTTPS",
    "JIFANG_HOSTS",
    "JIFANG_URL",
    "JIFANG_CLAMD",
):
    os.environ.pop(name, None)

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402

from jifang.config.settings import *  # noqa: E402, F403  (after the environment is set)
from jifang.config.settings import DATABASES  # noqa: E402
from jifang.config.settings import STORAGES as IN_USE  # noqa: E402

STORAGES = {
    **IN_USE,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Browser tests serve from threads of their own: no connection may outlive its request there.
DATABASES["default"]["CONN_MAX_AGE"] = 0


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm at a fraction of its price: tests sign in hundreds of times."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1


PASSWORD_HASHERS = ["jifang.config.settings_test.QuickArgon2"]
