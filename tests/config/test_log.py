"""The log tells what happened and leads to nobody."""

from __future__ import annotations

import logging

import pytest

from jifang.config.log import HidePrivateLinks, LineFormatter, hide_private


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/results/Zm9vYmFyYmF6cXV4cXV1eA", "/results/…"),
        ("/en/results/Zm9vYmFyYmF6cXV4cXV1eA/print", "/en/results/…/print"),
        ("/law/a32?name=李某", "/law/a32?…"),
        ("/law/gd-decree-238", "/law/gd-decree-238"),
        ("no path", "no path"),
    ],
)
def test_private_parts_of_addresses_are_left_out(path: str, shown: str) -> None:
    assert hide_private(path) == shown


def test_a_line_has_time_level_source_and_message() -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "Not Found: %s", ("/a?b=c",), None
    )
    assert HidePrivateLinks().filter(record)
    line = LineFormatter().format(record)
    assert line.endswith(" WARNING django.request Not Found: /a?…")
    assert line[:2] == "20"


def test_values_that_are_no_text_pass() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "%d rows", (3,), None)
    assert HidePrivateLinks().filter(record)
    assert record.getMessage() == "3 rows"
