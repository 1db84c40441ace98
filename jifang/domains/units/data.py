"""What others may use of units: value lists and frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jifang.law.errors import Text
from jifang.law.places import load_place_kinds

DATUMS: Final[Mapping[str, Text]] = {
    "cgcs2000": Text("CGCS2000（国家大地坐标系）", "CGCS2000"),
    "wgs84": Text("WGS-84", "WGS-84"),
    "gcj02": Text("GCJ-02（加偏）", "GCJ-02 (offset)"),
}
"""What a coordinate refers to. It is kept as given: nothing is converted without being asked."""

PLACE_KINDS: Final[Mapping[str, Text]] = {p.code: p.name for p in load_place_kinds().values()}
"""The leaf kinds of arts. 7 and 9."""

SETTINGS: Final[Mapping[str, Text]] = {
    "public_area": Text("公共区域", "public area"),
    "key_unit": Text("技防重点单位", "key unit"),
    "other": Text("其他", "other"),
}

SPECIAL_DOMAINS: Final[Mapping[str, Text]] = {
    "none": Text("不涉及", "none"),
    "national_security": Text("涉及国家安全", "national security"),
    "state_secret": Text("涉及国家秘密", "State secrets"),
}

DESIGNATIONS: Final[Mapping[str, Text]] = {
    "key_unit_art_9": Text("技防重点单位（办法第九条）", "key unit (art. 9 of the Measures)"),
    "internal_security_key_unit": Text("治安保卫重点单位", "internal-security key unit"),
    "counter_terrorism_target": Text("防范恐怖袭击重点目标", "counter-terrorism key target"),
}
"""Three lists of three laws, kept apart: one says nothing of another."""


@dataclass(frozen=True, slots=True)
class SiteRef:
    """A site as other domains name it: its row, its public id, whose it is and who keeps it."""

    pk: int
    public_id: str
    name: str
    party: str
    organ_region: str
    region: str
    setting: str
    place_kind: str
    state: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a site is designated on a day, by which act; `holds` unknown where no act says."""

    kind: str
    holds: bool | None
    organ_name: str = ""
    number: str = ""
    decided_on: date | None = None
    until: date | None = None
