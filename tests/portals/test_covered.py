"""Am I covered? Through the five screens, in both languages, with and without answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

SCHOOL = {
    "place_kind": "a9_7.school",
    "public_area": "no",
    "privacy_place": "no",
    "captures": "video",
    "counter_terrorism_target": "no",
    "site_region": "440106",
    "effective_storage_days": "30",
}


def post(data: dict[str, Any], lang: str = "", status: int = 200) -> str:
    answer = Client().post(f"{lang}/covered/", data)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
def test_each_screen_carries_what_was_answered_before(lang: str) -> None:
    assert Client().get(f"{lang}/covered/").status_code == 200
    told: dict[str, Any] = {}
    for number, (name, value) in enumerate(list(SCHOOL.items())[:4], start=1):
        told[name] = value
        page = post({**told, "to": str(number)}, lang)
        assert 'name="to"' in page
    assert 'name="place_kind" value="a9_7.school"' in page
    back = post({**told, "to": "0"}, lang)
    assert re.search(r'value="a9_7.school" selected', back)


@pytest.mark.parametrize(("lang", "word"), [("", "应当安装"), ("/en", "must install")])
def test_a_school_must_install_keep_30_days_and_ask_the_county(lang: str, word: str) -> None:
    page = post({**SCHOOL, "to": "5"}, lang)
    assert f"<h1>{word}" in page
    assert "不少于 30 日" in page
    assert ("天河区" if not lang else "Tianhe") in page
    assert "art_21__para_1__item_3" in page


def test_a_hotel_guest_room_must_not_have_one_whatever_else() -> None:
    data = {"place_kind": "a9_9.hotel", "privacy_place": "yes", "captures": "video", "to": "5"}
    page = post(data)
    assert "<h1>不得安装" in page
    assert "禁止在旅馆客房" in page


@pytest.mark.parametrize("lang", ["", "/en"])
def test_knowing_nothing_gives_an_answer_that_says_what_is_missing(lang: str) -> None:
    page = post({"to": "5"}, lang)
    assert 'class="verdict open"' in page
    assert "None" not in re.sub(r"<[^>]*>", " ", page)


@pytest.mark.parametrize(
    "data",
    [
        {"place_kind": "castle"},
        {"captures": ["video", "__unknown"]},
        {"effective_storage_days": "-4"},
        {"site_region": "440100"},
        {"site_region.code": "9" * 400},
        {"public_area": "perhaps\x00"},
    ],
)
def test_what_cannot_be_read_is_shown_again_with_the_reason(data: dict[str, Any]) -> None:
    assert 'class="error"' in post({**data, "to": "5"}, status=400)


@pytest.mark.parametrize("to", ["9", "-1", "x", "", "²"])
def test_a_forged_screen_number_starts_over(to: str) -> None:
    assert post({"to": to})
