"""Papers of records: handed in, named by the record, read by those who see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from jifang.foundation.documents.models import Document
from jifang.foundation.history.entries import change_entry, find_entry
from jifang.foundation.history.models import Change
from jifang.foundation.walls.scope import Scope, work_in
from jifang.law.errors import InputError
from tests.foundation.documents.corpus import make_pdf
from tests.portals.registers import World, as_actor, make_world

pytestmark = pytest.mark.django_db
ALL = Scope("44", "45")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "documents"


def hand_in(client: Client, world: World, kind: str, name: str, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile(name, content, "application/pdf")
    path = f"/registers/{kind}/{world.records[kind].public_id}/papers/"
    answer: HttpResponse = client.post(path, {"file": file, "reason": "检验报告"})  # type: ignore[assignment]  # the client's own answer
    return answer


def test_handed_in_shown_and_taken_out(world: World) -> None:
    unit, record = world.clients["unit_manager"], world.records["quality_proof"]
    came = hand_in(unit, world, "quality_proof", "检验报告.pdf", make_pdf())
    assert came.status_code == 302
    page = unit.get(came.headers["Location"]).content.decode()
    assert "检验报告.pdf" in page
    with work_in(ALL):
        kept = Document.objects.get(name="检验报告.pdf")
        assert find_entry("quality_proof", record.public_id).documents == [str(kept.public_id)]
        assert Change.objects.filter(record=record.public_id).count() == 2
    for client in (unit, world.clients["officer"]):
        file = client.get(f"/papers/{kept.public_id}/")
        assert file.status_code == 200
        assert file.content.startswith(b"%PDF")
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.headers["Content-Security-Policy"].startswith("sandbox")
    assert world.clients["firm_manager"].get(f"/papers/{kept.public_id}/").status_code == 404
    assert Client().get(f"/papers/{kept.public_id}/").status_code == 302


@pytest.mark.parametrize(
    ("name", "content"),
    [("页面.pdf", b"<html><script>1</script>"), ("空.pdf", b""), ("影像.mp4", b"\0\0\0 ftypisom")],
)
def test_what_is_no_paper_is_refused_and_nothing_changed(
    world: World, name: str, content: bytes
) -> None:
    with work_in(ALL):
        before = Change.objects.count()
    came = hand_in(world.clients["unit_manager"], world, "quality_proof", name, content)
    assert came.status_code == 400
    assert "e-file" in came.content.decode()
    with work_in(ALL):
        assert Change.objects.count() == before
        assert not Document.objects.filter(name=name).exists()


def test_who_may(world: World) -> None:
    """A member not for the officers' acts, a reader not at all, nobody for what has no papers."""
    assert (
        hand_in(
            world.clients["unit_manager"], world, "designation", "a.pdf", make_pdf()
        ).status_code
        == 403
    )
    assert (
        hand_in(world.clients["supervisor"], world, "designation", "a.pdf", make_pdf()).status_code
        == 403
    )
    assert (
        hand_in(world.clients["officer"], world, "designation", "a.pdf", make_pdf()).status_code
        == 302
    )
    assert hand_in(world.clients["officer"], world, "unit", "a.pdf", make_pdf()).status_code == 404


def test_a_record_names_no_paper_that_there_is_not(world: World) -> None:
    record, by = world.records["plan"], as_actor(world.people["officer"])
    given = {"documents": ["00000000-0000-4000-8000-000000000000"]}
    with work_in(ALL), pytest.raises(InputError) as caught:
        change_entry("plan", by, record.public_id, record.version, given, reason="x")
    assert [p.field for p in caught.value] == ["documents"]
