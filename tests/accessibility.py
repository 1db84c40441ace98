"""How every test looks at a page with axe: all of its rules, each once."""

from __future__ import annotations

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe

ONLY_WRONG: Final = {"resultTypes": ["violations"]}
"""Axe need not describe every element that is in order: most of its time goes there."""


def check_accessible(page: Any) -> None:
    """Axe finds nothing wrong with a page as it stands."""
    found = Axe().run(page, options=ONLY_WRONG)
    assert found.violations_count == 0, (page.url, found.generate_report())
