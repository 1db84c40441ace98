"""Every paragraph of the Measures is carried by something or has a written reason why not."""

from __future__ import annotations

from jifang.law.coverage import STATUSES, list_coverage
from jifang.law.texts import load_instrument


def test_every_paragraph_and_item_is_covered_once_and_in_order() -> None:
    assert [c.provision for c in list_coverage()] == [p.eid for p in load_instrument().units()]


def test_what_is_carried_names_its_carrier_and_the_rest_a_reason_in_both_languages() -> None:
    for entry in list_coverage():
        assert entry.status in STATUSES
        if entry.status == "carried":
            assert entry.carried_by
            assert entry.reason is None
        else:
            assert entry.reason is not None
            assert entry.reason.zh
            assert entry.reason.en


def test_the_chapters_on_information_and_liability_are_wholly_carried() -> None:
    by_article: dict[str, set[str]] = {}
    for entry in list_coverage():
        by_article.setdefault(entry.provision.split("__")[0], set()).add(entry.status)
    for article in (20, 23, 24, 26, 27, 28, 31, *range(32, 39)):
        assert by_article[f"art_{article}"] == {"carried"}, article


def test_as_dict_has_the_published_fields() -> None:
    shown = list_coverage()[0].as_dict("en")
    assert {"provision", "status", "carried_by", "reason"} <= shown.keys()
