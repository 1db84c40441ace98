"""The audit of files: a whole case holds throughout, and everything that is wanting is named."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.accounts.data import Actor
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.cases.case_files import CaseFile, load_files
from jifang.foundation.cases.data import NotFoundError
from jifang.foundation.cases.file_audit import (
    SECTIONS,
    FileAudit,
    audit_case,
    audit_cases,
    audit_file,
)
from jifang.foundation.cases.models import Case
from jifang.foundation.cases.standing import stand_on
from jifang.foundation.documents.blobs import open_store
from jifang.foundation.documents.models import Document, Letter
from jifang.foundation.notifications.services import Recipient
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import work_in
from tests.foundation.cases.log import publish_moves
from tests.foundation.cases.procedure import apply, do, lay_people, reread, within
from tests.foundation.cases.test_bundle import AUDITOR, FAR_AUDITOR, run_drill, run_handover

pytestmark = pytest.mark.django_db  # all of them: else they are sorted apart, and laid twice
LATE = date(2026, 1, 5)
"""A Monday; five working days later is 12 January 2026."""


@dataclass
class World:
    people: dict[str, Actor]
    cases: dict[str, Case]
    files: dict[str, CaseFile]


def run_late(people: dict[str, Actor]) -> Case:
    """Accepted on the seventh working day of five, and left alone with an open question."""
    with stand_on(LATE):
        case = apply(people["applicant"])
        do(people["officer"], case, "claim")
    with stand_on(LATE + timedelta(days=9)):
        do(people["officer"], case, "accept")
        colleague = people["colleague"]
        to = Recipient(colleague.body.party, colleague.public_id)
        do(people["officer"], case, "joint_opinion", to=to, reason="请核")
        do(people["officer"], case, "add_signer", to=to, reason="请签")
        do(people["officer"], case, "recall", reason="不必了")
    return case


@pytest.fixture(scope="module")
def world(
    database_server: Connection, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """Four files; each test looks, none writes."""
    publish_moves(database_server)
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            people = lay_people()
            cases = {
                "drill": run_drill(people), "handover": run_handover(people),
                "late": run_late(people), "new": apply(people["applicant"]),
            }  # fmt: skip
            with work_in(EVERYTHING):
                files = load_files([reread(case) for case in cases.values()])
            yield World(people, cases, dict(zip(cases, files, strict=True)))
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


def find(audit: FileAudit, part: str) -> list[tuple[str, str]]:
    return [(i.verdict, i.found.en) for i in audit.items if i.part == part]


def gaps(file: CaseFile) -> list[tuple[str, str]]:
    return [(i.part, i.found.en) for i in audit_file(file, deep=False).gaps]


def test_a_whole_file_holds(world: World) -> None:
    for name, deep in (("drill", False), ("handover", False)):
        audit = audit_file(world.files[name], deep=deep)
        assert audit.gaps == (), name
        assert {i.part for i in audit.items} <= set(SECTIONS)
        counts = [audit.count(v) for v in ("holds", "gap", "none", "unknown")]  # type: ignore[arg-type]
        assert sum(counts) == len(audit.items)
    drill = audit_file(world.files["drill"], deep=False)
    assert [v for v, _ in find(drill, "steps")] == ["holds"] * 8
    assert find(drill, "second") == [("holds", "signed by two persons")]
    assert [v for v, _ in find(drill, "notices")] == ["holds"]
    assert [v for v, _ in find(drill, "periods")] == ["holds", "holds"]
    assert find(drill, "closing")[0][0] == "holds"
    assert [i.cite.provision for i in drill.items if i.part == "second" and i.cite] == [
        "art_17__para_2"
    ]
    assert all(i.cite is None for i in drill.items if i.part == "ledger"), "our own order"
    assert ("unknown", "11 entries wait to be signed") not in find(drill, "ledger")
    assert find(drill, "ledger")[-1] == ("unknown", "9 entries wait to be signed")
    handover = audit_file(world.files["handover"], deep=False)
    assert [v for v, _ in find(handover, "letters")] == ["holds"]
    assert find(handover, "closing") == [("none", "not closed yet")]
    assert find(handover, "opinions") == [("none", "no opinion was asked for")]


def test_a_late_file_says_by_how_much_and_what_is_open(world: World) -> None:
    audit = audit_file(world.files["late"], deep=False)
    late = next(i for i in audit.items if i.part == "periods")
    assert (late.verdict, late.found.en) == (
        "gap", "due 2026-01-12, done 2026-01-14: late by 2 working days",
    )  # fmt: skip
    assert late.found.zh == "应于 2026-01-12 前，2026-01-14 才办结，逾期 2 个工作日"
    assert late.cite is not None
    assert find(audit, "opinions") == [("unknown", "not given yet"), ("none", "taken back")]
    running = [i for i in audit.items if i.part == "periods"][1]
    assert running.verdict == "gap", "nobody went on with it"
    assert "so far" in running.found.en


Change = Callable[[CaseFile], object]


def set_to(row: Any, **more: Any) -> None:
    for name, value in more.items():
        setattr(row, name, value)


CHANGES: tuple[tuple[str, str, str, Change], ...] = (
    ("drill", "opening", "not in the series", lambda f: set_to(f, number_drawn=False)),
    ("drill", "steps", "it is for", lambda f: set_to(f.events[4], by="someone")),
    ("drill", "steps", "it is for", lambda f: set_to(f.events[8], role="officer")),
    ("drill", "steps", "no such step", lambda f: set_to(f.events[3], act="fly")),
    ("drill", "second", "same person", lambda f: set_to(f.events[8], by=f.events[7].by)),
    ("drill", "second", "nobody had signed", lambda f: f.events.pop(7)),
    ("drill", "notices", "not whole", lambda f: f.notices[0].defects.append({"item": "x"})),
    ("drill", "notices", "not whole", lambda f: set_to(f.notices[0], defects=[])),
    ("drill", "opinions", "went on", lambda f: f.opinions.clear()),
    ("drill", "opinions", "without words", lambda f: set_to(f.opinions[0], text=" ")),
    ("drill", "periods", "cannot be", lambda f: f.happened.clear()),
    ("drill", "periods", "come out otherwise", lambda f: set_to(
        f.periods[0], finished_on=date(2026, 1, 1))),
    ("drill", "reasons", "not given", lambda f: set_to(f.events[5], reason="")),
    ("drill", "closing", "no step that closed", lambda f: f.events.pop(8)),
    ("drill", "ledger", "step 2 was changed", lambda f: set_to(f.events[1], role="approver")),
    ("drill", "ledger", "step 2 has no entry", lambda f: f.leaves.pop(f.events[1].entry)),
    ("drill", "ledger", "reason of step 9", lambda f: set_to(f.events[8], reason="别的")),
    ("drill", "ledger", "a step is missing", lambda f: f.events.pop(4)),
    ("drill", "ledger", "a step is missing", lambda f: set_to(f.case, state="refused")),
    ("handover", "letters", "no letter", lambda f: f.letters.clear()),
    ("handover", "letters", "somebody else", lambda f: set_to(
        next(iter(f.letters.values())), issued_by="x")),
    ("handover", "letters", "not what the ledger says", lambda f: set_to(
        next(iter(f.letters.values())), sha256="0" * 64)),
    ("handover", "papers", "is missing", lambda f: f.documents.clear()),
    ("handover", "papers", "not what was recorded", lambda f: set_to(
        next(iter(f.documents.values())), sha256="0" * 64)),
)  # fmt: skip


@pytest.mark.parametrize("at", range(len(CHANGES)))
def test_what_is_wanting_is_named(world: World, at: int) -> None:
    name, part, said, change = CHANGES[at]
    file = copy.deepcopy(world.files[name])
    change(file)
    assert any(p == part and said in found for p, found in gaps(file)), gaps(file)
    assert not any(said in found for _, found in gaps(world.files[name]))


def test_who_audits(world: World) -> None:
    drill = world.cases["drill"].public_id
    for name in ("officer", "approver", "supervisor", "superior"):
        with within(world.people[name]):
            assert audit_case(world.people[name], drill).gaps == ()
    assert audit_case(AUDITOR, drill).gaps == ()
    for by in (world.people["applicant"], world.people["stranger"], world.people["neighbour"],
               world.people["admin"], FAR_AUDITOR):  # fmt: skip
        with within(by), pytest.raises(NotFoundError):
            audit_case(by, drill)


def test_a_damaged_paper_shows_where_its_bytes_are_read(world: World) -> None:
    by, file = world.people["officer"], world.files["handover"]
    rows: list[Letter | Document] = [*file.letters.values(), *file.documents.values()]
    kept = {open_store().find_path(row.sha256): b"" for row in rows}
    with within(by):
        assert audit_case(by, file.case.public_id).gaps == ()
        for path in kept:
            kept[path] = path.read_bytes()
            path.unlink()
            path.write_bytes(kept[path][:-1])
        found = audit_case(by, file.case.public_id).gaps
        for path, data in kept.items():
            path.write_bytes(data)
        assert audit_case(by, file.case.public_id).gaps == ()
    assert [i.part for i in found] == ["papers", "letters", "papers"]
    assert gaps(file) == [], "where they are not read nobody sees it"


def test_many_at_once_in_a_few_statements(
    world: World, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    cases = [file.case for file in world.files.values()]
    with work_in(EVERYTHING), django_assert_max_num_queries(24):
        found = audit_cases(cases)
    assert [len(a.gaps) for a in found] == [0, 0, 2, 0]
