"""Imports into the registers: what is found before anything is written, and what is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from jifang.domains.units.models import Site
from jifang.foundation.accounts.data import Actor
from jifang.foundation.accounts.selectors import choose_capacity, derive_scope, list_capacities
from jifang.foundation.imports.models import Import
from jifang.foundation.imports.services import (
    CHECK,
    WRITE,
    Wanted,
    ask_import,
    confirm_import,
)
from jifang.foundation.jobs.services import run_job
from jifang.foundation.walls.scope import enter_scope, read_scope
from tests.domains.people import make_member, make_unit
from tests.portals.people import Person, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organs")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def act(person: Person) -> tuple[Actor, str]:
    """Enter the bounds of a person's role; who acts, and the name of the role."""
    enter_scope(derive_scope(person.account, None))
    chosen = choose_capacity(list_capacities(person.account), None)
    assert chosen is not None
    enter_scope(derive_scope(person.account, chosen.membership))
    return chosen.as_actor(person.account), chosen.key


@pytest.fixture
def member() -> Person:
    """A member of a unit that is in the register."""
    person = make_person("unit_member")
    by, _ = act(person)
    make_unit(make_member(by.body.party))
    act(person)
    return person


NUMBERS = iter(range(10**6))


def work(name: str, of: Import) -> None:
    """What a worker does with a job that was asked for."""
    scope = read_scope()
    assert run_job(name, f"{name}:{next(NUMBERS)}", "", scope, {"imported": of.pk})
    enter_scope(scope)
    of.refresh_from_db()


def hand_in(person: Person, text: str | bytes, register: str = "site", **more: Any) -> Import:
    by, capacity = act(person)
    name = more.pop("file_name", "sites.csv")
    content = text.encode() if isinstance(text, str) else text
    of = ask_import(by, capacity, Wanted(register, name, **more), [content])
    work(CHECK, of)
    return of


def finish(person: Person, of: Import) -> None:
    by, _ = act(person)
    confirm_import(by, of.public_id)
    of.refresh_from_db()
    while of.state == "running":
        work(WRITE, of)


def list_faults(of: Import) -> list[tuple[int, str, str, str, str]]:
    return [(f.row, f.level, f.field, f.value, f.en) for f in of.faults.all()]


HEAD = "name,place_kind,region,address"


def make_text(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def good(n: int) -> str:
    return f"场所{n},a9_7.school,440106,天河路 {n} 号"


def test_rows_are_judged_before_anything_is_written(member: Person) -> None:
    of = hand_in(
        member, make_text(good(1), "坏,nothing,440106,x", good(2), good(1), ",a9_7.school,44,y")
    )
    assert (of.state, of.rows, of.good, of.bad, of.doubles) == ("checked", 5, 2, 2, 1)
    assert Site.objects.count() == 0
    found = list_faults(of)
    assert [(r, level, field, value) for r, level, field, value, _ in found] == [
        (3, "bad", "place_kind", "nothing"),
        (5, "double", "name", ""),
        (6, "bad", "name", ""),
        (6, "bad", "region", "44"),
    ]
    assert found[1][4] == "the same as row 2"
    finish(member, of)
    assert (of.state, of.done, of.late, of.leaves) == ("done", 2, 0, 1)
    assert sorted(Site.objects.values_list("name", flat=True)) == ["场所1", "场所2"]
