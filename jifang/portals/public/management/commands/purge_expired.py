"""Delete assessments whose 30 days are over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jifang.portals.public.assess_store import purge_assessments


class Command(BaseCommand):
    """Deletes expired assessments; run at start and every hour by the server."""

    help = "删除到期的评估 / delete expired assessments"

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete and say how many."""
        count = purge_assessments()
        if options["verbosity"]:
            self.stdout.write(f"已删除 / deleted: {count}")
