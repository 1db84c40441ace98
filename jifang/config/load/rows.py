"""The records of a load, batch by batch: values for the gaps of moulds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from jifang.config.load.makers import CODES, STAGES, Makers
from jifang.config.load.moulds import Mould, make_public_id, write_decimal
from jifang.config.load.plan import Shares, Sizes, Wheel, mix
from jifang.config.load.words import (
    COINED,
    KINDS,
    STREETS,
    Spelled,
    join,
    list_counties,
    number,
    short_name,
    spell,
)
from jifang.domains.units.credit_codes import find_check_character, find_organisation_check
from jifang.domains.units.kinds import make_double_key

ROLLS: Final = ("key_unit_art_9", "internal_security_key_unit", "counter_terrorism_target")
SYSTEM_NAMES: Final = (
    ("video_surveillance", "视频监控系统"),
    ("intrusion_alarm", "入侵报警系统"),
    ("access_control", "出入口控制系统"),
    ("parking_management", "停车管理系统"),
    ("electronic_patrol", "电子巡查系统"),
)
SPOTS: Final = ("大门", "前台", "走廊", "楼梯", "电梯", "停车区", "周界", "后门", "机房", "大厅")
Values = dict[str, Any]


@dataclass(slots=True)
class Made:
    """A record to be written: its mould, the values of its gaps, the record it moves along with,
    and what is searched of it."""

    mould: Mould
    values: Values
    root: str
    texts: tuple[str, ...] = ()


@dataclass(slots=True)
class Batch:
    """Records by kind, in the order in which they are written."""

    made: dict[str, list[Made]] = field(default_factory=dict)

    def add(self, made: Made) -> None:
        """Add a record."""
        self.made.setdefault(made.mould.kind.name, []).append(made)


class Province:
    """Makes batches; the same ones for the same sizes and seed."""

    def __init__(
        self,
        sizes: Sizes,
        makers: Makers,
        organs: dict[str, tuple[str, str]],
        first: dict[str, int],
    ) -> None:
        self.sizes = sizes
        self.makers = makers
        self.organs = organs
        """Region → division and name of the organ that keeps it."""
        self.wheel = Wheel(list_counties())
        self.near: dict[str, Wheel] = {}
        self.sorts = Wheel([(str(n), float(k[3])) for n, k in enumerate(KINDS)], 1000)
        self.sites = Shares(sizes.sites, sizes.units, least=1)
        self.channels = Shares(sizes.channels, sizes.sites)
        self.next = Counter(first)
        self.serials: Counter[str] = Counter()
        self.codes = 0

    # -- common parts ------------------------------------------------------------------------------

    def _start(self, kind: str, region: str, party: str) -> Values:
        """What every record has."""
        self.next[kind] += 1
        key = self.next[kind]
        return {
            "id": key,
            "public_id": make_public_id(self.sizes.seed, kind, key),
            "organ_region": region,
            "party": party,
        }

    def _pick_near(self, region: str, chance: int) -> str:
        """Where another site of a unit is: mostly there, else in the city, else anywhere."""
        of = chance % 100
        if of < 80:
            return region
        if of < 96:
            city = region[:4]
            if city not in self.near:
                shares = [(c, 1.0) for c, _ in list_counties() if c.startswith(city)]
                self.near[city] = Wheel(shares, 100)
            return self.near[city].pick(chance // 100)
        return self.wheel.pick(chance // 100)

    def _make_credit_code(self, region: str, *, right: bool) -> str:
        """A code of 18 characters whose check characters agree, or whose last one does not."""
        self.codes += 1
        body = f"{self.codes:08d}"
        first = f"91{region[:6]}{body}{find_organisation_check(body)}"
        last = find_check_character(first)
        return first + (last if right else ("0" if last != "0" else "1"))

    def _make_address(self, region: str, chance: int) -> str:
        return f"{short_name(region)}{STREETS[chance % len(STREETS)]}{chance // 977 % 900 + 1}号"

    def _make_device_code(self, centre: str, kind: str, network: str) -> str:
        """A serial number of its own within a county, a type and a network; the digits of the
        grass-roots unit count on when it is full."""
        key = f"{centre}{kind}{network}"
        self.serials[key] += 1
        over, serial = divmod(self.serials[key], 1_000_000)
        return f"{centre}{over:02d}02{kind}{network}{serial:06d}"

    # -- units and what they have ------------------------------------------------------------------

    def make_batch(self, numbers: range) -> Batch:
        """Units with everything they have."""
        batch = Batch()
        for n in numbers:
            self._add_unit(batch, n)
        return batch

    def _add_unit(self, batch: Batch, n: int) -> None:
        chance = mix(self.sizes.seed, 1, n)
        region = self.wheel.pick(chance)
        sort = int(self.sorts.pick(chance >> 16))
        name = join(
            spell(short_name(region) + COINED[(chance >> 24) % len(COINED)]), number(n + 1),
            spell("号" + KINDS[sort][1]),
        )  # fmt: skip
        right = n % 97 != 5
        organ = self.organs[region][0]
        values = self._start("unit", organ, f"unit-load{self.sizes.seed}-{n + 1:07d}") | {
            "name": name.text, "pinyin": name.pinyin, "initials": name.initials, "region": region,
            "credit_code": self._make_credit_code(region, right=right),
            "address": self._make_address(region, chance >> 8),
        }  # fmt: skip
        texts = (name.text, str(values["address"]), name.initials)
        batch.add(Made(self.makers.unit(int(right)), values, values["public_id"], texts))
        for k in range(self.sites.take(chance >> 40)):
            self._add_site(batch, values, name, (sort, k, mix(chance, 2, k)))

    def _add_site(
        self, batch: Batch, unit: Values, of: Spelled, sort_and_chance: tuple[int, int, int]
    ) -> None:
        sort, k, chance = sort_and_chance
        region = str(unit["region"]) if k == 0 else self._pick_near(str(unit["region"]), chance)
        place, _, called, _ = KINDS[sort]
        name = join(of, spell(short_name(region)), number(k + 1), spell("号" + called))
        organ, organ_name = self.organs[region]
        address = self._make_address(region, chance >> 8)
        values = self._start("site", organ, str(unit["party"])) | {
            "name": name.text, "pinyin": name.pinyin, "initials": name.initials, "region": region,
            "address": address, "unit": unit["id"], "unit_name": unit["name"],
            "double_key": make_double_key(name.text, address), "organ": organ_name,
            "longitude": write_decimal(1_095_000_000 + chance % 77_000_000, 7),
            "latitude": write_decimal(201_000_000 + (chance >> 20) % 54_000_000, 7),
        }  # fmt: skip
        texts = (name.text, address, name.initials)
        made = self.makers.site(place, (chance >> 32) % 8)
        batch.add(Made(made, values, values["public_id"], texts))
        if chance % 25 == 0:
            self._add_designation(batch, values, chance)
        self._add_systems(batch, values, chance)

    def _add_designation(self, batch: Batch, site: Values, chance: int) -> None:
        values = self._start("designation", site["organ_region"], site["party"])
        values |= {
            "site": site["id"], "organ": site["organ"], "number": f"示例〔2025〕{values['id']}号",
        }  # fmt: skip
        roll = ROLLS[(chance >> 5) % 3]
        batch.add(Made(self.makers.designation(roll), values, site["public_id"]))

    def _add_systems(self, batch: Batch, site: Values, chance: int) -> None:
        """One system, or several; the channels are the first one's."""
        many = 1 + (chance % 6 == 0) + (chance % 36 == 0)
        channels = self.channels.take(chance >> 12)
        for k in range(many):
            kind, called = SYSTEM_NAMES[(k + (chance % 50 == 7)) % len(SYSTEM_NAMES)]
            name = spell(called)
            values = self._start("system", site["organ_region"], site["party"]) | {
                "name": called, "pinyin": name.pinyin, "initials": name.initials,
                "site": site["id"],
            }  # fmt: skip
            mould = self.makers.system(kind, STAGES[(chance >> 7) % len(STAGES)])
            batch.add(Made(mould, values, site["public_id"], (called, name.initials)))
            if k == 0:
                self._add_parts(batch, site, values["id"], (channels, chance))

    def _add_parts(
        self, batch: Batch, site: Values, system: int, size_and_chance: tuple[int, int]
    ) -> None:
        channels, chance = size_and_chance
        place = {"site": site["id"], "system": system}
        common = (site["organ_region"], site["party"])
        if chance % 4 == 0:
            values = self._start("store", *common) | place | {"name": "存储阵列"}
            batch.add(Made(self.makers.store(), values, site["public_id"]))
        for k in range(0, channels, 32):
            values = self._start("device", *common) | place
            code = self._make_device_code(str(site["region"]), "111", "1")
            values |= {"name": f"录像机{k // 32 + 1}", "code": code}
            batch.add(Made(self.makers.device(str(site["region"])), values, site["public_id"]))
        self._add_channels(batch, site, place, (channels, chance))

    def _add_channels(
        self, batch: Batch, site: Values, place: dict[str, Any], size_and_chance: tuple[int, int]
    ) -> None:
        channels, chance = size_and_chance
        region, root = str(site["region"]), site["public_id"]
        common = (site["organ_region"], site["party"])
        for k in range(channels):
            sort = (chance + k) & 7
            _, kind, network = CODES[sort % 4]
            values = self._start("channel", *common)
            values |= place
            values["name"] = f"{SPOTS[k % len(SPOTS)]}{k + 1}"
            values["code"] = self._make_device_code(region, kind, network)
            values["address"] = site["address"]
            values["longitude"] = site["longitude"]
            values["latitude"] = site["latitude"]
            values["organ"] = site["organ"]
            values["unit_name"] = site["unit_name"]
            batch.add(Made(self.makers.channel(region, sort), values, root))

    # -- firms and their staff ---------------------------------------------------------------------

    def make_firms(self, numbers: range, city_organs: dict[str, str]) -> Batch:
        """Firms, with a testing body for each hundred and an association for each five hundred;
        ten people each."""
        batch = Batch()
        for n in numbers:
            self._add_firm(batch, n, city_organs)
        return batch

    def _add_firm(self, batch: Batch, n: int, city_organs: dict[str, str]) -> None:
        chance = mix(self.sizes.seed, 3, n)
        region = f"{self.wheel.pick(chance)[:4]}00"
        sort = "association" if n % 500 == 499 else "testing_body" if n % 100 == 99 else "firm"
        called = {"firm": "安防工程有限公司", "testing_body": "检测技术有限公司",
                  "association": "安防行业协会"}[sort]  # fmt: skip
        name = join(
            spell(short_name(region) + COINED[(chance >> 24) % len(COINED)]), number(n + 1),
            spell("号" + called),
        )  # fmt: skip
        party = f"{sort}-load{self.sizes.seed}-{n + 1:07d}"
        values = self._start("organisation", city_organs[region], party) | {
            "name": name.text, "pinyin": name.pinyin, "initials": name.initials, "region": region,
            "credit_code": self._make_credit_code(region, right=True),
            "address": self._make_address(region, chance >> 8),
        }  # fmt: skip
        texts = (name.text, str(values["address"]), name.initials)
        batch.add(Made(self.makers.organisation(sort), values, values["public_id"], texts))
        for k in range(10):
            person = self._start("staff", values["organ_region"], party)
            person |= {"organisation": values["id"], "number": f"S{k + 1:03d}"}
            batch.add(Made(self.makers.staff((chance + k) % 16), person, values["public_id"]))
