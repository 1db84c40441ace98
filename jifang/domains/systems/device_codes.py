"""GB/T 28181 device codes (coding rule A, 20 digits), by edition: each part with its meaning, and
every part that is wrong named.

    CCCCCCCC II TTT N SSSSSS   centre 8, industry 2, type 3, network 1, serial 6

The tables of industries and networks differ between the editions of 2016 and 2022; of the
industries of 2022 those from 46 on rest on one public source and count as probable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from jifang.domains.systems.data import read_rows
from jifang.law.errors import Text
from jifang.law.places import PROVINCIAL_PREFIXES, load_divisions, name_region

Edition = Literal["2016", "2022"]
EDITIONS: Final[tuple[Edition, ...]] = ("2016", "2022")
LENGTH: Final = 20
UNSAID: Final = Text("未收录", "not recorded")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a part of a code; `sure` where no edition allows it, else it is odd by the
    tables that are known and only warned of."""

    part: str
    value: str
    text: Text
    sure: bool


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A code taken apart, by the table of an edition."""

    code: str
    edition: Edition
    centre: str
    industry: str
    type: str
    network: str
    serial: str
    place: Text
    industry_name: Text
    type_name: Text
    network_name: Text
    faults: tuple[Fault, ...]

    @property
    def is_wrong(self) -> bool:
        """A part is surely wrong."""
        return any(f.sure for f in self.faults)


@cache
def _load_types() -> tuple[tuple[int, int, str, Text], ...]:
    rows = read_rows("gb28181_types.csv")
    return tuple(
        (int(r["first"]), int(r["last"]), r["since"], Text(r["zh"], r["en"])) for r in rows
    )


@cache
def _load_table(name: str, edition: str) -> dict[str, Text]:
    rows = read_rows(name)
    return {r["code"]: Text(r["zh"], r["en"]) for r in rows if r["edition"] in (edition, "both")}


def check_shape(given: str) -> Text | None:
    """Why a text is no code of rule A at all; nothing where it has its 20 digits."""
    if len(given) != LENGTH:
        return Text(f"应为 20 位数字，现为 {len(given)} 位", f"20 digits, not {len(given)}")
    if not (given.isascii() and given.isdigit()):
        odd = next(c for c in given if not (c.isascii() and c.isdigit()))
        return Text(f"应为 20 位数字，含有“{odd}”", f"20 digits; there is a {odd!r}")
    return None


def decode_device_code(code: str, edition: Edition) -> DeviceCode:
    """Take a code of 20 digits apart. Raises `ValueError` for another shape."""
    wrong = check_shape(code)
    if wrong is not None:
        raise ValueError(wrong.en)
    centre, industry, kind = code[:8], code[8:10], code[10:13]
    network, serial = code[13], code[14:]
    industries = _load_table("gb28181_industries.csv", edition)
    networks = _load_table("gb28181_networks.csv", edition)
    faults = (
        *_check_centre(centre),
        *_check_industry(industry, edition),
        *_check_type(kind, edition),
        *_check_network(network, edition),
    )
    return DeviceCode(
        code, edition, centre, industry, kind, network, serial,
        place=name_region(centre[:6]),
        industry_name=industries.get(industry, UNSAID),
        type_name=_name_type(int(kind)) or UNSAID,
        network_name=networks.get(network, UNSAID),
        faults=faults,
    )  # fmt: skip


def _name_type(number: int) -> Text | None:
    return next((name for a, b, _, name in _load_types() if a <= number <= b), None)


def _check_centre(centre: str) -> Iterator[Fault]:
    """Province, city, county by GB/T 2260; the last two are the grass-roots unit's."""
    if centre[:2] not in PROVINCIAL_PREFIXES:
        text = Text("前两位不是省级行政区划", "the first two digits are no province")
        yield Fault("centre", centre[:2], text, sure=True)
        return
    if centre[2:4] == "00" and centre[4:] != "0000":
        text = Text("没有市级代码，却有下级代码", "no city, and digits below it all the same")
        yield Fault("centre", centre, text, sure=True)
    elif centre[:2] == "44" and centre[:6] not in load_divisions():
        text = Text(
            f"{centre[:6]} 不是现行区划（可能已撤销）",
            f"{centre[:6]} is no present division (it may have been abolished)",
        )
        yield Fault("centre", centre[:6], text, sure=False)


def _check_industry(industry: str, edition: Edition) -> Iterator[Fault]:
    if industry in _load_table("gb28181_industries.csv", edition):
        return
    other = next(
        (e for e in EDITIONS if industry in _load_table("gb28181_industries.csv", e)), None
    )
    if other:
        text = Text(
            f"{edition} 版未分配这个行业编码（{other} 版有）",
            f"no industry of the {edition} edition (the {other} edition has it)",
        )
    else:
        text = Text("保留的行业编码", "a reserved industry code")
    yield Fault("industry", industry, text, sure=other is None)


def _check_type(kind: str, edition: Edition) -> Iterator[Fault]:
    number = int(kind)
    if number < 111:
        text = Text("类型编码自 111 起", "types begin with 111")
        yield Fault("type", kind, text, sure=True)
        return
    for first, last, since, _ in _load_types():
        if first <= number <= last:
            if since > edition:
                text = Text(
                    f"{since} 版才有的类型编码", f"a type that came with the {since} edition"
                )
                yield Fault("type", kind, text, sure=False)
            return
    yield Fault("type", kind, Text("未收录的类型编码", "a type that is not recorded"), sure=False)


def _check_network(network: str, edition: Edition) -> Iterator[Fault]:
    if network not in _load_table("gb28181_networks.csv", edition):
        yield Fault(
            "network", network, Text("保留的网络标识", "a reserved network digit"), sure=True
        )
