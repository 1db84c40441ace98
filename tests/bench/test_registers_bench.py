"""The benches of the registers and their walls, at a small size: they ask what they say."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from bench import registers, walls
from bench.loaded import Platform, count_sites
from jifang.config.load.plan import Sizes
from jifang.config.load.run import Load
from jifang.foundation.postgres.connection import Connection
from tests.domains.people import open_organs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


class Silent:
    def step(self, *_: Any) -> None:
        pass


@pytest.fixture
def platform(database_server: Connection, db: None) -> Iterator[Platform]:
    with transaction.atomic():
        open_organs()
    Load(Sizes(sites=900, channels=1800, units=200, firms=2), Silent()).run()
    server = replace(database_server, database=settings.DATABASES["default"]["NAME"])
    yield Platform(server, count_sites(server))
    logging.disable(logging.NOTSET)


def test_every_read_and_page_is_measured_beside_its_limit(platform: Platform) -> None:
    report = walls.measure(platform, rounds=1)
    readers = ("empty_county", "smallest_county", "average_county", "city", "unit", "province")
    wanted = {
        f"walls.{register}.{kind}.{reader}"
        for register in walls.REGISTERS for kind in walls.KINDS for reader in readers
    }  # fmt: skip
    assert set(report) == wanted | {f"walls.{kind}" for kind in walls.KINDS}
    assert all(entry["peer_value"] for entry in report.values())
    assert sum(platform.counts.values()) == platform.sites == 900
    pages = registers.measure(platform, rounds=1, rows=50)
    for name in ("list", "filter", "search", "channels", "channel_by_code", "record", "site"):
        assert pages[f"registers.{name}.statements"]["statements"], name
    assert pages["registers.export"]["rows"] == 50
