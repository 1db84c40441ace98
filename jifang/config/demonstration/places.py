"""Units and what they have, as the forms would give them: coined names, no real body, no person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from jifang.config.load.plan import Wheel, mix
from jifang.config.load.words import COINED, KINDS, STREETS, list_counties, short_name
from jifang.domains.units.credit_codes import find_check_character, find_organisation_check
from jifang.law.places import load_divisions

SEED: Final = 20170801
UNITS: Final = 3_000
MARK: Final = "（演示）"
Given = dict[str, Any]

CENTRES: Final = {
    "4401": ("113.26", "23.13"), "4402": ("113.60", "24.81"), "4403": ("114.06", "22.55"),
    "4404": ("113.57", "22.27"), "4405": ("116.68", "23.35"), "4406": ("113.12", "23.02"),
    "4407": ("113.08", "22.58"), "4408": ("110.36", "21.27"), "4409": ("110.92", "21.66"),
    "4412": ("112.47", "23.05"), "4413": ("114.42", "23.11"), "4414": ("116.12", "24.29"),
    "4415": ("115.37", "22.78"), "4416": ("114.70", "23.74"), "4417": ("111.98", "21.86"),
    "4418": ("113.06", "23.68"), "4419": ("113.75", "23.02"), "4420": ("113.39", "22.52"),
    "4451": ("116.62", "23.66"), "4452": ("116.37", "23.55"), "4453": ("112.04", "22.92"),
}  # fmt: skip
"""About where each city lies, in degrees; points are strewn around, and mean nothing."""

SYSTEMS: Final = (
    ("video_surveillance", "视频监控系统", 96), ("intrusion_alarm", "入侵报警系统", 55),
    ("access_control", "出入口控制系统", 40), ("electronic_patrol", "电子巡查系统", 18),
    ("parking_management", "停车管理系统", 22), ("security_inspection", "安全检查系统", 6),
)  # fmt: skip
"""Kind, name, in how many of a hundred sites."""
SPOTS: Final = (
    "大门",
    "前台",
    "走廊",
    "楼梯口",
    "电梯厅",
    "停车区",
    "周界",
    "后门",
    "机房",
    "大厅",
)
DAYS: Final = (30, 30, 30, 30, 60, 90, 15, 20, None, None)
"""Days of storage as declared; some short, some not said."""
ROLLS: Final = ("key_unit_art_9", "internal_security_key_unit", "counter_terrorism_target")


@dataclass(slots=True)
class Place:
    """A record: what was given, what is entered into it, since when it holds. `key` names it
    within the province, `party` the body that it is of; parts have those of what they are in."""

    kind: str
    given: Given
    parts: list[Place] = field(default_factory=list)
    since: date | None = None
    key: str = ""
    party: str = ""

    def name(self, key: str) -> None:
        """Name it and everything in it."""
        self.key = key
        for n, part in enumerate(self.parts):
            part.name(f"{key}/{part.kind}-{n + 1}")


def chance(*numbers: int) -> int:
    """A number that follows from others and looks like chance."""
    return mix(SEED, *numbers)


def write_credit_code(region: str, serial: int, *, right: bool = True) -> str:
    """A code of 18 characters whose check characters agree, or whose last one does not."""
    body = f"{serial:08d}"
    first = f"91{region[:6]}{body}{find_organisation_check(body)}"
    last = find_check_character(first)
    return first + (last if right else ("0" if last != "0" else "1"))


def write_address(region: str, by: int) -> str:
    """Division, street, number."""
    name = load_divisions()[region].name.zh
    return f"{name}{STREETS[by % len(STREETS)]}{by // 977 % 400 + 1}号"


def list_units(today: date, many: int = UNITS) -> Iterator[Place]:
    """Units with everything they have; the same ones on every machine, days counted from today."""
    wheel = Wheel(list_counties())
    sorts = Wheel([(str(n), float(k[3])) for n, k in enumerate(KINDS)], 1000)
    for n in range(many):
        by = chance(1, n)
        # The first ones are a school, a hotel and a bank of Tianhe, for the people who sign in.
        region = "440106" if n < 3 else wheel.pick(by)
        sort = (0, 10, 4)[n] if n < 3 else int(sorts.pick(by >> 16))
        yield make_unit(n, by, region, sort, today)


def make_unit(n: int, by: int, region: str, sort: int, today: date) -> Place:
    """One unit."""
    called = f"{short_name(region)}{COINED[(by >> 24) % len(COINED)]}{KINDS[sort][1]}"
    given = {
        "name": f"{called}{MARK}", "region": region, "address": write_address(region, by >> 8),
        "credit_code": write_credit_code(region, 10_000_000 + n, right=n % 97 != 5),
        "contact_name": "示例联系人", "contact_phone": f"0000000{n:04d}",
    }  # fmt: skip
    if n % 11 == 7:
        given.pop("credit_code")
    many = 1 + (by % 5 == 0) + (by % 23 == 0) + (2 if n < 3 else 0)
    unit = Place("unit", given, since=today - timedelta(days=by % 1500 + 30))
    unit.parts = [make_site(n, k, called, (region, sort), today) for k in range(many)]
    unit.party = f"unit-demo-{n + 1:04d}"
    unit.name(unit.party)
    return unit


def make_site(n: int, k: int, of: str, where: tuple[str, int], today: date) -> Place:
    """One site of a unit."""
    region, sort = where
    by = chance(2, n, k)
    place, _, called, _ = KINDS[sort]
    address = write_address(region, by >> 8)
    given: Given = {
        "name": f"{of}{k + 1}号{called}{MARK}", "place_kind": place, "region": region,
        "address": address, "system_installed": True, **give_point(region, by),
        **give_parties(of, by),
    }  # fmt: skip
    if place.startswith("a7"):
        given["public_area"] = True
    if by % 17 == 3:
        given.pop("system_installed")
    site = Place("site", given, since=today - timedelta(days=by % 1200 + 20))
    site.parts = [*make_acts(n, k, by, today), *make_systems(n, k, by, given, today)]
    if place.startswith("a7"):
        site.parts.append(make_sign(by, today))
    if by % 13 == 1:
        site.parts.append(make_connection(by, today))
    return site


def give_point(region: str, by: int) -> Given:
    """A point near the city; some sites have none yet."""
    if by % 9 == 4:
        return {}
    east, north = CENTRES[region[:4]]
    off = (by >> 20) % 3000 - 1500, (by >> 34) % 2400 - 1200
    return {
        "longitude": f"{float(east) + off[0] / 10_000:.4f}",
        "latitude": f"{float(north) + off[1] / 10_000:.4f}",
        "datum": "cgcs2000",
    }


def give_parties(of: str, by: int) -> Given:
    """Who might answer for the site (art. 9 ¶3): agreed on, owner, holder; or not known."""
    of_unit = f"{of}{MARK}"
    return (
        {"has_agreement": True, "agreed_party": f"示例物业服务企业{MARK}"},
        {"has_agreement": False, "has_owner": True, "owner": of_unit, "state_owned": False},
        {"has_agreement": False, "has_owner": True, "owner": of_unit, "state_owned": False},
        {"has_agreement": False, "state_owned": True, "has_right_holder": True,
         "right_holder": of_unit},
        {"has_agreement": False},
        {},
    )[(by >> 3) % 6]  # fmt: skip


def make_acts(n: int, k: int, by: int, today: date) -> list[Place]:
    """An act that puts the site on one of the three lists; for a few."""
    if by % 12 and n >= 3:
        return []
    decided = today - timedelta(days=200 + by % 500)
    given = {
        "roll": ROLLS[(by >> 5) % 3], "holds": True, "organ_name": f"示例机关{MARK}",
        "number": f"示例〔{decided.year}〕{n * 10 + k + 1}号", "decided_on": decided.isoformat(),
    }  # fmt: skip
    return [Place("designation", given)]


def make_systems(n: int, k: int, by: int, site: Given, today: date) -> list[Place]:
    """The systems of a site."""
    made = []
    for at, (kind, name, share) in enumerate(SYSTEMS):
        of = chance(3, n, k, at)
        if of % 100 >= share and not (n < 3 and at < 3):
            continue
        stage = ("in_use", "in_use", "in_use", "in_use", "trial_run", "design")[(of >> 8) % 6]
        given: Given = {"name": name, "kind": kind, "stage": stage}
        if stage == "in_use":
            given["in_use_since"] = (today - timedelta(days=100 + of % 1500)).isoformat()
        if (of >> 16) % 4:
            given |= {"alarm_interface": True, "network": "local"}
        if kind == "video_surveillance":
            days = DAYS[(of >> 20) % len(DAYS)]
            given |= {"declared_days": days} if days else {}
        if (of >> 24) % 3:
            given["installer"] = f"示例安防工程公司{MARK}"
        system = Place("system", given, since=today - timedelta(days=of % 900 + 10))
        if kind == "video_surveillance":
            system.parts = make_parts(n, k, of, site)
        made.append(system)
    return made


def make_parts(n: int, k: int, by: int, site: Given) -> list[Place]:
    """A recorder, its store and its cameras; some files are whole, others lack a part."""
    parts = [Place("device", {"name": "录像机1", "kind": "recorder", "vendor": "示例厂商"})]
    if by % 4 != 1:
        parts.append(
            Place("quality_proof", {
                "name": f"示例检验报告{MARK}", "kind": "test_report", "model": "NVR-示例",
                "number": f"DEMO-{n + 1}-{k + 1}", "issued_by": f"示例检测机构{MARK}",
            })
        )  # fmt: skip
    if by % 3 == 0:
        parts.append(
            Place("store", {"name": "存储阵列", "capacity_gb": 8_000, "configured_days": 30})
        )
    for at in range(3 + (by >> 30) % 6):
        of = chance(4, n, k, at)
        given: Given = {
            "name": f"{SPOTS[at % len(SPOTS)]}{at + 1}", "kind": "video",
            "address": site["address"], "captures_video": True,
        }  # fmt: skip
        if of % 3:
            given |= {"vendor": "示例厂商", "camera_type": "3", "point_class": "3",
                      "positions": ["13"], "condition": "1", "networked": "0"}  # fmt: skip
        if of % 3 == 1 and "datum" in site:
            given |= fill_file(n * 100 + k * 20 + at, of, site)
        if of % 4:
            given["sign_displayed"] = True
        if of % 211 == 7:
            given["privacy_place"] = True
        parts.append(Place("channel", given))
    return parts


def fill_file(serial: int, of: int, site: Given) -> Given:
    """What makes a camera's file whole: the code by one edition or the other, place, keeper."""
    edition, network = (("2022", "1"), ("2016", "8"))[of % 2]
    return {
        "code": f"{site['region']}0002132{network}{serial:06d}", "code_edition": edition,
        "region": site["region"], "longitude": site["longitude"], "latitude": site["latitude"],
        "datum": site["datum"], "police_organ": f"示例公安机关{MARK}",
        "manager": f"示例管理单位{MARK}",
    }  # fmt: skip


def make_sign(by: int, today: date) -> Place:
    """A sign of a public-area system (art. 7 ¶3)."""
    given: Given = {"location": "入口左侧立柱"}
    if by % 3:
        checked = (today - timedelta(days=40)).isoformat()
        given |= {"clearly_visible": by % 7 != 1, "meets_standard": True, "checked_on": checked}
    return Place("sign", given)


def make_connection(by: int, today: date) -> Place:
    """Who connected to the site's systems, on what basis; nothing is charged (arts. 11, 25)."""
    when = today - timedelta(days=60 + by % 400)
    return Place("connection", {
        "kind": ("alarm_receiving_centre", "networked_sharing")[by % 2],
        "body_kind": "public_security", "body_name": f"示例公安机关{MARK}",
        "purpose": "public_security", "basis": f"示例依据{MARK}",
        "connected_on": when.isoformat(),
    })  # fmt: skip
