"""Delete assessments whose 30 days are over, and kept answers of the API after seven."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jifang.foundation.access_tokens.answers import purge_answers
from jifang.portals.public.assess_store import purge_assessments


class Command(BaseCommand):
    """Deletes expired assessments and kept answers; run at start and every hour by the server."""

    help = "删除到期的评估与接口回答 / delete expired assessments and answers of the API"

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete and say how many."""
        count = purge_assessments() + purge_answers()
        if options["verbosity"]:
            self.stdout.write(f"已删除 / deleted: {count}")
