"""GB 32100-2015 and the organisation code inside (GB 11714): real codes, right and wrong."""

from __future__ import annotations

import pytest

from jifang.domains.units.credit_codes import (
    ALPHABET,
    decode_credit_code,
    find_check_character,
)


@pytest.mark.parametrize(
    "code",
    ["91350100M000100Y43", "9144010172375579XG", "91440101731566630A", "91110000101623741K",
     "911101066976941872"],
)  # fmt: skip
def test_right_codes(code: str) -> None:
    found = decode_credit_code(code)
    assert found is not None
    assert found.is_right
    assert (
        found.department + found.category + found.division + found.organisation + found.check
        == code
    )


def test_a_wrong_check_character_is_named_with_the_right_one() -> None:
    found = decode_credit_code("91310115MA1H8R7C6D")
    assert found is not None
    assert not found.is_right
    assert "7" in found.faults[0].en


def test_a_code_in_use_that_fails_is_kept() -> None:
    found = decode_credit_code("91350211M0000XUF46")
    assert found is not None
    assert not found.is_right
    assert found.division == "350211"


@pytest.mark.parametrize(
    "code", ["", "9144010173156663", "91440101731566630AA", "9144O101731566630A", "91 440101731566",
             "9144010173156663０A", "91XX0101731566630A"],
)  # fmt: skip
def test_what_is_no_code(code: str) -> None:
    assert decode_credit_code(code) is None


def test_a_remainder_of_nothing_gives_nought() -> None:
    """The value 31 maps to 0, which many published samples forget."""
    bodies = (f"9144010173156{i:04d}" for i in range(2_000))
    checks = {find_check_character(body) for body in bodies}
    assert checks == set(ALPHABET)
