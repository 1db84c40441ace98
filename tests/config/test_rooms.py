"""The rooms of the architecture: who may import whom."""

from __future__ import annotations

import pytest

from tools.rooms_contract import is_allowed


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("jifang.law.engine.scalar", "jifang.law.errors"),
        ("jifang.law.engine.scalar", "dataclasses"),
        ("jifang.law.parameters", "yaml"),
        ("jifang.law.intake.xlsx", "openpyxl"),
        ("jifang.law.columns.plan", "jifang.law.engine.law"),
        ("jifang.law.columns.polars_engine", "polars"),
        ("jifang.foundation.postgres.launcher", "psycopg"),
        ("jifang.foundation.postgres.launcher", "jifang.law.errors"),
        ("jifang.portals.public.views", "jifang.law"),
        ("jifang.portals.public.views", "jifang.ledger.tiles"),
        ("jifang.cli.assess", "jifang.assessment.province"),
        ("jifang.domains.filings.services", "jifang.domains.units.api"),
        ("jifang.domains.filings.services", "jifang.domains.units.data"),
        ("jifang.domains.filings.services", "jifang.domains.filings.models"),
        ("jifang.gateway.sip", "jifang.domains.operations.api"),
        ("jifang.assessment.province", "jifang.domains.units.api"),
        ("jifang.config.urls", "jifang.portals.public.urls"),
    ],
)
def test_allowed(importer: str, imported: str) -> None:
    assert is_allowed(importer, imported, "jifang")


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("jifang.law.places", "django"),
        ("jifang.law.places", "polars"),
        ("jifang.law.columns.plan", "django"),
        ("jifang.law.places", "jifang.foundation.postgres"),
        ("jifang.law.places", "jifang.cli"),
        ("jifang.ledger.tiles", "jifang.law"),
        ("jifang.ledger.tiles", "django"),
        ("jifang.foundation.cases", "jifang.domains.units.api"),
        ("jifang.foundation.cases", "jifang.portals"),
        ("jifang.domains.filings.services", "jifang.domains.units.models"),
        ("jifang.domains.filings.services", "jifang.portals.public"),
        ("jifang.gateway.sip", "jifang.domains.units.api"),
        ("jifang.gateway.sip", "jifang.domains.operations.models"),
        ("jifang.assessment.province", "jifang.domains.units.models"),
        ("jifang.assessment.province", "jifang.foundation.cases"),
        ("jifang.portals.public.views", "jifang.assessment"),
        ("jifang.portals.public.views", "jifang.config.settings"),
        ("jifang.cli.assess", "jifang.portals"),
        ("jifang.elsewhere", "os"),
        ("jifang", "jifang.law"),
    ],
)
def test_refused(importer: str, imported: str) -> None:
    assert not is_allowed(importer, imported, "jifang")
