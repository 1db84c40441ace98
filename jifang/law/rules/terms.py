"""Closed lists that several questions share, and readings that several questions rest on."""

from __future__ import annotations

from jifang.law.engine.question import Outcome, Reading, Tone
from jifang.law.engine.types import define_domain
from jifang.law.errors import Text

SETTING = define_domain(
    "setting",
    public_area=("公共区域", "public area"),
    key_unit=("技防重点单位", "key unit"),
    other=("其他", "other"),
)

SETTING_WORDS = ("场所属于", "the place counts as")
GOVERNED = ("public_area", "key_unit")

OFFENDER = define_domain("offender", unit=("单位", "unit"), individual=("个人", "individual"))

ORGAN_KIND = define_domain(
    "organ_kind",
    public_security=("公安机关", "public security organ"),
    national_security=("国家安全机关", "national security organ"),
)

ORGAN_ABOVE_TOWNSHIP = define_domain(
    "approval_level",
    township=("县级以下（派出所等）", "below the county (police station and the like)"),
    county=("县级", "county"),
    prefecture=("地级以上市", "prefecture"),
    province=("省级", "province"),
)
COUNTY_AND_ABOVE = ("county", "prefecture", "province")


def outcome(code: str, zh: str, en: str, tone: Tone) -> Outcome:
    """One outcome with its words and its mark."""
    return Outcome(code, Text(zh, en), tone)


def reading(
    key: str, name: tuple[str, str], reason: tuple[str, str], other: tuple[str, str]
) -> Reading:
    """A reading of ours with its reason and the other reading."""
    return Reading(key, Text(*name), Text(*reason), Text(*other))
