"""The addresses of the public pages.

Each area keeps its own list `URLS` in its views module; a new area adds one line here. The Chinese
pages stand at these paths, the English ones at the same paths under /en/ (jifang.config.urls).
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from jifang.portals.public import (
    amend_views,
    assess_form_views,
    assess_views,
    covered_views,
    deadline_views,
    division_views,
    instrument_views,
    law_views,
    ledger_views,
    question_views,
    shell_views,
    verify_views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *shell_views.URLS,
    *amend_views.URLS,
    *assess_form_views.URLS,
    *assess_views.URLS,
    *covered_views.URLS,
    *deadline_views.URLS,
    *division_views.URLS,
    *law_views.URLS,
    *ledger_views.URLS,
    *verify_views.URLS,
    *instrument_views.URLS,  # after the pages of the law that have a name of their own
    *question_views.URLS,
]
