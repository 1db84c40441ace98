"""Letters: what was previewed is what is sent, and what was sent is kept."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import psycopg
import pytest
import zxingcpp
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from PIL import ImageChops

from jifang.foundation.accounts.data import SYSTEM
from jifang.foundation.audit.data import Basis
from jifang.foundation.audit.models import Entry
from jifang.foundation.audit.selectors import EVERYTHING
from jifang.foundation.demonstration.clock import tell_on
from jifang.foundation.documents.codes import (
    ALPHABET,
    group_code,
    make_code,
    read_code,
    read_number,
)
from jifang.foundation.documents.data import DocumentError, LetterDraft
from jifang.foundation.documents.downloads import serve_letter
from jifang.foundation.documents.letter_services import (
    check_draft,
    issue_letter,
    preview_letter,
    withdraw_letter,
    write_content,
)
from jifang.foundation.documents.models import Letter, LetterEnd
from jifang.foundation.documents.render import (
    CODE_HELD,
    NUMBER_HELD,
    name_provision,
    render_letter,
)
from jifang.foundation.documents.selectors import find_letter, read_blob
from jifang.foundation.documents.services import sweep_blobs
from jifang.foundation.documents.templates import (
    FOLDER,
    check_words,
    find_template,
    load_templates,
    read_template,
)
from jifang.foundation.postgres.connection import Connection
from jifang.foundation.walls.scope import NOBODY, Scope, work_in
from jifang.law.errors import DefinitionError, InputError
from jifang.ledger.entries import read_entry
from tests.foundation.documents.people import (
    NANSHAN,
    TIANHE,
    make_member,
    make_officer,
    of_party,
    of_territory,
    open_organs,
)
from tests.foundation.documents.reading import draw_pages, read_places, read_text

pytestmark = pytest.mark.django_db(transaction=True)

BASIS = (Basis("gd-decree-238", "art_17__para_2"), Basis("cn-decree-799", "art_7__para_2__item_1"))
BODY = "\n".join(
    f"第{n}段：经核对，报送的材料缺少系统图与设备清单，请在收到本通知后补齐。" * 3 for n in range(9)
)
HOSTILE = (
    '#read("/etc/passwd") #eval("1+1") $x^2$ *粗* _斜_ `code` @label <label> \\u{41} // 注释 -- '
    '"引" [x] #import "/letter.typ": * = 题 https://a.example/ \\ ~ #sys.inputs &lt; {{x}} \'q\''
)


def make_draft(**more: Any) -> LetterDraft:
    given: dict[str, Any] = {
        "template": "notice",
        "organ": f"ps-{TIANHE}",
        "addressee": "示例单位",
        "subject": "补齐系统备案材料",
        "issued_on": timezone.localdate(),
        "basis": BASIS,
        "fields": {"body": BODY, "contact": "020-00000000"},
        "party": "unit-1",
    }
    return LetterDraft(**{**given, **more})


RECEIPT = {
    "template": "receipt",
    "subject": "收到系统备案材料",
    "fields": {
        "received_on": "2026-11-25",
        "matter": "系统备案",
        "items": "备案表\n平面图\n\n系统图",
        "remarks": "",
    },
}


@pytest.fixture(autouse=True)
def organs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://jifang.example")
    open_organs()


def issue(**more: Any) -> tuple[Letter, bytes]:
    letter = issue_letter(make_officer(), make_draft(**more))
    return letter, read_blob(letter)


def squeeze(text: str) -> str:
    return "".join(text.split())


class TestIssue:
    def test_a_letter_says_everything_it_must(self) -> None:
        letter, pdf = issue()
        day = letter.issued_on
        assert letter.number_text == f"技防通〔{day.year}〕PS-440106 第1号"
        text = squeeze(read_text(pdf))
        for part in (
            "通知书",
            letter.number_text,
            "示例单位：",
            "事由：补齐系统备案材料",
            "《广东省安全技术防范管理实施办法》第十七条第二款",
            "《公共安全视频图像信息系统管理条例》第七条第二款第一项",
            f"天河区公安机关{day.year}年{day.month}月{day.day}日",
            group_code(letter.code),
            "https://jifang.example/verify",
            "第1页，共2页",
        ):
            assert squeeze(part) in text, part
        assert squeeze(BODY) in text.replace(text[text.find("核验码") : text.find("共2页") + 3], "")

    def test_its_qr_code_leads_to_the_page_that_checks_it(self) -> None:
        letter, pdf = issue()
        address = f"https://jifang.example/verify/{group_code(letter.code)}"
        for page in draw_pages(pdf):  # 72 dots an inch, as a poor copy has
            assert [found.text for found in zxingcpp.read_barcodes(page)] == [address]

    def test_a_receipt_is_issued_by_the_platform_while_a_unit_acts(self) -> None:
        with work_in(of_party("unit-1")):
            letter = issue_letter(SYSTEM, make_draft(**RECEIPT))
            assert find_letter(letter.public_id) == letter
            text = squeeze(read_text(read_blob(letter)))
        assert "技防收" in letter.number_text
        assert "于2026年11月25日就“系统备案”提交的下列材料，共3件" in text
        assert "3.系统图" in text

    def test_its_leaf_gives_digest_number_and_basis_and_no_person(self) -> None:
        letter, _ = issue()
        with work_in(EVERYTHING):
            entry = read_entry(bytes(Entry.objects.get(pk=letter.entry).bytes))
        assert entry["kind"] == "letter.issued"
        assert entry["documents"][0]["sha256"] == letter.sha256
        assert entry["details"]["number"] == letter.number_text
        assert entry["basis"][0] == {"law": "gd-decree-238", "provision": "art_17__para_2"}
        for part in ("示例单位", letter.code, group_code(letter.code)):
            assert part not in str(entry)

    def test_numbers_follow_and_a_refused_letter_takes_none(self) -> None:
        assert issue()[0].number == 1
        with pytest.raises(InputError):
            issue(fields={"body": "缺“𠮷”字", "contact": ""})
        with pytest.raises(DocumentError):
            issue_letter(make_officer(), make_draft(), previewed="0" * 64)
        assert issue()[0].number == 2
        assert issue(**RECEIPT)[0].number == 1

    def test_who_may_issue(self) -> None:
        for by in (make_member(), make_officer(NANSHAN), make_officer(TIANHE, "officer")):
            with pytest.raises(DocumentError) as refused:
                issue_letter(by, make_draft())
            assert refused.value.code == "power"
        with work_in(EVERYTHING):
            kinds = Entry.objects.values_list("kind", flat=True)
            assert list(kinds) == ["letter.issued.refused"] * 3
        receipt = issue_letter(make_officer(TIANHE, "officer"), make_draft(**RECEIPT))
        assert receipt.issued_by == "officer-440106"

    def test_a_letter_is_dated_the_day_it_is_issued(self) -> None:
        for days in (-1, 1):
            with pytest.raises(DocumentError) as refused:
                issue(issued_on=timezone.localdate() + timedelta(days=days))
            assert refused.value.code == "issued_on"
        past = timezone.localdate() - timedelta(days=1)
        with tell_on(past), pytest.raises(DocumentError):  # a story is told of what is marked alone
            issue(issued_on=past)

    def test_it_is_seen_by_party_and_territory_alone(self) -> None:
        letter, _ = issue(grant_key="g-1")
        seen = [of_party("unit-1"), of_territory(TIANHE), of_territory("440100"),
                Scope(grants=("g-1",))]  # fmt: skip
        for scope in seen:
            with work_in(scope):
                assert find_letter(str(letter.public_id))
        for scope in (NOBODY, of_party("unit-2"), of_territory(NANSHAN), Scope(grants=("g",))):
            with work_in(scope):
                assert find_letter(str(letter.public_id)) is None

    def test_it_is_kept_as_sent(self, database_server: Connection) -> None:
        letter, pdf = issue()
        for statement in (Letter.objects.filter(pk=letter.pk).delete, letter.save):
            with pytest.raises(DatabaseError, match="permission denied"), work_in(EVERYTHING):
                statement()
        name = settings.DATABASES["default"]["NAME"]
        params = database_server.as_params(database_server.owner) | {"dbname": name}
        with psycopg.connect(**params) as session:
            session.execute("ALTER TABLE letter NO FORCE ROW LEVEL SECURITY")
            for change in ("UPDATE letter SET subject = 'x'", "DELETE FROM letter",
                           "TRUNCATE letter CASCADE"):  # fmt: skip
                with (
                    pytest.raises(psycopg.errors.InsufficientPrivilege, match="不得改动"),
                    session.transaction(),
                ):
                    session.execute(change.encode())
            session.rollback()
        assert sweep_blobs() == []
        response = serve_letter(letter)
        assert response.content == pdf
        assert response["Content-Disposition"].startswith("attachment")


class TestPreview:
    def test_what_was_previewed_is_what_is_sent(self) -> None:
        """Every character but those of the number and the code stands where the preview had it."""
        for more in ({}, RECEIPT):
            draft = make_draft(**more)
            preview = preview_letter(draft)
            letter = issue_letter(make_officer(), draft, previewed=preview.digest)
            shown, sent = read_places(preview.pdf), read_places(read_blob(letter))
            pages = max(page for _, page, _, _ in sent) + 1
            drawn = letter.number_text + group_code(letter.code) * pages
            assert count_chars(sent - shown) == Counter(squeeze(drawn))
            held = NUMBER_HELD + ("二维码" + CODE_HELD) * pages
            watermark = "预览·尚未签发PREVIEW,NOTISSUED" * pages
            assert count_chars(shown - sent) == Counter(squeeze(held + watermark))

    def test_and_so_is_every_line_and_colour(self) -> None:
        """Outside number, code and watermark the pages are the same picture."""
        draft = make_draft()
        preview = preview_letter(draft)
        letter = issue_letter(make_officer(), draft, previewed=preview.digest)
        for shown, sent in zip(draw_pages(preview.pdf), draw_pages(read_blob(letter)), strict=True):
            # The watermark only darkens paper, never ink: take it out of the preview.
            without = shown.point(lambda v: 255 if v > 200 else v)
            plain = sent.point(lambda v: 255 if v > 200 else v)
            box = ImageChops.difference(without, plain)
            for held in ((200, 150, 400, 190), (70, 735, 480, 820)):
                box.paste(0, held)
            # At most an edge that was just paper (200) and that the watermark (31) made ink.
            assert sum(box.histogram()[255 - (200 - 31) + 1 :]) == 0

    def test_another_draft_than_the_previewed_one_is_refused(self) -> None:
        draft = make_draft()
        digest = preview_letter(draft).digest
        for other in (
            replace(draft, subject="别的事"),
            replace(draft, addressee="别的单位"),
            replace(draft, basis=BASIS[:1]),
            replace(draft, fields={**draft.fields, "contact": ""}),
        ):
            with pytest.raises(DocumentError) as refused:
                issue_letter(make_officer(), other, previewed=digest)
            assert refused.value.code == "previewed"
        assert issue_letter(make_officer(), draft, previewed=digest).number == 1

    def test_the_same_draft_gives_the_same_bytes_in_any_process(self) -> None:
        draft = make_draft()
        once = preview_letter(draft)
        assert preview_letter(draft) == once
        script = (
            "import hashlib, sys\nfrom datetime import datetime\n"
            "from jifang.foundation.documents.render import compile_letter\nimport json\n"
            "data, at = json.load(sys.stdin)\n"
            "pdf = compile_letter('notice', data, datetime.fromisoformat(at))\n"
            "print(hashlib.sha256(pdf).hexdigest())"
        )
        data = dict.fromkeys(("title", "organ", "addressee", "subject", "date", "site"), "甲")
        given = {**data, "demonstration": True, "basis": ["乙"], "preview": True, "number": "1",
                 "code": "c", "qr": "", "fields": {"body": "正文", "contact": ""}}  # fmt: skip
        at = "2026-11-26T12:00:00+08:00"
        outs = {
            subprocess.run(
                [sys.executable, "-c", script],
                input=json.dumps([given, at]).encode(),
                capture_output=True,
                check=True,
                env={"DJANGO_SETTINGS_MODULE": "jifang.config.settings_test", "PYTHONHASHSEED": n},
            ).stdout
            for n in ("1", "2")
        }
        assert len(outs) == 1


def count_chars(places: Counter[Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (char, *_), times in places.items():
        found[char] += times
    return found


class TestFields:
    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"fields": {"body": "x"}}, "contact"),
            ({"fields": {"body": "", "contact": ""}}, "body"),
            ({"fields": {"body": "x", "contact": "", "other": "y"}}, "other"),
            ({"fields": {"body": "x" * 6001, "contact": ""}}, "body"),
            ({"fields": {"body": "x", "contact": "a\nb"}}, "contact"),
            ({"fields": {"body": "x\0", "contact": ""}}, "body"),
            ({"fields": {"body": "x\u202e", "contact": ""}}, "body"),
            ({"fields": {"body": "x", "contact": "\ue000"}}, "contact"),
            ({"fields": {"body": "𠮷", "contact": ""}}, "body"),
            ({"subject": " "}, "subject"),
            ({"addressee": ""}, "addressee"),
            ({"addressee": "🎉"}, "addressee"),
            ({"basis": ()}, "basis"),
            ({"basis": (Basis("gd-decree-238", "art_99"),)}, "basis"),
            ({"basis": (Basis("no-such-law", "art_1"),)}, "basis"),
            ({"organ": "ps-000000"}, "organ"),
            ({"template": "decree"}, "template"),
            ({**RECEIPT, "fields": {**RECEIPT["fields"], "received_on": "25.11."}}, "received_on"),  # type: ignore[dict-item]
        ],
    )
    def test_what_is_missing_unknown_or_unprintable_is_named(
        self, more: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InputError) as refused:
            preview_letter(make_draft(**more))
        assert field in {p.field for p in refused.value.problems}

    def test_no_text_becomes_markup(self) -> None:
        fields = {"body": HOSTILE, "contact": HOSTILE[:190]}
        letter, pdf = issue(subject=HOSTILE[:110], addressee=HOSTILE[60:170], fields=fields)
        text = squeeze(read_text(pdf))
        for part in (HOSTILE, HOSTILE[:110], HOSTILE[60:170]):
            assert squeeze(part) in text
        assert "root:x:0:0" not in text
        assert letter.subject == HOSTILE[:110]

    def test_templates_are_whole(self) -> None:
        assert {"notice", "receipt", "certificate", "complaint_reply"} <= set(load_templates())
        for template in load_templates().values():
            text = (FOLDER / template.id / "letter.typ").read_text(encoding="utf-8")
            for name in template.fields:
                assert f"data.fields.{name}" in text

    def test_no_two_series_have_the_same_word(self) -> None:
        notice, receipt = find_template("notice"), find_template("receipt")
        check_words([notice, receipt, notice])
        for wrong in (replace(receipt, word=notice.word), replace(receipt, series=notice.series)):
            with pytest.raises(DefinitionError):
                check_words([notice, wrong])

    def test_letters_are_set_side_by_side(self) -> None:
        """Several at once, as a server with threads does, are the same as one by one."""
        drafts = [make_draft(subject=f"事由{n}") for n in range(6)]
        contents = [write_content(d, *check_draft(d)) for d in drafts]
        alone = [render_letter(one, None) for one in contents]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda one: render_letter(one, None), contents * 3)) == alone * 3

    def test_a_template_that_is_wrong_is_refused(self, tmp_path: Path) -> None:
        good = (FOLDER / "notice" / "letter.yaml").read_text(encoding="utf-8")
        (tmp_path / "letter.typ").write_text("")
        for bad in (
            good.replace("power: decide_case", "power: rule"),
            good.replace("kind: line", "kind: html"),
            good.replace("series: notice", ""),
            good.replace("longest: 200", "longest: many"),
        ):
            (tmp_path / "letter.yaml").write_text(bad, encoding="utf-8")
            with pytest.raises(DefinitionError):
                read_template(tmp_path)


class TestEnd:
    def test_a_letter_is_withdrawn_once_and_with_a_reason(self) -> None:
        letter, _ = issue()
        with pytest.raises(DocumentError):
            withdraw_letter(make_officer(), letter, " ")
        with pytest.raises(DocumentError):
            withdraw_letter(make_member(), letter, "x")
        assert withdraw_letter(make_officer(), letter, "送达对象有误").state == "withdrawn"
        with pytest.raises(DocumentError) as refused:
            withdraw_letter(make_officer(), letter, "x")
        assert refused.value.code == "ended"

    def test_a_letter_is_replaced_by_another_of_the_same_organ(self) -> None:
        first, _ = issue()
        second = issue_letter(make_officer(), make_draft(subject="更正"), replaces=first)
        with work_in(of_territory(TIANHE)):
            assert LetterEnd.objects.get().replaced_by == second
        with pytest.raises(DocumentError):
            issue_letter(make_officer(NANSHAN), make_draft(organ=f"ps-{NANSHAN}"), replaces=second)
        with work_in(of_territory(NANSHAN)):
            assert not Letter.objects.exists(), "the refused one took neither number nor row"


class TestArchive:
    """PDF/A-2b and PDF/UA-1 as far as can be checked without veraPDF."""

    def test_the_file_says_what_it_is_and_has_what_it_needs(self) -> None:
        _, content = issue()
        with pikepdf.open(io.BytesIO(content)) as pdf:
            with pdf.open_metadata() as meta:
                assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
                assert meta["pdfuaid:part"] == "1"
                assert "通知书" in meta["dc:title"]
            [intent] = list(pdf.Root.OutputIntents)
            assert intent.S == "/GTS_PDFA1"
            assert len(bytes(intent.DestOutputProfile.read_bytes())) > 100
            assert str(pdf.Root.Lang) == "zh-CN"
            assert bool(pdf.Root.MarkInfo.Marked)
            assert pdf.Root.StructTreeRoot is not None
            assert not pdf.is_encrypted
            assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
            fonts = list(find_fonts(pdf))
            assert fonts
            for font in fonts:
                [inner] = list(font.DescendantFonts)
                assert "/FontFile3" in inner.FontDescriptor, "every font is embedded"
                assert "/ToUnicode" in font, "text can be read out and searched"
        day = timezone.localdate().strftime("%Y%m%d")
        assert f"D:{day}040000Z".encode() in content, "noon in China on the day of the letter"


def find_fonts(pdf: pikepdf.Pdf) -> Any:
    for page in pdf.pages:
        yield from page.resources.Font.values()


class TestCodes:
    def test_a_code_cannot_be_guessed_and_is_read_as_typed(self) -> None:
        codes = {make_code() for _ in range(200)}
        assert len(codes) == 200
        assert {len(c) for c in codes} == {24}
        assert len(ALPHABET) ** 24 == 2**120
        code = "0O1IL".replace("O", "0").replace("I", "1").replace("L", "1") + "A" * 19
        for typed in ("0o1il" + "a" * 19, group_code(code), f" {group_code(code).lower()} ",
                      "０Ｏ１ＩＬ" + "A" * 19):  # fmt: skip
            assert read_code(typed) == code
        for wrong in ("", "A" * 23, "A" * 25, "U" * 24, "A" * 200, "../etc/passwd"):
            assert read_code(wrong) is None

    def test_a_number_is_found_however_its_brackets_are_typed(self) -> None:
        for typed in (
            "技防通〔2026〕PS-440106 第1号",
            "技防通[2026]ps-440106第1号",
            "技防通（2026） PS-440106 第 1 号",
            "技防通(２０２６)PS-440106第1号",
        ):
            assert read_number(typed) == "技防通〔2026〕PS-440106第1号"


def test_a_provision_is_cited_with_the_name_of_its_text() -> None:
    said = name_provision(BASIS[0])
    assert said.zh == "《广东省安全技术防范管理实施办法》第十七条第二款"
    assert "art. 17 ¶ 2" in said.en
    assert find_template("notice").name.en == "Notice"
