"""The result of an assessment: consequences, what is missing and why, taking it up again."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from jifang.law.assessment import assess
from jifang.law.intake import read_path
from jifang.portals.public import assess_page
from jifang.portals.public.assess_forms import (
    MAX_ENTRIES,
    MAX_ROWS,
    build_form,
    count_entries,
    fill_form,
    read_form,
    weigh_row,
)
from jifang.portals.public.assess_missing import MAX_CHOICES
from jifang.portals.public.assess_page import AssessmentPage
from jifang.portals.public.examples import EXAMPLES, FOLDER
from tests.accessibility import check_accessible, is_looked_at

ON = date(2026, 11, 22)
HOTEL = FOLDER / "3-hotel-guest-room.yaml"
LANGS = ["", "/en"]


def read_example(name: str) -> dict[str, Any]:
    return dict(read_path(FOLDER / f"{name}.yaml", expect="dossier"))


def show(raw: dict[str, Any]) -> AssessmentPage:
    return AssessmentPage(assess(raw, on=ON), "zh")


def keep(client: Client, name: str = HOTEL.stem, lang: str = "") -> str:
    answer = client.post(f"{lang}/assess/", {"example": name, "on": ON.isoformat()})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.fixture
def hotel() -> AssessmentPage:
    with override("zh-hans"):
        return show(read_example(HOTEL.stem))


def find_exposure(page: AssessmentPage, article: str) -> Any:
    found = (f.exposure for g in page.groups for f in g.findings)
    return next(e for e in found if e is not None and e.provision.startswith(article))


# --- what a breach exposes to ---------------------------------------------------------------------


def test_article_34_after_a_failed_order_is_fined_now(hotel: AssessmentPage) -> None:
    """The lobby was ordered to be corrected by 3 September and was not."""
    exposure = find_exposure(hotel, "art_34__para_1__item_4")
    with override("zh-hans"):
        assert exposure.when == "现在即可"
    assert [(f.low, f.high) for f in exposure.fines] == [(2_000, 10_000)]
    assert any("200" in said and "500" in said for said in exposure.persons)


def test_a_camera_in_a_guest_room_is_fined_at_once_whoever_it_was(hotel: AssessmentPage) -> None:
    exposure = find_exposure(hotel, "cn-decree-799/art_27__para_1")
    assert not exposure.is_later
    fines = [(f.who, f.low, f.high) for f in exposure.fines]
    assert fines == [("单位", 10_000, 20_000), ("个人", 5_000, 10_000)]
    assert any("5,000" in said and "10,000" in said for said in exposure.persons)
    with override("zh-hans"):
        assert exposure.when == "现在即可"
        assert {"没收设备", "删除所采集的信息"} <= set(exposure.besides)


def test_article_32_shows_the_range_of_a_unit_and_of_an_individual() -> None:
    """Sound alone is no video: the Measures order first."""
    raw = read_example(HOTEL.stem)
    spots = [{**spot, "captures": ["audio"]} for spot in raw["spots"]]
    with override("zh-hans"):
        exposure = find_exposure(show({**raw, "spots": spots}), "art_32__para_1__item_2")
    assert exposure.is_later
    fines = [(f.who, f.low, f.high) for f in exposure.fines]
    assert fines == [("单位", 5_000, 30_000), ("个人", 500, 1_000)]


def test_article_33_alone_needs_the_longer_scale() -> None:
    """20,000 to 100,000 yuan where not installing had serious consequences; else 30,000 at most."""
    site = {
        "region": "440106",
        "place_kind": "a9_7.school",
        "special_domain": "none",
        "agreed_party": "示例学校（演示）",
        "system_installed": False,
    }
    order = {
        "breach": "art_9__para_1",
        "ordered_on": "2026-08-03",
        "correct_by": "2026-09-03",
        "corrected_on": None,
    }
    for serious, top, fine in (
        (False, 30_000, (5_000, 30_000)),
        (True, 100_000, (20_000, 100_000)),
    ):
        with override("zh-hans"):
            page = show({"site": site, "orders": [{**order, "serious_consequences": serious}]})
            fines = [(f.low, f.high) for f in find_exposure(page, "art_33").fines]
        assert (fines, page.top) == ([fine], top)


def test_nothing_is_added_up(hotel: AssessmentPage) -> None:
    """Each article stands alone: no figure of the page is a sum of others."""
    listed = {
        n
        for f in hotel.consequences
        if f.exposure
        for fine in f.exposure.fines
        for n in (fine.low, fine.high)
    }
    assert listed == {2_000, 5_000, 10_000, 20_000}


def test_outside_the_province_no_party_and_no_consequence_is_spoken_of() -> None:
    with override("zh-hans"):
        page = show({"site": {"region": "110101", "place_kind": "a9_7.school"}})
        assert not page.is_applicable
        assert not page.consequences


# --- what is missing ------------------------------------------------------------------------------


def test_a_missing_fact_says_what_each_answer_would_lead_to(hotel: AssessmentPage) -> None:
    """Art. 20: 61 days are enough for a key unit and too few for a counter-terrorism target."""
    with override("zh-hans"):
        lift = next(f for f in hotel.unknown.findings if "61" in f.headline)
        (fact,) = lift.missing
        effects = [(e.value, e.result, e.settled) for e in fact.effects]
    assert effects == [("是", "存储时间不足", True), ("否", "符合", True)]
    assert "公安机关" in fact.help


def test_a_place_of_an_unknown_kind_is_not_tried_out_value_by_value() -> None:
    with override("zh-hans"):
        page = show({"site": {"region": "440106"}})
        asked = [fact for f in page.unknown.findings for fact in f.missing]
    assert asked
    assert all(len(fact.effects) <= MAX_CHOICES + 1 for fact in asked)  # and “there is none”
    assert all(fact.ask for fact in asked)


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGS)
def test_a_long_list_is_cut_and_says_so(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess_page, "MAX_SHOWN", 2)
    client = Client()
    page = client.get(keep(client, lang=lang)).content.decode()
    assert {"": "另有 7 项，见 JSON", "/en": "7 more; the JSON form has them"}[lang] in page
    assert page.count('class="finding"') <= 2 * 3


# --- the dossier in the form ----------------------------------------------------------------------


@pytest.mark.parametrize("name", [e.name for e in EXAMPLES])
def test_a_dossier_stands_in_the_form_as_it_was_given(name: str) -> None:
    raw = read_example(name)
    with override("zh-hans"):
        form = fill_form(raw)
        assert form is not None
        read, problems = read_form(form)
    assert not problems
    given, taken_up = (assess(each, on=ON).as_dict("zh") for each in (raw, read))
    assert taken_up == given


def test_a_dossier_that_the_form_cannot_hold_is_not_put_into_it() -> None:
    rows = [{"name": f"系统 {n}"} for n in range(MAX_ROWS + 1)]
    with override("zh-hans"):
        assert fill_form({"site": {}, "systems": rows[:MAX_ROWS]}) is not None
        assert fill_form({"site": {}, "systems": rows}) is None
        # nothing on file at all is not the same as not knowing what is on file
        assert fill_form({"site": {}, "projects": [{"documents": []}]}) is None


def test_the_form_never_grows_beyond_what_a_request_may_carry() -> None:
    sent = QueryDict(mutable=True)
    with override("zh-hans"):
        for _ in range(MAX_ROWS):
            sent["act"] = "add:projects"
            form = build_form(sent)
            sent["rows-projects"] = str(
                len(next(p for p in form if p.section.name == "projects").rows)
            )
        part = next(p for p in form if p.section.name == "projects")
        weight = sum(weigh_row(row.fields) for p in form for row in p.rows)
    assert part.is_full
    assert weight <= MAX_ENTRIES
    assert weight + weigh_row(part.rows[0].fields) > MAX_ENTRIES or len(part.rows) == MAX_ROWS


@pytest.mark.django_db
def test_a_form_filled_to_the_brim_is_read() -> None:
    """Django refuses a request of more than 1,000 entries."""
    data: dict[str, Any] = {"on": "2026-11-22", "act": "show"}
    with override("zh-hans"):
        full = QueryDict(mutable=True)
        full["rows-projects"] = str((MAX_ENTRIES - 20) // 36)
        form = build_form(full)
        for part in form:
            data[f"rows-{part.section.name}"] = str(len(part.rows))
            for row in part.rows:
                for one in row.fields:
                    data[one.name] = ["x"] * count_entries(one)
    answer = Client().post("/assess/form/", data)
    assert answer.status_code == 200
    assert 'name="rows-projects"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGS)
def test_the_form_that_takes_a_dossier_up_again_tells_only_the_site_it_comes_from(
    lang: str,
) -> None:
    client = Client()
    place = keep(client, lang=lang)
    answer = client.get(f"{place}form/")
    page = answer.content.decode()
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert f'action="{lang}/assess/form/"' in page
    assert 'value="2026-11-22"' in page
    assert "8 楼 0812 客房" in page


# --- in a real browser ----------------------------------------------------------------------------


def upload(live: Any, page: Any, lang: str, path: Path = HOTEL) -> None:
    page.goto(f"{live.url}{lang}/assess/")
    page.set_input_files("#f-dossier", str(path))
    page.fill("#f-on", ON.isoformat())
    with page.expect_navigation():
        page.locator("main form button").first.click()


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("lang", LANGS)
def test_the_result_fits_is_legible_and_has_no_axe_violation(
    live: Any, kept_page: Any, lang: str, width: int
) -> None:
    page = kept_page
    page.set_viewport_size({"width": width, "height": 800})
    upload(live, page, lang)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heads = page.locator("table.unknown tbody th").all()
    assert heads
    for head in heads:  # the words need room beside the label
        shape = "e => e.clientWidth - parseFloat(getComputedStyle(e).paddingLeft)"
        assert head.evaluate(shape) > 150
    if is_looked_at(lang, width):
        check_accessible(page)


@pytest.mark.parametrize("scripts", [False, True])
def test_what_is_missing_is_filled_in_and_assessed_anew(
    live: Any, browser: Any, scripts: bool
) -> None:
    """Through the browser's own headers: the form must pass the check for forged requests."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    upload(live, page, "")
    first = page.url
    with page.expect_navigation():
        page.get_by_role("link", name="补上缺的事实，重新评估").click()
    page.locator("[name=site-0-counter_terrorism_target][value=no]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="评估", exact=True).click()
    assert page.url != first
    assert re.search(r"/assess/r/[\w-]{32}/$", page.url)
    assert "8 项未知" in page.inner_text("h1")
    context.close()


def test_a_result_tells_no_other_page_its_address(live: Any, kept_page: Any) -> None:
    page = kept_page
    upload(live, page, "")
    with page.expect_request(lambda r: r.is_navigation_request()) as asked:
        page.locator("main a.cite, main .cite a").first.click()
    headers = asked.value.all_headers()
    assert "/assess/" not in asked.value.url
    assert "referer" not in headers


@pytest.mark.parametrize("lang", LANGS)
def test_a_result_is_deleted_in_the_browser(live: Any, kept_page: Any, lang: str) -> None:
    page = kept_page
    upload(live, page, lang)
    kept = page.url
    with page.expect_navigation():
        page.locator("main form[action$=delete] button").click()
    check_accessible(page)
    assert page.goto(kept).status == 404
