"""Assessing a dossier on the site: upload, result under its link, form, bad input, deletion."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jifang.foundation.jobs.services import run_job
from jifang.foundation.walls.scope import NOBODY
from jifang.law.assessment import write_template
from jifang.portals.public.models import StoredAssessment

pytestmark = pytest.mark.django_db
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
HOTEL = next(p for p in EXAMPLES if "hotel" in p.stem)


def upload(content: bytes, name: str, lang: str = "", on: str = "2026-11-22") -> Any:
    file = SimpleUploadedFile(name, content)
    return Client().post(f"{lang}/assess/", {"dossier": file, "on": on})


def follow(answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()[:1500]
    page = Client().get(answer["Location"])
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "no-referrer"
    return page.content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_uploaded_example_leads_to_its_findings(path: Path, lang: str) -> None:
    page = follow(upload(path.read_bytes(), path.name, lang))
    assert 'class="finding"' in page
    assert 'class="demo"' in page
    assert 'class="cite' in page
    assert "None" not in re.sub(r"<[^>]*>", " ", page)


def test_the_hotel_is_found_with_article_range_and_missing_facts() -> None:
    page = follow(upload(HOTEL.read_bytes(), HOTEL.name))
    assert "示例酒店（演示）：5 项违反，9 项未知" in page
    assert "第10条第2款" in page
    assert "5,000" in page
    assert "检测机构资质有效至" in page


def test_examples_can_be_tried_by_name() -> None:
    answer = Client().post("/assess/", {"example": HOTEL.stem, "on": "2026-11-22"})
    assert "示例酒店" in follow(answer)
    assert Client().post("/assess/", {"example": "../../etc/passwd"}).status_code == 404


def test_the_link_is_unguessable_and_only_its_hash_is_stored() -> None:
    answer = upload(HOTEL.read_bytes(), HOTEL.name)
    token = answer["Location"].rstrip("/").rsplit("/", 1)[-1]
    assert len(token) >= 32
    stored = StoredAssessment.objects.get()
    assert token not in (stored.token_hash, stored.dossier)
    assert Client().get(f"/assess/r/{stored.token_hash}/").status_code == 404
    shown = json.loads(Client().get(f"/assess/r/{token}/result.json").content)
    assert shown["outcome"] == "breaches"


def test_it_is_kept_30_days_and_then_gone() -> None:
    answer = upload(HOTEL.read_bytes(), HOTEL.name)
    stored = StoredAssessment.objects.get()
    kept = stored.expires_at - timezone.now()
    assert timedelta(days=29, hours=23) < kept <= timedelta(days=30)
    run_job("public.purge_expired", f"purge-{timezone.now().isoformat()}", "", NOBODY, {})
    assert StoredAssessment.objects.exists()
    StoredAssessment.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(answer["Location"]).status_code == 404
    run_job("public.purge_expired", f"purge-{timezone.now().isoformat()}", "", NOBODY, {})
    assert not StoredAssessment.objects.exists()


def test_it_can_be_deleted_at_once() -> None:
    answer = upload(HOTEL.read_bytes(), HOTEL.name)
    assert Client().get(f"{answer['Location']}delete").status_code == 405
    deleted = Client(enforce_csrf_checks=True).post(f"{answer['Location']}delete")
    assert deleted.status_code == 200
    assert deleted["Cache-Control"] == "no-store"
    assert not StoredAssessment.objects.exists()
    assert Client().post(f"{answer['Location']}delete").status_code == 404


@pytest.mark.parametrize("path", ["/assess/", "/assess/form/"])
def test_a_dossier_sent_from_another_site_is_refused(path: str) -> None:
    data = {"example": HOTEL.stem, "on": "2026-11-22", "act": "assess"}
    assert Client(enforce_csrf_checks=True).post(path, data).status_code == 403
    assert not StoredAssessment.objects.exists()


def test_a_workbook_with_codes_as_numbers_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    sheet = book["site"]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == "region":
            row[1].value = 440106
        if row[0].value == "place_kind":
            row[1].value = "a9_7.school"
    book["projects"]["A3"] = "工程"
    out = io.BytesIO()
    book.save(out)
    assert "天河区" in follow(upload(out.getvalue(), "dossier.xlsx"))


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return buffer.getvalue()


BAD = {
    "empty": (b"", "a.yaml"),
    "no site": (b"systems: []", "a.yaml"),
    "unknown section": (b"site: {}\ncameras: []", "a.yaml"),
    "unknown field": (b"site: {colour: red}", "a.yaml"),
    "wrong type": (b"site: {region: 440106}", "a.yaml"),
    "impossible date": (b"site: {}\nsystems: [{in_use_since: 2026-02-30}]", "a.yaml"),
    "boolean for number": (b"site: {}\nsystems: [{channels: true}]", "a.yaml"),
    "negative": (b"site: {}\nsystems: [{channels: -1}]", "a.yaml"),
    "alias bomb": (b"a: &a [x]\nsite: *a", "a.yaml"),
    "python tag": (b"site: !!python/name:os.system", "a.yaml"),
    "gbk": ("site: {name: 重点单位场所}".encode("gbk"), "a.yaml"),
    "broken json": (b'{"site": ', "a.json"),
    "zip bomb": (bomb(), "a.xlsx"),
    "text as workbook": (b"site: {}", "a.xlsx"),
    "program": (b"\x7fELF\x00\x00", "a.exe"),
}


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_dossier_is_refused_with_its_reasons_and_nothing_is_kept(
    kind: str, lang: str
) -> None:
    content, name = BAD[kind]
    answer = upload(content, name, lang)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not StoredAssessment.objects.exists()


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "", "\x00"])
def test_an_impossible_day_is_refused(day: str) -> None:
    assert upload(HOTEL.read_bytes(), HOTEL.name, on=day).status_code == 400


def test_no_file_and_two_files_are_refused() -> None:
    assert Client().post("/assess/", {"on": "2026-11-22"}).status_code == 400
    two = [SimpleUploadedFile("a.yaml", b"site: {}"), SimpleUploadedFile("b.yaml", b"site: {}")]
    assert Client().post("/assess/", {"dossier": two, "on": "2026-11-22"}).status_code == 400


def test_a_file_of_50_megabytes_is_refused() -> None:
    assert upload(b"#" * 50_000_000, "a.yaml").status_code in (400, 413)


def test_template_and_schema_are_served() -> None:
    assert zipfile.is_zipfile(io.BytesIO(Client().get("/assess/dossier.xlsx").content))
    assert json.loads(Client().get("/assess/dossier.schema.json").content)["required"] == ["site"]


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_form_adds_and_removes_rows_and_loses_nothing(lang: str) -> None:
    path = f"{lang}/assess/form/"
    assert Client().get(path).status_code == 200
    data = {"on": "2026-11-22", "site-0-name": "甲学校", "act": "add:systems"}
    page = Client().post(path, data).content.decode()
    assert 'value="甲学校"' in page
    assert 'name="systems-0-name"' in page
    data |= {"rows-systems": "2", "systems-0-name": "一", "systems-1-name": "二"}
    page = Client().post(path, {**data, "act": "remove:systems:0"}).content.decode()
    assert 'value="二"' in page
    assert 'value="一"' not in page


def test_the_form_leads_to_the_result() -> None:
    data = {
        "on": "2026-11-22",
        "act": "assess",
        "site-0-name": "示例学校",
        "site-0-region": "440106",
        "site-0-place_kind": "a9_7.school",
        "site-0-special_domain": "none",
        "site-0-counter_terrorism_target": "no",
        "rows-systems": "1",
        "systems-0-name": "视频",
        "systems-0-effective_storage_days": "29",
    }
    page = follow(Client().post("/assess/form/", data))
    assert "有效存储 29 天" in page


def test_the_form_puts_each_problem_beside_its_field() -> None:
    data = {
        "on": "2026-02-30",
        "act": "assess",
        "rows-systems": "1",
        "systems-0-channels": "many",
        "site-0-region.code": "999999",
        "site-0-owner": "甲公司",
    }
    answer = Client().post("/assess/form/", data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="e-on"' in page
    assert 'id="e-systems-0-channels"' in page
    assert 'id="e-site-0-region"' in page
    assert 'value="甲公司"' in page
    assert not StoredAssessment.objects.exists()


@pytest.mark.parametrize("rows", ["-1", "99999999999", "x", "²"])
def test_a_forged_row_count_does_no_harm(rows: str) -> None:
    data = {"on": "2026-11-22", "act": "show", "rows-systems": rows}
    assert Client().post("/assess/form/", data).status_code == 200
