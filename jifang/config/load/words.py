"""Names and places of the test data: coined words, no real body, no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from jifang.foundation.search.pinyin import spell_name
from jifang.law.places import load_divisions

SYLLABLES: Final = "岚昱筠霁澜沅骞翊曦琰煜皓璟珩玥岫湛漪淳泓槿桐柏榆棠萱芷蘅茗荻"
COINED: Final = tuple(a + b for a in SYLLABLES for b in SYLLABLES if a != b)
"""Names as bodies have them."""

KINDS: Final[tuple[tuple[str, str, str, int], ...]] = (
    ("a9_7.school", "中学", "校区", 12),
    ("a9_7.school", "小学", "校区", 16),
    ("a9_7.kindergarten", "幼儿园", "园区", 14),
    ("a9_7.medical", "医院", "院区", 8),
    ("a9_4.financial_premises", "村镇银行", "营业网点", 14),
    ("a9_5.fuel_station", "加油站", "站点", 8),
    ("a9_6.car_park", "停车场", "停车场", 12),
    ("a9_7.mall_street_market", "商贸中心", "商场", 10),
    ("a9_7.internet_cafe", "网吧", "门店", 8),
    ("a9_7.song_dance", "歌舞厅", "门店", 6),
    ("a9_9.hotel", "旅馆", "门店", 18),
    ("a9_9.rental_housing", "公寓", "楼栋", 30),
    ("a9_9.residential_compound", "物业服务中心", "小区", 36),
    ("a9_8.logistics_parcel", "物流园", "仓库", 12),
    ("a9_5.telecom_post", "邮政代办所", "营业厅", 6),
    ("a9_2.party_government", "政务服务中心", "办公楼", 6),
    ("a9_9.public_service", "便民服务站", "服务点", 8),
    ("a7.main_road", "道路设施管理所", "路段", 10),
    ("a7.settlement_gateway", "村居治安联防点", "出入口", 8),
    ("other", "贸易有限公司", "厂房", 20),
)
"""Kind of place, what such a unit is called, what its sites are called, how many of a thousand."""

STREETS: Final = tuple(f"{w}{e}" for w in COINED[::29] for e in ("路", "街", "大道"))


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text with its pinyin and initials."""

    text: str
    pinyin: str
    initials: str


@cache
def spell(text: str) -> Spelled:
    """A part of a name; parts are joined only at digits, where words end."""
    return Spelled(text, *spell_name(text))


def join(*parts: Spelled) -> Spelled:
    """A name of parts."""
    return Spelled(
        "".join(p.text for p in parts),
        " ".join(p.pinyin for p in parts),
        "".join(p.initials for p in parts),
    )


def number(value: int) -> Spelled:
    """A number within a name."""
    text = str(value)
    return Spelled(text, text, text)


BIG: Final[Mapping[str, int]] = {
    "4401": 150, "4403": 150, "4419": 100, "4406": 80, "4413": 45, "4420": 40, "4405": 40,
    "4404": 35, "4407": 38, "4408": 38, "4412": 30, "4409": 32, "4452": 30, "4414": 26, "4415": 22,
    "4418": 28, "4402": 24, "4416": 22, "4451": 20, "4417": 22, "4453": 18,
}  # fmt: skip
"""How many of a thousand and a few sites each city has: made up, larger where more people live."""


def list_counties() -> list[tuple[str, float]]:
    """Counties, and the two cities without any, with their share: within a city they differ too, by
    a rule (the first has five times the last)."""
    divisions = load_divisions().values()
    shares: list[tuple[str, float]] = []
    for city, share in BIG.items():
        counties = [d.code for d in divisions if d.parent == f"{city}00" and d.level == "county"]
        parts = [(c, 5.0 - 4.0 * n / max(1, len(counties) - 1)) for n, c in enumerate(counties)]
        whole = sum(p for _, p in parts)
        shares += [(c, share * p / whole) for c, p in parts] or [(f"{city}00", float(share))]
    return shares


def short_name(region: str) -> str:
    """The name of a division without its kind: 天河区 → 天河."""
    name = load_divisions()[region].name.zh
    return name[:-1] if len(name) > 2 else name
