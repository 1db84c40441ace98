"""The portal of lists."""

from __future__ import annotations

from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Registers how files of lists are written."""

    name = "jifang.portals.tables"
    label = "tables"

    def ready(self) -> None:
        """Exports are made by jobs, which know the formats by name."""
        from jifang.foundation.exports.services import WRITERS
        from jifang.portals.tables.files import write_csv, write_xlsx

        WRITERS.update(csv=write_csv, xlsx=write_xlsx)
