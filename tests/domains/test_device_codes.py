"""GB/T 28181, coding rule A: each part by edition, every wrong one named."""

from __future__ import annotations

import pytest

from jifang.domains.systems.data import load_lists
from jifang.domains.systems.device_codes import (
    EDITIONS,
    Edition,
    check_shape,
    decode_device_code,
)
from jifang.domains.systems.kinds import decode_by


def make_code(
    centre: str = "44010600", industry: str = "03", kind: str = "132", network: str = "7"
) -> str:
    return f"{centre}{industry}{kind}{network}000001"


def faults_of(code: str, edition: Edition) -> dict[str, bool]:
    return {f.part: f.sure for f in decode_device_code(code, edition).faults}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    "code",
    ["44010600031327000001", "34020000001320000001", "34020000002000000001", "44000000002150000001",
     "44190000081310000123", "44030500801320000007"],
)  # fmt: skip
def test_right_codes_in_both_editions(code: str, edition: Edition) -> None:
    found = decode_device_code(code, edition)
    assert found.faults == ()
    assert found.centre + found.industry + found.type + found.network + found.serial == found.code


def test_the_parts() -> None:
    found = decode_device_code("44010600031327000001", "2022")
    assert found.place.zh == "广州市天河区"
    assert (found.industry, found.type, found.network, found.serial) == ("03", "132", "7", "000001")
    assert found.type_name.en == "IPC"
    assert found.network_name.en == "Internet"


@pytest.mark.parametrize(
    ("industry", "old", "new"),
    [("45", "gas", "wholesale and retail"), ("51", "finance", "leasing and business services"),
     ("43", "metallurgy", "electricity heat gas and water"), ("49", "information", "finance")],
)  # fmt: skip
def test_an_industry_means_another_thing_in_another_edition(
    industry: str, old: str, new: str
) -> None:
    code = make_code(industry=industry)
    assert decode_device_code(code, "2016").industry_name.en == old
    assert decode_device_code(code, "2022").industry_name.en == new


@pytest.mark.parametrize(
    ("network", "old", "new"),
    [("2", "monitoring private network", "industry network"),
     ("6", "government network", "e-government extranet"),
     ("8", "social-resource network", "leased line")],
)  # fmt: skip
def test_a_network_means_another_thing_in_another_edition(network: str, old: str, new: str) -> None:
    code = make_code(network=network)
    assert decode_device_code(code, "2016").network_name.en == old
    assert decode_device_code(code, "2022").network_name.en == new


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        (make_code(centre="99010600"), {"centre": True}, {"centre": True}),
        (make_code(centre="44000600"), {"centre": True}, {"centre": True}),
        (make_code(centre="44010200"), {"centre": False}, {"centre": False}),  # abolished
        (make_code(industry="13"), {"industry": False}, {}),
        (make_code(industry="48"), {}, {}),
        (make_code(industry="58"), {"industry": False}, {}),
        (make_code(industry="20"), {"industry": True}, {"industry": True}),
        (make_code(kind="110"), {"type": True}, {"type": True}),
        (make_code(kind="111"), {}, {}),
        (make_code(kind="121"), {"type": False}, {}),
        (make_code(kind="150"), {"type": False}, {"type": False}),
        (make_code(kind="999"), {}, {}),
        (make_code(network="9"), {"network": True}, {"network": True}),
        (make_code("99010600", "20", "001", "9"),
         dict.fromkeys(("centre", "industry", "type", "network"), True),
         dict.fromkeys(("centre", "industry", "type", "network"), True)),
    ],
)  # fmt: skip
def test_every_wrong_part_is_named(code: str, old: dict[str, bool], new: dict[str, bool]) -> None:
    assert faults_of(code, "2016") == old
    assert faults_of(code, "2022") == new


@pytest.mark.parametrize(
    "text", ["", "4401060003132700000", "440106000313270000011", "4401060003132700000A",
             "４４０１０６０００３１３２７０００００１", " 44010600031327000001"],
)  # fmt: skip
def test_what_is_no_code_of_rule_a(text: str) -> None:
    assert check_shape(text) is not None
    with pytest.raises(ValueError):
        decode_device_code(text, "2022")


def test_without_an_edition_the_one_that_fits_is_read() -> None:
    assert decode_by(make_code(industry="13"), "").edition == "2022"
    assert decode_by(make_code(industry="54"), "").edition == "2022", "both fit: the present one"
    assert decode_by(make_code(industry="13"), "2016").faults[0].part == "industry"


def test_value_lists_are_whole() -> None:
    lists = load_lists()
    assert set(lists["point_class"]) == {"1", "2", "3", "4", "9"}
    assert {"11", "12", "104", "134", "99", "137"} <= set(lists["position"])
    assert "138" not in lists["position"]
    assert all(said.zh and said.en for codes in lists.values() for said in codes.values())
