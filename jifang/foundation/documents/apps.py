"""The application `documents`."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Uploads, numbers, letters."""

    name = "jifang.foundation.documents"
    label = "documents"
