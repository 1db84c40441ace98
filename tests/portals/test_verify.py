"""The public page of a letter: what anyone may know, and that a swapped file does not pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jifang.foundation.audit.data import Basis
from jifang.foundation.documents.blobs import open_store
from jifang.foundation.documents.codes import group_code, make_code
from jifang.foundation.documents.data import LetterDraft
from jifang.foundation.documents.letter_services import issue_letter, withdraw_letter
from jifang.foundation.documents.models import Letter
from jifang.foundation.documents.selectors import read_blob
from jifang.foundation.postgres.connection import SEQUENCER, SIGNER, Connection
from jifang.foundation.territory.models import Organ
from jifang.foundation.walls.scope import work_in
from jifang.ledger.notes import make_key
from jifang.ledger.sequencer import Sequencer
from jifang.ledger.signer import Signer
from tests.accessibility import check_accessible
from tests.foundation.documents.people import SYSTEM_ADMIN, TIANHE, make_officer, open_organs
from tests.foundation.documents.reading import read_text
from tests.portals.test_browser import fits

pytestmark = pytest.mark.django_db(transaction=True)

FOUND, NOT_FOUND = "确已签发，现行有效", "没有查到文书"
ADDRESSEE, BODY = "某某示例单位", "正文里的内容不公开"


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    monkeypatch.setattr(settings, "VAR", tmp_path)
    open_organs()


def make_draft(subject: str = "补齐系统备案材料") -> LetterDraft:
    return LetterDraft(
        template="notice",
        organ=f"ps-{TIANHE}",
        addressee=ADDRESSEE,
        subject=subject,
        issued_on=timezone.localdate(),
        basis=(Basis("gd-decree-238", "art_17__para_2"),),
        fields={"body": BODY, "contact": ""},
    )


@pytest.fixture
def letter() -> Letter:
    return issue_letter(make_officer(), make_draft())


def get(letter: Letter | str, lang: str = "") -> str:
    code = letter if isinstance(letter, str) else group_code(letter.code)
    content: bytes = Client().get(f"{lang}/verify/{code}").content
    return content.decode()


def ask(asked: str) -> Any:
    return Client().post("/verify/", {"asked": asked})


def compare(path: str, content: bytes) -> Any:
    return Client().post(path, {"file": SimpleUploadedFile("a.pdf", content)})


def owner_says(server: Connection, *statements: tuple[str, list[str]]) -> None:
    """Change what is kept, as whoever owns the tables could."""
    params = server.as_params(server.owner) | {"dbname": settings.DATABASES["default"]["NAME"]}
    with psycopg.connect(**params, autocommit=True) as session:
        for statement, given in statements:
            session.execute(statement.encode(), given)


def test_a_letter_is_shown_without_anything_personal(letter: Letter) -> None:
    page = get(letter)
    for part in (FOUND, letter.number_text, "天河区公安机关", "通知书", letter.subject,
                 letter.sha256, "数秒内"):  # fmt: skip
        assert part in page
    for part in (ADDRESSEE, BODY, letter.issued_by):
        assert part not in page
    assert "was issued and holds" in get(letter, "/en")
    assert 'content="noindex"' in page


def test_a_demonstration_is_marked_as_one(letter: Letter) -> None:
    assert "演示数据" not in get(letter)
    with work_in(SYSTEM_ADMIN):
        Organ.objects.update(demonstration=True)
    shown = issue_letter(make_officer(), make_draft())
    assert "演示数据" in get(shown)
    assert "无法律效力" in read_text(read_blob(shown))
    assert "演示数据" not in get(letter), "what was sent before stays what it was"


def test_it_is_found_by_its_code_however_it_is_typed(letter: Letter) -> None:
    shown = f"/verify/{group_code(letter.code)}"
    for typed in (
        letter.code,
        group_code(letter.code).lower(),
        f"  {letter.code[:9]} {letter.code[9:]}",
    ):
        response = ask(typed)
        assert (response.status_code, response["Location"]) == (302, shown)
    assert FOUND in get(letter.code.lower())


def test_by_number_alone_neither_subject_nor_code_is_shown(letter: Letter) -> None:
    page = ask(letter.number_text.replace("〔", "[").replace("〕", "]")).content.decode()
    assert FOUND in page
    for part in (letter.subject, letter.code, group_code(letter.code)):
        assert part not in page


@pytest.mark.parametrize(
    "asked",
    ["", "x", "0" * 24, "0" * 5000, "技防通〔2026〕PS-440106 第9号", "\0", "../../x", "'--"],
)
def test_whatever_is_wrong_finds_the_same_nothing(letter: Letter, asked: str) -> None:
    response = ask(asked)
    assert response.status_code == 404
    assert NOT_FOUND in response.content.decode()


def test_a_wrong_code_is_not_there_and_says_no_more(letter: Letter) -> None:
    wrong = {get(code) for code in (make_code(), group_code(make_code()), "abc", "u" * 24)}
    for page in wrong:
        assert NOT_FOUND in page
        assert letter.number_text not in page
    assert Client().get(f"/verify/{make_code()}").status_code == 404


def test_the_file_itself_is_compared_and_not_kept(letter: Letter, tmp_path: Path) -> None:
    sent = read_blob(letter)
    path = f"/verify/{group_code(letter.code)}"
    assert "完全一致" in compare(path, sent).content.decode()
    assert "不一致" in compare(path, sent + b"\n").content.decode()
    assert "完全一致" in compare("/verify/", sent).content.decode()
    assert compare("/verify/", sent + b"\n").status_code == 404
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1, "the letter's own blob"


def test_a_letter_that_ended_says_so(letter: Letter) -> None:
    second = issue_letter(make_officer(), make_draft("更正"), replaces=letter)
    page = get(letter)
    assert "被替代" in page
    assert second.number_text in page
    assert "was replaced on" in get(letter, "/en")
    withdraw_letter(make_officer(), second, "理由不公开")
    page = get(second)
    assert "撤回" in page
    assert "理由不公开" not in page


class TestTampering:
    def test_a_swapped_copy_is_found_and_said(self, letter: Letter) -> None:
        sent = read_blob(letter)
        path = open_store().find_path(letter.sha256)
        path.write_bytes(sent.replace(b"%PDF", b"%PDG"))
        page = get(letter)
        assert "已被改动" in page
        assert FOUND not in page
        assert "完全一致" in compare(f"/verify/{letter.code}", sent).content.decode()
        path.unlink()
        assert "已经丢失" in get(letter)
        assert "is gone" in get(letter, "/en")

    def test_a_swapped_record_does_not_agree_with_the_ledger(
        self, letter: Letter, database_server: Connection
    ) -> None:
        """Row and copy are both another letter's: the entry still gives the digest of this one."""
        sent, forged = read_blob(letter), b"%PDF-1.7 forged"
        owner_says(
            database_server,
            ("ALTER TABLE letter DISABLE TRIGGER letter_keep", []),
            ("ALTER TABLE letter NO FORCE ROW LEVEL SECURITY", []),
            ("UPDATE letter SET sha256 = %s", [open_store().put(forged)]),
            ("ALTER TABLE letter FORCE ROW LEVEL SECURITY", []),
            ("ALTER TABLE letter ENABLE ALWAYS TRIGGER letter_keep", []),
        )
        page = get(letter)
        assert "登记与账本不一致" in page
        assert letter.sha256 in page
        path = f"/verify/{letter.code}"
        assert "完全一致" in compare(path, sent).content.decode()
        assert "您的文件与发出的文书不一致" in compare(path, forged).content.decode()


@pytest.mark.timeout(300)  # other tests' transactions in the cluster hold it back
def test_it_leads_to_its_place_in_the_ledger_with_the_proof(
    letter: Letter, database_server: Connection, tmp_path: Path
) -> None:
    name = settings.DATABASES["default"]["NAME"]
    home = tmp_path / "ledger"
    sessions = [
        psycopg.connect(
            **database_server.as_params(database_server.find_service(role)) | {"dbname": name}
        )
        for role in (SEQUENCER, SIGNER)
    ]
    try:
        sequencer = Sequencer(sessions[0])
        sequencer.start()
        while sequencer.head.size < 1:  # other tests' transactions in the cluster hold it back
            sequencer.tick()
        page = get(letter)
        assert "/ledger/entries/0/" in page
        assert "/ledger/entries/0/proof" not in page
        key = make_key("jifang.example/gd")
        signer = Signer(sessions[1], key, home / "signer", home / "public")
        signer.start()
        signer.tick()
    finally:
        for session in sessions:
            session.close()
    assert "/ledger/entries/0/proof" in get(letter)
    assert letter.sha256.encode() in Client().get("/ledger/entries/0/bytes").content
    assert letter.code.encode() not in Client().get("/ledger/entries/0/bytes").content


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_pages_fit_and_have_no_axe_violation(
    letter: Letter, live: Any, kept_page: Any, lang: str
) -> None:
    page = kept_page
    for path in ("/verify/", f"/verify/{group_code(letter.code)}", "/verify/none"):
        for width in (390, 1360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{live.url}{lang}{path}")
            assert fits(page), (path, width)
        check_accessible(page)


def test_a_letter_is_checked_without_a_script(letter: Letter, live: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live.url}/verify/")
    page.fill("#f-asked", letter.code)
    with page.expect_navigation():
        page.get_by_role("button", name="核验", exact=True).click()
    assert FOUND in page.inner_text("main")
    page.set_input_files("#f-file", str(open_store().find_path(letter.sha256)))
    with page.expect_navigation():
        page.get_by_role("button", name="比对").click()
    assert "完全一致" in page.inner_text("main")
    context.close()
