"""Documents behind their walls, bytes by their digest, each act and refusal in the ledger."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from jifang.foundation.accounts.data import SYSTEM, Actor
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.documents.blobs import BlobStore, open_store
from jifang.foundation.documents.data import BlobDamagedError, DocumentError, Owner
from jifang.foundation.documents.downloads import serve_document
from jifang.foundation.documents.models import Document
from jifang.foundation.documents.selectors import describe_scan, find_document, read_blob
from jifang.foundation.documents.services import (
    discard_document,
    put_blob,
    store_upload,
    sweep_blobs,
)
from jifang.foundation.jobs.services import run_job
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import Scope, work_in
from jifang.ledger.entries import read_entry
from tests.foundation.documents import corpus
from tests.foundation.documents.people import (
    NANSHAN,
    TIANHE,
    YUEXIU,
    make_member,
    make_officer,
    of_party,
    of_territory,
)

pytestmark = pytest.mark.django_db(transaction=True)
OWNER = Owner(TIANHE, "unit-1", "grant-7")
KIND = "filing.site_plan"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return tmp_path


def hand_in(
    name: str = "平面图.pdf",
    content: bytes | None = None,
    by: Actor | None = None,
    owner: Owner = OWNER,
    scope: Scope | None = None,
) -> Document:
    with work_in(scope or of_party("unit-1")):
        file = io.BytesIO(corpus.make_pdf() if content is None else content)
        return store_upload(by or make_member(), owner, name, file, KIND)


def list_entries() -> list[dict[str, Any]]:
    with work_in(EVERYTHING):
        return [read_entry(bytes(e.bytes)) for e in Entry.objects.order_by("id")]


def see(scope: Scope, document: Document) -> bool:
    with work_in(scope):
        return find_document(str(document.public_id)) is not None


def test_a_document_is_kept_with_its_leaf() -> None:
    document = hand_in()
    [entry] = list_entries()
    assert entry["kind"] == "document.stored"
    assert entry["documents"] == [
        {"sha256": document.sha256, "size": document.size, "type": "application/pdf"}
    ]
    assert entry["details"]["received"] == document.original_sha256
    assert entry["details"]["scan"] == document.scan == "not_scanned"
    assert "平面图" not in str(entry), "a name may be personal"
    with work_in(of_party("unit-1")):
        assert read_blob(document).startswith(b"%PDF-")


def test_a_document_is_seen_by_party_territory_and_grant_alone() -> None:
    document = hand_in()
    for scope in (of_party("unit-1"), of_territory(TIANHE), of_territory("440100"),
                  Scope(grants=("grant-7",))):  # fmt: skip
        assert see(scope, document)
    for scope in (Scope(), of_party("unit-2"), of_territory(YUEXIU), of_territory(NANSHAN),
                  Scope(grants=("grant-8",))):  # fmt: skip
        assert not see(scope, document)
    with work_in(of_party("unit-1")):
        assert find_document("../../etc") is None


def test_nobody_hands_in_for_another_body() -> None:
    for by, owner in (
        (make_member("unit-2"), OWNER),
        (make_officer(NANSHAN), OWNER),
        (make_officer(TIANHE, "supervisor"), OWNER),
        (replace(make_member(), role=""), OWNER),
    ):
        with pytest.raises(DocumentError) as refused:
            hand_in(by=by, owner=owner)
        assert refused.value.code == "power"
    assert {e["details"]["refused"] for e in list_entries()} == {"power"}
    assert hand_in(by=make_officer(), scope=of_territory(TIANHE)).party == "unit-1"
    assert hand_in(by=SYSTEM, scope=of_territory(TIANHE)).uploaded_by == ""


def test_the_wall_stands_behind_the_rule() -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        hand_in(scope=of_party("unit-2"))
    assert list_entries() == []


def test_a_refused_file_leaves_an_entry_and_nothing_else(files: Path) -> None:
    with pytest.raises(DocumentError):
        hand_in("a.pdf", corpus.make_pdf(1, corpus.add_javascript))
    [entry] = list_entries()
    assert (entry["kind"], entry["details"]["refused"]) == ("document.stored.refused", "active")
    assert list(files.rglob("*")) == []


def test_the_row_of_a_document_is_never_changed(database_server: Connection) -> None:
    document = hand_in()
    with pytest.raises(DatabaseError, match="permission denied"), work_in(EVERYTHING):
        Document.objects.filter(pk=document.pk).update(sha256="0" * 64)
    name = settings.DATABASES["default"]["NAME"]
    params = database_server.as_params(database_server.owner) | {"dbname": name}
    with psycopg.connect(**params) as session:
        session.execute("ALTER TABLE document NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="不得改动"):
            session.execute("UPDATE document SET name = 'x'")
        session.rollback()


class TestBlobs:
    def test_the_same_bytes_are_kept_once(self, files: Path) -> None:
        one, other = hand_in(), hand_in("another.pdf")
        assert one.sha256 == other.sha256
        assert list(open_store().list_digests()) == [one.sha256]
        path = open_store().find_path(one.sha256)
        assert path.relative_to(files).parts[:3] == ("sha256", one.sha256[:2], one.sha256[2:4])
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_changed_or_lost_blob_is_not_handed_out(self) -> None:
        document = hand_in()
        path = open_store().find_path(document.sha256)
        path.write_bytes(path.read_bytes() + b" ")
        with pytest.raises(BlobDamagedError) as altered:
            serve_document(document)
        path.unlink()
        with pytest.raises(BlobDamagedError) as missing:
            read_blob(document)
        assert (altered.value.code, missing.value.code) == ("blob_altered", "blob_missing")

    def test_handing_the_file_in_again_mends_a_damaged_blob(self) -> None:
        document = hand_in()
        open_store().find_path(document.sha256).write_bytes(b"")
        hand_in()
        assert read_blob(document).startswith(b"%PDF-")

    def test_what_is_no_digest_is_no_path(self, files: Path) -> None:
        for digest in ("", "../../x", "A" * 64, "0" * 63):
            with pytest.raises(ValueError, match="SHA-256"):
                BlobStore(files).get(digest)

    def test_a_draft_that_a_crash_left_is_no_blob(self, files: Path) -> None:
        hand_in()
        draft = files / "sha256" / ".drafts" / "0"
        draft.write_bytes(b"half")
        store = open_store()
        assert len(list(store.list_digests())) == 1
        assert store.remove_drafts() == 0
        assert store.remove_drafts(older_than=-1) == 1


class TestSweep:
    def test_only_what_nothing_refers_to_is_swept(self) -> None:
        kept = hand_in()
        gone = hand_in("b.png", corpus.make_image("PNG"))
        with work_in(of_party("unit-1")):
            discard_document(make_member(), gone, "replaced")
        assert sweep_blobs() == [gone.sha256]
        assert sweep_blobs() == []
        assert list(open_store().list_digests()) == [kept.sha256]
        assert list_entries()[-1]["kind"] == "document.discarded"

    def test_another_body_s_document_is_not_discarded(self) -> None:
        document = hand_in()
        with pytest.raises(DocumentError), work_in(of_party("unit-1")):
            discard_document(make_member("unit-2"), document, "x")
        assert see(of_party("unit-1"), document)

    def test_bytes_of_an_act_under_way_are_not_swept(self) -> None:
        """The sweep passes by while a transaction put bytes that it will refer to."""
        swept: list[list[str]] = []

        def sweep() -> None:
            try:
                swept.append(sweep_blobs())
            finally:
                connection.close()

        with work_in(of_party("unit-1")):
            digest = put_blob(b"bytes of an act under way")
            thread = threading.Thread(target=sweep)
            thread.start()
            thread.join(30)
            assert swept == [[]]
            assert open_store().get(digest)
        assert sweep_blobs() == [digest], "the act ended without a row"

    def test_a_sweep_that_fails_gives_the_store_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hand_in()
        services = "jifang.foundation.documents.services"
        monkeypatch.setattr(f"{services}.find_referenced", fail)
        with pytest.raises(DatabaseError):
            sweep_blobs()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            assert cursor.fetchone() == (0,)

    def test_the_clock_sweeps(self) -> None:
        with transaction.atomic():
            digest = put_blob(b"left over")
        run_job("documents.sweep_blobs", "documents.sweep_blobs@1", "", Scope(), {})
        with pytest.raises(BlobDamagedError):
            open_store().get(digest)


def fail(digests: object) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return set()


def test_the_reader_is_told_whether_it_was_scanned() -> None:
    document = hand_in()
    assert "not scanned" in describe_scan(document).en
    document.scan = "clean"
    assert describe_scan(document).zh == "未发现恶意代码"


def test_a_document_is_served_as_an_attachment_only() -> None:
    response = serve_document(hand_in('图"; x=.pdf'.replace('"', "”")))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    odd = Document(media_type="text/html", name="a.html", sha256=put(b"<script>"))
    assert serve_document(odd)["Content-Type"] == "application/octet-stream"


def put(content: bytes) -> str:
    with transaction.atomic():
        return put_blob(content)
