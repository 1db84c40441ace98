"""The question pages: a form from the facts, the answer beside it, nothing lost, nothing kept."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from jifang.law import list_questions

NAMES = [q.name for q in list_questions()]
FULL = ["design_scheme", "tender_documents", "contract", "quality_proofs", "construction_drawings"]
REVIEW: dict[str, Any] = {
    "on": "2026-10-12",
    "setting": "key_unit",
    "documents": FULL,
    "submitted_on": "2026-09-21",
    "notice_given_on": "__none",
    "review_passed": "__none",
    "construction_started_on": "__none",
}


def post(path: str, data: dict[str, Any], status: int = 200) -> str:
    answer = Client().post(path, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_index_lists_every_question(lang: str) -> None:
    page = Client().get(f"{lang}/questions/").content.decode()
    for name in NAMES:
        assert f"{lang}/questions/{name}/" in page


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_form_and_answers_an_empty_one(name: str, lang: str) -> None:
    path = f"{lang}/questions/{name}/"
    assert Client().get(path).status_code == 200
    page = post(path, {"on": "2026-11-22"})
    assert 'class="verdict' in page
    assert "None" not in re.sub(r"<[^>]*>", "", page)


def test_a_review_is_answered_with_its_days_drawn() -> None:
    page = post("/questions/preconstruction_review/", REVIEW)
    assert "材料齐全" in page
    assert "2026-10-19" in page
    assert "2026-10-08" in page
    assert 'class="clock"' in page
    assert "另一读法" in page or "另一种读法" in page


def test_the_answer_can_be_had_as_json() -> None:
    answer = Client().post("/questions/preconstruction_review/", {**REVIEW, "format": "json"})
    shown = json.loads(answer.content)
    assert shown["outcome"] == "complete"
    assert shown["values"]["due_on"] == "2026-10-19"


def test_unknown_names_the_fact_and_leads_to_its_field() -> None:
    data = {"on": "2026-11-22", "setting": "key_unit", "effective_storage_days": "61"}
    page = post("/questions/retention/", data)
    assert 'href="#f-counter_terrorism_target"' in page
    assert 'id="f-counter_terrorism_target"' in page


BAD: list[tuple[str, dict[str, Any]]] = [
    ("retention", {"effective_storage_days": "thirty"}),
    ("retention", {"effective_storage_days": "-3"}),
    ("retention", {"effective_storage_days": "3.5"}),
    ("retention", {"effective_storage_days": "9" * 400}),
    ("retention", {"setting": "school"}),
    ("retention", {"counter_terrorism_target": "maybe"}),
    ("retention", {"other_law_days": ["30", "__none"]}),
    ("retention", {"on": "2026-02-30"}),
    ("retention", {"on": ""}),
    ("scope", {"occurred_on": "1 May 2026"}),
    ("scope", {"region.code": "990000"}),
    ("siting", {"captures": ["video", "__unknown"]}),
    ("siting", {"captures": ["smell"]}),
    ("responsible_party", {"owner": "a\x00b"}),
    ("liability", {"breach": "art_99__para_1"}),
    ("putting_into_use", {"accepted_by": "nowhere"}),
    ("inspection", {"subjects": ["9"]}),
]


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize(("name", "wrong"), BAD, ids=[f"{n}-{next(iter(d))}" for n, d in BAD])
def test_bad_input_is_answered_beside_its_field_and_nothing_is_lost(
    name: str, wrong: dict[str, Any], lang: str
) -> None:
    data = {"on": "2026-11-22", **wrong}
    page = post(f"{lang}/questions/{name}/", data, 400)
    assert 'role="alert"' in page
    assert 'class="error"' in page
    entered = next(v for v in wrong.values())
    if isinstance(entered, str) and entered.isprintable() and name != "liability":
        kept = entered[:100]
        choices = ("school", "maybe", "nowhere")
        assert kept in page or entered in choices


def test_what_was_entered_stays_in_the_form() -> None:
    page = post("/questions/responsible_party/", {"on": "2026-11-22", "owner": "甲方 <b>"})
    assert 'value="甲方 &lt;b&gt;"' in page


def test_an_empty_list_is_not_unknown() -> None:
    path = "/questions/preconstruction_review/"
    unknown = {**REVIEW, "documents": "__unknown", "format": "json"}
    assert json.loads(Client().post(path, unknown).content)["outcome"] == "unknown"


def test_an_unknown_question_is_not_found_and_schemas_are_served() -> None:
    assert Client().get("/questions/weather/").status_code == 404
    assert json.loads(Client().get("/questions/siting/schema.json").content)["properties"]


def test_answers_need_the_form_of_this_site() -> None:
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post("/questions/retention/", {"on": "2026-11-22"}).status_code == 403
