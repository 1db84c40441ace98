"""What is kept of an assessment: how much, under which law, what happens when that changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import jifang.law
from jifang.law.version import find_law_version
from jifang.portals.public import assess_store
from jifang.portals.public.examples import EXAMPLES, FOLDER
from jifang.portals.public.models import StoredAssessment

pytestmark = pytest.mark.django_db
SCHOOL = {"example": "1-public-school", "on": "2026-11-22"}


def keep(lang: str = "") -> str:
    """Assess the example school; returns the path of its result."""
    answer = Client().post(f"{lang}/assess/", SCHOOL)
    assert answer.status_code == 302
    return str(answer["Location"])


def upload(dossier: Any, **more: str) -> Any:
    file = SimpleUploadedFile("a.json", json.dumps(dossier, ensure_ascii=False).encode())
    return Client().post("/assess/", {"dossier": file, "on": "2026-11-22", **more})


def test_the_law_version_follows_every_file_that_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = tmp_path / "rules.py"
    for name in ("__init__.py", "rules.py", "numbers.yaml", "notes.md"):
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(jifang.law, "__file__", str(tmp_path / "__init__.py"))

    def find() -> str:
        return find_law_version.__wrapped__()

    before = find()
    assert len(before) == 64
    (tmp_path / "notes.md").write_text("two")
    assert find() == before
    rule.write_text("two")
    assert find() != before
    rule.write_text("one")
    assert find() == before
    rule.rename(tmp_path / "other.py")
    assert find() != before


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_result_says_when_the_rules_were_revised_since(lang: str) -> None:
    place = keep(lang)
    said = {"": "首次评估之后规则更新过", "/en": "The rules were revised since"}[lang]
    assert said not in Client().get(place).content.decode()
    StoredAssessment.objects.update(law_version="0" * 64)
    assert said in Client().get(place).content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_dossier_the_rules_no_longer_read_is_not_lost(lang: str) -> None:
    place = keep(lang)
    StoredAssessment.objects.update(dossier=json.dumps({"site": {"colour": "red"}}))
    answer = Client().get(place)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert answer["Referrer-Policy"] == "no-referrer"
    assert 'role="alert"' in page
    assert "site.colour" in page
    assert f'href="{place}dossier.json"' in page
    given = Client().get(f"{place}dossier.json")
    assert json.loads(given.content) == {"site": {"colour": "red"}}
    assert Client().get(f"{place}result.json").status_code == 404
    assert Client().get(f"{place}form/").status_code == 404
    assert Client().post(f"{place}delete").status_code == 200


@pytest.mark.parametrize("name", ["result.json", "dossier.json"])
def test_a_download_names_no_site_and_stays_out_of_caches(name: str) -> None:
    answer = Client().get(f"{keep()}{name}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    kind = name.removesuffix(".json").replace("result", "assessment")
    assert answer["Content-Disposition"] == f'attachment; filename="jifang-{kind}-2026-11-22.json"'


def test_the_dossier_that_is_taken_along_gives_the_same_result_again() -> None:
    place = keep()
    again = upload(json.loads(Client().get(f"{place}dossier.json").content))
    assert again.status_code == 302
    results = [Client().get(f"{p}result.json").content for p in (place, again["Location"])]
    assert results[0] == results[1]


def test_more_rows_than_the_site_assesses_at_once_are_refused_and_as_many_are_not() -> None:
    rows = [{"name": f"系统 {n}"} for n in range(1001)]
    refused = upload({"site": {}, "systems": rows})
    assert refused.status_code == 400
    assert "最多 1000 行" in refused.content.decode()
    assert not StoredAssessment.objects.exists()
    assert upload({"site": {}, "systems": rows[:1000]}).status_code == 302


def test_a_dossier_too_large_to_keep_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess_store, "MAX_STORED_BYTES", 100)
    answer = Client().post("/assess/", SCHOOL)
    assert answer.status_code == 400
    assert "材料过大" in answer.content.decode()
    assert not StoredAssessment.objects.exists()


@pytest.mark.parametrize("lang", ["", "/en"])
def test_when_there_is_no_room_nothing_is_kept_and_it_is_said(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(lang)
    monkeypatch.setattr(assess_store, "MAX_KEPT", 1)
    answer = Client().post(f"{lang}/assess/", SCHOOL)
    assert answer.status_code == 503
    assert {"": "现在存不下", "/en": "No more assessments"}[lang] in answer.content.decode()
    assert StoredAssessment.objects.count() == 1


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_problem_is_placed_in_words_and_as_in_the_file(lang: str) -> None:
    dossier = {"site": {}, "systems": [{"name": "甲"}, {"name": "乙", "channels": -1}]}
    file = SimpleUploadedFile("a.json", json.dumps(dossier).encode())
    answer = Client().post(f"{lang}/assess/", {"dossier": file, "on": "2026-02-30"})
    page = answer.content.decode()
    assert answer.status_code == 400
    place = {"": "系统 · 第 2 行 · 通道数", "/en": "Systems · row 2 · channels"}[lang]
    assert f"<b>{place}</b>" in page
    assert "systems[1].channels = -1" in page
    assert '<a href="#f-on">' in page  # the day is wrong too, and both are said at once
    assert 'id="e-on"' in page


def test_one_mistake_made_everywhere_does_not_fill_the_page() -> None:
    answer = upload({"site": {}, "systems": [{"channels": -1} for _ in range(300)]})
    page = answer.content.decode()
    assert answer.status_code == 400
    listed = page.count("].channels = -1")
    assert listed == 200
    assert "300 处填写有误" in page
    assert "另有 100 处" in page


def test_every_example_of_the_folder_is_offered_under_a_title() -> None:
    assert [e.name for e in EXAMPLES] == sorted(p.stem for p in FOLDER.glob("*.yaml"))
    page = Client().get("/assess/").content.decode()
    for example in EXAMPLES:
        assert f'value="{example.name}"' in page
        assert example.title.zh in page
