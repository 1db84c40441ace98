"""Divisions, organs and kinds of places: the closed lists the law is asked about.

Divisions are the six-digit codes of GB/T 2260 (townships: nine digits). Guangdong is known down to
the county; of other provinces only the first two digits are checked.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from jifang.law.engine.scalar import register_function
from jifang.law.engine.types import Choice, Domain, Organ
from jifang.law.errors import Text

GUANGDONG: Final = "44"
PROVINCE_CODE: Final = "440000"

PROVINCIAL_PREFIXES: Final = frozenset(
    str(n) for a, b in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71),
                        (81, 82)) for n in range(a, b + 1)
)  # fmt: skip


PROVINCES: Final = {
    "11": Text("北京市", "Beijing"),
    "12": Text("天津市", "Tianjin"),
    "13": Text("河北省", "Hebei"),
    "14": Text("山西省", "Shanxi"),
    "15": Text("内蒙古自治区", "Inner Mongolia"),
    "21": Text("辽宁省", "Liaoning"),
    "22": Text("吉林省", "Jilin"),
    "23": Text("黑龙江省", "Heilongjiang"),
    "31": Text("上海市", "Shanghai"),
    "32": Text("江苏省", "Jiangsu"),
    "33": Text("浙江省", "Zhejiang"),
    "34": Text("安徽省", "Anhui"),
    "35": Text("福建省", "Fujian"),
    "36": Text("江西省", "Jiangxi"),
    "37": Text("山东省", "Shandong"),
    "41": Text("河南省", "Henan"),
    "42": Text("湖北省", "Hubei"),
    "43": Text("湖南省", "Hunan"),
    "45": Text("广西壮族自治区", "Guangxi"),
    "46": Text("海南省", "Hainan"),
    "50": Text("重庆市", "Chongqing"),
    "51": Text("四川省", "Sichuan"),
    "52": Text("贵州省", "Guizhou"),
    "53": Text("云南省", "Yunnan"),
    "54": Text("西藏自治区", "Tibet"),
    "61": Text("陕西省", "Shaanxi"),
    "62": Text("甘肃省", "Gansu"),
    "63": Text("青海省", "Qinghai"),
    "64": Text("宁夏回族自治区", "Ningxia"),
    "65": Text("新疆维吾尔自治区", "Xinjiang"),
    "71": Text("台湾省", "Taiwan"),
    "81": Text("香港特别行政区", "Hong Kong"),
    "82": Text("澳门特别行政区", "Macao"),
}
"""The other provincial divisions, by the first two digits of their codes."""


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division of Guangdong."""

    code: str
    name: Text
    parent: str
    level: str


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A leaf kind of place, with the provision that makes it a public area or a key unit."""

    code: str
    provision: str
    setting: str
    name: Text


def _read_rows(name: str) -> list[dict[str, str]]:
    text = (files("jifang.law") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def load_divisions() -> MappingProxyType[str, Division]:
    """The divisions of Guangdong down to the county, by code."""
    rows = _read_rows("divisions.csv")
    return MappingProxyType(
        {
            r["code"]: Division(
                r["code"], Text(r["name_zh"], r["name_en"]), r["parent"], r["level"]
            )
            for r in rows
        }
    )


@cache
def load_place_kinds() -> MappingProxyType[str, PlaceKind]:
    """All kinds of places, by code, in the order of the law."""
    rows = _read_rows("place_kinds.csv")
    return MappingProxyType(
        {
            r["code"]: PlaceKind(r["code"], r["provision"], r["setting"], Text(r["zh"], r["en"]))
            for r in rows
        }
    )


PLACE_KIND: Final = Domain(
    "place_kind", tuple(Choice(p.code, p.name) for p in load_place_kinds().values())
)


def list_place_kinds(provision_prefix: str) -> tuple[str, ...]:
    """The codes of the place kinds that rest on a provision (or on its items)."""
    return tuple(
        p.code
        for p in load_place_kinds().values()
        if p.provision == provision_prefix or p.provision.startswith(f"{provision_prefix}__")
    )


def clean_region(code: str) -> str | None:
    """A division code in its canonical length, or `None` where it is not one.

    Twelve-digit statistical codes are cut to nine; a nine-digit code that names no township is
    cut to six.
    """
    if not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        return None
    code = code[:9]
    if code[6:] == "000":
        code = code[:6]
    if code[:2] == GUANGDONG:
        return code if code[:6] in load_divisions() else None
    return code if code[:2] in PROVINCIAL_PREFIXES else None


def name_region(code: str) -> Text:
    """The name of a division as far as it is known: of one outside the province that of its
    province, with the code; else the code."""
    division = load_divisions().get(code[:6])
    if division is None:
        province = PROVINCES.get(code[:2])
        if province is None or code[2:] == "0000":
            return province or Text(code, code)
        return Text(f"{province.zh}（{code}）", f"{province.en} ({code})")
    if division.level == "county":
        parent = load_divisions()[division.parent].name
        name = Text(parent.zh + division.name.zh, f"{division.name.en}, {parent.en}")
    else:
        name = division.name
    if len(code) > 6:
        return Text(f"{name.zh}（{code}）", f"{name.en} ({code})")
    return name


ORGAN_LEVELS: Final = {
    "county": Text("县级", "county-level"),
    "prefecture": Text("地级以上市", "prefecture-level"),
    "province": Text("省级", "provincial"),
}


def name_organ(organ: Organ) -> Text:
    """The organ in words: the public security organ of the division."""
    region = name_region(organ.region)
    level = ORGAN_LEVELS[organ.level]
    return Text(
        f"{region.zh}公安机关（{level.zh}）",
        f"public security organ of {region.en} ({level.en})",
    )


@register_function("county_organ")
def find_county_organ(region: str) -> Organ | None:
    """The county-level organ of a place in Guangdong (art. 17 ¶1).

    Dongguan and Zhongshan have no counties: the municipal organ. Not known (`None`) where the
    place is given only by a city that has counties, or lies outside the province.
    """
    division = load_divisions().get(region[:6])
    if division is None or (not has_no_counties(division.code) and division.level != "county"):
        return None
    return Organ(division.level, division.code)


def has_no_counties(code: str) -> bool:
    """A city whose townships attach directly to it (Dongguan, Zhongshan)."""
    division = load_divisions()[code]
    return division.level == "prefecture" and not any(
        d.parent == code for d in load_divisions().values()
    )


def is_county_precise(code: str) -> bool:
    """Whether a code names a county-level place, or says all that can be said (as Dongguan)."""
    division = load_divisions().get(code[:6])
    if division is None:
        return code[4:6] != "00"
    return division.level == "county" or has_no_counties(division.code)


@register_function("prefecture_organ")
def find_prefecture_organ(region: str) -> Organ:
    """The organ of the prefecture-level (or higher) city that a place belongs to (art. 14 ¶1)."""
    return Organ("prefecture", region[:4] + "00")


@register_function("province_organ")
def find_province_organ(region: str) -> Organ:
    """The provincial organ."""
    return Organ("province", region[:2] + "0000")


@register_function("organ_above")
def find_organ_above(level: str, region: str) -> Organ | None:
    """The organ of the government one level above the constructing unit (art. 17 ¶1).

    Township and village: the county (in Dongguan and Zhongshan, which have none, the city);
    county: the city; city: the province.
    """
    if level in ("village", "township"):
        return find_county_organ(region)
    if level == "county":
        return find_prefecture_organ(region)
    return find_province_organ(region)


@register_function("place_setting")
def find_place_setting(place_kind: str) -> str:
    """Whether a kind of place is a public area, a key unit or other."""
    return load_place_kinds()[place_kind].setting


@register_function("place_item")
def find_place_item(place_kind: str) -> str:
    """The paragraph or item that a kind of place rests on; empty where it rests on none."""
    return load_place_kinds()[place_kind].provision
