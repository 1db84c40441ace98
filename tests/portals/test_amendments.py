"""The page that tries an amendment: examples, mistakes, both languages, a real browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from jifang.portals.public.amend_views import load_amendments
from tests.accessibility import check_accessible, is_looked_at

pytestmark = pytest.mark.django_db
SIXTY = load_amendments()["1-retention-60"].text


def post(text: str, prefix: str = "", **more: str) -> Any:
    return Client().post(f"{prefix}/amendments/", {"amendment": text, **more})


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("name", load_amendments())
def test_every_example_is_shown_and_moves_something(name: str, prefix: str) -> None:
    page = Client().get(f"{prefix}/amendments/?example={name}").content.decode()
    example = load_amendments()[name]
    assert example.title.say("en" if prefix else "zh") in page
    answer = post(example.text, prefix)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "demonstration data" in shown if prefix else "演示数据" in shown
    assert 'class="moved"' in shown


def test_examples_say_that_they_are_invented() -> None:
    for example in load_amendments().values():
        assert "演示数据" in example.text
        assert "Demonstration data" in example.text
        assert "demonstration: true" in example.text


def test_the_matrix_is_the_same_as_json_and_the_same_each_time() -> None:
    first, second = (json.loads(post(SIXTY, format="json").content) for _ in range(2))
    assert first == second
    (retention,) = first["questions"]
    assert 0 < retention["rows"] <= 100_000
    assert sum(t["rows"] for t in retention["transitions"]) == retention["rows"]
    assert first["changes"][0]["before"] == 30
    assert first["changes"][0]["after"] == 60
    pairs = {(t["before"]["outcome"], t["after"]["outcome"]) for t in retention["transitions"]}
    assert ("meets", "falls_short") in pairs
    assert ("falls_short", "meets") not in pairs


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a record",
        "id: [",
        "{}",
        SIXTY.replace("value: 60", "value: sixty"),
        SIXTY.replace("retention.minimum_days", "retention.nothing"),
        "a" * 1_000_000,
    ],
    ids=["empty", "text", "no YAML", "nothing", "value", "parameter", "long"],
)
def test_a_mistake_is_said_and_the_text_is_kept(text: str, prefix: str) -> None:
    answer = post(text, prefix)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'role="alert"' in page


@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_it_fits_and_has_no_axe_violation(
    live: Any, kept_page: Any, prefix: str, width: int
) -> None:
    page = kept_page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live.url}{prefix}/amendments/")
    page.locator("form[method=post] button.btn").first.click()
    page.wait_for_selector("#result")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if is_looked_at(prefix, width):
        check_accessible(page)
