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
    as_then: bool = False
    """The values are those of the day that is asked for, not the present ones."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a site is designated on a day, by which act; `holds` unknown where no act says."""

    kind: str
    holds: bool | None
    organ_name: str = ""
    number: str = ""
    decided_on: date | None = None
    until: date | None = None


ORGANISATIONS: Final[Mapping[str, Text]] = {
    "firm": Text("从业单位", "practitioner"),
    "testing_body": Text("检测机构", "testing body"),
    "association": Text("行业组织", "industry association"),
}

TITLE_LEVELS: Final[Mapping[str, Text]] = {
    "senior": Text("高级职称", "senior title"),
    "intermediate": Text("中级职称", "intermediate title"),
    "junior": Text("初级职称", "junior title"),
    "none": Text("无职称", "no title"),
}

CREDENTIALS: Final[Mapping[str, Text]] = {
    "training": Text("技防培训", "training in technical protection"),
    "confidentiality": Text("保密教育", "confidentiality education"),
    "title": Text("职称证书", "certificate of a title"),
    "other": Text("其他证书", "other certificate"),
}

TOOL_PURPOSES: Final[Mapping[str, Text]] = {
    "design": Text("设计", "design"),
    "construction": Text("施工", "construction"),
    "commissioning": Text("调试", "commissioning"),
    "repair": Text("维修", "repair"),
    "testing": Text("检测", "testing"),
    "other": Text("其他", "other"),
}

TENURES: Final[Mapping[str, Text]] = {
    "owned": Text("自有", "owned"),
    "leased": Text("租赁", "leased"),
}

WORKS: Final[Mapping[str, Text]] = {
    "design": Text("设计", "design"),
    "construction": Text("施工", "construction"),
    "maintenance": Text("维修", "maintenance"),
}
"""The three sorts of work of art. 14."""

ACCREDITATIONS: Final[Mapping[str, Text]] = {
    "national": Text("国家级", "national"),
    "provincial": Text("省级", "provincial"),
}
