"""Addresses from the environment are taken as they are, or refused by name."""

from __future__ import annotations

import pytest

from jifang.config.addresses import read_clamd, read_url
from jifang.config.environment import EnvironmentValueError


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", "http://127.0.0.1:8000"),
        ("https://jifang.example/", "https://jifang.example"),
        ("http://[::1]:8000/gd", "http://[::1]:8000/gd"),
    ],
)
def test_the_site_s_own_address(given: str, read: str) -> None:
    assert read_url("X", "http://127.0.0.1:8000", {"X": given}) == read


@pytest.mark.parametrize("given", ["jifang.example", "ftp://a", "https://a/?b", "https://a b"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(EnvironmentValueError, match="X="):
        read_url("X", "", {"X": given})


@pytest.mark.parametrize("given", ["", "/run/clamav/clamd.ctl", "clamd:3310", "[::1]:3310"])
def test_where_the_scanner_listens(given: str) -> None:
    assert read_clamd("X", {"X": given}) == given


@pytest.mark.parametrize("given", ["clamd", "run/clamd", "a:b", "a b:1"])
def test_what_is_no_place_for_a_scanner_is_refused(given: str) -> None:
    with pytest.raises(EnvironmentValueError, match="X="):
        read_clamd("X", {"X": given})
