"""Counts stay exact while many write, fold and recount at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction
from django.utils import timezone

from jifang.config.figures import run
from jifang.domains.figures.models import Figure, SiteDue, SiteStanding
from jifang.domains.figures.services import (
    WHOLE,
    assess_due,
    compare_figures,
    fold_figures,
    note_all_sites,
    recount_figures,
)
from jifang.domains.systems.kinds import SYSTEM
from jifang.domains.systems.services import declare_channel, declare_system, retire_system
from jifang.domains.units.api import find_site_ref
from jifang.domains.units.models import Site
from jifang.foundation.walls.scope import work_in
from tests.domains.people import make_member, make_site, make_unit, open_organs, scope_of

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 3, 8


def run_apart(work: Callable[..., Any], *args: Any) -> Any:
    try:
        return work(*args)
    finally:
        connections.close_all()


def write(number: int) -> None:
    """A member enters systems and channels, and takes every third one out again."""
    by = make_member(f"unit-{number}")
    with work_in(scope_of(by)):
        site = find_site_ref(Site.objects.get().public_id)
    for n in range(EACH):
        with work_in(scope_of(by)):
            given = {"name": f"系统 {n}", "kind": "intrusion_alarm"}
            system = declare_system(by, site, given)
            declare_channel(by, system, site, {"name": "门", "kind": "video"})
            if n % 3 == 0:
                retire_system(by, system.public_id, system.version, reason="停用")


def tidy(turns: int) -> None:
    """Fold and recount over and over; a recount that meets a fold is left for the next turn."""
    for n in range(turns):
        try:
            if n % 3:
                with work_in(WHOLE):
                    fold_figures()
                    assess_due(timezone.localdate(), 5)
            else:
                recount_figures()
        except OperationalError:
            continue


def test_counts_are_exact_whatever_happens_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        open_organs()
    for number in range(WRITERS):
        by = make_member(f"unit-{number}")
        with work_in(scope_of(by)):
            make_site(make_unit(by, credit_code=""), by)
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        works = [pool.submit(run_apart, write, n) for n in range(WRITERS)]
        works.append(pool.submit(run_apart, tidy, 9))
        for work in works:
            work.result()
    assert compare_figures() == []
    with work_in(WHOLE):
        retired = SYSTEM.model._default_manager.filter(state="retired").count()
        assert retired == WRITERS * len(range(0, EACH, 3))
    spoil_and_mend(capfd)


def spoil_and_mend(capfd: pytest.CaptureFixture[str]) -> None:
    """A count that is wrong is found and mended by one command."""
    with work_in(WHOLE):
        Figure.objects.create(organ_region="440106", measure="sites", number=5)
    assert [(row[1], row[3] - row[4]) for row in compare_figures()] == [("sites", 5)]
    assert run("check") == 1
    assert run("recount") == 0
    assert run("check") == 0
    assert compare_figures() == []
    with work_in(WHOLE):
        SiteDue.objects.all().delete()
    assert "≠" in capfd.readouterr().out
    assert run("assess") == 0
    with work_in(WHOLE):
        assert SiteStanding.objects.count() == WRITERS
        assert note_all_sites() == 0
    assert compare_figures() == []
