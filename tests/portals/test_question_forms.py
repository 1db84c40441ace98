"""Forms of facts: errors by label, evidence in groups; without scripts, by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from jifang.law import load_law
from jifang.portals.public.fact_fields import make_fields
from jifang.portals.public.question_forms import find_duty_code, group_fields, say_answer
from tests.accessibility import check_accessible, is_looked_at

DAY = {"on": "2026-11-22"}


def post(path: str, data: dict[str, Any], status: int = 200) -> str:
    answer = Client().post(path, {**DAY, **data})
    assert answer.status_code == status
    return answer.content.decode()


def test_an_error_names_the_label_the_reader_sees_not_the_fact() -> None:
    wrong = {"effective_storage_days": "thirty", "on": "2026-02-30"}
    page = post("/questions/retention/", wrong, 400)
    assert '<a href="#f-effective_storage_days">有效存储天数：' in page
    assert '<a href="#f-on">按哪一天的法：' in page
    assert "effective_storage_days：" not in page
    page = post("/en/questions/retention/", wrong, 400)
    assert ">days of effective storage: " in page
    assert "<title>Error · " in page


def test_the_answer_or_else_the_errors_are_where_the_form_leads() -> None:
    for data, status, at in (
        ({}, 200, '<section aria-labelledby="h-answer" class="stack" id="answer">'),
        ({"on": "never"}, 400, '<div id="answer"><section class="problems"'),
    ):
        page = post("/questions/retention/", data, status)
        assert 'action="#answer"' in page
        assert page.count('id="answer"') == 1
        assert at in page


def test_evidence_is_folded_by_duty_with_its_article() -> None:
    page = Client().get("/questions/duties/").content.decode()
    folded = re.findall(r'<details class="stack duty"( open)?>', page)
    assert len(folded) == 24  # arts. 3, 4, 7, 11, 13, 21 and 22
    assert not any(folded)


def test_a_group_that_was_filled_in_stands_open_and_so_does_one_that_is_asked_for() -> None:
    facts = load_law().questions["duties"].facts
    entered = QueryDict("evidence.ledger.held=yes&evidence.funding.held=__unknown")
    groups = group_fields(make_fields(facts, entered), {"evidence.running.held"})
    is_open = {g.duty.code for g in groups if g.duty is not None and g.is_open}
    assert is_open == {"ledger", "running"}


def test_a_link_to_what_is_missing_never_leads_into_a_closed_group() -> None:
    page = post("/questions/duties/", {"role": "using_unit", "setting": "key_unit"})
    wanted = set(re.findall(r'href="#f-(evidence\.\w+)\.', page))
    assert wanted
    for part in page.split('<details class="stack duty"')[1:]:
        field = re.search(r'id="f-(evidence\.\w+)\.', part)
        assert field
        if field[1] in wanted:
            assert part.startswith(" open>")


@pytest.mark.parametrize(
    ("name", "code"),
    [("evidence.ledger.held", "ledger"), ("setting", ""), ("evidence", ""), ("other.x.held", "")],
)
def test_only_evidence_belongs_to_a_duty(name: str, code: str) -> None:
    assert find_duty_code(name) == code


@pytest.mark.parametrize(
    ("name", "query", "read", "said"),
    [
        ("site_region", "site_region=440106", {"site_region": "440106"}, "天河区"),
        ("site_region", "", {}, "不知道"),
        ("setting", "setting=key_unit", {"setting": "key_unit"}, "技防重点单位"),
    ],
)
def test_what_was_answered_is_said_by_name(
    name: str, query: str, read: dict[str, Any], said: str
) -> None:
    fact = load_law().questions["design_approval"].fact(name)
    with override("zh-hans"):
        (field,) = make_fields([fact], QueryDict(query))
        assert said in say_answer(field, read)


def test_numbers_carry_their_unit_and_yes_or_no_its_own_words() -> None:
    facts = load_law().questions["retention"]
    query = QueryDict("counter_terrorism_target=no&effective_storage_days=18")
    wanted = [facts.fact("counter_terrorism_target"), facts.fact("effective_storage_days")]
    read = {"counter_terrorism_target": False, "effective_storage_days": 18}
    with override("en"):
        said = [say_answer(f, read) for f in make_fields(wanted, query)]
    assert said == ["it is not a counter-terrorism key target", "18 days"]


def test_several_amounts_are_entered_in_one_field() -> None:
    facts = {"kind": "promotion", "level": "3", "held_level": "4", "held_since": "2025-11-22",
             "applied_on": "2026-11-22", "staff": "10", "intermediate_titles": "2",
             "trained_technicians": "5", "design_2y": "3000000"}  # fmt: skip
    path = "/en/questions/certificate_application/"
    page = post(path, {**facts, "project_amounts_2y": "1500000 2000000.50"})
    assert 'value="1500000 2000000.50"' in page
    assert "several, separated by spaces" in page
    assert "10 persons required, 10 persons held" in page
    page = post(path, {**facts, "project_amounts_2y": "1,500,000"}, 400)
    assert "no. 1 (1,500,000) must be an amount in yuan" in page


def test_no_chinese_page_sets_half_width_punctuation_after_a_han_character() -> None:
    review = {"setting": "key_unit", "documents": ["contract"], "submitted_on": "2026-09-21"}
    page = post("/questions/preconstruction_review/", review)
    main = re.sub(r"<[^>]*>", "", page[page.index("<main") : page.index("</main>")])
    assert not re.search(r"[一-鿿][,;:]", main)
    assert "：  " not in main
    assert not re.search(r"(成立|未定)： ", main)


def test_a_question_is_asked_and_answered_without_a_script(live: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live.url}/questions/retention/")
    page.select_option("#f-setting", "key_unit")
    page.fill("#f-effective_storage_days", "18")
    page.check("input[name=counter_terrorism_target][value=no]")
    with page.expect_navigation():
        page.get_by_role("button", name="看结论").click()
    assert "存储时间不足" in page.inner_text(".verdict")
    assert page.input_value("#f-effective_storage_days") == "18"
    assert page.url.endswith("/questions/retention/#answer")
    context.close()


def test_an_error_is_reached_and_mended_by_keyboard_alone(live: Any, page: Any) -> None:
    page.goto(f"{live.url}/en/questions/retention/")
    page.focus("#f-effective_storage_days")
    page.keyboard.type("thirty")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    page.focus("[role=alert] a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-effective_storage_days"
    assert page.input_value("#f-effective_storage_days") == "thirty"
    page.keyboard.press("Control+A")
    page.keyboard.type("18")
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict")
    assert page.locator("[role=alert]").count() == 0


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("lang", ["", "/en"])
def test_errors_and_duties_have_no_axe_violation_and_fit(
    live: Any, kept_page: Any, lang: str, width: int
) -> None:
    page = kept_page
    page.set_viewport_size({"width": width, "height": 800})
    for name, field, text in (
        ("retention", "effective_storage_days", "thirty"),
        ("duties", "on", "2026-11-22"),
    ):
        page.goto(f"{live.url}{lang}/questions/{name}/")
        page.fill(f"#f-{field}", text)
        with page.expect_navigation():
            page.locator("main form button").first.click()
        page.wait_for_selector("[role=alert], .verdict")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if is_looked_at(lang, width):
            check_accessible(page)
